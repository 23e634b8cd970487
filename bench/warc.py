"""Compare the articles of a WARC of the pages with those of the pages themselves.

    python bench/warc.py DATA

warcio writes the WARC, as crawlers do: a response for each page, with its status line and headers, from the
address that the page gives itself. Where it gives none, the columns that follow from the address differ.
"""

from __future__ import annotations

import argparse
import gzip
import io
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from copydesk.contract import to_row
from copydesk.documents import cleaned_documents
from copydesk.errors import RejectedError

_NAMES = {"uri", "id", "source_id"}
"""Columns that say what a document is called."""
Result = dict[str, Any]


def write(pages: list[Path], results: list[Result], path: Path) -> None:
    """The pages as responses, in their order."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "warcio"}))
        for page, result in zip(pages, results, strict=True):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = io.BytesIO(gzip.decompress(page.read_bytes()))
            url = result.get("url") or f"https://pages.invalid/{page.name}"
            record = writer.create_warc_record(url, "response", payload=body, http_headers=head)
            writer.write_record(record)


def results(paths: list[str]) -> Iterator[Result]:
    """Of each document its article and its ledger, but for its names, or why there is none."""
    for _, found in cleaned_documents(paths, io.BytesIO()):
        if isinstance(found, RejectedError):
            yield {"refused": found.code}
        else:
            row = to_row(found.article) | {"ledger": [_named(to_row(span)) for span in found.ledger]}
            yield _named(row)


def _named(row: Result) -> Result:
    return {name: value for name, value in row.items() if name not in _NAMES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    pages = sorted(parser.parse_args().data.glob("pages/*.html.gz"))
    own = list(results([str(page) for page in pages]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pages.warc.gz")
        write(pages, own, path)
        pairs = list(zip(own, results([str(path)]), strict=True))
    columns = Counter(
        name for one, other in pairs for name in one.keys() | other if one.get(name) != other.get(name)
    )
    same = sum(one == other for one, other in pairs)
    nameless = sum(not one.get("url") for one in own)
    print(f"{same:,} of {len(pairs):,} pages give the same in a WARC; {nameless:,} have no address")
    print(f"columns that differ: {dict(columns.most_common()) or 'none'}")


if __name__ == "__main__":
    main()

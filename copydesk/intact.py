"""Whether a file of articles and its ledger are what they should be, decided fast, on columns.

`checks` says what is wrong with those that are not: it looks at each row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.formats.arrays import in_one, record_of, solid_counts
from copydesk.ids import document_id, sha256_hex
from copydesk.native.arrow import Column
from copydesk.native.pages import Pages
from copydesk.records import Article, LedgerRow
from copydesk.sound import is_sound_table

_Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Intact:
    """Articles with nothing wrong: their digests, and whether their lines are the ones that were given."""

    digests: list[str]
    same: bool


def intact(articles: pa.Table, ledger: pa.Table, lines: bytes, proven: bool = False) -> Intact | None:
    """The articles if they and their ledger keep the contract and make up their pages; None where not.

    It is also none for a few that do, such as rows of a ledger that are in another order. Of rows that are
    `proven` only the digests are taken: that they are the right ones says that the rows are.
    """
    articles, ledger = articles.combine_chunks(), ledger.combine_chunks()
    if not proven and not (is_sound_table(Article, articles) and is_sound_table(LedgerRow, ledger)):
        return None
    spans = _spans(articles, ledger)
    if spans is None:
        return None
    rows, own = record_of(articles), record_of(ledger.drop_columns(["id", "uri"]))
    if proven or (_is_counted(articles, ledger, spans) and _are_pages(articles, Pages(rows, own), spans)):
        return _digests(rows, own, spans, lines)
    return None


def _spans(articles: pa.Table, ledger: pa.Table) -> _Numbers | None:
    """Where the rows of each article begin and end; None where not all are an article's, in its order."""
    ids = in_one(articles["id"])
    if pc.all(pc.less(ids[:-1], ids[1:])).as_py() is False:
        return None
    owners, uris = (pc.run_end_encode(in_one(ledger[name])) for name in ("id", "uri"))
    rows = pc.index_in(owners.values, ids)
    if rows.null_count or not owners.run_ends.equals(uris.run_ends):
        return None
    places, ends = rows.to_numpy(), owners.run_ends.to_numpy()
    if not (np.diff(places) > 0).all() or not in_one(articles["uri"]).take(rows).equals(uris.values):
        return None
    spans = np.zeros((len(ids), 2), np.int64)
    spans[places, 0], spans[places, 1] = np.concatenate([[0], ends[:-1]]), ends
    return spans


def _is_counted(articles: pa.Table, ledger: pa.Table, spans: _Numbers) -> bool:
    """Whether spans are as long as their texts, and characters are counted as they were removed."""
    start, end = (ledger[name].to_numpy() for name in ("start", "end"))
    if not np.array_equal(end - start, pc.utf8_length(ledger["text"]).to_numpy()):
        return False
    page, kept, removed = (articles[f"{name}_chars"].to_numpy() for name in ("page", "kept", "removed"))
    is_removed = pc.equal(ledger["action"], "removed").to_numpy()
    chars = np.where(is_removed, solid_counts(in_one(ledger["text"])), 0)
    until = np.concatenate([[0], np.cumsum(chars)])
    listed = until[spans[:, 1]] - until[spans[:, 0]]
    return np.array_equal(page, kept + removed) and np.array_equal(removed, listed)


def _are_pages(articles: pa.Table, pages: Pages, spans: _Numbers) -> bool:
    """Whether articles and ledger make up the pages that were read."""
    for i, ((start, end), (right, digest, chars)) in enumerate(
        zip(spans.tolist(), _said(articles), strict=True)
    ):
        page = pages.page(i, start, end)
        if not right or page is None or page[1] != chars or sha256_hex(page[0]) != digest:
            return False
    return True


def _said(articles: pa.Table) -> Iterator[tuple[bool, str, int]]:
    """Of each article whether id and digest of the text are right, and what its page is said to be."""
    names = ("id", "uri", "url", "text_sha256", "page_sha256", "page_chars")
    columns = (articles[name].to_pylist() for name in names)
    for text, id, uri, url, digest, page, chars in zip(articles["text"], *columns, strict=True):
        same = hashlib.sha256(text.as_buffer()).hexdigest() == digest
        yield same and document_id(uri, url) == id, page, chars


def _digests(rows: Column, ledger: Column, spans: _Numbers, lines: bytes) -> Intact:
    """Take the digest of each article, and compare its line."""
    digests, same, at = list[str](), True, 0
    for i, (start, end) in enumerate(spans.tolist()):
        line = rows.row(i)
        same, at = same and lines.startswith(line, at), at + len(line)
        total = hashlib.sha256(line)
        total.update(ledger.rows(start, end))
        digests.append(total.hexdigest())
    return Intact(digests, same and at == len(lines))

"""A release judged from its files alone: every digest, count, type and page recomputed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from copydesk import layout, manifest
from copydesk.checks import SHOWN, Checked, File, Tally, check, understood
from copydesk.dataset import dataset_digest
from copydesk.disk import sha256_file
from copydesk.errors import UsageError, VerificationError
from copydesk.formats import kind_of, parquet
from copydesk.tables import ARTICLES, LEDGER, LINES, QUARANTINE, TABLES, Table

_RESULTS = "validation/results.json"
_SUMS = ("published", "ledger_rows", "page_chars", "kept_chars", "removed_chars")

Files = Mapping[str, Mapping[str, Any]]


class Lazily(Protocol):
    """Calls a function with each of some files, and gives the results in order, as they come."""

    def __call__(
        self, function: Callable[[File], Checked], files: Sequence[File], /
    ) -> Iterable[Checked]: ...


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked and found true."""

    version: str
    files: int
    articles: int
    ledger_rows: int
    quarantine_rows: int


def verify(release: Path, spread: Lazily = map) -> Verified:
    """Check a release (a folder, or the `latest` link to it); VerificationError lists what is wrong.

    `spread` calls a function, which can be imported, with each of some files.
    """
    if not release.is_dir():
        raise UsageError(f"'{release}' is not a release: there is no such folder")
    release = release.resolve()  # `latest` may move meanwhile
    found = list(islice(failures(release, spread), SHOWN + 1))
    if found:
        more = ("… and more",) if len(found) > SHOWN else ()
        raise VerificationError((*found[:SHOWN], *more))
    described = manifest.read(release)
    counts = described["counts"]
    return Verified(
        version=described["version"],
        files=len(described["files"]) + 1,
        articles=counts["published"],
        ledger_rows=counts["ledger_rows"],
        quarantine_rows=counts["superseded"] + counts["quarantined"],
    )


def find_release(folder: Path) -> Path:
    """The folder itself if it looks like a release, else the latest release in it."""
    if (folder / manifest.NAME).is_file() or (folder / "data").is_dir():
        return folder
    latest = layout.latest(folder)
    found = latest if latest.is_dir() else _pointed_to(folder)
    if found:
        return found
    raise UsageError(f"no release in '{folder}': it has neither a manifest.json nor a latest release")


def _pointed_to(folder: Path) -> Path | None:
    """What `latest.json` names: a copy of an output on a store has no link."""
    try:
        version = json.loads(layout.latest_json(folder).read_bytes())["version"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    release = layout.releases(folder) / str(version)
    return release if (release / manifest.NAME).is_file() else None


def failures(release: Path, spread: Lazily = map) -> Iterator[str]:
    """Every way in which the release is not what its manifest says, naming file and row."""
    yield from understood(manifest.NAME, _all(release, spread))


def _all(release: Path, spread: Lazily) -> Iterator[str]:
    described = manifest.read(release)
    if described["format"] != manifest.FORMAT:
        yield _other_format(described["format"])
        return
    files: Files = {file["path"]: file for file in described["files"]}
    yield from _files(release, files)
    yield from _judgement(release, described)
    tally = Tally()
    tables = [
        File(release, table, n) for table in (ARTICLES, QUARANTINE) for n in range(_count(table, files))
    ]
    for file, (found, seen) in zip(tables, spread(check, tables), strict=True):
        yield from found
        yield from tally.add(seen, file.table.file(file.number))
    yield from _numbering(files)
    yield from _rows(release, files)
    if tally.complete:
        yield from _books(described, tally)
    else:
        yield f"{manifest.NAME}: not compared with the rows, as not all of them can be read"


def _other_format(found: object) -> str:
    return (
        f"{manifest.NAME}: its format is {found}, and this version of copydesk verifies format "
        f"{manifest.FORMAT}: verify it with the version that made it, or make it again"
    )


def _files(release: Path, files: Files) -> Iterator[str]:
    """What is there is listed, what is listed is there, byte for byte."""
    there = {path.relative_to(release).as_posix() for path in release.rglob("*") if _is_file(path)}
    yield from (f"{path}: missing" for path in sorted(files.keys() - there))
    yield from (f"{path}: not in the manifest" for path in sorted(there - files.keys() - {manifest.NAME}))
    for path in sorted(files.keys() & there):
        yield from understood(path, _bytes(release / path, files[path]))


def _is_file(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def _bytes(path: Path, file: Mapping[str, Any]) -> Iterator[str]:
    if path.is_symlink():
        yield f"{file['path']}: a link, not a file"
        return
    sha256, length = sha256_file(path)
    if length != file["bytes"]:
        yield f"{file['path']}: {length:,} bytes instead of {file['bytes']:,}"
    elif sha256 != file["sha256"]:
        yield f"{file['path']}: other bytes than those its sha256 was taken of"


def _judgement(release: Path, described: Mapping[str, Any]) -> Iterator[str]:
    """The release passed its gates, and manifest and results say the same of it."""
    results = json.loads((release / _RESULTS).read_text(encoding="utf-8"))
    if results["success"] is not True:
        yield f"{_RESULTS}: the release did not pass its gates"
    if described["validation"] != manifest.validation(results):
        yield f"{manifest.NAME}: validation is not what {_RESULTS} says"


def _count(table: Table, files: Files) -> int:
    return sum(PurePosixPath(path).match(table.glob) for path in files)


def _numbering(files: Files) -> Iterator[str]:
    """Tables are numbered from 0, and articles and ledger go together."""
    numbers = range(_count(ARTICLES, files))
    expected = {table.file(n) for table in (ARTICLES, LEDGER) for n in numbers}
    expected |= {ARTICLES.file(n, LINES) for n in numbers}
    expected |= {QUARANTINE.file(n) for n in range(_count(QUARANTINE, files))}
    folders = {table.folder for table in TABLES}
    listed = {path for path in files if PurePosixPath(path).parts[0] in folders}
    yield from (
        f"{path}: listed, and not one of the files of its table" for path in sorted(listed - expected)
    )
    yield from (f"{path}: not in the manifest" for path in sorted(expected - listed))
    yield from (f"{table.folder}/: no file of the table" for table in TABLES if not _count(table, files))


def _rows(release: Path, files: Files) -> Iterator[str]:
    for path, file in files.items():
        if path.endswith(".parquet"):
            yield from understood(path, _row_count(release / path, file))
        elif path.endswith(LINES) and file["rows"] != files[path.replace(LINES, ".parquet")]["rows"]:
            yield f"{path}: {file['rows']} rows listed, other than those of the Parquet file"


def _row_count(path: Path, file: Mapping[str, Any]) -> Iterator[str]:
    rows = parquet.count_rows(path)
    if rows != file["rows"]:
        yield f"{file['path']}: {rows:,} rows instead of {file['rows']}"


def _books(described: Mapping[str, Any], tally: Tally) -> Iterator[str]:
    """The counts balance, every input is accounted for once, and the dataset digest is that of the rows."""
    counts = described["counts"]
    counted = {
        "documents_in": sum(source["documents"] for source in described["inputs"]),
        "passed": counts.get("passed"),
        "superseded": tally.statuses["superseded"],
        "quarantined": tally.statuses["quarantined"],
        "reasons": dict(tally.reasons),
        **{name: tally.sums[name] for name in _SUMS},
    }
    for name in sorted(counts.keys() | counted.keys()):
        if counts.get(name) != counted.get(name):
            yield f"{manifest.NAME}: counts: {name} is {counts.get(name)}, counted {counted.get(name)}"
    if counts["documents_in"] != counts["published"] + counts["superseded"] + counts["quarantined"]:
        yield f"{manifest.NAME}: documents in are not those published, superseded and quarantined"
    yield from _inputs(described["inputs"], tally)
    digest = dataset_digest(map(bytes.fromhex, tally.digests))
    if described["dataset_digest"] != digest:
        yield f"{manifest.NAME}: dataset_digest is not that of the rows, {digest}"
    if not described["version"].endswith(f"-{described['dataset_digest'][:8]}"):
        yield f"{manifest.NAME}: version {described['version']} does not end as the dataset digest begins"
    if not described["version"].startswith(f"{manifest.stamp(described['created_at'])}-"):
        yield f"{manifest.NAME}: version {described['version']} does not begin with its created_at"


def _inputs(inputs: Iterable[Mapping[str, Any]], tally: Tally) -> Iterator[str]:
    """Every document of an input is an article or refused, never both, with the bytes it was read with."""
    seen = {**tally.refused, **tally.published}
    listed, documents = dict[str, str | None](), Counter[str]()
    for source in inputs:
        listed[source["uri"]] = source["sha256"]
        documents[source["uri"]] += source["documents"]
    found = Counter(_file(uri, listed) for uri in seen)
    both = tally.refused.keys() & tally.published.keys()
    yield from (f"{uri}: published and in the quarantine" for uri in sorted(both))
    for uri in sorted(uri for uri in listed if found[uri] != documents[uri]):
        if documents[uri] == 1:
            yield f"{uri}: an input that is nowhere in the release"
        else:
            yield f"{uri}: {found[uri]:,} of its {documents[uri]:,} documents are in the release"
    yield from (
        f"{uri}: in the release and not among its inputs" for uri in sorted(found.keys() - listed.keys())
    )
    for uri in sorted(listed.keys() & seen.keys()):
        if seen[uri] and seen[uri] != listed[uri] and kind_of(uri).format.verbatim:
            yield f"{uri}: its source_sha256 is not that of the input"
    for uri, by in tally.superseded_by.items():
        if by not in tally.published:
            yield f"{uri}: superseded by {by}, which is not published"


def _file(uri: str, listed: Mapping[str, Any]) -> str:
    """The input a document is from: itself, or what stands before the `#` of its row or member."""
    file = uri
    while file and file not in listed:
        file = file.rpartition("#")[0]
    return file or uri

"""A release judged from its files alone: every digest, count, type and page recomputed."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from copydesk import layout, manifest
from copydesk.books import Books, Inputs, by_uri
from copydesk.checks import SHOWN, Checked, File, check, same_bytes, understood
from copydesk.errors import UsageError, VerificationError
from copydesk.manifest import ReleaseFile
from copydesk.tables import ARTICLES, LEDGER, LINES, QUARANTINE, TABLES, Table

_RESULTS = "validation/results.json"

Files = Mapping[str, ReleaseFile]


class OverFiles(Protocol):
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


def verify(release: Path, spread: OverFiles = map) -> Verified:
    """Check a release (a folder, or the `latest` link to it); VerificationError lists what is wrong.

    `spread` calls a function, which can be imported, with each of some files.
    """
    if not release.is_dir():
        raise UsageError(f"'{release}' is not a release: there is no such folder")
    release = release.resolve()  # `latest` may move meanwhile
    found = list(islice(_once(failures(release, spread)), SHOWN + 1))
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


def _once(lines: Iterable[str]) -> Iterator[str]:
    """Each line once: a file that is missing is missed by whoever asks for it."""
    seen = set[str]()
    for line in lines:
        if line not in seen:
            seen.add(line)
            yield line


def failures(release: Path, spread: OverFiles = map) -> Iterator[str]:
    """Every way in which the release is not what its manifest says, naming file and row."""
    yield from understood(manifest.NAME, _all(release, spread))


def _all(release: Path, spread: OverFiles) -> Iterator[str]:
    described = manifest.read(release)
    if described["format"] != manifest.FORMAT:
        yield _other_format(described["format"])
        return
    files = _listed(described)
    back = read_back(release, files.values(), described["inputs"], spread)
    yield from _stated(release, described, files, back)


def _listed(described: Mapping[str, Any]) -> Files:
    return {file["path"]: ReleaseFile(**file) for file in described["files"]}


@dataclass(frozen=True, slots=True)
class Totals:
    """What all rows of a release come to."""

    counted: Mapping[str, Any]
    unbalanced: tuple[str, ...]
    """What is wrong with the documents of the inputs, all tables taken together."""
    dataset_digest: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The tables of a release after they were read: what is wrong with them, and what they hold."""

    tables: Sequence[File]
    inputs: Mapping[str, Any]
    found: tuple[str, ...]
    totals: Totals | None
    """None where not all rows can be read."""


def read_back(
    release: Path,
    files: Iterable[ReleaseFile],
    inputs: Inputs,
    spread: OverFiles = map,
    proven: bool = False,
    stop: Callable[[], bool] = bool,
) -> ReadBack:
    """Read the tables of a release, of these files and inputs, until `stop`; of very many failures some.

    Rows may be `proven`: each was checked before the dataset digest was taken of them, and they are the same
    if it is.
    """
    tables = tuple(replace(file, proven=proven) for file in _of_tables(release, files))
    books, found = Books(release, inputs, len(tables)), list[str]()
    for wrong, seen in spread(check, tables):
        found += wrong
        books.add(seen)
        if stop() or len(found) > SHOWN:
            break
    found += books.twice()
    return ReadBack(tables, books.listed, tuple(found), _totals(books) if books.complete else None)


def _totals(books: Books) -> Totals:
    """They are taken at once, and what is known of each document is let go."""
    unbalanced = tuple(islice(understood(manifest.NAME, books.inputs()), SHOWN + 1))
    return Totals(books.counted(), unbalanced, books.dataset_digest())


def staged_failures(release: Path, back: ReadBack) -> Iterator[str]:
    """The same of a release that was just made, and whose tables were read back before it had a manifest."""
    yield from understood(manifest.NAME, _staged(release, back))


def _staged(release: Path, back: ReadBack) -> Iterator[str]:
    described = manifest.read(release)
    files = _listed(described)
    if [file.listed for file in _of_tables(release, files.values())] != [file.listed for file in back.tables]:
        yield f"{manifest.NAME}: the tables it lists are not those that were read back"
    if by_uri(described["inputs"]) != back.inputs:
        yield f"{manifest.NAME}: its inputs are not those that were read"
    yield from _stated(release, described, files, back)


def _stated(release: Path, described: Mapping[str, Any], files: Files, back: ReadBack) -> Iterator[str]:
    """Whether the manifest says of all files, and of the tables that were read, what is so."""
    yield from _files(release, files, {path for file in back.tables for path in file.paths()})
    yield from understood(_RESULTS, _judgement(release, described))
    yield from back.found
    yield from _numbering(files)
    yield from _rows(files)
    if back.totals:
        yield from _balanced(described, back.totals)
    else:
        yield f"{manifest.NAME}: not compared with the rows, as not all of them can be read"


def _of_tables(release: Path, files: Iterable[ReleaseFile]) -> Iterator[File]:
    """The tables of a release, to be read: each with what is listed of its files."""
    listed = {file.path: file for file in files}
    for table in (ARTICLES, QUARANTINE):
        for number in range(_count(table, listed)):
            file = File(release, table, number)
            yield replace(file, listed=tuple(listed[path] for path in file.paths() if path in listed))


def _other_format(found: object) -> str:
    return (
        f"{manifest.NAME}: its format is {found}, and this version of copydesk verifies format "
        f"{manifest.FORMAT}: verify it with the version that made it, or make it again"
    )


def _files(release: Path, files: Files, tables: Container[str]) -> Iterator[str]:
    """What is there is listed, what is listed is there, byte for byte; tables are read later."""
    there = {path.relative_to(release).as_posix() for path in release.rglob("*") if _is_file(path)}
    yield from (f"{path}: missing" for path in sorted(files.keys() - there))
    yield from (f"{path}: not in the manifest" for path in sorted(there - files.keys() - {manifest.NAME}))
    for path in sorted(files.keys() & there):
        if path not in tables:
            yield from understood(path, same_bytes(release, files[path]))


def _is_file(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def _judgement(release: Path, described: Mapping[str, Any]) -> Iterator[str]:
    """The release passed its gates, and manifest and results say the same of it."""
    results = json.loads((release / _RESULTS).read_text(encoding="utf-8"))
    if results["success"] is not True:
        yield f"{_RESULTS}: the release did not pass its gates"
    if described["validation"] != manifest.validation(results):
        yield f"{manifest.NAME}: validation is not what {_RESULTS} says"


def _count(table: Table, files: Iterable[str]) -> int:
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


def _rows(files: Files) -> Iterator[str]:
    """JSON Lines are listed with as many rows as the Parquet files beside them."""
    for path, file in files.items():
        if path.endswith(LINES) and file.rows != files[path.replace(LINES, ".parquet")].rows:
            yield f"{path}: {file.rows} rows listed, other than those of the Parquet file"


def _balanced(described: Mapping[str, Any], totals: Totals) -> Iterator[str]:
    """The counts balance, every input is accounted for once, and the dataset digest is that of the rows."""
    counts = described["counts"]
    counted = {**totals.counted, "passed": counts.get("passed")}
    for name in sorted(counts.keys() | counted.keys()):
        if counts.get(name) != counted.get(name):
            yield f"{manifest.NAME}: counts: {name} is {counts.get(name)}, counted {counted.get(name)}"
    if counts["documents_in"] != counts["published"] + counts["superseded"] + counts["quarantined"]:
        yield f"{manifest.NAME}: documents in are not those published, superseded and quarantined"
    yield from totals.unbalanced
    if described["dataset_digest"] != totals.dataset_digest:
        yield f"{manifest.NAME}: dataset_digest is not that of the rows, {totals.dataset_digest}"
    if not described["version"].endswith(f"-{described['dataset_digest'][:8]}"):
        yield f"{manifest.NAME}: version {described['version']} does not end as the dataset digest begins"
    if not described["version"].startswith(f"{manifest.stamp(described['created_at'])}-"):
        yield f"{manifest.NAME}: version {described['version']} does not begin with its created_at"

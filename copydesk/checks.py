"""What verify asks of the tables of a release: first, fast, whether all is well, and then what is not."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import itemgetter, le
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.books import Seen
from copydesk.contract import arrow_schema, from_row
from copydesk.dataset import document_digest
from copydesk.disk import open_regular, sha256_file
from copydesk.formats import jsonl, parquet
from copydesk.formats.arrays import listed, table_of
from copydesk.ids import document_id, sha256_hex
from copydesk.intact import intact
from copydesk.manifest import ReleaseFile
from copydesk.rebuild import discrepancies
from copydesk.records import Article, LedgerRow, QuarantineRow
from copydesk.sound import Columns, are_sound, broken, rows_of
from copydesk.tables import ARTICLES, LEDGER, LINES, QUARANTINE, TABLES, Table
from copydesk.whole import is_whole

Row = dict[str, Any]
SHOWN = 100
"""Failures that are told."""
_CHARS = ("page_chars", "kept_chars", "removed_chars")
_NOWHERE = slice(0)
_REPEATED = {"id", "uri", "action", "code", "category"}


@dataclass(frozen=True, slots=True)
class File:
    """A file of articles, with their lines and their ledger, or of the quarantine, and what is listed."""

    release: Path
    table: Table
    number: int
    listed: tuple[ReleaseFile, ...] = ()
    proven: bool = False
    """Whether its rows were checked before the dataset digest was taken of them."""

    def paths(self) -> tuple[str, ...]:
        """The files, relative to the release."""
        own = self.table.file(self.number)
        if self.table != ARTICLES:
            return (own,)
        return own, ARTICLES.file(self.number, LINES), LEDGER.file(self.number)


Checked = tuple[list[str], Seen]
"""What is wrong in a file, and what was seen in it."""


def check(file: File) -> Checked:
    """Check a file, which is read once; of very many failures some are left out."""
    seen = Seen(file.paths()[0], file.table == QUARANTINE)
    found = list(islice(understood(seen.path, _to_the_end(file, seen)), SHOWN + 1))
    return found, seen


def _to_the_end(file: File, seen: Seen) -> Iterator[str]:
    listed, data = {one.path: one for one in file.listed}, dict[str, bytes]()
    for path in file.paths():
        yield from understood(path, _content(file.release, path, listed.get(path), data))
    if len(data) == len(file.paths()):
        yield from (_articles if file.table == ARTICLES else _quarantine)(file, data, seen)
        seen.complete = True


def _content(release: Path, path: str, listed: ReleaseFile | None, data: dict[str, bytes]) -> Iterator[str]:
    """Read a table, and yield where it is not what is listed; it is looked into in any case."""
    with open_regular(release / path) as file:
        found = data[path] = file.read()
    if listed is not None:
        yield from _differences(release, listed, sha256_hex(found), len(found))


def same_bytes(release: Path, listed: ReleaseFile) -> Iterator[str]:
    """Whether a file that is no table is what is listed, byte for byte."""
    yield from _differences(release, listed, *sha256_file(release / listed.path))


def _differences(release: Path, listed: ReleaseFile, sha256: str, length: int) -> Iterator[str]:
    if (release / listed.path).is_symlink():
        yield f"{listed.path}: a link, not a file"
    elif length != listed.bytes:
        yield f"{listed.path}: {length:,} bytes instead of {listed.bytes:,}"
    elif sha256 != listed.sha256:
        yield f"{listed.path}: other bytes than those its sha256 was taken of"


def understood(path: str, checks: Iterable[str]) -> Iterator[str]:
    """The failures of some checks; whatever they raise over a damaged file is a failure too."""
    try:
        yield from checks
    except FileNotFoundError as error:
        name = str(error.filename or path)
        yield f"{path if name.endswith(path) else name}: missing"
    except Exception as error:
        yield f"{path}: cannot be understood: {type(error).__name__}: {error}"


def _articles(file: File, data: Mapping[str, bytes], seen: Seen) -> Iterator[str]:
    """A file of articles, the same rows as JSON Lines, and the ledger that goes with it."""
    path, lines_path, ledger_path = file.paths()
    articles = yield from _table(file, path, data)
    ledger = yield from _table(file, ledger_path, data)
    found = intact(articles, ledger, jsonl.unpacked(data[lines_path]) or b"", file.proven)
    if found is None:
        rows = yield from _by_row(file, articles, ledger, seen)
    else:
        _enter(articles, ledger.num_rows, found.digests, seen)
        rows = [] if found.same else articles.to_pylist()
    if found is None or not found.same:
        yield from _lines(lines_path, data[lines_path], rows)


def _enter(articles: pa.Table, spans: int, digests: Sequence[str], seen: Seen) -> None:
    """Note intact articles."""
    ids, seen.uris, seen.sources = (articles[name].to_pylist() for name in ("id", "uri", "source_sha256"))
    seen.ids, seen.digests = (bytes.fromhex("".join(some)) for some in (ids, digests))
    seen.sums.update(published=len(articles), ledger_rows=spans)
    seen.sums.update({name: int(articles[name].to_numpy().sum()) for name in _CHARS})


def _by_row(file: File, articles: pa.Table, ledger: pa.Table, seen: Seen) -> Generator[str, None, list[Row]]:
    """Yield what is wrong with articles and their ledger; return the articles that keep the contract."""
    path, _, ledger_path = file.paths()
    rows = yield from _keeping(path, Article, articles.to_pylist())
    spans = yield from _ledger(ledger, ledger_path)
    places = _places(spans["id"])
    for id in sorted(places.keys() - {row["id"] for row in rows}):
        for i in range(*places[id].indices(len(spans["id"]))):
            yield f"{ledger_path}: row {i} ({spans['uri'][i]}): its article is not in {path}"
    known, digests, listed = set[str](), list[str](), 0
    for i, row in enumerate(rows):
        own = {name: values[places.get(row["id"], _NOWHERE)] for name, values in spans.items()}
        where = f"{path}: row {i} ({row['uri']})"
        yield from (f"{where}: {problem}" for problem in _article(row, own, known))
        digests.append(document_digest(jsonl.line(row), own))
        listed += len(own["id"])
    _enter(table_of(Article, rows), listed, digests, seen)
    return rows


def _quarantine(file: File, data: Mapping[str, bytes], seen: Seen) -> Iterator[str]:
    """A file of documents that were not published."""
    (path,) = file.paths()
    table = yield from _table(file, path, data)
    rows, known = (yield from _keeping(path, QuarantineRow, table.to_pylist())), set[str]()
    for i, row in enumerate(rows):
        where = f"{path}: row {i} ({row['uri']})"
        yield from (f"{where}: {problem}" for problem in _refusal(row, known))
    seen.uris, seen.sources = ([row[name] for row in rows] for name in ("uri", "source_sha256"))
    seen.digests = bytes.fromhex("".join(document_digest(jsonl.line(row)) for row in rows))
    seen.by = [row["superseded_by"] for row in rows if row["superseded_by"] is not None]
    seen.statuses.update(row["status"] for row in rows)
    seen.reasons.update(row["reason"] for row in rows)


def _ledger(found: pa.Table, path: str) -> Generator[str, None, Columns]:
    """Yield what breaks the contract in a ledger; return the rest in columns and by id: it is long."""
    columns = {name: listed(found[name], name in _REPEATED) for name in found.schema.names}
    ids = columns["id"]
    if are_sound(LedgerRow, columns) and all(map(le, ids, ids[1:])):
        return columns
    rows = yield from _keeping(path, LedgerRow, list(rows_of(columns)))
    rows.sort(key=itemgetter("id"))
    return {name: [row[name] for row in rows] for name in columns}


def _places(ids: Sequence[str]) -> dict[str, slice]:
    """Where the rows of each id are; they lie side by side."""
    runs = pc.run_end_encode(pa.array(ids, pa.string()))
    ends = runs.run_ends.to_pylist()
    return dict(zip(runs.values.to_pylist(), map(slice, [0, *ends], ends), strict=False))


def _table(file: File, path: str, data: Mapping[str, bytes]) -> Generator[str, None, pa.Table]:
    """Yield what its columns are where they are not those of the contract; then it counts as empty."""
    (record,) = (table.record for table in TABLES if path.startswith(f"{table.folder}/"))
    expected = next((one.rows for one in file.listed if one.path == path), None)
    rows = parquet.count_rows(pa.BufferReader(data[path]))
    if expected is not None and rows != expected:
        yield f"{path}: {rows:,} rows instead of {expected:,}"
    found, schema = parquet.read_table(pa.BufferReader(data[path])), arrow_schema(record)
    if found.schema.equals(schema):
        return found
    yield f"{path}: not the columns of the contract: {_difference(found.schema, schema)}"
    return schema.empty_table()


def _keeping(path: str, record: type, rows: Sequence[Row]) -> Generator[str, None, list[Row]]:
    """Yield what breaks the contract of rows, and their order; return those that keep it."""
    found_broken = list(broken(record, rows))
    yield from (f"{path}: row {i} ({rows[i]['uri']}): {problem}" for i, problem in found_broken)
    left_out = {i for i, _ in found_broken}
    kept = [row for i, row in enumerate(rows) if i not in left_out]
    for before, after in pairwise(kept):
        if after["id"] < before["id"]:
            yield f"{path}: {after['uri']} follows {before['uri']}, which is not the order of ids"
    return kept


def _difference(found: pa.Schema, expected: pa.Schema) -> str:
    ours, theirs = ({field.name: _column(field) for field in schema} for schema in (expected, found))
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            return f"{theirs.get(name, f'no {name}')} where {ours.get(name, 'no such column')} belongs"
    return "another order"


def _column(field: pa.Field[Any]) -> str:
    return f"{field.name} {field.type}{'' if field.nullable else ' not null'}"


def _article(row: Row, ledger: Columns, known: set[str]) -> Iterator[str]:
    id, uri = row["id"], row["uri"]
    if id != document_id(uri, row["url"]):
        yield f"id {id} is not that of its url or uri"
    if id in known:
        yield f"id {id} is in the release twice"
    known.add(id)
    if not is_whole(row, ledger):
        yield from discrepancies(
            from_row(Article, row), [from_row(LedgerRow, span) for span in rows_of(ledger)]
        )
    yield from (f"its ledger names {other}" for other in ledger["uri"] if other != uri)


def _refusal(row: Row, known: set[str]) -> Iterator[str]:
    uri, by = row["uri"], row["superseded_by"]
    if uri in known:
        yield "the document is in the quarantine twice"
    known.add(uri)
    if (by is None) != (row["status"] == "quarantined"):
        yield f"it is {row['status']}, and superseded_by is {by}"


def _lines(path: str, packed: bytes, rows: Sequence[Row]) -> Iterator[str]:
    """What JSON Lines say otherwise than Parquet does, row by row."""
    count, wrong = 0, list[int]()
    for count, line in enumerate(jsonl.read_lines(io.BytesIO(packed)), 1):
        if not wrong and count <= len(rows) and orjson.loads(line) != rows[count - 1]:
            wrong.append(count - 1)
    if count != len(rows):
        yield f"{path}: {count:,} rows; the Parquet file has {len(rows):,} that keep the contract"
    yield from (f"{path}: row {i} ({rows[i]['uri']}): not what the Parquet file says" for i in wrong)

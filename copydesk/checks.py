"""What verify asks of the tables of a release, and what it keeps of them to balance the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from operator import itemgetter, le
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.contract import arrow_schema, from_row
from copydesk.dataset import document_digest
from copydesk.formats import jsonl, parquet
from copydesk.formats.arrays import listed
from copydesk.ids import document_id
from copydesk.rebuild import discrepancies
from copydesk.records import Article, LedgerRow
from copydesk.sound import Columns, are_sound, broken, rows_of
from copydesk.tables import ARTICLES, LEDGER, LINES, QUARANTINE, Table
from copydesk.whole import is_whole

Row = dict[str, Any]
SHOWN = 100
"""Failures that are told."""
_NOWHERE = slice(0)
_REPEATED = {"id", "uri", "action", "code", "category"}


@dataclass(slots=True)
class Tally:
    """What was seen in the tables so far: counts, digests, and the source digest of each document by uri."""

    published: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str | None] = field(default_factory=dict)
    superseded_by: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    sums: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    digests: list[str] = field(default_factory=list)
    complete: bool = True
    """Whether all files were read to their ends: only then can their sums be compared with anything."""

    def add(self, more: Tally, path: str) -> Iterator[str]:
        """Take in what was seen in another file, and yield what was seen before."""
        yield from (f"{path}: id {id} is in the release twice" for id in sorted(more.ids & self.ids))
        for uri in sorted(more.refused.keys() & self.refused.keys()):
            yield f"{path}: the document is in the quarantine twice: {uri}"
        self.ids |= more.ids
        for ours, theirs in (
            (self.published, more.published),
            (self.refused, more.refused),
            (self.superseded_by, more.superseded_by),
        ):
            ours.update(theirs)  # type: ignore[arg-type]
        for counted, added in (
            (self.sums, more.sums),
            (self.statuses, more.statuses),
            (self.reasons, more.reasons),
        ):
            counted.update(added)
        self.digests += more.digests
        self.complete &= more.complete


@dataclass(frozen=True, slots=True)
class File:
    """A file of articles, with their ledger, or of the quarantine."""

    release: Path
    table: Table
    number: int


Checked = tuple[list[str], Tally]
"""What is wrong in a file, and what was seen in it."""


def check(file: File) -> Checked:
    """Check a file; of very many failures some are left out."""
    tally, path = Tally(complete=False), file.table.file(file.number)
    return list(islice(understood(path, _to_the_end(file, tally)), SHOWN + 1)), tally


def _to_the_end(file: File, tally: Tally) -> Iterator[str]:
    found = check_articles if file.table == ARTICLES else check_quarantine
    yield from found(file.release, file.number, tally)
    tally.complete = True


def understood(path: str, checks: Iterable[str]) -> Iterator[str]:
    """The failures of some checks; whatever they raise over a damaged file is a failure too."""
    try:
        yield from checks
    except Exception as error:
        yield f"{path}: cannot be understood: {type(error).__name__}: {error}"


def check_articles(release: Path, number: int, tally: Tally) -> Iterator[str]:
    """A file of articles, the same rows as JSON Lines, and the ledger that goes with it."""
    path, ledger_path = ARTICLES.file(number), LEDGER.file(number)
    rows = yield from _rows(release, path, ARTICLES)
    ledger = yield from _ledger(release, ledger_path)
    places = _places(ledger["id"])
    for id in sorted(places.keys() - {row["id"] for row in rows}):
        for i in range(*places[id].indices(len(ledger["id"]))):
            yield f"{ledger_path}: row {i} ({ledger['uri'][i]}): its article is not in {path}"
    for i, row in enumerate(rows):
        own = {name: values[places.get(row["id"], _NOWHERE)] for name, values in ledger.items()}
        where = f"{path}: row {i} ({row['uri']})"
        yield from (f"{where}: {problem}" for problem in _article(row, own, tally))
    yield from _lines(release, number, rows)


def check_quarantine(release: Path, number: int, tally: Tally) -> Iterator[str]:
    """A file of documents that were not published."""
    path = QUARANTINE.file(number)
    for i, row in enumerate((yield from _rows(release, path, QUARANTINE))):
        where = f"{path}: row {i} ({row['uri']})"
        yield from (f"{where}: {problem}" for problem in _refusal(row, tally))


def _rows(release: Path, path: str, table: Table) -> Generator[str, None, list[Row]]:
    """Yield what breaks the contract in a file; return the rows that keep it."""
    found = yield from _table(release, path, table)
    return (yield from _keeping(path, table.record, found.to_pylist()))


def _ledger(release: Path, path: str) -> Generator[str, None, Columns]:
    """The same of the ledger, in columns and by id: it has a hundred rows for each article."""
    found = yield from _table(release, path, LEDGER)
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


def _table(release: Path, path: str, table: Table) -> Generator[str, None, pa.Table]:
    """Yield what its columns are where they are not those of the contract; then it counts as empty."""
    found, expected = parquet.read_table(release / path), arrow_schema(table.record)
    if found.schema.equals(expected):
        return found
    yield f"{path}: not the columns of the contract: {_difference(found.schema, expected)}"
    return expected.empty_table()


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


def _article(row: Row, ledger: Columns, tally: Tally) -> Iterator[str]:
    id, uri = row["id"], row["uri"]
    if id != document_id(uri, row["url"]):
        yield f"id {id} is not that of its url or uri"
    if id in tally.ids:
        yield f"id {id} is in the release twice"
    if not is_whole(row, ledger):
        yield from discrepancies(
            from_row(Article, row), [from_row(LedgerRow, span) for span in rows_of(ledger)]
        )
    yield from (f"its ledger names {other}" for other in ledger["uri"] if other != uri)
    tally.ids.add(id)
    tally.published[uri] = row["source_sha256"]
    tally.sums.update(
        published=1,
        ledger_rows=len(ledger["uri"]),
        page_chars=row["page_chars"],
        kept_chars=row["kept_chars"],
        removed_chars=row["removed_chars"],
    )
    tally.digests.append(document_digest(jsonl.line(row), ledger))


def _refusal(row: Row, tally: Tally) -> Iterator[str]:
    uri, by = row["uri"], row["superseded_by"]
    if uri in tally.refused:
        yield "the document is in the quarantine twice"
    if (by is None) != (row["status"] == "quarantined"):
        yield f"it is {row['status']}, and superseded_by is {by}"
    if by is not None:
        tally.superseded_by[uri] = by
    tally.refused[uri] = row["source_sha256"]
    tally.statuses[row["status"]] += 1
    tally.reasons[row["reason"]] += 1
    tally.digests.append(document_digest(jsonl.line(row)))


def _lines(release: Path, number: int, rows: Sequence[Row]) -> Iterator[str]:
    """JSON Lines and Parquet hold the same rows, in the same order."""
    path = ARTICLES.file(number, LINES)
    if jsonl.holds(release / path, map(jsonl.line, rows)):
        return
    count, wrong = 0, list[int]()
    for count, line in enumerate(jsonl.read_lines(release / path), 1):
        if not wrong and count <= len(rows) and orjson.loads(line) != rows[count - 1]:
            wrong.append(count - 1)
    if count != len(rows):
        yield f"{path}: {count:,} rows; the Parquet file has {len(rows):,} that keep the contract"
    yield from (f"{path}: row {i} ({rows[i]['uri']}): not what the Parquet file says" for i in wrong)

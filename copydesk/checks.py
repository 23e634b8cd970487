"""What verify asks of the tables of a release, and what it keeps of them to balance the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa

from copydesk.contract import arrow_schema, from_row
from copydesk.dataset import document_digest
from copydesk.formats import jsonl, parquet
from copydesk.ids import document_id
from copydesk.rebuild import discrepancies
from copydesk.records import Article, LedgerRow
from copydesk.sound import broken
from copydesk.tables import ARTICLES, LEDGER, LINES, QUARANTINE, Table

Row = dict[str, Any]


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


def check_articles(release: Path, number: int, tally: Tally) -> Iterator[str]:
    """A file of articles, the same rows as JSON Lines, and the ledger that goes with it."""
    path, ledger_path = ARTICLES.file(number), LEDGER.file(number)
    rows = yield from _rows(release, path, ARTICLES)
    spans: dict[str, list[Row]] = {row["id"]: [] for row in rows}
    for i, row in enumerate((yield from _rows(release, ledger_path, LEDGER))):
        if row["id"] in spans:
            spans[row["id"]].append(row)
        else:
            yield f"{ledger_path}: row {i} ({row['uri']}): its article is not in {path}"
    for i, row in enumerate(rows):
        where = f"{path}: row {i} ({row['uri']})"
        yield from (f"{where}: {problem}" for problem in _article(row, spans[row["id"]], tally))
    yield from _lines(release, number, rows)


def check_quarantine(release: Path, number: int, tally: Tally) -> Iterator[str]:
    """A file of documents that were not published."""
    path = QUARANTINE.file(number)
    for i, row in enumerate((yield from _rows(release, path, QUARANTINE))):
        where = f"{path}: row {i} ({row['uri']})"
        yield from (f"{where}: {problem}" for problem in _refusal(row, tally))


def _rows(release: Path, path: str, table: Table) -> Generator[str, None, list[Row]]:
    """Yield what breaks the contract in a file; return the rows that keep it."""
    found = parquet.read_table(release / path)
    expected = arrow_schema(table.record)
    if not found.schema.equals(expected):
        yield f"{path}: not the columns of the contract: {_difference(found.schema, expected)}"
        return []
    rows: list[Row] = found.to_pylist()
    found_broken = list(broken(table.record, rows))
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


def _article(row: Row, spans: Sequence[Row], tally: Tally) -> Iterator[str]:
    article: Article = from_row(Article, row)
    ledger: list[LedgerRow] = [from_row(LedgerRow, span) for span in spans]
    if article.id != document_id(article.uri, article.url):
        yield f"id {article.id} is not that of its url or uri"
    if article.id in tally.ids:
        yield f"id {article.id} is in the release twice"
    yield from discrepancies(article, ledger)
    yield from (f"its ledger names {span.uri}" for span in ledger if span.uri != article.uri)
    tally.ids.add(article.id)
    tally.published[article.uri] = article.source_sha256
    tally.sums.update(
        published=1,
        ledger_rows=len(spans),
        page_chars=article.page_chars,
        kept_chars=article.kept_chars,
        removed_chars=article.removed_chars,
    )
    tally.digests.append(document_digest(row, spans))


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
    tally.digests.append(document_digest(row))


def _lines(release: Path, number: int, rows: Sequence[Row]) -> Iterator[str]:
    """JSON Lines and Parquet hold the same rows, in the same order."""
    path = ARTICLES.file(number, LINES)
    lines = list(jsonl.read_rows(release / path))
    if len(lines) != len(rows):
        yield f"{path}: {len(lines):,} rows; the Parquet file has {len(rows):,} that keep the contract"
    for i, (one, other) in enumerate(zip(lines, rows, strict=False)):
        if one != other:
            yield f"{path}: row {i} ({other['uri']}): not what the Parquet file says"
            return

"""What came of a shard's documents, in columns as it comes: a million rows as dicts would fill the memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any

import pyarrow as pa

from copydesk.contract import arrow_schema
from copydesk.dataset import article_digest
from copydesk.desk import Finished
from copydesk.formats import jsonl
from copydesk.formats.arrays import table_of
from copydesk.records import Article, Doc, LedgerRow

_AS_ROWS = 256
"""Documents whose rows are kept as they came."""


@dataclass(frozen=True, slots=True)
class Key:
    """What resolving and assembling need of an article without reading it; row for row as in the articles."""

    id: Annotated[str, Doc("The article's id.")]
    source_id: Annotated[str, Doc("The input's own id.")]
    uri: Annotated[str, Doc("The article's uri.")]
    published_at: Annotated[str | None, Doc("Date of publication.")]
    modified_at: Annotated[str | None, Doc("Date of the last change.")]
    text_sha256: Annotated[str, Doc("SHA-256 of the text.")]
    source_sha256: Annotated[str, Doc("SHA-256 of the input document's bytes.")]
    source_bytes: Annotated[int, Doc("Length of the input document.")]
    page_chars: Annotated[int, Doc("Visible characters of the page.")]
    kept_chars: Annotated[int, Doc("Those kept.")]
    removed_chars: Annotated[int, Doc("Those removed.")]
    ledger_rows: Annotated[int, Doc("Rows of the ledger.")]
    digest: Annotated[str, Doc("The document's part in the dataset digest.")]


def _key(one: Finished) -> dict[str, Any]:
    copied = {name: one.row[name] for name in Key.__slots__ if name in one.row}
    own = {"source_bytes": one.source_bytes, "ledger_rows": len(one.ledger["id"])}
    return copied | own | {"digest": article_digest(one.row, one.ledger)}


class Gathered:
    """The articles of a shard with their ledger, and what was refused; to be given out by id and uri."""

    def __init__(self) -> None:
        self.refused: list[dict[str, Any]] = []
        self._keys: list[dict[str, Any]] = []
        self._lines: list[bytes] = []
        self._articles, self._ledger = _Rows(Article), _Columns(LedgerRow)

    @property
    def documents(self) -> int:
        """How many there are."""
        return len(self._keys) + len(self.refused)

    def add(self, one: Finished) -> None:
        """One more document."""
        if one.refused:
            self.refused.append(one.row)
            return
        self._keys.append(_key(one))
        # A copy: the bytes that orjson gives hold several times their length.
        self._lines.append(bytes(memoryview(jsonl.line(one.row))))
        self._articles.rows.append(one.row)
        self._ledger.add(one.ledger)
        if len(self._articles.rows) >= _AS_ROWS:
            self._articles.settle()
            self._ledger.settle()

    def sorted(self) -> Sorted:
        """All of it in its order; nothing is left here."""
        self.refused.sort(key=_place)
        order = sorted(range(len(self._keys)), key=lambda i: _place(self._keys[i]))
        spans = _spans([key["ledger_rows"] for key in self._keys])
        return Sorted(
            articles=self._articles.ordered(order),
            ledger=self._ledger.ordered(chain.from_iterable(spans[i] for i in order)),
            lines=[self._lines[i] for i in order],
            keys=[self._keys[i] for i in order],
            refused=self.refused,
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """The tables of a shard, each in the order of ids; `lines` are the articles once more."""

    articles: pa.Table
    ledger: pa.Table
    lines: Sequence[bytes]
    keys: Sequence[dict[str, Any]]
    refused: Sequence[dict[str, Any]]


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["id"], row["uri"]


def _spans(lengths: Iterable[int]) -> list[range]:
    """Where each of some stretches lies, one after the other."""
    found, at = [], 0
    for length in lengths:
        found.append(range(at, at + length))
        at += length
    return found


class _Growing:
    """A table that comes a few rows at a time."""

    def __init__(self, record: type) -> None:
        self._record, self._schema = record, arrow_schema(record)
        self._parts = [self._schema.empty_table()]

    def settle(self) -> None:
        """Put what came into the table."""
        raise NotImplementedError

    def ordered(self, order: Iterable[int]) -> pa.Table:
        """All rows in another order, and none left."""
        self.settle()
        table, places = pa.concat_tables(self._parts), pa.array(order, pa.int64())
        self._parts.clear()
        columns = [column.combine_chunks().take(places) for column in table.columns]
        return pa.Table.from_arrays(columns, schema=self._schema)


class _Rows(_Growing):
    """Of `rows` that have lists and records in them."""

    def __init__(self, record: type) -> None:
        super().__init__(record)
        self.rows: list[dict[str, Any]] = []

    def settle(self) -> None:
        self._parts.append(table_of(self._record, self.rows))
        self.rows.clear()


class _Columns(_Growing):
    """Of columns, added one below the other."""

    def __init__(self, record: type) -> None:
        super().__init__(record)
        self._columns: list[list[Any]] = [[] for _ in self._schema]

    def add(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """More rows."""
        for name, column in zip(self._schema.names, self._columns, strict=True):
            column.extend(columns[name])

    def settle(self) -> None:
        made = map(pa.array, self._columns, self._schema.types)
        self._parts.append(pa.Table.from_arrays(list(made), schema=self._schema))
        for column in self._columns:
            column.clear()

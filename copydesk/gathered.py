"""What came of a shard's documents, in columns as it comes: a million rows as dicts would fill the memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pyarrow as pa

from copydesk.contract import arrow_schema, columns
from copydesk.dataset import document_digest
from copydesk.desk import Finished
from copydesk.formats import jsonl
from copydesk.formats.arrays import array_of
from copydesk.limits import MB
from copydesk.native.growing import Growing
from copydesk.records import Doc, LedgerRow

_FULL = 64 * MB
"""Bytes of a column of which an array is made."""


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
    doubtful: Annotated[str | None, Doc("Its line, if markup seems to be left in what is printed of it.")]


def _key(one: Finished, line: bytes) -> dict[str, Any]:
    copied = {name: one.row[name] for name in Key.__slots__ if name in one.row}
    return copied | {
        "source_bytes": one.source_bytes,
        "ledger_rows": len(one.ledger["id"]),
        "digest": document_digest(line, one.ledger),
        "doubtful": line.decode() if _is_doubtful(one.row) else None,
    }


_MARKUP = re.compile(r"<\s*/?\s*[A-Za-z]|&[#\w]{2,33};")


def _is_doubtful(row: Mapping[str, Any]) -> bool:
    """Whether markup seems to be left in text, headline or captions; in most it is what the author wrote."""
    return any(map(_has_markup, (row["text"], row["headline"] or "", *row["captions"])))


def _has_markup(text: str) -> bool:
    return ("<" in text or "&" in text) and _MARKUP.search(text) is not None


class Gathered:
    """The articles of a shard with their ledger, and what was refused; to be given out by id and uri."""

    def __init__(self) -> None:
        self.refused: list[dict[str, Any]] = []
        self._keys: list[dict[str, Any]] = []
        self._lines: list[bytes] = []
        self._ledger = _Columns(LedgerRow)

    @property
    def documents(self) -> int:
        """How many there are."""
        return len(self._keys) + len(self.refused)

    def add(self, one: Finished) -> None:
        """One more document."""
        if one.refused:
            self.refused.append(one.row)
            return
        # A copy: the bytes that orjson gives hold several times their length.
        line = bytes(memoryview(jsonl.line(one.row)))
        self._keys.append(_key(one, line))
        self._lines.append(line)
        self._ledger.add(one.ledger)

    def sorted(self) -> Sorted:
        """All of it in its order; nothing is left here."""
        self.refused.sort(key=_place)
        order = sorted(range(len(self._keys)), key=lambda i: _place(self._keys[i]))
        return Sorted(
            lines=[self._lines[i] for i in order],
            ledger=self._ledger.ordered(order),
            keys=[self._keys[i] for i in order],
            refused=self.refused,
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """The tables of a shard, each in the order of ids; the articles are lines of JSON."""

    lines: Sequence[bytes]
    ledger: pa.Table
    keys: Sequence[dict[str, Any]]
    refused: Sequence[dict[str, Any]]


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["id"], row["uri"]


class _Columns:
    """A table that comes in columns, the rows of one document at a time, to be given out in another order."""

    def __init__(self, record: type) -> None:
        self._schema = arrow_schema(record)
        self._columns = [Growing(column.kind) for column in columns(record)]
        self._parts: list[pa.RecordBatch] = []
        self._spans: list[tuple[int, int, int]] = []
        """Of each document its part, and where in that it begins and ends."""

    def add(self, found: Mapping[str, Sequence[Any]]) -> None:
        """The rows of one more document."""
        if max([column.size for column in self._columns]) > _FULL:
            self._settle()
        start = self._columns[0].length
        for name, column in zip(self._schema.names, self._columns, strict=True):
            column.add(tuple(found[name]))
        self._spans.append((len(self._parts), start, self._columns[0].length))

    def ordered(self, order: Iterable[int]) -> pa.Table:
        """The rows of all documents in another order of these, and none left."""
        self._settle()
        spans = (self._spans[i] for i in order)
        rows = [self._parts[part].slice(start, end - start) for part, start, end in spans]
        self._parts.clear()
        return pa.Table.from_batches(rows, self._schema).combine_chunks()

    def _settle(self) -> None:
        """What came becomes a part of the table: one column of it may hold no more than 2 GB."""
        kinds = zip(self._columns, self._schema.types, strict=True)
        self._parts.append(pa.record_batch([array_of(*one) for one in kinds], schema=self._schema))
        for column in self._columns:
            column.clear()

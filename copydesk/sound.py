"""Whether rows keep their contract: cheap enough to be asked of every row that is written or read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from copydesk.contract import Column, columns, problems
from copydesk.native import keeping
from copydesk.native.keeping import Contract

Row = Mapping[str, Any]
Columns = Mapping[str, Sequence[Any]]


def broken(record: type, rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """What rows break of their contract, with their numbers; each is looked at by itself only if need be."""
    if not is_sound(record, rows):
        yield from ((number, problem) for number, row in enumerate(rows) for problem in problems(record, row))


def broken_columns(record: type, found: Columns) -> Iterator[tuple[int, str]]:
    """The same of rows that are in columns."""
    if not are_sound(record, found):
        yield from broken(record, list(rows_of(found)))


def rows_of(found: Columns) -> Iterator[dict[str, Any]]:
    """Rows out of their columns."""
    return (dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True))


def is_sound(record: type, rows: Iterable[Row]) -> bool:
    """Whether all rows keep the contract; also no for a few that do, with columns in another order."""
    return all(map(_contract(record).row, rows))


def are_sound(record: type, found: Columns) -> bool:
    """Whether all rows, which are in columns, keep the contract."""
    return _contract(record).table(dict(found))


@cache
def _contract(record: type) -> Contract:
    return Contract(*map(_column, columns(record)))


def _column(column: Column) -> keeping.Column:
    kind = _contract(column.kind) if column.nested else column.kind
    values = frozenset(column.values) if column.values else None
    match = re.compile(column.pattern).fullmatch if column.pattern else None
    return keeping.Column(column.name, kind, column.many, column.optional, values, match)

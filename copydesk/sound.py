"""Whether rows keep their contract: cheap enough to be asked of every row that is written or read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from copydesk.contract import Column, columns, problems
from copydesk.native import keeping
from copydesk.native.keeping import Contract

if TYPE_CHECKING:
    import pyarrow as pa

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


def is_sound_table(record: type, table: pa.Table) -> bool:
    """The same of a table that has the columns of the contract; its texts are UTF-8, too."""
    import pyarrow as pa

    from copydesk.formats.arrays import in_one

    try:
        table.validate(full=True)
    except pa.ArrowInvalid:
        return False
    pairs = zip(columns(record), table.columns, strict=True)
    return all(_is_sound_array(column, in_one(found)) for column, found in pairs)


def _is_sound_array(column: Column, values: pa.Array) -> bool:
    import pyarrow.compute as pc

    if values.null_count and not column.optional:
        return False
    items = values.values if column.many else values.drop_null() if values.null_count else values
    if column.many and items.null_count:
        return False
    if column.nested:
        return all(_is_sound_array(one, items.field(i)) for i, one in enumerate(columns(column.kind)))
    if column.kind is not str:
        return pc.all(pc.greater_equal(items, 0)).as_py() is not False  # NaN is neither
    if not column.values and not column.pattern:
        return True
    texts = pc.unique(items).to_pylist()
    takes = re.compile(column.pattern or "(?s).*").fullmatch
    return all((not column.values or text in column.values) and takes(text) for text in texts)


@cache
def _contract(record: type) -> Contract:
    return Contract(*map(_column, columns(record)))


def _column(column: Column) -> keeping.Column:
    kind = _contract(column.kind) if column.nested else column.kind
    values = frozenset(column.values) if column.values else None
    match = re.compile(column.pattern).fullmatch if column.pattern else None
    return keeping.Column(column.name, kind, column.many, column.optional, values, match)

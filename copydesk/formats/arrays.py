"""Rows as Arrow columns, each made at once: several times faster than Arrow takes rows one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

import pyarrow as pa

from copydesk.contract import Column, arrow_schema, columns


def table_of(record: type, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The table of rows that keep the contract of a record."""
    schema = arrow_schema(record)
    pairs = zip(columns(record), schema.types, strict=True)
    made = [_array(column, kind, [row[column.name] for row in rows]) for column, kind in pairs]
    return pa.Table.from_arrays(made, schema=schema)


def _array(column: Column, kind: Any, values: list[Any]) -> pa.Array:
    if not column.many:
        return _items(column, kind, values)
    offsets = pa.array(list(accumulate(map(len, values), initial=0)), pa.int32())
    items = _items(column, kind.value_type, list(chain.from_iterable(values)))
    return pa.ListArray.from_arrays(offsets, items, type=kind)


def _items(column: Column, kind: Any, values: list[Any]) -> pa.Array:
    if not column.nested:
        return pa.array(values, kind)
    missing = pa.array([value is None for value in values], pa.bool_()) if column.optional else None
    inner = columns(column.kind)
    # What stands below a null is not null where it may not be, nor is it ever looked at.
    blank = {one.name: None if one.optional else one.kind() for one in inner}
    values = [blank if value is None else value for value in values] if column.optional else values
    made = [
        _array(one, field.type, [value[one.name] for value in values])
        for one, field in zip(inner, kind, strict=True)
    ]
    return pa.StructArray.from_arrays(made, fields=list(kind), mask=missing)

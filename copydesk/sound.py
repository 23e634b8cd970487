"""Whether rows keep their contract, asked of whole columns: cheap enough for every row that is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from copydesk.contract import Column, columns, problems

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
    rows = tuple(rows)
    if not set(map(tuple, rows)) <= {_names(record)}:
        return False
    return all(_is_sound(column, [row[column.name] for row in rows]) for column in columns(record))


def are_sound(record: type, found: Columns) -> bool:
    """Whether all rows, which are in columns, keep the contract."""
    if tuple(found) != _names(record) or len(set(map(len, found.values()))) > 1:
        return False
    return all(_is_sound(column, found[column.name]) for column in columns(record))


@cache
def _names(record: type) -> tuple[str, ...]:
    return tuple(column.name for column in columns(record))


def _is_sound(column: Column, values: Sequence[Any]) -> bool:
    if column.optional and None in values:
        values = [value for value in values if value is not None]
    if column.many:
        if not _are(list, values):
            return False
        values = list(chain.from_iterable(values))
    if not values:
        return True
    if column.nested:
        return _are(dict, values) and is_sound(column.kind, values)
    if column.kind is str:
        return _are_texts(column, values)
    if not _are(column.kind, values):
        return False
    return min(values) >= 0 if column.kind is int else all(value >= 0 for value in values)


def _are(kind: type, values: Sequence[Any]) -> bool:
    return set(map(type, values)) <= {kind}


def _are_texts(column: Column, values: Sequence[Any]) -> bool:
    """Texts that the column allows, and that can be written in UTF-8."""
    try:
        if column.values:
            return _are(str, values) and set(values) <= set(column.values)
        if column.pattern:
            return all(map(_matches(column.pattern), set(values)))
        "".join(values).encode()  # joined, two halves of a pair are still two halves
    except (TypeError, UnicodeEncodeError):
        return False
    return True


@cache
def _matches(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch

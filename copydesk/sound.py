"""Whether rows keep their contract, asked of whole columns: cheap enough for every row that is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from copydesk.contract import Column, columns, problems

Row = Mapping[str, Any]


def broken(record: type, rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """What rows break of their contract, with their numbers; each is looked at by itself only if need be."""
    if not is_sound(record, rows):
        yield from ((number, problem) for number, row in enumerate(rows) for problem in problems(record, row))


def is_sound(record: type, rows: Iterable[Row]) -> bool:
    """Whether all rows keep the contract; also no for a few that do, with columns in another order."""
    rows = tuple(rows)
    if not set(map(tuple, rows)) <= {_names(record)}:
        return False
    return all(_is_sound(column, [row[column.name] for row in rows]) for column in columns(record))


@cache
def _names(record: type) -> tuple[str, ...]:
    return tuple(column.name for column in columns(record))


def _is_sound(column: Column, values: list[Any]) -> bool:
    if column.optional:
        values = [value for value in values if value is not None]
    if column.many:
        if not _are(list, values):
            return False
        values = list(chain.from_iterable(values))
    if column.nested:
        return _are(dict, values) and is_sound(column.kind, values)
    if not _are(column.kind, values):
        return False
    return _are_texts(column, values) if column.kind is str else all(value >= 0 for value in values)


def _are(kind: type, values: list[Any]) -> bool:
    return set(map(type, values)) <= {kind}


def _are_texts(column: Column, values: list[str]) -> bool:
    """Texts that the column allows, and that can be written in UTF-8."""
    if column.values and not set(values) <= set(column.values):
        return False
    if column.pattern and not all(map(re.compile(column.pattern).fullmatch, set(values))):
        return False
    try:
        "".join(values).encode()  # joined, two halves of a pair are still two halves
    except UnicodeEncodeError:
        return False
    return True

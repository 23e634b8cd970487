"""Columns of numbers over the blocks of a page: rows of one matrix, called by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, wraps

import numpy as np

from copydesk.characters import Counts, Mask, Numbers


class Order:
    """The names of columns in the order in which a matrix has them; made once for all pages."""

    def __init__(self, names: Iterable[str]) -> None:
        self.places = {name: i for i, name in enumerate(names)}
        self._of: dict[tuple[str, ...], Counts] = {}

    def of(self, names: tuple[str, ...]) -> Counts:
        """The places of some of them."""
        found = self._of.get(names)
        if found is None:
            found = self._of[names] = np.array([self.places[name] for name in names], np.int64)
        return found

    @lru_cache(maxsize=8)  # noqa: B019  # of the few orders there are, each lives as long as its module
    def beside(self, name: str) -> Order:
        """The same with one more behind."""
        return Order((*self.places, name))


class Columns(Mapping[str, Numbers]):
    """The columns of one page. Most are never looked at one by one, so that no array is made for each."""

    __slots__ = ("made", "numbers", "order")

    def __init__(self, order: Order, numbers: Numbers) -> None:
        self.order, self.numbers = order, numbers
        self.made: dict[str, Mask] = {}

    def __getitem__(self, name: str) -> Numbers:
        column: Numbers = self.numbers[self.order.places[name]]
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self.order.places)

    def __len__(self) -> int:
        return len(self.order.places)

    def beside(self, name: str, column: Numbers) -> Columns:
        """The same with one more column."""
        return Columns(self.order.beside(name), np.concatenate((self.numbers, column[None])))


def some(mask: Mask) -> bool:
    """Whether a mask holds anything: for the blocks of a page, numpy takes ten times as long to begin.

    Each byte of a mask is 0 or 1.
    """
    return 1 in mask.tobytes()


def remembered(find: Callable[[Mapping[str, Numbers]], Mask]) -> Callable[[Mapping[str, Numbers]], Mask]:
    """A mask found of columns once, however often it is asked for; nobody may change it."""

    @wraps(find)
    def found(columns: Mapping[str, Numbers]) -> Mask:
        if not isinstance(columns, Columns):
            return find(columns)
        mask = columns.made.get(find.__name__)
        if mask is None:
            mask = columns.made[find.__name__] = find(columns)
            mask.setflags(write=False)
        return mask

    return found


def rows_of(columns: Mapping[str, Numbers], names: tuple[str, ...]) -> tuple[Numbers, Counts]:
    """A matrix, and which of its rows are the columns of some names."""
    if isinstance(columns, Columns):
        return columns.numbers, columns.order.of(names)
    found = [columns[name] for name in names]
    count = len(found[0]) if found else 0
    numbers = np.concatenate([np.zeros(0), *found], dtype=np.float64).reshape(len(found), count)
    return numbers, np.arange(len(found))

"""Many named tuples of one class, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar, overload

from copydesk.native.rows import taken

_Row = TypeVar("_Row")
_Same = TypeVar("_Same", bound="Many[Any]")


class Many(Sequence[_Row], Generic[_Row]):
    """Rows each of which is made when it is asked for: most are looked at in columns alone.

    `columns` are lists that nobody changes, one for each field of `row`, the class of the rows.
    """

    __slots__ = ("columns",)
    row: ClassVar[Any]

    def __init__(self, *columns: list[Any]) -> None:
        self.columns = columns

    @classmethod
    def of(cls: type[_Same], rows: Iterable[Any]) -> _Same:
        each = tuple(rows)
        return cls(*([row[k] for row in each] for k in range(len(cls.row._fields))))

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, i: int) -> _Row: ...
    @overload
    def __getitem__(self: _Same, i: slice) -> _Same: ...
    def __getitem__(self, i: int | slice) -> Any:
        found = [column[i] for column in self.columns]
        return type(self)(*found) if isinstance(i, slice) else self.row(*found)

    def __iter__(self) -> Iterator[_Row]:
        return map(self.row, *self.columns)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.columns == other.columns

    def __hash__(self) -> int:
        return hash(tuple(map(tuple, self.columns)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}.of({list(self)!r})"

    def take(self: _Same, places: list[int]) -> _Same:
        """The rows at some places."""
        return type(self)(*taken(places, *self.columns))

    def put(self: _Same, places: Sequence[int], rows: _Same) -> _Same:
        """All rows, with others at some places."""
        columns = [column.copy() for column in self.columns]
        for column, values in zip(columns, rows.columns, strict=True):
            for i, value in zip(places, values, strict=True):
                column[i] = value
        return type(self)(*columns)

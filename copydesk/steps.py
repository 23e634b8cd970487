"""Many values made abreast: each takes one step, then the next one takes the same.

The code and the tables that a step needs are then fetched into the processor's cache once for all of them. A
document by itself spends a third of its time waiting for these: they do not all fit, and what the next one
needs first has been pushed out again.

What takes steps is a generator, which yields between two of them and returns what it has made.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeAlias, TypeVar

Made = TypeVar("Made")
Error = TypeVar("Error", bound=Exception)

_MOST, _BYTES = 32, 1 << 22
"""So many documents, or bytes of them, are cleaned together: more gain nothing, and hold more memory."""

Steps: TypeAlias = Generator[None, None, Made]


def is_full(documents: int, size: int) -> bool:
    """Whether so many documents, of so many bytes, are enough to clean together; the last may be large."""
    return documents >= _MOST or size >= _BYTES


def taken(steps: Steps[Made]) -> Made:
    """What steps make, one taken right after the other."""
    try:
        while True:
            next(steps)
    except StopIteration as end:
        made: Made = end.value
        return made


def abreast(many: Iterable[Steps[Made]], error: type[Error]) -> list[Made | Error]:
    """What each of many makes, or the error of this class that it ends in; any other error ends all."""
    going = list(enumerate(many))
    made: dict[int, Made | Error] = {}
    while going:
        before = len(made)
        for i, steps in going:
            try:
                next(steps)
            except StopIteration as end:
                made[i] = end.value
            except error as found:
                made[i] = found
        if len(made) > before:
            going = [(i, steps) for i, steps in going if i not in made]
    return [made[i] for i in range(len(made))]

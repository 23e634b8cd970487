from collections.abc import Callable, Set
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

_Value = TypeVar("_Value")

class Names:
    def __init__(self, names: Set[str], last: Set[str]) -> None: ...

class Whole(Generic[_Value]):
    def __init__(self, known: dict[str, _Value]) -> None: ...
    def find(
        self, keys: list[str], texts: list[str], longest: int, other: _Value
    ) -> tuple[list[_Value], list[int]]: ...

def ending(
    keys: list[str],
    texts: list[str],
    seen: set[int],
    names: Names,
    breaks: str,
    longest: int,
    marks: str,
    openers: str,
    closers: str,
) -> list[int]: ...
def ended(
    texts: list[str], ends: str, closing: str, unsure: str, most: int, test: Callable[[str], bool]
) -> NDArray[np.bool_]: ...

from collections.abc import Callable, Iterable, Set
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

_Value = TypeVar("_Value")

class Words:
    def __init__(self, words: Set[str]) -> None: ...

class Whole(Generic[_Value]):
    def __init__(self, known: dict[str, _Value]) -> None: ...
    def find(
        self, keys: list[str], texts: list[str], longest: int, other: _Value
    ) -> tuple[list[_Value], list[int]]: ...

class Endings:
    def __init__(
        self,
        strings: tuple[str, ...],
        free: tuple[str, ...],
        folded: NDArray[np.uint16],
        words: tuple[str, ...],
        strokes: str,
        marks: str,
        signs: str,
    ) -> None: ...
    def may_end(self, texts: list[str], numbers: Iterable[int], longest: int, most: int) -> list[int]: ...

def signed(texts: list[str], longest: int, near: int) -> list[int]: ...
def ending(
    keys: list[str],
    texts: list[str],
    seen: set[int],
    words: Words,
    breaks: str,
    longest: int,
    marks: str,
    openers: str,
    closers: str,
) -> list[int]: ...
def ended(
    texts: list[str], ends: str, closing: str, unsure: str, most: int, test: Callable[[str], bool]
) -> NDArray[np.bool_]: ...

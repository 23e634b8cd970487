from collections.abc import Callable, Iterable, Set

import numpy as np
from numpy.typing import NDArray

class Words:
    def __init__(self, words: Set[str]) -> None: ...

class Endings:
    def __init__(
        self,
        strings: tuple[str, ...],
        folded: NDArray[np.uint16],
        words: tuple[str, ...],
        strokes: str,
        marks: str,
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
def ended(texts: list[str], ends: str, closing: str, test: Callable[[str], bool]) -> NDArray[np.bool_]: ...

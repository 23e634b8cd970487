from collections.abc import Callable, Set

import numpy as np
from numpy.typing import NDArray

class DateWords:
    def __init__(self, beginnings: Set[str], folded: NDArray[np.uint16], endings: str) -> None: ...
    def likely(
        self, lines: list[str], numbers: list[int], longest: int, around: str
    ) -> tuple[list[int], list[int]]: ...

class Words:
    def __init__(self, words: Set[str]) -> None: ...

class Endings:
    def __init__(self, strings: tuple[str, ...]) -> None: ...
    def ends_part(self, text: str, strokes: str, marks: str) -> bool: ...

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

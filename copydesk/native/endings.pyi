from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

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

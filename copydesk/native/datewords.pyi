from collections.abc import Set

import numpy as np
from numpy.typing import NDArray

class DateWords:
    def __init__(
        self, beginnings: Set[str], folded: NDArray[np.uint16], endings: str, particle: int
    ) -> None: ...
    def likely(
        self, lines: list[str], numbers: list[int], longest: int, around: str
    ) -> tuple[list[int], list[int]]: ...
    def behind(self, line: str) -> int: ...

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

class Folding:
    def __init__(
        self, folded: NDArray[np.uint16], marks: NDArray[np.uint8], others: Callable[[int], str]
    ) -> None: ...
    def lines(self, lines: list[str]) -> tuple[list[str], list[int]]: ...

from collections.abc import Set

import numpy as np
from numpy.typing import NDArray

NAMES: tuple[str, ...]

class Known:
    def __init__(self, words: Set[str]) -> None: ...

def columns(
    texts: list[str],
    gaps: NDArray[np.int64],
    lengths: NDArray[np.int64],
    words: NDArray[np.int64],
    first: NDArray[np.uint8],
    last: NDArray[np.uint8],
    known: Known,
) -> NDArray[np.float64]: ...
def broken(first: NDArray[np.uint8], last: NDArray[np.uint8], gaps: NDArray[np.int64]) -> int: ...
def below_capitals(
    lengths: NDArray[np.int64], words: NDArray[np.int64], first: NDArray[np.uint8]
) -> list[int]: ...

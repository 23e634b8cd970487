import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

COLUMNS: tuple[str, ...]

def read(
    lines: list[str], classes: NDArray[np.uint8]
) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8], Counts, Counts, Counts]: ...

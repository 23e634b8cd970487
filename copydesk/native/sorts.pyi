import numpy as np
from numpy.typing import NDArray

SORTS: tuple[str, ...]

def sort(
    table: NDArray[np.int32],
    first: NDArray[np.uint8],
    lengths: NDArray[np.int64],
    parts: NDArray[np.int64],
    ended: NDArray[np.uint8],
    prose: NDArray[np.uint8],
    credit: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], *tuple[list[int], ...]]: ...

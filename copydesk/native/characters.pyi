import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

COLUMNS: tuple[str, ...]

Found = tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8], Counts, Counts, Counts]

def read(
    lines: list[str],
    classes: NDArray[np.uint8],
    known: list[str] | None = None,
    before: Found | None = None,
    sizes: Counts | None = None,
) -> Found: ...

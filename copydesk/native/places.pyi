import numpy as np
from numpy.typing import NDArray

NAMES: tuple[str, ...]

def places(
    prose: NDArray[np.float64],
    is_prose: NDArray[np.uint8],
    short: NDArray[np.uint8],
    claimed: NDArray[np.uint8],
    lists: NDArray[np.uint8],
    credits: NDArray[np.uint8],
    titles: NDArray[np.uint8],
) -> tuple[NDArray[np.float64], int, int]: ...

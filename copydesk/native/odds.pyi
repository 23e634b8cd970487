import numpy as np
from numpy.typing import NDArray

def near(
    odds: NDArray[np.float64],
    headings: NDArray[np.float64],
    least: float,
    clear: float,
    reach: int,
    above: int,
    below: int,
) -> NDArray[np.int64]: ...
def alike(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    third: NDArray[np.float64],
    share: NDArray[np.float64],
    most: float,
) -> NDArray[np.int64]: ...
def evened(
    odds: NDArray[np.float64],
    words: NDArray[np.float64],
    group: NDArray[np.int64],
    share: float,
    fewest: int,
) -> NDArray[np.float64]: ...
def promise(odds: NDArray[np.float64], words: NDArray[np.int64], kept: NDArray[np.uint8]) -> float: ...

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
def kept(
    odds: NDArray[np.float64],
    summary: NDArray[np.float64],
    spared: NDArray[np.uint8],
    exempt: NDArray[np.uint8],
    likely: float,
    lead: float,
    enough: float,
) -> NDArray[np.uint8]: ...
def before(mask: NDArray[np.uint8]) -> list[int]: ...
def neither(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> list[int]: ...
def rows(
    odds: NDArray[np.float64],
    free: NDArray[np.uint8],
    table: NDArray[np.int32],
    first: NDArray[np.uint8],
    ended: NDArray[np.uint8],
    words: NDArray[np.int64],
    most: int,
    enough: tuple[tuple[int, float], ...],
) -> NDArray[np.uint8]: ...

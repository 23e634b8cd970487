import numpy as np
from numpy.typing import NDArray

def gather(numbers: NDArray[np.float64], places: NDArray[np.int64]) -> NDArray[np.float32]: ...
def sums(
    values: NDArray[np.float32],
    count: int,
    starts: NDArray[np.int32],
    thresholds: NDArray[np.float32],
    trees: NDArray[np.int32],
    left: NDArray[np.int32],
    leaves: NDArray[np.int64],
) -> NDArray[np.int64]: ...

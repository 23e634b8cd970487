import numpy as np
from numpy.typing import NDArray

def entered(
    numbers: NDArray[np.float64],
    places: NDArray[np.int64],
    cuts: NDArray[np.float64],
    starts: NDArray[np.int32],
    steps: NDArray[np.int16],
    counts: NDArray[np.int32],
    step: int,
    width: int,
) -> NDArray[np.int16]: ...

class Layer:
    def __init__(self, weights: NDArray[np.int16], bias: NDArray[np.int32], inputs: int) -> None: ...

def outputs(
    values: NDArray[np.int16],
    first: Layer,
    bits: int,
    mixing: tuple[Layer, ...],
    distances: tuple[int, ...],
    pooling: Layer,
    last: Layer,
    totals: NDArray[np.int64],
    wanted: NDArray[np.uint8],
) -> None: ...
def odds(
    totals: NDArray[np.int64], wanted: NDArray[np.uint8], unit: float, most: float, digits: float
) -> NDArray[np.float64]: ...

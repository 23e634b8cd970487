import numpy as np
from numpy.typing import NDArray

def gather(columns: list[NDArray[np.float64]]) -> NDArray[np.float32]: ...
def sums(
    rows: NDArray[np.float32], roots: NDArray[np.int32], nodes: NDArray[np.void], leaves: NDArray[np.int64]
) -> NDArray[np.int64]: ...

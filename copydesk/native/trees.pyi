import numpy as np
from numpy.typing import NDArray

def sums(
    rows: NDArray[np.float32], roots: NDArray[np.int32], nodes: NDArray[np.void], leaves: NDArray[np.int64]
) -> NDArray[np.int64]: ...

import numpy as np
from numpy.typing import NDArray

class Vocabulary:
    def __init__(
        self,
        whole: dict[str, int],
        bare: dict[str, int],
        particles: NDArray[np.uint8],
        marks: NDArray[np.uint8],
        small: NDArray[np.uint16],
    ) -> None: ...
    def read(
        self, texts: list[str], table: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]: ...

def cohesion(
    lines: NDArray[np.int32], numbers: NDArray[np.int32], start: int, end: int, n: int
) -> NDArray[np.float64]: ...

import numpy as np
from numpy.typing import NDArray

from copydesk.metadata.languagemodel import Moves, Weights

class Ranker:
    def __init__(
        self, moves: Moves, table: Weights, priors: NDArray[np.float64], labels: NDArray[np.int32]
    ) -> None: ...
    def lead(self, text: bytes) -> tuple[int, float]: ...

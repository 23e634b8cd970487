import numpy as np
from numpy.typing import NDArray

from copydesk.metadata.languagemodel import Automaton, Weights

def lead(
    text: bytes,
    automaton: Automaton,
    table: Weights,
    priors: NDArray[np.float64],
    labels: NDArray[np.int32],
) -> tuple[int, float]: ...

import numpy as np
from numpy.typing import NDArray

from copydesk.metadata.languagemodel import Automaton, Sparse

def rank(
    text: bytes, automaton: Automaton, table: Sparse, priors: NDArray[np.float64]
) -> tuple[NDArray[np.float64], bool]: ...

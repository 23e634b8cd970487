import numpy as np
from numpy.typing import NDArray

TOLD: tuple[str, ...]

def plain(text: str) -> str: ...
def told(
    texts: list[str], body: str, starts: tuple[str, ...], titles: set[str], many: int
) -> NDArray[np.float64]: ...

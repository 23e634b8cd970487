import numpy as np
from numpy.typing import NDArray

def wrapped(
    texts: list[str],
    indents: NDArray[np.int64],
    first: int,
    end: int,
    width: int,
    room: float,
    enough: float,
    ends: str,
    bullets: str,
    rulers: str,
) -> NDArray[np.bool_] | None: ...

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Made = TypeVar("Made")

def split(string: str) -> tuple[list[str], Counts, Counts, Counts] | None: ...
def join(
    text: str,
    texts: list[str],
    starts: Counts,
    joined: NDArray[np.uint8],
    tight: Callable[[list[str], str], bool],
) -> tuple[list[list[Any]], list[list[Any]]]: ...
def glued(texts: list[str], shortest: int, fewest: int) -> list[int]: ...
def alike(
    make: Callable[[int, int, int, int], Made],
    first: Counts,
    second: Counts,
    third: Counts,
    mark: NDArray[np.uint8],
) -> list[Made]: ...
def holding(texts: list[str], sought: NDArray[np.uint8], spaces: bool) -> list[int]: ...
def marks(string: str) -> tuple[int, int, int]: ...
def initials(texts: list[str], letters: str) -> list[int]: ...
def run_together(texts: list[str], numbers: list[int], capitals: str, fewest: int) -> list[int]: ...

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
def alike(make: Callable[..., Made], *columns: NDArray[Any]) -> list[Made]: ...
def holding(texts: list[str], sought: NDArray[np.uint8]) -> list[int]: ...
def initials(texts: list[str]) -> list[int]: ...

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from copydesk.document import Hints

NAMES: tuple[str, ...]

def columns(
    table: NDArray[np.int32],
    first: NDArray[np.uint8],
    last: NDArray[np.uint8],
    lengths: NDArray[np.int64],
    many: NDArray[np.int64],
    words: NDArray[np.int32],
    layout: NDArray[np.int64],
    copies: NDArray[np.int64],
    masks: NDArray[np.uint8],
    claims: NDArray[np.float64],
    of_lists: NDArray[np.uint8],
    of_credits: NDArray[np.uint8],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]: ...
def layout(hints: list[Hints]) -> NDArray[np.int64]: ...
def repeated(keys: list[str]) -> tuple[dict[str, int], dict[str, list[int]]]: ...
def parted(
    places: Mapping[str, Sequence[int]], texts: list[str], behind: str, longest: int
) -> tuple[list[list[int]], list[int], list[list[int]]]: ...
def copies(places: Mapping[str, Sequence[int]], n: int) -> NDArray[np.int64]: ...
def runs(mask: NDArray[np.uint8], least: int, start: int, end: int) -> list[range]: ...

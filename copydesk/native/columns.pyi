from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copydesk.page.markup import Markup

OWN: tuple[str, ...]
NEIGHBOURS: tuple[str, ...]
GROUPS: tuple[str, ...]
CLAIMED: tuple[str, ...]
PROMISES: tuple[str, ...]

_Counts: TypeAlias = NDArray[np.int64]
_Table: TypeAlias = NDArray[np.int32]
_Numbers: TypeAlias = NDArray[np.float64]
_Columns: TypeAlias = Mapping[str, _Numbers]

def own(
    near: _Counts, table: _Table, words: _Counts, first: NDArray[np.uint8], texts: list[str]
) -> _Numbers: ...
def neighbours(near: _Counts, columns: _Columns, table: _Table, words: _Counts) -> _Numbers: ...
def groups(near: _Counts, above: _Counts, markup: Markup, columns: _Columns) -> _Numbers: ...
def inside(
    near: _Counts, markup: Markup, landmarks: _Numbers, kinds: int, *others: Sequence[int]
) -> _Numbers: ...
def around(near: _Counts, above: _Counts, elements: int) -> NDArray[np.uint8]: ...
def promises(
    near: _Counts, above: _Counts, odd: _Numbers, bits: _Counts, share: _Numbers, kinds: int
) -> _Numbers: ...
def claimed(claim: _Numbers, kinds: NDArray[np.uint8]) -> _Numbers: ...

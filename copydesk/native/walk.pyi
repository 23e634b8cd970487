from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copydesk.limits import Limits

_Words: TypeAlias = tuple[str, ...]
_Numbers: TypeAlias = NDArray[np.int64]

INLINE: frozenset[str]

def cut(
    html: bytes, limits: Limits
) -> tuple[
    list[str],
    list[int],
    tuple[_Words, _Words, _Numbers, _Numbers, _Numbers, _Numbers, _Numbers, _Numbers, NDArray[np.bool_]],
]: ...

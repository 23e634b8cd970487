from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copydesk.limits import Limits
from copydesk.native.attributes import Attributes

_Words: TypeAlias = tuple[str, ...]
_Numbers: TypeAlias = NDArray[np.int64]

INLINE: frozenset[str]

def cut(
    html: bytes, limits: Limits
) -> tuple[
    list[str],
    list[int],
    tuple[_Words, Attributes, _Numbers, _Numbers, _Numbers, _Numbers, _Numbers, _Numbers, NDArray[np.bool_]],
]: ...

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from copydesk.native.attributes import Attributes

def tokens(attributes: str) -> tuple[str, ...]: ...

class Names:
    def __init__(self, table: Mapping[str, float], kinds: dict[str, int]) -> None: ...
    def read(
        self, attributes: Attributes, asked: NDArray[np.uint8]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]: ...

import numpy as np
from numpy.typing import NDArray

from copydesk.label.tree import Tree
from copydesk.page.markup import Markup

NAMES: tuple[str, ...]
PROSE_CHARS: float
FARTHEST: int

def look(
    chars: NDArray[np.int64],
    words: NDArray[np.int64],
    last: NDArray[np.uint8],
    markup: Markup,
    tree: Tree,
    kinds: NDArray[np.float64],
) -> NDArray[np.float64]: ...

"""Whether a page ends in a paywall, by the names of its elements."""

from __future__ import annotations

import re

import numpy as np

from copydesk.characters import Counts, Mask
from copydesk.native.names import holding
from copydesk.page.markup import Markup

_WALL = re.compile(r"(?<![a-z])paywall(?![a-z])", re.IGNORECASE)
_FEWEST_BLOCKS = 2


def has_paywall(markup: Markup, kept: Mask) -> bool:
    """Whether an element is called a paywall, says something, and holds nothing of the article.

    Many pages call the whole free article by that name: what is kept stands in no wall.
    """
    total: Counts = np.concatenate(([0], np.cumsum(kept)))
    for element in holding(markup.attributes, ("aywall",)):
        if _WALL.search(markup.attributes[element]):
            first, last = int(markup.first[element]), int(markup.last[element])
            if last - first >= _FEWEST_BLOCKS and total[first] == total[last]:
                return True
    return False

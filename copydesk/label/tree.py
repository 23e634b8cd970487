"""The element tree of a page as arrays: what is above each block, what each element holds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from copydesk.characters import Mask, Numbers
from copydesk.native.tree import climb, depths
from copydesk.page.markup import Markup

LEVELS = 7


class Tree:
    """A page's markup with what is asked of it over and over."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self.blocks = len(markup.elements)
        self.sizes = (markup.last - markup.first).astype(float)
        self.above = climb(markup.parents, markup.elements, LEVELS)
        """For each level, the ancestor of each block; the page itself is its own ancestor."""
        self.depth = depths(markup.parents)

    def sums(self, values: Numbers | Mask) -> Numbers:
        """The sum over the blocks of each element."""
        total = np.concatenate(([0.0], np.cumsum(values)))
        found: Numbers = total[self.markup.last] - total[self.markup.first]
        return found

    def inside(self, elements: Iterable[int]) -> Mask:
        """Which blocks are inside any of these elements."""
        found = np.zeros(self.blocks, bool)
        first, last = self.markup.first, self.markup.last
        for element in elements:
            found[first[element] : last[element]] = True
        return found

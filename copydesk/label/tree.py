"""The element tree of a page as arrays: what is above each block, what each element holds, the container."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from copydesk.characters import Counts, Mask, Numbers
from copydesk.page.markup import Markup

LEVELS = 7
_SHARES = (1.0, 1.0, 0.6, 0.3)
"""What a block's prose is worth to the element it stands in, and to those around it."""


class Tree:
    """A page's markup with what is asked of it over and over."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self.blocks = len(markup.elements)
        self.sizes = (markup.last - markup.first).astype(float)
        above = [markup.elements]
        for _ in range(LEVELS - 1):
            above.append(markup.parents[above[-1]])
        self.above = above
        """For each level, the ancestor of each block; the page itself is its own ancestor."""
        self.depth = _depths(markup.parents.tolist())

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

    def container(self, prose: Numbers, density: Numbers) -> int:
        """The element the article's text stands in: the one around most prose, where links are few."""
        worth = np.zeros(len(self.markup))
        for share, elements in zip(_SHARES, self.above, strict=False):
            worth += share * np.bincount(elements, prose, len(worth))
        worth[:1] = 0
        return int(np.argmax(worth * (1 - density)))

    def distance(self, element: int) -> tuple[Counts, Counts]:
        """How many levels up from an element, and then down, each block is."""
        path = [element]
        while path[-1]:
            path.append(int(self.markup.parents[path[-1]]))
        up = np.full(self.blocks, len(path), np.int64)
        meeting = np.zeros(self.blocks, np.int64)
        for steps in range(len(path) - 1, -1, -1):
            e = path[steps]
            held = slice(int(self.markup.first[e]), int(self.markup.last[e]))
            up[held], meeting[held] = steps, self.depth[e]
        return up, self.depth[self.markup.elements] - meeting


def _depths(parents: list[int]) -> Counts:
    depths = [0] * len(parents)
    for e in range(1, len(parents)):
        depths[e] = depths[parents[e]] + 1
    return np.array(depths, np.int64)

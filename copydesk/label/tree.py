"""The element tree of a page as arrays: what is above each block, and how deep elements are."""

from __future__ import annotations

from copydesk.native.tree import climb, depths
from copydesk.page.markup import Markup

LEVELS = 7


class Tree:
    """A page's markup with what is asked of it over and over."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self.blocks = len(markup.elements)
        self.above = climb(markup.parents, markup.elements, LEVELS)
        """For each level, the ancestor of each block; the page itself is its own ancestor."""
        self.depth = depths(markup.parents)

"""The element tree of a page as arrays: what is above each block, and how deep elements are."""

from __future__ import annotations

import numpy as np

from copydesk.characters import Counts
from copydesk.native.tree import climb, depths
from copydesk.native.walk import INLINE
from copydesk.page.markup import Markup

LEVELS = 7
_NONE = np.zeros(0, np.int64)


class Tree:
    """A page's markup with what is asked of it over and over."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self.blocks = len(markup.elements)
        self.above = climb(markup.parents, markup.elements, LEVELS)
        """For each level, the ancestor of each block; the page itself is its own ancestor."""
        self.depth = depths(markup.parents)
        self.on_cards = _on_cards(markup)
        """The blocks on cards."""


def _on_cards(markup: Markup) -> Counts:
    """The blocks in elements that stood among words: no others of such tags are elements of the markup."""
    if INLINE.isdisjoint(markup.tags):
        return _NONE
    found = [tag in INLINE for tag in markup.tags]
    for element, parent in enumerate(markup.parents.tolist()):
        found[element] |= found[parent]
    return np.array(found)[markup.elements].nonzero()[0]

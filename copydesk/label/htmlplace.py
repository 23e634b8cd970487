"""Where blocks stand to what is kept: far behind it, or under the title of another article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.characters import Counts, Mask
from copydesk.label.tree import Tree

_MOST = 0.6
"""Share of the text that its container holds."""

_AROUND = 3
"""Elements around the container that may hold more of the text."""

_BESIDE = 2
_CLASSES = re.compile(r'class="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Place:
    """The tree of a page, and which of its blocks are looked at."""

    tree: Tree
    blocks: Counts

    def looks(self, i: int) -> tuple[str, str]:
        """The tag of the element around a block, and its classes."""
        markup = self.tree.markup
        element = int(markup.elements[self.blocks[i]])
        found = _CLASSES.search(markup.attributes[element])
        return markup.tags[element], found[1].strip() if found else ""


def far_behind(place: Place, lengths: Counts, kept: Mask) -> Mask:
    """The blocks behind all that is near the text: outside of the third element around its container."""
    markup, element = place.tree.markup, container(place, lengths, kept)
    for _ in range(_AROUND):
        element = int(markup.parents[element])
    behind: Mask = place.blocks >= markup.last[element]
    return behind


def container(place: Place, lengths: Counts, kept: Mask) -> int:
    """The innermost element that holds most of what is kept; the page where nothing is."""
    tree, long = place.tree, lengths[kept]
    above = tree.above[:, place.blocks[kept]]
    held = np.bincount(above.ravel(), np.tile(long, len(above)), len(tree.markup))
    able = above[held[above] >= _MOST * long.sum()]
    return int(able[np.argmax(tree.depth[able])]) if len(able) else 0


def other_article(place: Place, kept: Mask, headline: int, credits: Sequence[int]) -> Mask:
    """The blocks from the title of another article on.

    It is a heading of the first level that looks like the headline, with a byline or a date of its own beside
    it. `credits` are the places of bylines and dates.
    """
    looks = place.looks(headline)
    first = max(int(np.argmax(kept)), headline) + 1 if kept.any() and looks[0] == "h1" else len(kept)
    near = {k for i in credits for k in range(i - _BESIDE, i + _BESIDE + 1)}
    title = next((i for i in sorted(near) if first <= i < len(kept) and place.looks(i) == looks), len(kept))
    return np.arange(len(kept)) >= title

"""Whether a page ends in a paywall, by the names of its elements."""

from __future__ import annotations

import re

from copydesk.characters import Mask
from copydesk.columns import some
from copydesk.page.markup import Markup

_WALL = re.compile(r"(?<![a-z])paywall(?![a-z])", re.IGNORECASE)
_FEWEST_BLOCKS = 2


def find_walls(markup: Markup) -> list[int]:
    """The elements that are called a paywall and say something."""
    return [
        element
        for element in markup.attributes.holding(("aywall",))
        if _WALL.search(markup.attributes[element])
        and markup.last[element] - markup.first[element] >= _FEWEST_BLOCKS
    ]


def holds_nothing(markup: Markup, element: int, kept: Mask) -> bool:
    """Whether an element holds no block that is kept.

    Many pages call the whole free article a paywall: what is kept stands in none.
    """
    return not some(kept[int(markup.first[element]) : int(markup.last[element])])

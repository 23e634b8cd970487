"""What a page's markup says: its elements as columns, and where each block stands among them."""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.characters import Counts, Mask
from copydesk.native.attributes import Attributes


@dataclass(frozen=True, slots=True, eq=False)
class Markup:
    """The block elements that hold text, in document order, and a few numbers for each block.

    Element `e` is inside `parents[e]` and holds the blocks from `first[e]` to `last[e]`; element 0 is the
    page itself. `attributes` are as a browser would write them out. Block `i` is a child of the element
    `elements[i]`; `linked`, `bold` count its characters in links and in bold, `broken` says that a line
    break and no element separates it from the block before.
    """

    tags: tuple[str, ...]
    attributes: Attributes
    parents: Counts
    first: Counts
    last: Counts
    elements: Counts
    linked: Counts
    bold: Counts
    broken: Mask

    def __len__(self) -> int:
        return len(self.tags)

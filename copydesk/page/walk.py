"""The blocks of a parsed page and the elements around them, in one pass over the written-out tree.

Visiting the nodes of the parser one by one takes many times as long.
"""

from __future__ import annotations

from copydesk.limits import Limits
from copydesk.native.walk import cut
from copydesk.page.markup import Markup


def walk(html: bytes, limits: Limits) -> tuple[list[str], Markup, list[int]]:
    """The text of each block, the markup around them, and where elements begin that may say something.

    Of what they say, `copydesk.evidence.body` has more. Raises RejectedError over a limit.
    """
    texts, spots, columns = cut(html, limits)
    return texts, Markup(*columns), spots

"""What the scorer looks at: numbers for each block, of its own text, its place and the page.

No feature knows a site, and none goes through a logarithm: the scorer asks only for order, and plain sums
and quotients come out the same on every machine. What stands beside a block it sees for itself.
"""

from __future__ import annotations

import numpy as np

from copydesk.characters import Class, Mask, Numbers
from copydesk.columns import Columns, Order
from copydesk.document import Category
from copydesk.label.words import Words
from copydesk.native import features as native
from copydesk.native.places import NAMES, places
from copydesk.rules.view import View
from copydesk.steps import Steps, taken

CLAIMS = {category: float(i) for i, category in enumerate(Category, 1)}
"""The number of each category that a rule can give; 0 is unclaimed."""


def _among(*categories: Category) -> Mask:
    """For each number of a claim, whether it is that of one of some categories."""
    found = np.zeros(len(Category) + 1, bool)
    found[[int(CLAIMS[category]) for category in categories]] = True
    return found


_IS_LIST = _among(
    Category.NAVIGATION,
    Category.RELATED,
    Category.PROMO,
    Category.SHARE,
    Category.COMMENTS,
    Category.TAGS,
)
_IS_CREDIT = _among(Category.BYLINE, Category.DATE)
_ORDER = Order((*native.NAMES, *NAMES, "cohesion"))
CLASSES = {"first": len(Class), "last": len(Class), "claim": len(Category) + 1}
"""Features that are the number of a class, with how many there are; all others are amounts."""


def columns(view: View) -> Columns:
    """The features of all blocks, by name."""
    return taken(find_columns(view))


def find_columns(view: View) -> Steps[Columns]:
    """The features of all blocks, by name."""
    reading, characters = view.sheet.reading, view.sheet.characters
    words = Words.of(reading.texts, characters)
    yield
    masks = (reading.prose, reading.credit, characters.unspaced)
    found, prose, among = native.columns(
        characters.table,
        characters.first,
        characters.last,
        characters.lengths,
        characters.words,
        words.counts,
        reading.layout,
        native.copies(view.sheet.repeated, len(view)),
        np.array(masks).view(np.uint8),
        _claims(view),
        _IS_LIST.view(np.uint8),
        _IS_CREDIT.view(np.uint8),
    )
    yield
    around, start, end = places(prose, *among)
    yield
    return Columns(_ORDER, np.concatenate((found, around, words.cohesion(start, end)[np.newaxis])))


def _claims(view: View) -> Numbers:
    claims = np.zeros(len(view))
    claims[list(view.claims)] = [CLAIMS[category] for category in view.claims.values()]
    return claims

"""Pictures in a text: which lines are credits, and which running text above them is a caption.

Captions read like running text, so the scorer is often wrong where it is not sure, and what stands around
them says more.
"""

from __future__ import annotations

import re

import numpy as np

from copydesk.characters import Mask, Numbers
from copydesk.document import Category
from copydesk.metadata.names import is_name
from copydesk.rules.credit import is_name_and_owner
from copydesk.rules.view import View

LIKELY = 0.5
"""Odds above which a block is taken for text of the article."""

_SURER = 0.85
"""Odds that it takes instead where a caption or a credit is to be expected."""

_CREDIT_WORDS, _NAME_WORDS, _CAPTION_WORDS, _MOST_NAMES = 6, 4, 40, 2
_OPENING_QUOTES = tuple("\"“„«»‘'")


def credit_lines(view: View, odds: Numbers) -> Mask:
    """The credits of pictures without their captions.

    Inside the text also a name and whose pictures they are, if not several such pairs stand in a row; of that
    the scorer must be surer, too.
    """
    found = view.sheet.reading.credit & (view.sheet.characters.parts <= _CREDIT_WORDS)
    found[[i for i, category in view.claims.items() if category is Category.CAPTION_CREDIT]] = True
    inside = (i for i in view.sheet.of_sort("rows") if view.head <= i < view.tail)
    pairs = {i for i in inside if odds[i] <= _SURER and is_name_and_owner(view[i].text)}
    found[[i for i in pairs if pairs.isdisjoint((i - 1, i + 1))]] = True
    found[_names(view, odds)] = True
    return found


def _names(view: View, odds: Numbers) -> list[int]:
    """Names between running text, of which the scorer is as little sure as of the text above.

    That is a caption or a quote set apart, and they say whose it is. More than a few are those of people who
    wrote letters, or head the entries on them.
    """
    reading, words = view.sheet.reading, view.sheet.characters.parts
    short = (words > 1) & (words <= _NAME_WORDS) & ~reading.ended & (odds <= _SURER)
    unsure = reading.prose & (odds <= _SURER)
    between = short[1:-1] & unsure[:-2] & (reading.prose & (odds > LIKELY))[2:]
    free = (i for i in (between.nonzero()[0] + 1).tolist() if i not in view.claims)
    found = [i for i in free if is_name(view[i].text) and _is_titled(view[i].text)]
    return found if len(found) <= _MOST_NAMES else []


def _is_titled(text: str) -> bool:
    """Whether all words of a text begin with a capital, and not all are in capitals."""
    return not text.isupper() and all(word[:1].isupper() for word in text.split())


def _sources(view: View) -> list[int]:
    """Lines below captions that are no credits elsewhere: an agency alone, date and length of a video."""
    agencies = [i for i in view.sheet.bylined if (found := view[i].byline) and found.agency]
    return agencies + [i for i in view.sheet.dated if _LENGTH.search(view[i].text)]


_LENGTH = re.compile(r"(?<!\d)\d{1,2}:\d\d\s?min\b", re.IGNORECASE)


def captions(view: View, odds: Numbers, credits: Mask) -> Mask:
    """Running text right above a credit, for which the scorer must be surer: it mostly is the caption.

    Unless the caption stands below the credit, somebody says something, or it is long for a caption.
    """
    prose = view.sheet.reading.prose
    credits = credits.copy()
    credits[_sources(view)] = True
    found = np.zeros(len(view), bool)
    able = prose & (view.sheet.characters.parts <= _CAPTION_WORDS) & (odds <= _SURER)
    found[:-2] = able[:-2] & credits[1:-1] & (odds > LIKELY)[2:]
    for i in found.nonzero()[0].tolist():
        found[i] = not (view[i].attributed or view[i].text.startswith(_OPENING_QUOTES))
    return found

"""Pictures in a text: which lines are credits, and which running text above them is a caption.

Captions read like running text, so the scorer is often wrong where it is not sure, and what stands around
them says more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.characters import Numbers
from copydesk.document import Category
from copydesk.metadata.names import is_name
from copydesk.rules.credit import is_name_and_owner
from copydesk.rules.view import View

LIKELY = 0.5
"""Odds above which a block is taken for text of the article."""

_SURER = 0.85
"""Odds that it takes instead where a caption or a credit is to be expected."""

_CREDIT = Category.CAPTION_CREDIT
_CREDIT_WORDS, _NAME_WORDS, _CAPTION_WORDS = 6, 4, 40
_FEW_NAMES, _TEXT_TO_NAMES = 2, 4
_OPENING_QUOTES = tuple("\"“„«»‘'")


@dataclass(frozen=True, slots=True)
class Pictures:
    """Of what the scorer is not sure of: credits that no rule has claimed, and the captions above credits."""

    credits: Sequence[int]
    captions: Sequence[int]


def find_pictures(view: View, odds: Numbers) -> Pictures:
    """What the odds of a page's lines leave in doubt, and what stands around them tells."""
    pairs = _pairs(view, odds)
    between = _between(view, odds)
    names = [i for i in between if _is_name(view, i, odds)]
    names = [] if names and _is_by_many(view) else names
    credits = sorted({*pairs, *names})
    below = [i for i in between if i in credits or _is_credit(view, i) or _is_source(view, i)]
    return Pictures(credits, [i - 1 for i in below if _may_be_caption(view, i - 1)])


def credits_pictures(view: View, found: Pictures) -> bool:
    """Whether a page has a credit or a caption before its running text ends."""
    tail = view.tail
    claimed = (i for i, category in view.claims.items() if category is _CREDIT)
    return bool(view.sheet.reading.credit[:tail].any()) or any(i < tail for i in (*found.credits, *claimed))


def _is_credit(view: View, i: int) -> bool:
    """Whether a line is the credit of a picture without its caption."""
    short = view[i].credit and view[i].words <= _CREDIT_WORDS
    return short or view.claims.get(i) is _CREDIT


def _between(view: View, odds: Numbers) -> list[int]:
    """The lines below running text that the scorer is not sure of, and above what is likely text."""
    unsure = view.sheet.reading.prose & (odds <= _SURER)
    return ((unsure[:-2] & (odds > LIKELY)[2:]).nonzero()[0] + 1).tolist()


def _pairs(view: View, odds: Numbers) -> list[int]:
    """Lines inside the text that are a name and whose pictures they are, if not several stand in a row."""
    reading, text = view.sheet.reading, range(view.head, view.tail)
    slashed = [i for i in view.sheet.of_sort("marks") if i in text and "/" in reading.texts[i]]
    slashed = [i for i in slashed if not (reading.ended[i] or reading.prose[i]) and odds[i] <= _SURER]
    pairs = {i for i in slashed if is_name_and_owner(reading.texts[i])}
    return [i for i in pairs if pairs.isdisjoint((i - 1, i + 1))]


def _is_name(view: View, i: int, odds: Numbers) -> bool:
    """Whether a line between text is a name, of which the scorer is as little sure as of the text above.

    That is a caption or a quote set apart, and the name says whose it is.
    """
    unsure = odds[i] <= _SURER and i not in view.claims
    return unsure and _stands_alone(view, i)


def _stands_alone(view: View, i: int) -> bool:
    """Whether a line is a name and running text follows."""
    line = view[i]
    if not 1 < line.words <= _NAME_WORDS or line.ends_sentence or not view[i + 1].prose:
        return False
    return is_name(line.text) and _is_titled(line.text)


def _is_by_many(view: View) -> bool:
    """Whether names stand among little more text: of people who wrote letters, or above entries on them."""
    running = view.sheet.of_sort("running")
    names = {view[i - 1].key for i in running if i > 1 and view[i - 2].prose and _stands_alone(view, i - 1)}
    return len(names) > _FEW_NAMES and _TEXT_TO_NAMES * len(names) >= len(running)


def _is_titled(text: str) -> bool:
    """Whether all words of a text begin with a capital, and not all are in capitals."""
    return not text.isupper() and all(word[:1].isupper() for word in text.split())


def _is_source(view: View, i: int) -> bool:
    """Whether a line is below captions what is no credit elsewhere: an agency, date and length of a video."""
    byline = view[i].byline
    if byline is not None and byline.agency:
        return True
    return view[i].date is not None and _LENGTH.search(view[i].text) is not None


_LENGTH = re.compile(r"(?<!\d)\d{1,2}:\d\d\s?min\b", re.IGNORECASE)


def _may_be_caption(view: View, i: int) -> bool:
    """Whether a line is no longer than captions are, and nobody says anything in it."""
    if view[i].words > _CAPTION_WORDS:
        return False
    return not (view[i].text.startswith(_OPENING_QUOTES) or view[i].attributed)

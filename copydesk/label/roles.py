"""Roles: what the blocks that nobody claimed are in the article."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import chain

import numpy as np

from copydesk.document import Category, Role
from copydesk.firstwords import Phrases
from copydesk.label.scorer import Odds
from copydesk.metadata.dateline import find_dateline
from copydesk.rules.marks import is_item
from copydesk.rules.view import View

_HEADLINE_CHARS = 250
_HEADLINE_WORDS = 2
_HEADING_CHARS, _HEADING_WORDS = 100, 14
_SUMMARY_CHARS = 300
# Once for all: a class is asked for its member by a call, for several times the time of a comparison.
_COPY, _RIGHTS = Category.DUPLICATE, Category.COPYRIGHT
_TEXT, _CAPTION = Role.PARAGRAPH, Role.CAPTION
_LIKELY, _LIKELY_APART = 0.5, 0.3
_NO_HEADLINE, _MANY = 0.02, 40  # odds too low for a headline, on a page of many blocks
_ELLIPSIS = ("...", "…")
_LASTS = re.compile(r"\((?:0?\d|1\d):[0-5]\d\)$")
"""How long the clip lasts whose title a line is; in matches both sides score more."""

_KICKER_WORDS, _TITLE_WORDS, _STOPS = 4, 25, ".。:"
_NOT_UNLIKELY = 0.1  # odds of the line below a kicker


def find_headline(view: View, claimed: Mapping[int, Category], odds: Odds) -> int | None:
    """The headline: of the lines that can be one, the likeliest; None where none is likely at all.

    `claimed` are the blocks that rules claimed; what only the scorer removed may still be the headline, and
    so may the copy of a line. A line that is no copy counts before a copy that holds it, if it is no item of
    a list: those above a headline link to it. Whose name a copyright line has is the site, and no headline.
    """
    least, likely = _NO_HEADLINE if len(view) >= _MANY else -1, odds.headline.tolist()
    free = [i for i in (odds.headline > least).nonzero()[0].tolist() if claimed.get(i, _COPY) is _COPY]
    apart = {i for i in free if i in view.claims and (i not in claimed or view[i].credit)}
    owned = [view[i].key for i, category in claimed.items() if category is _RIGHTS]
    able = [i for i in free if _is_headline(view, i, likely[i], i in apart) and not _owns(view[i].key, owned)]
    able = [i for i in able if not _LASTS.search(view[i].text)] or able
    best = max(able, key=lambda i: (likely[i], i not in claimed, -i), default=None)
    if best is None:
        return None
    if best not in claimed:
        return best + 1 if _is_kicker(view, best, odds) or _is_path(view, best, able) else best
    within = (i for i in able if i not in claimed and view[i].key in view[best].key)
    return next((i for i in within if not is_item(view, i)), best)


def _owns(key: str, owned: Collection[str]) -> bool:
    """Whether some of the lines, which say whose the page is, hold these words."""
    return any(key in line and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", line) for line in owned)


def _is_kicker(view: View, i: int, odds: Odds) -> bool:
    """Whether a line of few words stands over the headline: the one below is kept, can be one, and is longer.

    A full stop ends no headline, and what the scorer takes for a standfirst is none, if it asks nothing.
    """
    k = i + 1
    if (
        k == len(view)
        or k in view.claims
        or not view[i].words <= _KICKER_WORDS < view[k].words <= _TITLE_WORDS
    ):
        return False
    end = view[k].text[-1]
    told = end in _STOPS or (odds.summary[k] > _LIKELY and end not in "?!")
    return bool(odds.headline[k] > _NOT_UNLIKELY) and not told


def _is_path(view: View, i: int, able: Collection[int]) -> bool:
    """Whether a line says in front of the headline where it stands: "World Europe Vote is over"."""
    return i + 1 in able and view[i].key.endswith(f" {view[i + 1].key}")


def assign_roles(view: View, headline: int | None, odds: Odds) -> dict[int, Role]:
    """The role of each unclaimed block, by its index."""
    free = np.flatnonzero(~view.claimed).tolist()
    roles = dict.fromkeys(free, _TEXT)
    for i in chain(view.sheet.of_sort("marked"), view.sheet.reading.credit.nonzero()[0].tolist()):
        if i in roles:
            roles[i] = _role(view, i)
    if headline is not None:
        roles[headline] = Role.HEADLINE
    body = [i for i in free if roles[i] is not _CAPTION and i != headline]
    if len(body) > 1 and _is_summary(view, body[0], body[1], float(odds.summary[body[0]])):
        roles[body[0]] = Role.SUMMARY
        body = body[1:]
    for before, i, after in zip([headline, *body], body, body[1:], strict=False):
        if before is None or roles[i] is not _TEXT or not _is_heading(view, i):
            continue
        if view[after].prose or odds.subheading[i] > _LIKELY:
            roles[i] = Role.SUBHEADING
    return roles


def _role(view: View, i: int) -> Role:
    line = view[i]
    if line.credit:
        return _CAPTION
    if is_item(view, i):
        return Role.LIST_ITEM
    return Role.QUOTE if line.text.startswith("> ") else _TEXT


def _is_headline(view: View, i: int, odds: float, apart: bool) -> bool:
    """Whether a line can be the headline: it stands before the text and ends no sentence.

    An ellipsis, a question or a shout may end it. Where the scorer takes it for one it may stand anywhere,
    and if it takes it for no text (`apart`), it may end as it likes: some headlines are sentences, or read
    like a credit.
    """
    line = view[i]
    if line.words < _HEADLINE_WORDS or len(line.text) > _HEADLINE_CHARS:
        return False
    likely = odds > (_LIKELY_APART if apart or line.text[-1] in "?!" else _LIKELY)
    if likely and apart:
        return True
    if line.credit or (not likely and not _stands_before(view, i)):
        return False
    return not line.ends_sentence or line.text.endswith((*_ELLIPSIS, "?", "!", '"', "”", "»", "’", "'", ")"))


def _stands_before(view: View, i: int) -> bool:
    return i < view.head or (i == view.head and view[i].text.endswith(_ELLIPSIS))


def _is_heading(view: View, i: int) -> bool:
    """A short line inside the text that ends no sentence."""
    line = view[i]
    if line.words > _HEADING_WORDS or not 0 < len(line.text) <= _HEADING_CHARS or line.text[0].islower():
        return False
    return not line.ends_sentence or line.text[-1] in "?!\"”»’'"


def _is_summary(view: View, i: int, lead: int, odds: float) -> bool:
    """A standfirst: a short first paragraph that tells the story without its when and who-says.

    The scorer takes it for one, or the paragraph behind it starts the story anew, as leads do: with a
    dateline, a day, or a source.
    """
    text, following = view[i].text, view[lead].text
    if not view[i].prose or len(text) > _SUMMARY_CHARS or not view[lead].prose:
        return False
    if find_dateline(text) or _reads_as_lead(text):
        return False
    return odds > _LIKELY or find_dateline(following) is not None or _reads_as_lead(following)


def _reads_as_lead(text: str) -> bool:
    """Whether a text has words of a lead: a day, or somebody saying."""
    return Phrases.of("day", "weekday", "said").among(text)

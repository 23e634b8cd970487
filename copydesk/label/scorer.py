"""The learned scorer: how likely each block is text of the article, by a model of plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.characters import Counts, Numbers
from copydesk.document import Category
from copydesk.label.features import after_headline, columns
from copydesk.rules.view import View
from copydesk.trees import load

_COPY = Category.DUPLICATE


@dataclass(frozen=True, slots=True)
class Odds:
    """The odds, to four digits, that a block is text of the article, and that it is the headline."""

    text: Numbers
    headline: Numbers


def score(view: View) -> Odds:
    """The odds of all blocks; 0 for those that a rule has claimed.

    A copy of an earlier line can be the headline: menus often end in it.
    """
    free = judged_blocks(view)
    text, headline = np.zeros(len(view)), np.zeros(len(view))
    if len(free):
        found = {name: column[free] for name, column in columns(view).items()}
        headline[free] = load("headline").odds(found).round(4)
        text[free] = load("text").odds(found | after_headline(headline[free], found))
    text[list(view.claims)] = 0
    return Odds(text.round(4), headline)


def judged_blocks(view: View) -> Counts:
    """The blocks that have odds: those unclaimed, and copies of others."""
    return np.array([i for i in range(len(view)) if view.claims.get(i, _COPY) is _COPY], np.int64)

"""The learned scorer: how likely each block is text of the article, by a model of plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.characters import Mask, Numbers
from copydesk.document import Category
from copydesk.label.features import find_columns
from copydesk.model import network
from copydesk.rules.view import View
from copydesk.steps import Steps

_COPY = Category.DUPLICATE


@dataclass(frozen=True, slots=True)
class Odds:
    """The odds, to four digits, that a block is text of the article, and in which role."""

    text: Numbers
    headline: Numbers
    summary: Numbers
    subheading: Numbers


def score(view: View) -> Steps[Odds]:
    """The odds of all blocks; 0 for those that a rule has claimed.

    A copy of an earlier line can be the headline: menus often end in it.
    """
    if not len(view):
        return Odds(*np.zeros((4, 0)))
    found = yield from find_columns(view)
    yield
    judged = judged_blocks(view)
    odds = yield from network("text").judge(found, judged)
    yield
    for head in odds.values():
        head[~judged] = 0
    odds["text"][list(view.claims)] = 0
    return Odds(**odds)


def judged_blocks(view: View) -> Mask:
    """Which blocks have odds: those unclaimed, and copies of others."""
    judged = np.ones(len(view), bool)
    judged[[i for i, category in view.claims.items() if category is not _COPY]] = False
    return judged

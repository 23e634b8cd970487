"""The learned scorer: how likely each block is text of the article, by a model of plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.characters import Mask, Numbers
from copydesk.document import Category
from copydesk.label.features import CLAIMS, find_columns
from copydesk.model import network
from copydesk.rules.view import View
from copydesk.steps import Steps

_COPY = CLAIMS[Category.DUPLICATE]


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
    claims = found["claim"]
    odds = yield from network("text").judge(found, judged_blocks(claims))
    yield
    odds["text"][claims > 0] = 0
    return Odds(**odds)


def judged_blocks(claims: Numbers) -> Mask:
    """Which blocks have odds, by the numbers of their claims: those unclaimed, and copies of others."""
    judged: Mask = (claims == 0) | (claims == _COPY)
    return judged

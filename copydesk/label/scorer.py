"""The learned scorer: how likely each block is text of the article, by a model of plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.characters import Numbers
from copydesk.label.features import after_headline, columns
from copydesk.rules.view import View
from copydesk.trees import load


@dataclass(frozen=True, slots=True)
class Odds:
    """The odds, to four digits, that a block is text of the article, and that it is the headline."""

    text: Numbers
    headline: Numbers


def score(view: View) -> Odds:
    """The odds of all blocks; 0 for those that a rule has claimed."""
    free = np.array([i for i in range(len(view)) if i not in view.claims], np.int64)
    text, headline = np.zeros(len(view)), np.zeros(len(view))
    if len(free):
        found = {name: column[free] for name, column in columns(view).items()}
        headline[free] = load("headline").odds(found).round(4)
        text[free] = load("text").odds(found | after_headline(headline[free], found))
    return Odds(text.round(4), headline)

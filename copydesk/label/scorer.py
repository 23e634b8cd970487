"""The learned scorer: how likely each block is text of the article, by a model of plain numbers."""

from __future__ import annotations

import numpy as np

from copydesk.characters import Numbers
from copydesk.label.features import columns
from copydesk.rules.view import View
from copydesk.trees import load


def score(view: View) -> Numbers:
    """The odds of each block, to four digits; 0 for blocks that a rule has claimed."""
    odds = np.zeros(len(view))
    free = np.array([i for i in range(len(view)) if i not in view.claims], np.int64)
    if len(free):
        found = columns(view)
        trees = load("scoring")
        odds[free] = trees.odds({name: found[name][free] for name in trees.features})
    return odds.round(4)

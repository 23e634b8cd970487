"""What the words of a page's blocks tell: whose they are, and whether they speak of what the text does."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from copydesk.characters import Numbers
from copydesk.label.survey import PROSE
from copydesk.label.words import Words
from copydesk.lexicon import LABEL_GROUPS
from copydesk.rules.view import View
from copydesk.steps import Steps

_MOST = 20.0

SPOKEN = (*(f"labels_{i}" for i in range(len(LABEL_GROUPS))), "function", "address", "cohesion")
"""What each row of numbers is."""


def spoken(view: View, found: Mapping[str, Numbers]) -> Steps[Numbers]:
    """The features of words, for the blocks of the view; `found` is what the survey says of them.

    Teasers of other stories speak of other things than the running text in the container, and notes of the
    house speak to readers, in the words that labels are made of.
    """
    words = Words.of(view.sheet.reading.texts, view.sheet.characters)
    yield
    many = np.maximum(found["words"], 1.0)
    rows = np.empty((len(SPOKEN), len(many)))
    rows[:-3] = words.labels / many
    rows[-3], rows[-2] = np.minimum(words.function, _MOST), words.address / many
    rows[-1] = words.cohesion(*_run(found))
    return rows


def _run(found: Mapping[str, Numbers]) -> tuple[int, int]:
    """From the first to the last running text in the container: all where there is none."""
    inside = (found["since_start"] >= 0) & (found["since_end"] <= 0) & (found["prose"] > PROSE)
    places = inside.nonzero()[0]
    return (int(places[0]), int(places[-1])) if len(places) else (0, len(inside) - 1)

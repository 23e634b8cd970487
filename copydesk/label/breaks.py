"""Breaks between two sections of a text: a line of marks that the author set, and no ruler of the page."""

from __future__ import annotations

import re

import numpy as np

from copydesk.characters import Mask
from copydesk.rules.view import View

_BREAK = re.compile(r"_{3,5}|\*(?:\s?\*){2,4}|⁂")
_LONGEST = 9


def section_breaks(view: View, kept: Mask) -> Mask:
    """The lines of marks between two kept lines: the first is running text, and more of it stands behind."""
    found, lengths = np.zeros(len(kept), bool), view.sheet.characters.lengths
    running = kept & view.sheet.reading.prose
    before = np.flatnonzero(running[:-2] & (lengths[1:-1] <= _LONGEST) & kept[2:] & ~kept[1:-1])
    for i in (before + 1).tolist():
        found[i] = _BREAK.fullmatch(view[i].text) is not None and running[i:].any()
    return found

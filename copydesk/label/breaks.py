"""Breaks between two sections of a text: a line of marks that the author set, and no ruler of the page."""

from __future__ import annotations

import re

from copydesk.characters import Mask
from copydesk.rules.view import View

_BREAK = re.compile(r"_{3,5}|\*(?:\s?\*){2,4}|⁂")


def section_breaks(view: View, kept: Mask) -> list[int]:
    """The lines of marks between two kept lines: the first is running text, and more of it stands behind."""
    texts, running = view.sheet.reading.texts, kept & view.sheet.reading.prose
    marks = (i for i in view.sheet.of_sort("letterless") if _BREAK.fullmatch(texts[i]))
    between = (i for i in marks if 0 < i < len(view) - 1 and not kept[i])
    return [i for i in between if running[i - 1] and kept[i + 1] and running[i:].any()]

"""Rejoin lines that a tool broke at links and italics: which neighbouring lines are one paragraph.

Such a dump gives itself away: lines start in lower case or with a comma, under lines that end no sentence.
Where next to none do, all lines stay as they are. Elsewhere a small model judges each line break from the
ends that meet there, the lengths around it, and how broken the dump is.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from copydesk.characters import Characters, Class, Counts, Mask, Numbers
from copydesk.commonwords import common
from copydesk.model import trees
from copydesk.native import joining as native
from copydesk.page.wrapping import Lines

_FEWEST, _SHARE = 2, 0.01
"""Broken lines a dump must have, and their share of all lines."""

_CLOSES = np.zeros(len(Class), bool)
"""Which classes a line starts with that can only go on with a sentence; lower case mostly does."""

_CLOSES[[Class.SENTENCE_END, Class.COMMA, Class.CLOSING]] = True

_LONE = 2  # characters of a line that is nothing but the end of a sentence
_LIKELY, _IN_TEXT = 0.5, 0.25
"""Odds above which a line goes on with the one before, whatever they are; and if both are text: of all lines
that a tool did not break, most are labels and teasers, and in text few end without a mark."""


class Joints(NamedTuple):
    """For each line, whether it goes on with the line before; and whether it does if both are text."""

    sure: Mask
    in_text: Mask


def joints(lines: Lines, characters: Characters) -> Joints:
    """What each line is to the line before."""
    adjacent = lines.gaps == 0
    adjacent[:1] = False
    if not is_broken(characters, lines.gaps):
        return Joints(*np.zeros((2, len(lines)), bool))
    odds = trees("joining").odds(columns(lines, characters))
    tail = _CLOSES[characters.first] & (characters.lengths <= _LONE)
    return Joints(((odds > _LIKELY) | tail) & adjacent, (odds > _IN_TEXT) & adjacent)


def is_broken(characters: Characters, gaps: Counts) -> bool:
    """Whether lines of the dump are broken inside sentences."""
    broken = native.broken(characters.first, characters.last, gaps)
    return broken >= max(_FEWEST, _SHARE * len(gaps))


def columns(lines: Lines, characters: Characters) -> dict[str, Numbers]:
    """The features of the break before each line, by name; `b` and `a` are the lines before and after it."""
    found = native.columns(
        lines.texts,
        lines.gaps,
        characters.lengths,
        characters.words,
        characters.first,
        characters.last,
        _known(),
    )
    return dict(zip(native.NAMES, found, strict=True))


@cache
def _known() -> native.Known:
    return native.Known(common("function"))

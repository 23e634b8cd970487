"""Rejoin lines that a tool broke at links and italics: which neighbouring lines are one paragraph.

Such a dump gives itself away: lines start in lower case or with a comma, under lines that end no sentence.
Where next to none do, all lines stay as they are. Elsewhere a small model judges each line break from the
ends that meet there, the lengths around it, and how broken the dump is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from copydesk.characters import Characters, Class, Counts, Mask
from copydesk.columns import Columns, Order
from copydesk.commonwords import common
from copydesk.firstwords import Phrases
from copydesk.metadata.dateline import find_dateline
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


_ORDER = Order(native.NAMES)


class Joints(NamedTuple):
    """For each line, whether it goes on with the line before; and whether it does if both are text."""

    sure: Mask
    in_text: Mask


def joints(lines: Lines, characters: Characters) -> Joints:
    """What each line is to the line before."""
    adjacent = lines.gaps == 0
    adjacent[:1] = False
    initials = (_after_initials(lines.texts, characters) | _in_brackets(lines, characters)) & adjacent
    if not is_broken(characters, lines.gaps):
        return Joints(initials, np.zeros(len(lines), bool))
    odds = trees("joining").odds(columns(lines, characters))
    tail = _CLOSES[characters.first] & (characters.lengths <= _LONE)
    tail[_after_datelines(lines.texts, characters)] = True
    return Joints(((odds > _LIKELY) | tail) & adjacent | initials, (odds > _IN_TEXT) & adjacent)


def _after_initials(texts: Sequence[str], characters: Characters) -> Mask:
    """The lines under a large initial letter that stands alone: "T", "he ministers met"; X is a network."""
    found = np.zeros(len(texts), bool)
    below = native.below_capitals(characters.lengths, characters.words, characters.first)
    found[[i for i in below if texts[i - 1] != "X"]] = True
    return found


def _in_brackets(lines: Lines, characters: Characters) -> Mask:
    """The lines under one that ends where a bracket opens, to where it closes: inside was a link.

    Code is laid out so, too, with more indent or right behind a word; "a)" numbers an item.
    """
    texts, found = lines.texts, np.zeros(len(lines), bool)
    for i in (characters.last[:-1] == Class.OPENING).nonzero()[0].tolist():
        close = _CLOSE.get(texts[i][-1], "")
        inside = range(i + 1, min(i + _MOST_IN_BRACKETS, len(texts) - 1) + 1)
        end = next((k for k in inside if close and close in texts[k][:_LONGEST_IN_BRACKETS]), None)
        if end is None or _BEHIND_WORD.search(texts[i]) or _NUMBERED.match(texts[i + 1]):
            continue
        if (lines.indents[i + 1 : end + 1] <= lines.indents[i]).all():
            found[i + 1 : end + 1] = True
    return found


_BEHIND_WORD, _NUMBERED = re.compile(r"[\w)\]][(\[]$"), re.compile(r"\w{1,2}[)\]]\s")
_CLOSE = {"(": ")", "[": "]", "（": "）"}
_MOST_IN_BRACKETS, _LONGEST_IN_BRACKETS = 4, 80


def _after_datelines(texts: Sequence[str], characters: Characters) -> list[int]:
    """The lines under a dateline that a tool broke off.

    It is a place and what follows it; in front of all text a name and a full stop are one, too: newspapers
    print the place in bold.
    """
    running = characters.words >= _RUNNING_WORDS
    begins = (characters.first == Class.UPPER.value) & (characters.words <= _DATELINE_WORDS)
    places = np.flatnonzero(begins[:-1] & running[1:]).tolist()
    told = np.cumsum(running & (characters.last == Class.SENTENCE_END.value))
    return [
        i + 1
        for i in places
        if (told[i] <= _AT_START and _is_place(texts[i])) or _is_dateline(texts[i], texts[i + 1])
    ]


def _is_place(line: str) -> bool:
    return _PLACE.fullmatch(line) is not None and not Phrases.of("weekday", "day").among(line)


def _is_dateline(line: str, following: str) -> bool:
    if line[-1] not in _BEFORE_STORY and following[0] not in _BEFORE_STORY:
        return False
    found = find_dateline(f"{line} {following}")
    return found is not None and found.end > len(line) and find_dateline(following) is None


_BEFORE_STORY = ".,:：)]/–—―-("
"""With one of these a dateline ends, or what a tool broke off behind it begins."""

_RUNNING_WORDS, _DATELINE_WORDS = 5, 5
_AT_START = 3  # sentences that may stand before the text: a standfirst, a caption, what a site asks for
_CAPITAL = r"[^\Wa-zà-ÿа-яё\d_]"
_PLACE = re.compile(rf"{_CAPITAL}[\w-]{{2,20}}(?:[ /]{_CAPITAL}[\w-]{{1,20}}){{0,2}}\.")


def is_broken(characters: Characters, gaps: Counts) -> bool:
    """Whether lines of the dump are broken inside sentences."""
    broken = native.broken(characters.first, characters.last, gaps)
    return broken >= max(_FEWEST, _SHARE * len(gaps))


def columns(lines: Lines, characters: Characters) -> Columns:
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
    return Columns(_ORDER, found)


@cache
def _known() -> native.Known:
    return native.Known(common("function"))

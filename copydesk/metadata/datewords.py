"""The words that date lines are made of: a look at how words begin tells that a line is none."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from copydesk.lexicon import mapping, phrases
from copydesk.literals import literals
from copydesk.native.datewords import DateWords


@cache
def months() -> dict[str, int]:
    return {folded(name): int(number) for name, number in mapping("months").items()}


def folded(name: str) -> str:
    return name.casefold().replace("̇", "").replace("ı", "i")


def may_name_month(text: str) -> bool:
    """Whether a run of letters begins as the name of a month does."""
    starts, words = _month_starts(), _RUN.findall(folded(text))
    if any(word[:_STEM] in starts for word in words):
        return True
    return not text.isascii() and any(word[:size] in starts for word in words for size in range(1, _STEM))


@cache
def _month_starts() -> frozenset[str]:
    """The first letters of all months; in scripts that are not written in letters alone these may be few."""
    starts = frozenset(_RUN.findall(name)[0][:_STEM] for name in months())
    assert all(len(start) == _STEM or not start.isascii() for start in starts)
    return starts


def has_strange_word(line: str) -> bool:
    """Whether a word starts like none of a date line, the name of a source aside."""
    known = _beginnings()
    strange = [word for word in _LETTERS.findall(folded(line)) if word[:_STEM] not in known]
    return not all(map(_open_word().fullmatch, strange))


@cache
def date_words() -> DateWords:
    """The same look at many lines at once, which leaves open what is not simple."""
    endings = [
        found.ending
        for kind in KINDS
        for phrase in phrases(kind)
        if "" in (found := literals(phrase)).opening
    ]
    letters = (folded(chr(i)) for i in range(0x530))
    table = np.zeros(0x10000, np.uint16)
    table[:0x530] = [_letter(found) for found in letters]
    odd = (i for i in range(0x530, 0x10000) if chr(i).casefold() != chr(i))
    table[[i for i in odd if _LETTERS.search(folded(chr(i)))]] = 0xFFFF
    ends = "".join({text[-1] for found in endings for text in found})
    return DateWords(_beginnings(), table, ends, max(map(len, phrases("name_particle"))))


def _letter(folded: str) -> int:
    """What a character is as a letter of a date word, by what it is folded to."""
    if len(folded) == 1 and ord(folded) < 0x530:
        return ord(folded) if _LETTERS.search(folded) else 0
    return 0xFFFF


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of all words that date lines are made of, and all shorter ones."""
    openings = (opening for kind in KINDS for phrase in phrases(kind) for opening in _spelt(phrase))
    words = {word for text in (*openings, *months(), *_WORDS) for word in _LETTERS.findall(folded(text))}
    return frozenset(word[:size] for word in words for size in range(1, _STEM + 1))


def _spelt(phrase: str) -> frozenset[str]:
    """All that a phrase can be, or how it begins."""
    found = literals(phrase)
    return found.whole or found.opening


@cache
def _open_word() -> re.Pattern[str]:
    """The words of dates that begin with any letter, such as the short names of zones."""
    found = (phrase for kind in KINDS for phrase in phrases(kind) if "" in literals(phrase).opening)
    return re.compile("|".join(found) or "(?!)", re.IGNORECASE)


KINDS = ("published", "modified", "weekday", "weekday_short", "date_word", "am", "pm", "day", "solar_month")
_WORDS = ("de del of d st nd rd th er º ª", "gmt utc z t h uhr p a m")
_RUN = re.compile(r"[^\W\d_]+")
_LETTER = r"[^\W\d_\u0530-\U0010ffff]"  # of scripts with words between spaces and no marks inside them
_LETTERS = re.compile(rf"(?<!{_LETTER})(?<!/)(?<!/\s){_LETTER}+")  # behind a slash, a month's other name
_OTHER_LETTER = re.compile(r"[\u0530-\U0010ffff](?<=[^\W\d_])")
_STEM = 3


def may_hold_label(line: str) -> bool:
    """Whether a word of the line starts as a label does; in other scripts words are not told apart."""
    starts = _label_starts()
    known = any(word[:_STEM] in starts for word in _LETTERS.findall(folded(line)))
    return known or _OTHER_LETTER.search(line) is not None


@cache
def _label_starts() -> frozenset[str]:
    openings = (
        text for kind in ("published", "modified") for phrase in phrases(kind) for text in _spelt(phrase)
    )
    words = (_LETTERS.search(folded(text)) for text in openings)
    return frozenset(word[0][:_STEM] for word in words if word)

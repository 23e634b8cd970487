"""Many lines at once: the classes of their characters and words, counted for each line with numpy."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]


class Class(IntEnum):
    """What a character is; the order matters to trained models."""

    LOWER = 0
    SENTENCE_END = 1
    COLON = 2
    COMMA = 3
    CLOSING = 4
    QUOTE = 5
    OPENING = 6
    DIGIT = 7
    UPPER = 8
    LETTER = 9
    IDEOGRAPH = 10
    DASH = 11
    BULLET = 12
    MARK = 13
    PUNCTUATION = 14
    OTHER = 15
    SPACE = 16
    BREAK = 17


_BY_CATEGORY = {
    "Ll": Class.LOWER, "Lu": Class.UPPER, "Lt": Class.UPPER, "Lo": Class.LETTER, "Lm": Class.LETTER,
    "Nd": Class.DIGIT, "Nl": Class.DIGIT, "No": Class.DIGIT, "Zs": Class.SPACE, "Zl": Class.SPACE,
    "Zp": Class.SPACE, "Cc": Class.SPACE, "Ps": Class.OPENING, "Pi": Class.OPENING, "Pe": Class.CLOSING,
    "Pf": Class.CLOSING, "Pd": Class.DASH, "Po": Class.PUNCTUATION, "Pc": Class.PUNCTUATION,
    "Mn": Class.LETTER, "Mc": Class.LETTER,
}  # fmt: skip
_SINGLE = {
    ".!?…。！？؟۔।": Class.SENTENCE_END, ":;：；": Class.COLON, ",،、，": Class.COMMA, "\"'": Class.QUOTE,
    "„‚¿¡": Class.OPENING, "•*+·▪‣●○■►▶": Class.BULLET, "|©@→›>/\\_~^<‹←«»": Class.MARK, "\n": Class.BREAK,
}  # fmt: skip
_IDEOGRAPHS = ((0x0E00, 0x0E80), (0x3040, 0x3100), (0x3400, 0xA000), (0xAC00, 0xD7B0))
"""Scripts in which two characters count as a word, as in `copydesk.rules.view`."""


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of each character of the basic plane; what lies beyond is OTHER."""
    table = np.full(0x10001, Class.OTHER, np.uint8)
    table[:-1] = [_BY_CATEGORY.get(unicodedata.category(chr(i)), Class.OTHER) for i in range(0x10000)]
    for low, high in _IDEOGRAPHS:
        table[low:high] = Class.IDEOGRAPH
    for characters, class_ in _SINGLE.items():
        for character in characters:
            table[ord(character)] = class_
    return table


@dataclass(frozen=True)
class Characters:
    """The characters of some lines; all arrays have an entry for each line."""

    text: str
    classes: NDArray[np.uint8]
    starts: Counts

    @classmethod
    def of(cls, lines: Sequence[str]) -> Characters:
        """Those of lines without a line break in them."""
        text = "\n".join((*lines, ""))
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
        return cls(text, _classes()[np.minimum(codes, 0x10000)], np.cumsum(lengths) - lengths)

    @cached_property
    def lengths(self) -> Counts:
        return np.diff(self.starts, append=len(self.text)) - 1

    @cached_property
    def line_of(self) -> Counts:
        """For each character, the line it is in."""
        return np.repeat(np.arange(len(self.starts)), self.lengths + 1)

    @cached_property
    def _table(self) -> Counts:
        size = len(Class)
        flat = np.bincount(self.line_of * size + self.classes, minlength=len(self.starts) * size)
        return flat.reshape(-1, size)

    def count(self, *classes: Class) -> Counts:
        """How many characters of these classes each line has."""
        total: Counts = self._table[:, list(classes)].sum(axis=1)
        return total

    def hits(self, positions: Sequence[int]) -> Counts:
        """How many of some positions in `text` fall in each line."""
        found = self.line_of[np.asarray(positions, np.int64)]
        return np.bincount(found, minlength=len(self.starts))

    @cached_property
    def first(self) -> NDArray[np.uint8]:
        first: NDArray[np.uint8] = self.classes[self.starts]
        return first

    @cached_property
    def last(self) -> NDArray[np.uint8]:
        """The class of the last character, or of a sentence end before a closing quote or bracket."""
        ends = self.starts + self.lengths
        last, before = self.classes[np.maximum(ends - 1, 0)], self.classes[np.maximum(ends - 2, 0)]
        closes = (last == Class.CLOSING) | (last == Class.QUOTE) | (last == Class.OPENING)
        ended: NDArray[np.uint8] = np.where(closes & (before == Class.SENTENCE_END), before, last)
        return ended

    @cached_property
    def _word_starts(self) -> Counts:
        space = self.classes >= Class.SPACE
        before = np.concatenate((np.ones(1, bool), space[:-1]))
        return np.flatnonzero(~space & before)

    @cached_property
    def words(self) -> Counts:
        """Words in each line; at least one, so that shares can be taken."""
        spaced = np.bincount(self.line_of[self._word_starts], minlength=len(self.starts))
        words: Counts = np.maximum(spaced + self.count(Class.IDEOGRAPH) // 2, 1)
        return words

    @cached_property
    def capitals(self) -> Counts:
        """Words in each line that start with a capital."""
        upper = self._word_starts[self.classes[self._word_starts] == Class.UPPER]
        return np.bincount(self.line_of[upper], minlength=len(self.starts))

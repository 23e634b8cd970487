"""Many lines at once: the classes of their characters and words, counted for each line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copydesk.native.characters import COLUMNS, read
from copydesk.once import once

Numbers: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]


class Class(IntEnum):
    """What a character is; the order matters to trained models.

    Arrays are compared with the `value` of one, as NumPy asks a member for what it has not, at a cost.
    """

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


@cache
def _looked_up() -> NDArray[np.uint8]:
    """The classes with a bit for what is white space."""
    white = np.array([chr(i).isspace() for i in range(0x10000)] + [False])
    return _classes() | np.where(white, 128, 0).astype(np.uint8)


def class_of(character: str) -> Class:
    return Class(_classes()[min(ord(character), 0x10000)])


@dataclass(frozen=True)
class Characters:
    """The characters of some lines; all arrays have an entry for each line.

    `last` is the class of the last character, or of a sentence end before a closing quote or bracket; that of
    an empty line is a break, as is its `first`. `words` are at least one, so that shares can be taken, and
    `parts` are what white space parts a line into; two characters of a script without spaces are one of both.
    """

    table: NDArray[np.int32]
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]
    lengths: Counts
    words: Counts
    parts: Counts

    @classmethod
    def of(cls, lines: Sequence[str]) -> Characters:
        return cls(*read(list(lines), _looked_up()))

    @classmethod
    def again(cls, lines: list[str], seen: Seen | None, sizes: Counts) -> Characters:
        """Those of blocks of so many lines each, of which the lines may have been seen."""
        if seen is None:
            return cls.of(lines)
        found = seen.characters
        before = (found.table, found.first, found.last, found.lengths, found.words, found.parts)
        return cls(*read(lines, _looked_up(), seen.texts, before, sizes))

    def take(self, places: Counts) -> Characters:
        """Those of some of the lines."""
        first, last = self.first.take(places), self.last.take(places)
        lengths, words, parts = (column.take(places) for column in (self.lengths, self.words, self.parts))
        return Characters(self.table.take(places, axis=0), first, last, lengths, words, parts)

    def count(self, *classes: Class) -> Counts:
        """How many characters of these classes each line has."""
        first, *others = classes
        total = self.table[:, first].astype(np.int64)
        for class_ in others:
            total += self.table[:, class_]
        return total

    def _column(self, name: str) -> Counts:
        return self.table[:, len(Class) + COLUMNS.index(name)].astype(np.int64)

    @property
    def capitals(self) -> Counts:
        """Words in each line that start with a capital."""
        return self._column("capitals")

    @property
    def spaceless(self) -> NDArray[np.uint8]:
        """Which lines have most of their words in a script without spaces."""
        return (self.count(Class.IDEOGRAPH) // 2 * 2 > self._column("split")).astype(np.uint8)

    @once
    def unspaced(self) -> Mask:
        """Which lines have most of their characters in a script without spaces."""
        mostly: Mask = 2 * self.count(Class.IDEOGRAPH) > self.lengths
        return mostly

    @property
    def decimals(self) -> Counts:
        """Digits that stand for numbers below ten."""
        return self._column("decimal")

    @property
    def sentences(self) -> Counts:
        """Ends of sentences with something behind them."""
        return self._column("sentences")

    @property
    def times(self) -> Counts:
        """Times of day, and years of the last two centuries."""
        return self._column("times")


@dataclass(frozen=True, slots=True)
class Seen:
    """The lines of a text and their characters, before some of them were joined and repaired as blocks."""

    texts: list[str]
    characters: Characters

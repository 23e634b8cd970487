"""The words of a page, all at once: how many of each block are of a kind, and how many are shared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copydesk.characters import Characters, Numbers
from copydesk.commonwords import common, particles
from copydesk.lexicon import LABEL_GROUPS, label_words
from copydesk.native.words import Vocabulary, cohesion

_EDGES = ".,:;!?…()[]\"'“”„‘’«»|"
_KINDS = ("function", "address", "said")
_PLANE = 0x10000

_Few: TypeAlias = NDArray[np.int32]


@cache
def _vocabulary() -> Vocabulary:
    whole: dict[str, int] = {}
    for bit, kind in enumerate(_KINDS):
        whole |= {word: whole.get(word, 0) | 1 << bit for word in common(kind)}
    bare = {word: bits << len(_KINDS) for word, bits in label_words().items()}
    return Vocabulary(whole, bare, _table("".join(particles())), _table(_EDGES), _small())


def _table(characters: str) -> NDArray[np.uint8]:
    table = np.zeros(_PLANE, np.uint8)
    table[[ord(character) for character in characters]] = 1
    return table


def _small() -> NDArray[np.uint16]:
    """The small letter of each character of the basic plane, but of the one that becomes two."""
    plane = "".join(map(chr, range(_PLANE))).replace("\u0130", "\0").lower()
    return np.frombuffer(plane.encode("utf-16-le", "surrogatepass"), np.uint16)


@dataclass(frozen=True)
class Words:
    """Counts of words in each block; `topical` are the blocks and numbers of words that tell their subjects.

    `labels` counts words that labels are made of, by what these speak of; `title` is the share of words that
    the first block has as well.
    """

    counts: _Few
    topical: tuple[_Few, _Few]

    @classmethod
    def of(cls, texts: list[str], characters: Characters) -> Words:
        """Those of texts without line breaks, which have these characters."""
        counts, lines, numbers = _vocabulary().read(texts, characters.table)
        return cls(counts, (lines, numbers))

    @property
    def function(self) -> _Few:
        return self._counted(0) + self._counted(9) // 2

    @property
    def address(self) -> _Few:
        return self._counted(1)

    @property
    def said(self) -> _Few:
        return self._counted(2)

    @property
    def labels(self) -> _Few:
        """A row for each of `LABEL_GROUPS`."""
        return self.counts[:, len(_KINDS) : len(_KINDS) + len(LABEL_GROUPS)].T

    @property
    def title(self) -> Numbers:
        title: Numbers = self._counted(8) / np.maximum(self._counted(7), 1)
        return title

    def _counted(self, column: int) -> _Few:
        return self.counts[:, column]

    def cohesion(self, start: int, end: int) -> Numbers:
        """The share of each block's topical words that the run from `start` to `end` has in another block."""
        return cohesion(*self.topical, start, end, len(self.counts))


assert len(LABEL_GROUPS) + len(_KINDS) == 7, "as many kinds as copydesk.native.words counts"

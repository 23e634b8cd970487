"""The words of a page, all at once: how many of each block are of a kind, and how many are shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

import numpy as np

from copydesk.characters import Counts, Mask, Numbers
from copydesk.commonwords import common, particles
from copydesk.lexicon import LABEL_GROUPS, label_words
from copydesk.rules.view import Line, View

_TITLE_WORDS, _LONG_WORD = 3, 5  # letters of a word of the title, and of one that tells what a text is about
_EDGES = ".,:;!?…()[]\"'“”„‘’«»|"
_FUNCTION, _ADDRESS, _SAID, _TITLE, _LONG = (1 << i for i in range(5))
_LABELS = 5
_REMEMBERED = 200_000


class _Kinds(dict[str, int]):
    """What a word is, as bits, found once for each; forgets all when there are very many."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        bits = label_words().get(word.strip(_EDGES), 0) << _LABELS
        for bit, kind in ((_FUNCTION, "function"), (_ADDRESS, "address"), (_SAID, "said")):
            bits |= bit * (word in common(kind))
        bits |= _TITLE * (len(word) >= _TITLE_WORDS) | _LONG * (len(word) >= _LONG_WORD)
        self[word] = bits
        return bits


@cache
def _kinds() -> _Kinds:
    return _Kinds()


@dataclass(frozen=True)
class Words:
    """Counts of words in each block; `topical` are the blocks and numbers of words that tell their subjects.

    `labels` counts words that labels are made of, by what these speak of; `title` is the share of words that
    the first block has as well.
    """

    function: Counts
    address: Counts
    said: Counts
    labels: tuple[Counts, ...]
    title: Numbers
    topical: tuple[Counts, Counts]

    @classmethod
    def of(cls, view: View) -> Words:
        cut = list(
            map(
                str.split,
                "\n".join([line.text.replace("\n", " ") for line in view.lines]).lower().split("\n"),
            )
        )
        cut = cut[: len(view)]
        flat = list(chain.from_iterable(cut))
        line_of = np.repeat(np.arange(len(cut)), list(map(len, cut)))
        bits = np.fromiter(map(_kinds().__getitem__, flat), np.int64, len(flat))

        def count(mask: Counts | Mask) -> Counts:
            return np.bincount(line_of[mask != 0], minlength=len(cut))

        title = {word for word in (cut[0] if cut else ()) if len(word) >= _TITLE_WORDS}
        shared = np.fromiter(map(title.__contains__, flat), bool, len(flat))
        return cls(
            count(bits & _FUNCTION) + _particles(view.lines),
            count(bits & _ADDRESS),
            count(bits & _SAID),
            tuple(count(bits >> (_LABELS + i) & 1) for i in range(len(LABEL_GROUPS))),
            count(shared) / np.maximum(count(bits & _TITLE), 1),
            _topical(view.lines, cut, flat, line_of, (bits & _LONG) > 0),
        )

    def cohesion(self, start: int, end: int, within: Mask) -> Numbers:
        """The share of each block's topical words that the run from `start` to `end` has in another block."""
        lines, words = self.topical
        in_run = (lines >= start) & (lines <= end)
        counted = np.bincount(words[in_run], minlength=int(words.max(initial=0)) + 1)
        found = counted[words] >= 1 + within[lines]
        has = np.bincount(lines, minlength=len(within))
        return np.bincount(lines[found], minlength=len(within)) / np.maximum(has, 1)


def _particles(lines: Sequence[Line]) -> Counts:
    """What stands for function words in scripts without spaces."""
    known = particles()
    return np.array(
        [0 if line.text.isascii() else sum(map(known.__contains__, line.text)) // 2 for line in lines],
        np.int64,
    )


def _topical(
    lines: Sequence[Line], cut: Sequence[list[str]], flat: Sequence[str], line_of: Counts, long: Mask
) -> tuple[Counts, Counts]:
    """The longer words of each block, each once; pairs of characters in scripts without spaces."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    paired = [
        i for i, line in enumerate(lines) if not line.text.isascii() and 2 * line.words > 3 * len(cut[i])
    ]
    chosen = np.flatnonzero(long & ~np.isin(line_of, paired))
    places = [line_of[chosen]]
    topics = map(numbers.__getitem__, map(flat.__getitem__, chosen.tolist()))
    found = [np.fromiter(topics, np.int64, len(chosen))]
    for i in paired:
        pairs = [numbers[a + b] for a, b in pairwise(lines[i].text)]
        places.append(np.full(len(pairs), i))
        found.append(np.array(pairs, np.int64))
    size = len(numbers) + 1
    once = np.unique(np.concatenate(places) * size + np.concatenate(found))
    return once // size, once % size

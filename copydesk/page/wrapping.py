"""Undo hard wrapping: which neighbouring lines are one paragraph, broken only to fit a width.

A break is *forced* when the first word of the next line would not have fitted on the line before. In
wrapped prose nearly all breaks inside a paragraph are forced; in menus, lists and text with a paragraph
on each line hardly any is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from copydesk.characters import Counts, Mask
from copydesk.native import wrapping as native

_NARROWEST, _WIDEST = 45, 100
_SLACK = 0.9
"""fmt and mail programs balance lines and leave up to a tenth of the width free."""

_ENOUGH = 0.75
"""Share of breaks that must be forced for a run of lines to count as wrapped."""

_FEWEST = 3
"""Breaks a document must have in wrapped runs: one or two full lines in a row are chance."""

_LONGER = ((8, 0.2), (25, 0.0))
"""One line in so many may be longer than the width, where such a share of all lines go on with others."""

_ENDS = '.!?…。！？»”"'
_FULL = 0.6
"""The share of the width that lines have at least which go on: the next word would not have fitted."""

_BULLETS, _RULERS = "-*+•·‣▪–—", "=_*~#+-"
_INSIDE, _SMALL = 0.6, 0.3
"""Shares of joined lines that must be broken inside a sentence, and before no capital."""


class Line(NamedTuple):
    """A line with something on it; `gap` counts the blank lines before it, `indent` its columns."""

    text: str
    start: int
    gap: int
    indent: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a document with something on them, in columns."""

    texts: list[str]
    starts: Counts
    gaps: Counts
    indents: Counts

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Lines:
        starts, gaps, indents = (np.array([line[k] for line in lines], np.int64) for k in (1, 2, 3))
        return cls([line.text for line in lines], starts, gaps, indents)

    def __len__(self) -> int:
        return len(self.texts)

    def each(self) -> tuple[Line, ...]:
        """The lines, each by itself."""
        return tuple(
            map(Line, self.texts, *(column.tolist() for column in (self.starts, self.gaps, self.indents)))
        )


def unwrapped(lines: Lines, lengths: Counts) -> Mask | None:
    """For each line, whether it goes on with the line before; None where the document is not wrapped."""
    for width, fewest in _widths(lines, lengths):
        found = _unwrapped(lines, lengths, width)
        if found is not None and found.sum() >= fewest * len(lines):
            return found
    return None


def _unwrapped(lines: Lines, lengths: Counts, width: int) -> Mask | None:
    forced = _forced(lines, lengths, width)
    if len(forced) < _FEWEST:
        return None
    found, breaks = np.zeros(len(lines), bool), 0
    for first, end in _chunks(lines, forced):
        chunk = native.wrapped(
            lines.texts, lines.indents, first, end, width, width * _SLACK, _ENOUGH, _ENDS, _BULLETS, _RULERS
        )
        if chunk is not None:
            found[first:end] = chunk
            breaks += end - first - 1
    return found if breaks >= _FEWEST and _is_broken(lines, found.nonzero()[0].tolist()) else None


def _forced(lines: Lines, lengths: Counts, width: int) -> list[int]:
    """The lines that have no room for the first word of the one right below."""
    texts = lines.texts
    followed = (2 * lengths[:-1] > width) & (lines.gaps[1:] == 0)
    places = followed.nonzero()[0]
    ends = (lengths + lines.indents)[places].tolist()
    room = (width * _SLACK - end - 1 for end in ends)
    return [
        i for i, most in zip(places.tolist(), room, strict=True) if len(texts[i + 1].split(None, 1)[0]) > most
    ]


def _is_broken(lines: Lines, joined: Sequence[int]) -> bool:
    """Whether lines break inside sentences and not before capitals: others are alike in length by chance."""
    inside = sum(lines.texts[i - 1][-1] not in _ENDS for i in joined)
    small = sum(not (lines.texts[i][0].isupper() or lines.texts[i][0].isdigit()) for i in joined)
    return inside >= max(_FEWEST, _INSIDE * len(joined)) and small >= _SMALL * len(joined)


def _widths(lines: Lines, lengths: Counts) -> list[tuple[int, float]]:
    """The columns that the text may be wrapped at, and the share of lines that must then go on with others.

    Wrapped text has few longer lines: addresses, what a form is made of, the heads of its pages.
    """
    if not len(lines):
        return []
    lengths = np.sort(lengths + lines.indents)
    found = [(int(lengths[-1 - len(lengths) // longer]), fewest) for longer, fewest in _LONGER]
    return [
        (width, fewest)
        for width, fewest in found
        if _NARROWEST <= width <= _WIDEST and (lengths > _FULL * width).sum() >= fewest * len(lengths)
    ]


def _chunks(lines: Lines, among: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of lines without a blank line between them, in which one of some lines is."""
    starts = np.concatenate(([0], lines.gaps[1:].nonzero()[0] + 1, [len(lines)]))
    for k in np.unique(np.searchsorted(starts, among, side="right")).tolist():
        yield int(starts[k - 1]), int(starts[k])

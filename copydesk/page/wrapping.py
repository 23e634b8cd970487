"""Undo hard wrapping: which neighbouring lines are one paragraph, broken only to fit a width.

A break is *forced* when the first word of the next line would not have fitted on the line before. In
wrapped prose nearly all breaks inside a paragraph are forced; in menus, lists and text with a paragraph
on each line hardly any is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from copydesk.characters import Counts, Mask

_NARROWEST, _WIDEST = 45, 100
_SLACK = 0.9
"""fmt and mail programs balance lines and leave up to a tenth of the width free."""

_ENOUGH = 0.75
"""Share of breaks that must be forced for a run of lines to count as wrapped."""

_FEWEST = 3
"""Breaks a document must have in wrapped runs: one or two full lines in a row are chance."""

_ITEM = re.compile(r"(?:[-*+•·‣▪–—]|\d{1,2}[.)])\s")


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
        columns = (self.starts, self.gaps, self.indents)
        return tuple(map(Line, self.texts, *(column.tolist() for column in columns)))


def unwrapped(lines: Lines) -> Mask | None:
    """For each line, whether it goes on with the line before; None where the document is not wrapped."""
    width = _width(lines)
    if not width:
        return None
    chunks = tuple(_chunks(lines.each()))
    wrapped = tuple(_is_wrapped(chunk, width) for chunk in chunks)
    if sum(len(chunk) - 1 for chunk, yes in zip(chunks, wrapped, strict=True) if yes) < _FEWEST:
        return None
    joined = [
        goes_on
        for chunk, yes in zip(chunks, wrapped, strict=True)
        for goes_on in (_joints(chunk, width) if yes else [False] * len(chunk))
    ]
    return np.array(joined) if any(joined) else None


def _width(lines: Lines) -> int:
    """The column the text is wrapped at, 0 where it is not: wrapped text has next to no longer lines."""
    if not len(lines):
        return 0
    lengths = np.fromiter(map(len, lines.texts), np.int64, len(lines)) + lines.indents
    lengths.sort()
    widest = int(lengths[-1 - len(lengths) // 50])
    return widest if _NARROWEST <= widest <= _WIDEST else 0


def _chunks(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """Runs of lines without a blank line between them."""
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].gap:
            yield lines[first:i]
            first = i


def _is_wrapped(chunk: tuple[Line, ...], width: int) -> bool:
    """Whether most lines of the chunk that are not the last of a paragraph are full."""
    base = min(line.indent for line in chunk)
    inner = [
        _is_forced(line, following, width)
        for line, following in pairwise(chunk)
        if not _opens(following, base, line)
    ]
    return bool(inner) and sum(inner) >= _ENOUGH * len(inner)


def _is_forced(line: Line, following: Line, width: int) -> bool:
    word = following.text.split(maxsplit=1)[0]
    return line.indent + len(line.text) + 1 + len(word) > width * _SLACK


def _opens(line: Line, base: int, before: Line) -> bool:
    """Whether a line starts a paragraph: by its indent, as an item of a list, or as a note after another."""
    noted = before.text[-1] == ")" and line.text[0] in "(©"
    return noted or line.indent >= base + 2 or _ITEM.match(line.text) is not None


def _joints(chunk: tuple[Line, ...], width: int) -> Iterator[bool]:
    base = min(line.indent for line in chunk)
    yield False
    for line, following in pairwise(chunk):
        yield not _opens(following, base, line) and _is_forced(line, following, width)

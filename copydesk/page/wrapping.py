"""Undo hard wrapping: which neighbouring lines are one paragraph, broken only to fit a width.

A break is *forced* when the first word of the next line would not have fitted on the line before. In
wrapped prose nearly all breaks inside a paragraph are forced; in menus, lists and text with a paragraph
on each line hardly any is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

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


def paragraphs(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """The lines in groups, each one paragraph or one line."""
    width = _width(lines)
    chunks = tuple(_chunks(lines))
    wrapped = tuple(width > 0 and _is_wrapped(chunk, width) for chunk in chunks)
    breaks = sum(len(chunk) - 1 for chunk, yes in zip(chunks, wrapped, strict=True) if yes)
    for chunk, yes in zip(chunks, wrapped, strict=True):
        if yes and breaks >= _FEWEST:
            yield from _split(chunk, width)
        else:
            yield from ((line,) for line in chunk)


def _width(lines: tuple[Line, ...]) -> int:
    """The column the text is wrapped at, 0 where it is not: wrapped text has next to no longer lines."""
    lengths = sorted(line.indent + len(line.text) for line in lines)
    if not lengths:
        return 0
    widest = lengths[-1 - len(lengths) // 50]
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
        if not _opens(following, base)
    ]
    return bool(inner) and sum(inner) >= _ENOUGH * len(inner)


def _is_forced(line: Line, following: Line, width: int) -> bool:
    word = following.text.split(maxsplit=1)[0]
    return line.indent + len(line.text) + 1 + len(word) > width * _SLACK


def _opens(line: Line, base: int) -> bool:
    """Whether a line starts a paragraph by its indent, or is an item of a list."""
    return line.indent >= base + 2 or _ITEM.match(line.text) is not None


def _split(chunk: tuple[Line, ...], width: int) -> Iterator[tuple[Line, ...]]:
    base = min(line.indent for line in chunk)
    first = 0
    for i in range(1, len(chunk) + 1):
        if i == len(chunk) or _opens(chunk[i], base) or not _is_forced(chunk[i - 1], chunk[i], width):
            yield chunk[first:i]
            first = i

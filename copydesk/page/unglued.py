"""Part paragraphs that a tool ran into one line: cut tags leave sentences right behind each other."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import chain, pairwise

from copydesk.native.lines import glued
from copydesk.page.wrapping import Line, Lines

_SEAM = re.compile(
    r"(?<=[a-zà-ÿĀ-žа-яё]{2})[.!?][\"”’»)]?(?=[“\"‘„«(]?[A-ZÀ-ÖØ-ÞĀ-žА-ЯЁ][a-zà-ÿĀ-žа-яё’']*\s)"
)
"""Where a sentence begins right behind another: "two years ago.The town"."""

_FEWEST = 3
"""Seams of a line, behind as many words, that are no slips of its author and no names such as "Web.Site"."""

_SHORTEST, _SHORTEST_PART = 160, 50
"""Characters of such a line, and of each paragraph: between abbreviations ("ul.Main") there are fewer."""


def unglued(lines: Lines) -> Lines:
    """The lines, those of several paragraphs in parts, as if a blank line stood between them.

    What holds another line is a copy of the text for machines, and stays as it is.
    """
    texts = lines.texts
    seams = {i: found for i in glued(texts, _SHORTEST, _FEWEST) if (found := _seams(texts[i]))}
    if not seams:
        return lines
    known = set(texts)
    parted = [_parted(line, seams.get(i, ()), known) for i, line in enumerate(lines.each())]
    return Lines.of(tuple(chain.from_iterable(parted)))


def _parted(line: Line, seams: Sequence[int], known: Container[str]) -> tuple[Line, ...]:
    parts = tuple(_parts(line, seams)) if seams else ()
    return (line,) if not parts or any(part.text in known for part in parts) else parts


def _seams(text: str) -> tuple[int, ...]:
    """Where paragraphs begin behind others; none where too few do."""
    found = list(_SEAM.finditer(text))
    words = {text[max(seam.start() - 12, 0) : seam.start()].rpartition(" ")[2] for seam in found}
    ends = [seam.end() for seam in found]
    whole = all(end - start >= _SHORTEST_PART for start, end in pairwise((0, *ends, len(text))))
    return tuple(ends) if whole and len(words) >= _FEWEST else ()


def _parts(line: Line, seams: Sequence[int]) -> Iterator[Line]:
    for start, end in pairwise((0, *seams, len(line.text))):
        yield line._replace(text=line.text[start:end], start=line.start + start, gap=1 if start else line.gap)

"""Rows of tables: the cells of a row of facts are one block, with a tab between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from copydesk.characters import Mask
from copydesk.page.markup import Markup

_FEWEST_CELLS, _CELL_CHARS = 2, 200
_NO_FACTS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


def join_rows(texts: list[str], markup: Markup) -> tuple[list[str], Markup]:
    """The blocks with each row of facts as one: a row of short cells without a row or a heading inside.

    A table that only lays out a page has long cells, or tables in them, and stays as it is.
    """
    rows = [(row, text) for row in _innermost(markup) if (text := _joined(texts, markup, row)) is not None]
    if not rows:
        return texts, markup
    texts = list(texts)
    elements = markup.elements.copy()
    stays = np.ones(len(texts), bool)
    for row, text in rows:
        first, last = int(markup.first[row]), int(markup.last[row])
        texts[first], elements[first], stays[first + 1 : last] = text, row, False
    left = [text for text, kept in zip(texts, stays.tolist(), strict=True) if kept]
    return left, _thinned(replace(markup, elements=elements), stays)


def _innermost(markup: Markup) -> Iterator[int]:
    """The rows that hold no other row."""
    rows = [e for e, tag in enumerate(markup.tags) if tag == "tr"] if "tr" in markup.tags else []
    starts = [*markup.first[rows].tolist()[1:], len(markup.elements)] if rows else []
    return (row for row, start in zip(rows, starts, strict=True) if start >= markup.last[row])


def _joined(texts: Sequence[str], markup: Markup, row: int) -> str | None:
    """The text of a row of facts; None of any other row."""
    places = range(int(markup.first[row]), int(markup.last[row]))
    inside = [markup.tags[e] for e in markup.elements[places.start : places.stop].tolist()]
    if len(places) < _FEWEST_CELLS or not _NO_FACTS.isdisjoint(inside):
        return None
    cells = [
        " ".join(texts[i] for i in inside)
        for _, inside in groupby(places, lambda i: _cell(markup, row, int(markup.elements[i])))
    ]
    short = len(cells) >= _FEWEST_CELLS and max(map(len, cells)) <= _CELL_CHARS
    return "\t".join(cells) if short else None


def _cell(markup: Markup, row: int, element: int) -> int:
    """The child of a row around one of the elements in it; the row itself for text between cells."""
    while element != row and (above := int(markup.parents[element])) != row:
        element = above
    return element


def _thinned(markup: Markup, stays: Mask) -> Markup:
    """The markup after the blocks of each row but its first have become part of that."""
    before = np.concatenate(([0], np.cumsum(stays)))
    kept = np.flatnonzero(stays)
    return replace(
        markup,
        first=before[markup.first],
        last=before[markup.last],
        elements=markup.elements[kept],
        linked=np.add.reduceat(markup.linked, kept),
        bold=np.add.reduceat(markup.bold, kept),
        broken=markup.broken[kept],
    )

"""Rows to train on: the breaks between the lines of dumps, and the blocks no rule has claimed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from align import Match, align
from dumps import CLEAN, Dump

from copydesk.characters import Characters
from copydesk.document import Page, RawDocument
from copydesk.label.claims import claim
from copydesk.label.features import after_headline, columns
from copydesk.label.scorer import judged_blocks
from copydesk.page import joining, read
from copydesk.page.text import text_lines
from copydesk.repairs import repair
from copydesk.rules.view import View

TEXT, HEADLINE = 1, 2
"""Labels of blocks; 0 is anything else."""

_QUOTES = str.maketrans("’‘“”„", '\'\'"""')
_COVERED = 0.5  # share of the gold a dump must hold to be trained on
_OUTSIDE = 0.15  # weight of a break between two lines outside the gold
_COPY_CHARS = 40
_PAGE_WEIGHT = 40.0
_CLEAN_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of features with labels and weights, and for each the number of its document."""

    features: tuple[str, ...]
    values: Any
    labels: Any
    weights: Any
    documents: Any

    @classmethod
    def concatenate(cls, parts: Sequence[Rows]) -> Rows:
        columns = ("values", "labels", "weights", "documents")
        return cls(parts[0].features, *(np.concatenate([getattr(p, c) for p in parts]) for c in columns))


def _gather(parts: Iterable[tuple[int, dict[str, Any], Any, Any]]) -> Rows:
    names: tuple[str, ...] = ()
    values, labels, weights, documents = [], [], [], []
    for number, found, label, weight in parts:
        names = tuple(found)
        values.append(np.stack([found[name] for name in names], axis=1).astype(np.float32))
        labels.append(label)
        weights.append(weight)
        documents.append(np.full(len(label), number))
    return Rows(names, *map(np.concatenate, (values, labels, weights, documents)))


def break_rows(dumps: Iterable[tuple[int, Dump]]) -> Rows:
    """The breaks of broken dumps; 1 where the gold has both lines in one paragraph, one after the other."""
    return _gather(row for number, dump in dumps for row in _breaks(number, dump))


def _breaks(number: int, dump: Dump) -> Iterable[tuple[int, dict[str, Any], Any, Any]]:
    lines = text_lines(dump.text)
    characters = Characters.of([line.text for line in lines])
    adjacent = np.array([line.gap == 0 for line in lines])
    if len(lines) < 2 or not joining.is_broken(characters, adjacent):
        return
    matches, covered = align([line.text for line in lines], dump.paragraphs)
    if covered < _COVERED:
        return
    adjacent[0] = False
    pairs = list(zip([None, *matches[:-1]], matches, strict=True))
    label = np.array([_go_on(before, after) for before, after in pairs])
    weight = np.array([1.0 if before or after else _OUTSIDE for before, after in pairs]) * dump.weight
    found = joining.columns(lines, characters)
    yield (
        number,
        {name: column[adjacent] for name, column in found.items()},
        label[adjacent],
        weight[adjacent],
    )


def _go_on(before: Match | None, after: Match | None) -> bool:
    if before is None or after is None or before.paragraph != after.paragraph:
        return False
    return -1 <= after.start - before.end <= 1


def page_of(dump: Dump) -> Page:
    return repair(read(RawDocument(dump.id, dump.text.encode("utf-8", "surrogatepass"))))


def block_rows(dumps: Iterable[tuple[int, Dump]]) -> Rows:
    """The unclaimed blocks with labels, weighted by length so that every page weighs the same."""
    return _gather(row for number, dump in dumps for row in _blocks(number, dump))


def _plain(text: str) -> str:
    """Text without case and kinds of quotes; a mark of a list before a headline makes it another line."""
    return " ".join(text.casefold().translate(_QUOTES).split())


def _blocks(number: int, dump: Dump) -> Iterable[tuple[int, dict[str, Any], Any, Any]]:
    view, _ = claim(View.of(page_of(dump)))
    texts = [line.text for line in view.lines]
    matches, covered = align(texts, dump.paragraphs)
    found = columns(view)
    label = np.array([match is not None for match in matches], np.int8)
    if dump.headline:
        wanted = _plain(dump.headline)
        label[[_plain(text) == wanted for text in texts]] = HEADLINE
    weight = np.sqrt(1 + found["words"])
    weight *= _PAGE_WEIGHT / weight.sum() * dump.weight * (covered >= _COVERED)
    if dump.renderer in CLEAN:
        weight *= _CLEAN_WEIGHT
    gold = {
        text
        for text, is_gold in zip(texts, label, strict=True)
        if is_gold == TEXT and len(text) > _COPY_CHARS
    }
    weight[[text in gold and not is_gold for text, is_gold in zip(texts, label, strict=True)]] = 0
    weight[list(view.claims)] = 0
    free = judged_blocks(view)
    yield number, {name: column[free] for name, column in found.items()}, label[free], weight[free]


def with_headlines(rows: Rows, odds: Any) -> Rows:
    """The rows of blocks with the features that follow from the odds of the headline."""
    starts = np.flatnonzero(np.diff(rows.documents, prepend=-1))
    parts = []
    for start, end in zip(starts, [*starts[1:], len(odds)], strict=True):
        found = dict(zip(rows.features, rows.values[start:end].T, strict=True))
        parts.append(after_headline(odds[start:end], found))
    names = tuple(parts[0])
    added = np.stack([np.concatenate([part[name] for part in parts]) for name in names], axis=1)
    values = np.concatenate((rows.values, added.astype(np.float32)), axis=1)
    return replace(rows, features=rows.features + names, values=values)

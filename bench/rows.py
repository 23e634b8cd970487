"""Rows to train on: the breaks between the lines of dumps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from align import Match, align
from dumps import Dump

from copydesk.characters import Characters
from copydesk.page import joining
from copydesk.page.text import text_lines

_COVERED = 0.5  # share of the gold a dump must hold to be trained on
_OUTSIDE = 0.15  # weight of a break between two lines outside the gold


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
    characters = Characters.of(lines.texts)
    adjacent = lines.gaps == 0
    if len(lines) < 2 or not joining.is_broken(characters, lines.gaps):
        return
    matches, covered = align(lines.texts, dump.paragraphs)
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

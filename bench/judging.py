"""Train what judges the blocks of HTML pages: trees, and a network that sees what trees say around a block.

The network learns from what trees say that have not seen the page: what they have learnt, they say too well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from fit import Shape as Growth
from fit import check
from fit import fit as grow
from network import Lesson, Shape, learn_inputs
from network import fit as learn
from pages import PAGE_WEIGHT

from copydesk.label.htmlmodel import CLASSES, HEAD, TREES
from copydesk.native.columns import NEIGHBOURS
from copydesk.network import STEP, Inputs, Network
from copydesk.trees import Trees, probability

SCORING = Growth(trees=160, leaves=31, rate=0.08, fewest=120)
AROUND = Shape(width=32, distances=(1, 2, 4, 8, 16), members=2)
_WHOLE = 1.4  # what the blocks of a page weigh together, for a network
_PAGE = _WHOLE / PAGE_WEIGHT
_GUESSED = 0.35  # what a page without labels counts
_SEEN = {*NEIGHBOURS, "claim-1", "claim+1"}
"""What trees are told of the blocks beside one, which a network sees for itself."""

_TOLERANCE = 1e-9

Model = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of features with labels and weights, and for each its page and the fold of that.

    `worth` is what each page counts; 0 where nothing is known of it.
    """

    features: tuple[str, ...]
    values: Any
    labels: Any
    weights: Any
    pages: Any
    folds: Any
    worth: Mapping[int, float]

    def of(self, chosen: Any) -> Rows:
        """Those of a mask."""
        parts = {
            name: getattr(self, name)[chosen] for name in ("values", "labels", "weights", "pages", "folds")
        }
        return replace(self, **parts)

    @property
    def columns(self) -> dict[str, Any]:
        return dict(zip(self.features, self.values.T.astype(float), strict=True))


def train_trees(rows: Rows, shape: Growth) -> Model:
    """The trees as a model file holds them; raises ValueError where ours say other than LightGBM's."""
    taught = rows.of(rows.weights > 0)
    model, booster = grow(taught.values, taught.labels, taught.weights, rows.features, shape)
    difference = check(model, booster, rows.values[:: 1 + len(rows.labels) // 20_000], rows.features)
    if difference > _TOLERANCE:
        raise ValueError(f"our evaluation differs from LightGBM's by {difference}")
    return model


def train_judging(rows: Rows) -> Model:
    """Both parts of what judges, by their names in a model file.

    The network learns twice: the second time also from pages without labels, from what it and the trees have
    made of these.
    """
    columns = {name: values for name, values in rows.columns.items() if name not in _SEEN}
    columns[TREES] = unseen(rows)
    inputs = learn_inputs(columns, CLASSES)
    enter = Inputs.of(inputs)
    entered = (enter(columns)[:, : enter.width] / STEP).astype(np.float32)
    taught = list(_taught(rows, columns, entered))
    first = Network.of(learn(taught, inputs, (HEAD,), replace(AROUND, members=1)))
    lessons = [*taught, *_guessed(rows, columns, entered, first)]
    return {"text": train_trees(rows, SCORING), "around": learn(lessons, inputs, (HEAD,), AROUND)}


def unseen(rows: Rows) -> Any:
    """What trees say of each row that have not seen its fold."""
    found = np.zeros(len(rows.labels))
    for fold in np.unique(rows.folds):
        own = rows.folds == fold
        found[own] = Trees.of(train_trees(rows.of(~own), SCORING)).log_odds(rows.of(own).columns)
    return found


def _taught(rows: Rows, columns: Mapping[str, Any], entered: Any) -> Iterator[Lesson]:
    """The pages with labels."""
    words = columns["words"] * (rows.weights > 0)
    for page, part in _pages(rows):
        if rows.worth[page]:
            yield Lesson(
                entered[part],
                rows.labels[part, None].astype(np.float32),
                rows.weights[part, None] * _PAGE,
                words[part],
                rows.worth[page],
            )


def _guessed(rows: Rows, columns: Mapping[str, Any], entered: Any, network: Network) -> Iterator[Lesson]:
    """The pages without labels, with the odds that trees and network give to their blocks."""
    trees, weights = probability(columns[TREES]), np.sqrt(1 + columns["words"])
    for page, part in _pages(rows):
        if not rows.worth[page]:
            seen = network.odds({name: values[part] for name, values in columns.items()})[HEAD]
            odds, share = (trees[part] + seen) / 2, weights[part] / weights[part].sum()
            yield Lesson(
                entered[part],
                odds[:, None].astype(np.float32),
                share[:, None] * (_WHOLE * _GUESSED),
                columns["words"][part],
                _GUESSED,
            )


def _pages(rows: Rows) -> Iterator[tuple[int, slice]]:
    starts = np.flatnonzero(np.diff(rows.pages, prepend=-1)).tolist()
    for start, end in pairwise([*starts, len(rows.pages)]):
        yield int(rows.pages[start]), slice(start, end)

"""Boosted decision trees as plain numbers, trained elsewhere, evaluated here.

In the file the leaves of a tree are numbered from left to right, and a node is five numbers: its tree, its
feature, the index of its threshold among those of the feature, and the leaves `low` to `high` below its left
branch. Where the feature exceeds the threshold, a row goes right, and can reach these no more. Leaf values
are integers, so that no order of summation changes the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.characters import Numbers
from copydesk.columns import rows_of
from copydesk.native.trees import gather, sums

UNIT = 10**12
"""Leaf values are counted in this part of one."""

_MOST = 32
"""Leaves of a tree."""


@dataclass(frozen=True)
class Trees:
    """Trees ready to be asked: the nodes of each feature, by rising thresholds, and the leaves of each tree.

    `left` are the leaves, a bit for each, that a row can still reach if it exceeds the threshold.
    """

    names: tuple[str, ...]
    starts: NDArray[np.int32]
    thresholds: NDArray[np.float32]
    trees: NDArray[np.int32]
    left: NDArray[np.int32]
    leaves: NDArray[np.int64]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Trees:
        """The trees of a model file's entry; ValueError where one of them has too many leaves."""
        nodes = sorted(plain["nodes"], key=lambda node: (node[1], node[2]))
        features = [feature for _, feature, *_ in nodes]
        cuts = [_single(plain["thresholds"][feature][cut]) for _, feature, cut, *_ in nodes]
        return cls(
            tuple(plain["features"]),
            np.searchsorted(features, range(len(plain["features"]) + 1)).astype(np.int32),
            np.array(cuts, np.float32),
            np.array([tree for tree, *_ in nodes], np.int32),
            np.array([_without(low, high) for *_, low, high in nodes], np.uint32).view(np.int32),
            _table(plain["leaves"]),
        )

    def log_odds(self, columns: Mapping[str, Numbers]) -> Numbers:
        """The logarithm of the odds of each row, the sum of its leaves; columns by name, as the features are.

        Values are compared as 32-bit floats, which they are in training.
        """
        return self.sums(columns) / UNIT

    def odds(self, columns: Mapping[str, Numbers]) -> Numbers:
        """The probability of each row."""
        return probability(self.log_odds(columns))

    def sums(self, columns: Mapping[str, Numbers]) -> NDArray[np.int64]:
        """The sum of the leaves that each row reaches; above zero where it is likelier than not."""
        numbers, places = rows_of(columns, self.names)
        values = gather(numbers, places)
        return sums(
            values, numbers.shape[1], self.starts, self.thresholds, self.trees, self.left, self.leaves
        )


def probability(log_odds: Numbers) -> Numbers:
    """What logarithms of odds are worth, from 0 to 1."""
    odds: Numbers = 1 / (1 + np.exp(-log_odds))
    return odds


def _single(threshold: float) -> np.float32:
    """The 32-bit float that the same 32-bit floats exceed."""
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))


def _without(low: int, high: int) -> int:
    """All leaves but some, a bit for each."""
    return (1 << _MOST) - 1 & ~((1 << high) - (1 << low))


def _table(leaves: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """The leaves of all trees, a row for each."""
    if max(map(len, leaves), default=0) > _MOST:
        raise ValueError(f"a tree has {_MOST} leaves at most")
    table = np.zeros((len(leaves), _MOST), np.int64)
    for tree, values in enumerate(leaves):
        table[tree, : len(values)] = values
    return table

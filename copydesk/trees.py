"""Boosted decision trees as plain numbers, trained elsewhere, evaluated here with numpy alone.

The leaves of a tree are numbered from left to right, and a node is five numbers: its tree, its feature,
the index of its threshold among those of the feature, and the leaves `low` to `high` below its left branch.
Where the feature exceeds the threshold, those leaves are out of reach. What is left after all nodes is in
the tree's lowest bit: so all trees and rows go at once, without a walk (the idea of QuickScorer). Leaf
values are integers, so that no order of summation changes the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.characters import Numbers

UNIT = 10**12
"""Leaf values are counted in this part of one."""

MOST_LEAVES = 32
_ROWS = 2048  # evaluated together, to bound memory


@dataclass(frozen=True)
class Trees:
    """Trees ready to be evaluated: each feature's thresholds, and the leaves in reach between them."""

    features: tuple[str, ...]
    thresholds: tuple[Numbers, ...]
    reach: tuple[NDArray[np.uint32], ...]
    leaves: NDArray[np.int64]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Trees:
        """The trees of a model file's entry."""
        thresholds = tuple(np.array(cuts, np.float64) for cuts in plain["thresholds"])
        trees = len(plain["leaves"])
        leaves = np.zeros((trees, MOST_LEAVES), np.int64)
        for row, values in zip(leaves, plain["leaves"], strict=True):
            row[: len(values)] = values
        reach = tuple(np.full((len(cuts) + 1, trees), 2**32 - 1, np.uint32) for cuts in thresholds)
        for tree, feature, cut, low, high in plain["nodes"]:
            reach[feature][cut + 1 :, tree] &= np.uint32((2**32 - 1) ^ ((1 << high) - (1 << low)))
        return cls(tuple(plain["features"]), thresholds, reach, leaves)

    def odds(self, columns: Mapping[str, Numbers]) -> Numbers:
        """The probability of each row; columns by name, as the features are.

        Values are compared as 32-bit floats, which they are in training.
        """
        rows = np.array([columns[name] for name in self.features], np.float32).astype(np.float64)
        count = rows.shape[1]
        sums = [self._sums(rows[:, i : i + _ROWS]) for i in range(0, count, _ROWS)]
        return np.concatenate([np.zeros(0), *(1 / (1 + np.exp(-part / UNIT)) for part in sums)])

    def _sums(self, rows: Numbers) -> NDArray[np.int64]:
        left = np.full((rows.shape[1], len(self.leaves)), 2**32 - 1, np.uint32)
        reached = np.empty_like(left)
        for row, cuts, reach in zip(rows, self.thresholds, self.reach, strict=True):
            reach.take(cuts.searchsorted(row), 0, reached, "clip")
            np.bitwise_and(left, reached, left)
        leaf = np.bitwise_count((left & (~left + np.uint32(1))) - np.uint32(1))
        total: NDArray[np.int64] = self.leaves.ravel().take(leaf + self._first_leaves).sum(axis=1)
        return total

    @cached_property
    def _first_leaves(self) -> NDArray[np.int64]:
        return np.arange(len(self.leaves)) * MOST_LEAVES

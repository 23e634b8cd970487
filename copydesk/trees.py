"""Boosted decision trees as plain numbers, trained elsewhere, evaluated here.

In the file the leaves of a tree are numbered from left to right, and a node is five numbers: its tree, its
feature, the index of its threshold among those of the feature, and the leaves `low` to `high` below its left
branch. Where the feature exceeds the threshold, a row goes right. Leaf values are integers, so that no order
of summation changes the last digit.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.characters import Numbers
from copydesk.native.trees import gather, sums

UNIT = 10**12
"""Leaf values are counted in this part of one."""

_NODE = np.dtype([("threshold", "f4"), ("feature", "i4"), ("low", "i4"), ("high", "i4")])


@dataclass(frozen=True)
class Trees:
    """Trees ready to be walked; what follows a node is the index of another, or -1 minus that of a leaf."""

    names: tuple[str, ...]
    roots: NDArray[np.int32]
    nodes: NDArray[np.void]
    leaves: NDArray[np.int64]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Trees:
        """The trees of a model file's entry."""
        roots, children = _grown(plain["nodes"], [len(values) for values in plain["leaves"]])
        cuts = [_single(plain["thresholds"][feature][cut]) for _, feature, cut, *_ in plain["nodes"]]
        features = (feature for _, feature, *_ in plain["nodes"])
        nodes = zip(cuts, features, *zip(*children, strict=True), strict=True)
        return cls(
            tuple(plain["features"]),
            np.array(roots, np.int32),
            np.array(list(nodes), _NODE),
            np.array([value for values in plain["leaves"] for value in values], np.int64),
        )

    def odds(self, columns: Mapping[str, Numbers]) -> Numbers:
        """The probability of each row; columns by name, as the features are.

        Values are compared as 32-bit floats, which they are in training.
        """
        total = sums(gather([columns[name] for name in self.names]), self.roots, self.nodes, self.leaves)
        odds: Numbers = 1 / (1 + np.exp(-total / UNIT))
        return odds


def _single(threshold: float) -> np.float32:
    """The 32-bit float that the same 32-bit floats exceed."""
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))


def _grown(nodes: Sequence[Sequence[int]], sizes: Sequence[int]) -> tuple[list[int], list[tuple[int, int]]]:
    """The root of each tree, and what follows each node; `sizes` are the trees' numbers of leaves."""
    starts = list(accumulate(sizes, initial=0))
    parting: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for i, (tree, _, _, low, high) in enumerate(nodes):
        insort(parting[tree, low], (high, i))
    children = [(0, 0)] * len(nodes)

    def part(tree: int, low: int, end: int) -> int:
        """What parts the leaves from `low` to `end`: of the nodes that begin there, the widest left."""
        if end - low == 1:
            return -1 - starts[tree] - low
        high, i = parting[tree, low].pop()
        children[i] = part(tree, low, high), part(tree, high, end)
        return i

    return [part(tree, 0, size) for tree, size in enumerate(sizes)], children

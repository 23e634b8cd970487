"""From rows and labels to trees as plain numbers, by way of LightGBM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np

from copydesk.trees import UNIT, Trees

_SETTINGS = {
    "objective": "binary", "max_bin": 63, "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 5.0, "deterministic": True, "force_row_wise": True, "seed": 1, "num_threads": 1,
    "verbose": -1, "use_missing": False, "boost_from_average": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """How many trees, and how large."""

    trees: int
    leaves: int
    rate: float
    fewest: int
    """Rows a leaf holds at least."""


def fit(
    rows: Any, labels: Any, weights: Any, features: Sequence[str], shape: Shape
) -> tuple[dict[str, Any], lightgbm.Booster]:
    """The trained trees as a model file holds them, and as LightGBM does."""
    settings = _SETTINGS | {
        "num_leaves": shape.leaves, "learning_rate": shape.rate, "min_data_in_leaf": shape.fewest,
    }  # fmt: skip
    data = lightgbm.Dataset(rows, label=labels, weight=weights, feature_name=list(features))
    booster = lightgbm.train(settings, data, shape.trees)
    return plain(booster.dump_model(), features), booster


def plain(model: Mapping[str, Any], features: Sequence[str]) -> dict[str, Any]:
    """LightGBM's own dump as the five numbers a node that `copydesk.trees` reads; unused features go."""
    nodes: list[tuple[int, int, float, int, int]] = []
    leaves = []
    for tree, entry in enumerate(model["tree_info"]):
        values: list[int] = []
        nodes += _walk(entry["tree_structure"], tree, values)
        leaves.append(values)
    used = sorted({feature for _, feature, _, _, _ in nodes})
    cuts = {f: sorted({cut for _, feature, cut, _, _ in nodes if feature == f}) for f in used}
    return {
        "features": [features[f] for f in used],
        "thresholds": [cuts[f] for f in used],
        "nodes": [[tree, used.index(f), cuts[f].index(cut), low, high] for tree, f, cut, low, high in nodes],
        "leaves": leaves,
    }


def _walk(
    node: Mapping[str, Any], tree: int, values: list[int]
) -> Iterator[tuple[int, int, float, int, int]]:
    """The nodes of a tree; leaf values are collected from left to right."""
    if "leaf_value" in node:
        values.append(round(node["leaf_value"] * UNIT))
        return
    low = len(values)
    left = list(_walk(node["left_child"], tree, values))
    yield tree, node["split_feature"], node["threshold"], low, len(values)
    yield from left
    yield from _walk(node["right_child"], tree, values)


def check(model: Mapping[str, Any], booster: lightgbm.Booster, rows: Any, features: Sequence[str]) -> float:
    """The largest difference between our evaluation and LightGBM's."""
    ours = Trees.of(model).odds({name: rows[:, i] for i, name in enumerate(features)})
    return float(np.abs(ours - booster.predict(rows)).max())

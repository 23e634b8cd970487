"""Train the network of `copydesk.network` with JAX: from pages of rows to weights as plain numbers.

Pages are packed into batches of a fixed number of rows, with empty rows between them, so that the layers
do not see from one into the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from copydesk.network import Inputs, plain_layer

_ROWS, _PAGES = 4096, 128  # in a batch
_BINS, _FAR, _SHARES = 48, 12, (0.002, 0.998)
_DROP = 0.1

Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the network is, and how long it learns."""

    width: int = 48
    distances: tuple[int, ...] = (1, 2, 4, 8, 16, 32)
    epochs: int = 9
    rate: float = 4e-3
    decay: float = 0.03
    members: int = 1


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page to learn from: inputs, and for each row and head what is right and how much it counts.

    `words` are those of each row by which the whole page is judged for the first head; 0 where none counts.
    """

    inputs: Any
    labels: Any
    weights: Any
    words: Any
    weight: float


def learn_inputs(columns: dict[str, Any], classes: dict[str, int]) -> dict[str, Any]:
    """How features become inputs: amounts in bins, between their values where these are few."""
    bins = [_bins(name, values) for name, values in columns.items() if name not in classes]
    return {"bins": bins, "classes": list(classes.items())}


def _bins(name: str, values: Any) -> dict[str, Any]:
    """Bins of equal width, or of equal ratio where a feature goes far."""
    found = np.unique(values)
    if len(found) <= _BINS:
        cuts = (found[1:] + found[:-1]) / 2
    else:
        low, high = np.quantile(values, _SHARES)
        far = np.abs(values).max() > _FAR
        cuts = _spread(low, high) if far else np.linspace(low, high, _BINS)
    cuts = np.unique([float(f"{cut:.6g}") for cut in cuts])
    numbers = np.searchsorted(cuts, values)
    scale = 1 / (float(numbers.std()) + 0.01)
    return {
        "name": name,
        "cuts": cuts.tolist(),
        "centre": round(float(numbers.mean()), 4),
        "scale": float(f"{scale:.5g}"),
    }


def _spread(low: float, high: float) -> Any:
    """Cuts whose distance from zero, plus one, grows by equal ratios."""
    ends = [np.sign(end) * np.log1p(abs(end)) for end in (low, high)]
    steps = np.linspace(*ends, _BINS)
    return np.sign(steps) * np.expm1(np.abs(steps))


def fit(
    lessons: Sequence[Lesson], inputs: dict[str, Any], heads: Sequence[str], shape: Shape
) -> dict[str, Any]:
    """The trained networks as a model file holds them."""
    members = [fit_member(lessons, inputs, heads, shape, seed) for seed in range(shape.members)]
    return entry(members, inputs, heads, shape)


def entry(
    members: Sequence[Weights], inputs: dict[str, Any], heads: Sequence[str], shape: Shape
) -> dict[str, Any]:
    """What a model file holds of networks that were trained one by one."""
    return {
        "heads": list(heads),
        "inputs": inputs,
        "distances": list(shape.distances),
        "members": list(members),
    }


def fit_member(
    lessons: Sequence[Lesson], inputs: dict[str, Any], heads: Sequence[str], shape: Shape, seed: int
) -> Weights:
    """One of the networks."""
    lessons = [lesson for lesson in lessons if 0 < len(lesson.inputs) <= _ROWS - max(shape.distances)]
    random = np.random.default_rng(seed)
    weights = _start(random, Inputs.of(inputs).width, shape.width, len(heads), len(shape.distances))
    steps = shape.epochs * (1 + sum(1 for _ in _batches(lessons, shape, random)))
    rates = optax.cosine_onecycle_schedule(steps, shape.rate, pct_start=0.15)
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rates, weight_decay=shape.decay))
    state = optimizer.init(weights)
    key = jax.random.PRNGKey(seed)
    step = _step(optimizer, shape.distances)
    for _ in range(shape.epochs):
        for batch in _batches(lessons, shape, random):
            key, drop = jax.random.split(key)
            weights, state = step(weights, state, batch, drop)
    return _plain(weights)


def _start(random: Any, inputs: int, width: int, heads: int, layers: int) -> Weights:
    def layer(rows: int, columns: int) -> dict[str, Any]:
        scale = 1 / np.sqrt(rows)
        weights = random.uniform(-scale, scale, (rows, columns)).astype(np.float32)
        return {"weights": jnp.asarray(weights), "bias": jnp.zeros(columns)}

    return {
        "first": layer(inputs, width),
        "mixing": [layer(3 * width, width) for _ in range(layers)],
        "pooling": layer(2 * width, width),
        "last": layer(2 * width, heads),
    }


def _batches(lessons: Sequence[Lesson], shape: Shape, random: Any) -> Iterator[dict[str, Any]]:
    """All pages once, in random order."""
    gap = max(shape.distances)
    chosen: list[tuple[int, Lesson]] = []
    start = 0
    for i in random.permutation(len(lessons)):
        lesson = lessons[i]
        if start + len(lesson.inputs) + gap > _ROWS or len(chosen) == _PAGES:
            yield _batch(chosen)
            chosen, start = [], 0
        chosen.append((start, lesson))
        start += len(lesson.inputs) + gap
    if chosen:
        yield _batch(chosen)


def _batch(chosen: Sequence[tuple[int, Lesson]]) -> dict[str, Any]:
    width, heads = chosen[0][1].inputs.shape[1], chosen[0][1].labels.shape[1]
    batch = {
        "inputs": np.zeros((_ROWS, width), np.float32), "labels": np.zeros((_ROWS, heads), np.float32),
        "weights": np.zeros((_ROWS, heads), np.float32), "words": np.zeros(_ROWS, np.float32),
        "page": np.full(_ROWS, _PAGES, np.int32), "pages": np.zeros(_PAGES + 1, np.float32),
    }  # fmt: skip
    for page, (start, lesson) in enumerate(chosen):
        rows = slice(start, start + len(lesson.inputs))
        for name in ("inputs", "labels", "weights", "words"):
            batch[name][rows] = getattr(lesson, name)
        batch["page"][rows] = page
        batch["pages"][page] = lesson.weight
    return batch


def _step(optimizer: Any, distances: Sequence[int]) -> Any:
    @jax.jit
    def step(weights: Weights, state: Any, batch: dict[str, Any], key: Any) -> tuple[Weights, Any]:
        gradients = jax.grad(partial(_loss, distances=tuple(distances)))(weights, batch, key)
        updates, state = optimizer.update(gradients, state, weights)
        return optax.apply_updates(weights, updates), state

    return step


def _loss(weights: Weights, batch: dict[str, Any], key: Any, distances: tuple[int, ...]) -> Any:
    """What each row gets wrong, and, of the first head, how far the page as a whole is from an F1 of 1."""
    logits = _logits(weights, batch, key, distances)
    rows = optax.sigmoid_binary_cross_entropy(logits, batch["labels"]) * batch["weights"]
    pages = jnp.maximum((batch["pages"] > 0).sum(), 1)
    text = jax.nn.sigmoid(logits[:, 0])
    shares = [
        jax.ops.segment_sum(values * batch["words"], batch["page"], _PAGES + 1)
        for values in (text * batch["labels"][:, 0], text, batch["labels"][:, 0])
    ]
    missed = (1 - (2 * shares[0] + 5) / (shares[1] + shares[2] + 5)) * (shares[2] > 0) * batch["pages"]
    return (rows.sum() + _WHOLE * missed.sum()) / pages


_WHOLE = 0.45


def _logits(weights: Weights, batch: dict[str, Any], key: Any, distances: tuple[int, ...]) -> Any:
    """The same as `copydesk.network.Network`, with a tenth of what passes left out at random."""
    keys = jax.random.split(key, len(distances) + 1)
    page = batch["page"]
    there = (page < _PAGES)[:, None]
    alone = jax.nn.relu(_apply(weights["first"], _drop(batch["inputs"], keys[0]))) * there
    seen = alone
    for i, (distance, layer) in enumerate(zip(distances, weights["mixing"], strict=True)):
        values = _drop(seen, keys[i + 1])
        around = [jnp.roll(values, distance, 0), values, jnp.roll(values, -distance, 0)]
        seen = (seen + jax.nn.relu(_apply(layer, jnp.concatenate(around, 1)))) * there
        if i == len(distances) // 2:
            count = jnp.maximum(jax.ops.segment_sum(there[:, 0] * 1.0, page, _PAGES + 1), 1)
            mean = jax.ops.segment_sum(seen, page, _PAGES + 1) / count[:, None]
            peak = jax.ops.segment_max(jnp.where(there, seen, 0), page, _PAGES + 1)
            pooled = _apply(weights["pooling"], jnp.concatenate((mean, jnp.maximum(peak, 0)), 1))
            seen = (seen + pooled[page]) * there
    return _apply(weights["last"], jnp.concatenate((seen, alone), 1))


def _apply(layer: dict[str, Any], values: Any) -> Any:
    return values @ layer["weights"] + layer["bias"]


def _drop(values: Any, key: Any) -> Any:
    return values * jax.random.bernoulli(key, 1 - _DROP, values.shape) / (1 - _DROP)


def _plain(weights: Weights) -> Weights:
    return {
        "first": plain_layer(**weights["first"]),
        "mixing": [plain_layer(**layer) for layer in weights["mixing"]],
        "pooling": plain_layer(**weights["pooling"]),
        "last": plain_layer(**weights["last"]),
    }

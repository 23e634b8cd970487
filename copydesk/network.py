"""A small convolutional network over the blocks of a page as plain numbers, evaluated with numpy alone.

Each block's features are binned and weighed, then layers mix a block with others at growing distances, so
that the last one has seen some sixty blocks on both sides and, once, the mean and the peak of the page. It
is trained elsewhere (`bench/network.py`). All numbers are multiples of powers of two, small enough for their
products and sums to be exact in float64: no order of summation, library or machine changes a digit of them.
The odds that follow are rounded, as exponentials differ in their last digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from copydesk.characters import Numbers

UNIT = 256
"""Weights and what passes between layers are counted in this part of one."""

STEP = 64
"""Inputs are counted in this part of one, and go to five on both sides of zero."""

_FARTHEST = 5.0

_PEAK = 255.0  # of what passes between layers; trained ones stay far below
_CERTAIN = 30.0
_ROWS = 4096  # evaluated together, to bound memory


@dataclass(frozen=True)
class Layer:
    """Weights and bias of a linear map."""

    weights: Numbers
    bias: Numbers

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Layer:
        """A layer of a model file: counts of the unit."""
        return cls(np.array(plain["weights"], float) / UNIT, np.array(plain["bias"], float) / UNIT)

    def __call__(self, values: Numbers) -> Numbers:
        mapped: Numbers = values @ self.weights + self.bias
        return mapped


@dataclass(frozen=True)
class Bins:
    """The bins of a feature, by the cuts between them; their numbers, centred and scaled, are an input."""

    name: str
    cuts: Numbers
    centre: float
    scale: float

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Bins:
        return cls(plain["name"], np.array(plain["cuts"], float), plain["centre"], plain["scale"])

    def __call__(self, values: Numbers) -> Numbers:
        far = (np.searchsorted(self.cuts, values) - self.centre) * self.scale
        steps: Numbers = np.round(np.clip(far, -_FARTHEST, _FARTHEST) * STEP) / STEP
        return steps


@dataclass(frozen=True)
class Inputs:
    """How features become inputs: amounts by the bin they fall in, classes by a row of their own each."""

    bins: tuple[Bins, ...]
    classes: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Inputs:
        bins = tuple(Bins.of(entry) for entry in plain["bins"])
        return cls(bins, tuple((name, count) for name, count in plain["classes"]))

    @property
    def width(self) -> int:
        return len(self.bins) + sum(count for _, count in self.classes)

    def __call__(self, columns: Mapping[str, Numbers]) -> Numbers:
        """The inputs of each block: rows by inputs. A class beyond the last counts as the last."""
        rows = len(next(iter(columns.values())))
        values = np.zeros((rows, self.width))
        for i, bins in enumerate(self.bins):
            values[:, i] = bins(columns[bins.name])
        start = len(self.bins)
        for name, count in self.classes:
            values[np.arange(rows), start + np.clip(columns[name], 0, count - 1).astype(int)] = 1
            start += count
        return values


@dataclass(frozen=True)
class Network:
    """A trained network; `heads` names what it tells of each block."""

    inputs: Inputs
    first: Layer
    mixing: tuple[tuple[int, Layer], ...]
    pooling: Layer
    last: Layer
    heads: tuple[str, ...]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Network:
        """The network of a model file's entry."""
        mixing = tuple(
            (distance, Layer.of(layer))
            for distance, layer in zip(plain["distances"], plain["mixing"], strict=True)
        )
        return cls(
            Inputs.of(plain["inputs"]), Layer.of(plain["first"]), mixing, Layer.of(plain["pooling"]),
            Layer.of(plain["last"]), tuple(plain["heads"]),
        )  # fmt: skip

    def odds(self, columns: Mapping[str, Numbers]) -> dict[str, Numbers]:
        """For each head, the odds from 0 to 1 of every block, to four digits.

        Of a page of very many blocks, parts are looked at one by one, with what lies around them.
        """
        values = self.inputs(columns)
        with _threads().limit(limits=1, user_api="blas"):
            parts = [self._outputs(values[low:high])[keep] for low, high, keep in self._parts(len(values))]
        found = _odds(np.concatenate(parts)) if parts else np.zeros((0, len(self.heads)))
        return {name: found[:, i] for i, name in enumerate(self.heads)}

    def _parts(self, rows: int) -> Iterator[tuple[int, int, slice]]:
        reach = sum(distance for distance, _ in self.mixing)
        for start, end in pairwise([*range(0, rows, _ROWS), rows]):
            low = max(start - reach, 0)
            yield low, min(end + reach, rows), slice(start - low, end - low)

    def _outputs(self, values: Numbers) -> Numbers:
        alone = _positive(self.first(values))
        seen = alone
        for i, (distance, layer) in enumerate(self.mixing):
            seen = seen + _positive(layer(_around(seen, distance)))
            if i == len(self.mixing) // 2:
                pooled = _grid(np.concatenate((np.cumsum(seen, axis=0)[-1] / len(seen), seen.max(axis=0))))
                seen = seen + _grid(self.pooling(pooled))
        return self.last(np.concatenate((seen, alone), axis=1))


@cache
def _threads() -> ThreadpoolController:
    """The libraries beneath numpy: their threads cost far more than such small products gain by them."""
    return ThreadpoolController()


def _around(values: Numbers, distance: int) -> Numbers:
    """Each row between those a distance before and after; zeros where there are none."""
    rows, width = values.shape
    around = np.zeros((rows, 3 * width))
    around[distance:, :width] = values[: max(rows - distance, 0)]
    around[:, width : 2 * width] = values
    around[: max(rows - distance, 0), 2 * width :] = values[distance:]
    return around


def _odds(values: Numbers) -> Numbers:
    odds: Numbers = np.round(1 / (1 + np.exp(-np.clip(values, -_CERTAIN, _CERTAIN))), 4)
    return odds


def _grid(values: Numbers) -> Numbers:
    return np.round(values * UNIT) / UNIT


def _positive(values: Numbers) -> Numbers:
    return _grid(np.clip(values, 0, _PEAK))


def plain_layer(weights: NDArray[Any], bias: NDArray[Any]) -> dict[str, Sequence[Any]]:
    """A layer as a model file holds it."""
    return {name: np.round(np.asarray(part, float) * UNIT).astype(int).tolist()
            for name, part in (("weights", weights), ("bias", bias))}  # fmt: skip

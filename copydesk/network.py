"""Small convolutional networks over the blocks of a page as plain numbers.

Each block's features are binned and weighed, then layers mix a block with others at growing distances, so
that the last one has seen some sixty blocks on both sides and, once, the mean and the peak of the page. They
are trained elsewhere (`bench/network.py`). All numbers are whole multiples of powers of two, and are summed
as whole numbers: no order of summation, library or machine changes a digit of them. The odds that follow are
rounded, as exponentials differ in their last digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.characters import Mask, Numbers
from copydesk.columns import rows_of
from copydesk.native import network as native
from copydesk.steps import Steps, taken

UNIT = 256
"""Weights and what passes between layers are counted in this part of one."""

STEP = 64
"""Inputs are counted in this part of one, and go to five on both sides of zero."""

_FARTHEST = 5.0

_INPUT_BITS = 6  # by which sums over inputs are finer than what passes between layers
_ABREAST = 8  # outputs that are summed together
_MOST = 2**15 - 1
_CERTAIN = 30.0
_DIGITS = 10.0**4
_ROWS = 4096  # evaluated together, to bound memory

_Values = NDArray[np.int16]


def layer_of(plain: Mapping[str, Any], unit: int = UNIT, parts: int = 1) -> native.Layer:
    """A layer of a model file; its inputs come in parts of equal size, in this unit.

    Raises ValueError for weights with which sums could leave 32 bits.
    """
    weights, bias = np.array(plain["weights"], np.int64), np.array(plain["bias"], np.int64) * unit
    sums = (np.abs(weights).sum(axis=0) + 1) * _MOST + np.abs(bias)
    if np.any(sums >= 2**31) or np.any(np.abs(weights) > _MOST):
        raise ValueError("weights too large for exact sums")
    inputs, outputs = weights.shape[0] // parts, weights.shape[1]
    wide = np.zeros((parts, inputs + inputs % 2, _padded(outputs)), np.int16)
    wide[:, :inputs, :outputs] = weights.reshape(parts, inputs, outputs)
    paired = wide.reshape(-1, 2, wide.shape[2]).swapaxes(1, 2)
    padded = np.zeros(wide.shape[2], np.int32)
    padded[:outputs] = bias
    return native.Layer(np.ascontiguousarray(paired).ravel(), padded, wide.shape[1])


def _padded(size: int) -> int:
    return -(-size // _ABREAST) * _ABREAST


@dataclass(frozen=True)
class Inputs:
    """How features become inputs: amounts by the bin they fall in, classes by a row of their own each.

    `names` are those of amounts, then those of classes, of which there are `counts`. `steps` are the inputs
    that bins are, one after the other for all amounts; amount `f` has the cuts from `starts[f]` on.
    """

    names: tuple[str, ...]
    cuts: Numbers
    starts: NDArray[np.int32]
    steps: _Values
    counts: NDArray[np.int32]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Inputs:
        bins, classes = plain["bins"], plain["classes"]
        return cls(
            (*(entry["name"] for entry in bins), *(name for name, _ in classes)),
            np.array([cut for entry in bins for cut in entry["cuts"]], float),
            np.cumsum([0, *(len(entry["cuts"]) for entry in bins)], dtype=np.int32),
            np.concatenate([np.zeros(0), *map(_steps, bins)]).astype(np.int16),
            np.array([count for _, count in classes], np.int32),
        )

    @property
    def width(self) -> int:
        return len(self.names) - len(self.counts) + int(self.counts.sum())

    def __call__(self, columns: Mapping[str, Numbers]) -> _Values:
        """The inputs of each block in steps, padded. A class beyond the last counts as the last."""
        numbers, places = rows_of(columns, self.names)
        width = _padded(self.width)
        return native.entered(numbers, places, self.cuts, self.starts, self.steps, self.counts, STEP, width)


def _steps(bins: Mapping[str, Any]) -> Numbers:
    """The inputs that the bins of a feature are: their numbers, centred and scaled."""
    far = (np.arange(len(bins["cuts"]) + 1) - bins["centre"]) * bins["scale"]
    steps: Numbers = np.round(np.clip(far, -_FARTHEST, _FARTHEST) * STEP)
    return steps


@dataclass(frozen=True)
class Member:
    """One network of several that look at the same inputs."""

    first: native.Layer
    mixing: tuple[native.Layer, ...]
    distances: tuple[int, ...]
    pooling: native.Layer
    last: native.Layer

    @classmethod
    def of(cls, plain: Mapping[str, Any], distances: Sequence[int]) -> Member:
        return cls(
            layer_of(plain["first"], STEP),
            tuple(layer_of(layer, parts=3) for layer in plain["mixing"]), tuple(distances),
            layer_of(plain["pooling"], parts=2), layer_of(plain["last"], parts=2),
        )  # fmt: skip

    def add(self, values: _Values, totals: NDArray[np.int64], wanted: NDArray[np.uint8]) -> None:
        """Add the sums for each head and row that is wanted to totals."""
        layers = self.mixing, self.distances, self.pooling, self.last
        native.outputs(values, self.first, _INPUT_BITS, *layers, totals, wanted)


@dataclass(frozen=True)
class Network:
    """Trained networks whose sums are averaged; `heads` names what they tell of each block.

    Each alone is off by chance where it was started; together they are less so.
    """

    inputs: Inputs
    members: tuple[Member, ...]
    heads: tuple[str, ...]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Network:
        """The networks of a model file's entry."""
        members = tuple(Member.of(member, plain["distances"]) for member in plain["members"])
        return cls(Inputs.of(plain["inputs"]), members, tuple(plain["heads"]))

    def odds(self, columns: Mapping[str, Numbers]) -> dict[str, Numbers]:
        """For each head, the odds from 0 to 1 of every block, to four digits.

        Of a page of very many blocks, parts are looked at one by one, with what lies around them.
        """
        return taken(self.judge(columns))

    def judge(self, columns: Mapping[str, Numbers], wanted: Mask | None = None) -> Steps[dict[str, Numbers]]:
        """The odds that `odds` finds; those of blocks that are not wanted are 0."""
        values, parts = self.inputs(columns), []
        mask = (np.ones(len(values), bool) if wanted is None else wanted).view(np.uint8)
        for low, high, keep in self._parts(len(values)):
            totals = np.zeros((len(self.heads), high - low), np.int64)
            for member in self.members:
                yield
                member.add(values[low:high], totals, mask[low:high])
            parts.append(totals[:, keep])
        yield
        totals = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        found = native.odds(totals, mask, UNIT**2 * len(self.members), _CERTAIN, _DIGITS)
        return dict(zip(self.heads, found, strict=True))

    def _parts(self, rows: int) -> Iterator[tuple[int, int, slice]]:
        reach = max(sum(member.distances) for member in self.members)
        for start, end in pairwise([*range(0, max(rows, 1), _ROWS), rows]):
            low = max(start - reach, 0)
            yield low, min(end + reach, rows), slice(start - low, end - low)


def plain_layer(weights: NDArray[Any], bias: NDArray[Any]) -> dict[str, Sequence[Any]]:
    """A layer as a model file holds it."""
    return {name: np.round(np.asarray(part, float) * UNIT).astype(int).tolist()
            for name, part in (("weights", weights), ("bias", bias))}  # fmt: skip

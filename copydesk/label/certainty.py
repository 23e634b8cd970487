"""How far an article can be relied on: what its odds promise, by what such odds have been worth before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from copydesk.characters import Counts, Mask, Numbers
from copydesk.native import odds as native

Table: TypeAlias = Sequence[Sequence[float]] | Numbers
"""Promises in rising order, and the mean F1 that pages with such promises reached in training.

Each was judged by a model that had not seen its publisher.
"""


def promise(odds: Numbers, words: Counts, kept: Mask) -> float:
    """The F1 of the kept words against the article's, were each block text with just the odds it has."""
    return native.promise(odds, words, kept.view(np.uint8))


def confidence(promised: float, table: Table) -> float:
    """The F1 to expect of an article with such a promise, to three digits."""
    promises, reached = table
    return round(float(np.interp(promised, promises, reached)), 3)

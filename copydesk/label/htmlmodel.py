"""The model of HTML pages, read from its file: trees, a network, and the odds of the names of elements."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from copydesk.characters import Class, Numbers
from copydesk.columns import Columns
from copydesk.digests import HTML_MODEL
from copydesk.document import Category
from copydesk.label.certainty import Table
from copydesk.label.survey import TAGS
from copydesk.network import Network
from copydesk.steps import Steps, taken
from copydesk.trees import Trees, probability

TREES, HEAD = "trees", "text"
"""The network's input that is what the trees say, and what it tells of each block."""

CLASSES = {
    **{f"tag^{level}": len(TAGS) + 1 for level in range(3)},
    "first": len(Class), "last": len(Class), "claim": len(Category) + 1,
}  # fmt: skip
"""Features that are the number of a class, with how many there are; all others are amounts."""


@dataclass(frozen=True, slots=True)
class Judges:
    """What tells text of the article: trees by what is known of a block, networks also by what is around it.

    The networks see what the trees say, too. Each errs on other blocks, so that their mean errs on fewer.
    """

    trees: Trees
    around: Network

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Judges:
        return cls(Trees.of(plain["text"]), Network.of(plain["around"]))

    def odds(self, found: Columns) -> Numbers:
        """How likely each block of a page is text of the article."""
        return taken(self.judge(found))

    def judge(self, found: Columns) -> Steps[Numbers]:
        """The odds that `odds` finds."""
        log_odds = self.trees.log_odds(found)
        yield
        seen = (yield from self.around.judge(found.beside(TREES, log_odds)))[HEAD]
        odds: Numbers = (probability(log_odds) + seen) / 2
        return odds


@dataclass(frozen=True, slots=True)
class HtmlModel:
    """`sift` tells blocks that can be text from the rest, `judges` judge these, `names` helps them.

    `certainty` is the table of what their odds have been worth, for `copydesk.label.certainty`.
    """

    sift: Trees
    judges: Judges
    names: Mapping[str, float]
    certainty: Table

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> HtmlModel:
        """The model of a file's content."""
        return cls(Trees.of(plain["sift"]), Judges.of(plain), plain["names"], np.array(plain["certainty"]))


_OTHER: list[HtmlModel] = []


def load() -> HtmlModel:
    """The model in use."""
    return _OTHER[-1] if _OTHER else _own()


def use(model: Mapping[str, Any] | None) -> None:
    """Take another model from here on, such as that of a fold; None takes the package's own again."""
    _OTHER.clear()
    if model is not None:
        _OTHER.append(HtmlModel.of(model))


@cache
def _own() -> HtmlModel:
    return HtmlModel.of(json.loads(HTML_MODEL.read_bytes()))

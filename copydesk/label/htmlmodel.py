"""The model of HTML pages, read from its file: two sets of trees, and the odds of the names of elements."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from copydesk.digests import HTML_MODEL
from copydesk.label.certainty import Table
from copydesk.trees import Trees


@dataclass(frozen=True, slots=True)
class HtmlModel:
    """`sift` tells blocks that can be text from the rest, `text` judges these, `names` helps it.

    `certainty` is the table of what the odds of `text` have been worth, for `copydesk.label.certainty`.
    """

    sift: Trees
    text: Trees
    names: Mapping[str, float]
    certainty: Table

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> HtmlModel:
        """The model of a file's content."""
        return cls(Trees.of(plain["sift"]), Trees.of(plain["text"]), plain["names"], plain["certainty"])


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

"""A first look at all blocks of an HTML page: their text in numbers, and their place among the elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.characters import Characters, Numbers
from copydesk.columns import Columns, Order
from copydesk.label.tree import Tree
from copydesk.native.survey import FARTHEST, NAMES, PROSE_CHARS, look
from copydesk.native.tree import numbers
from copydesk.page.markup import Markup

PROSE, FAR = PROSE_CHARS, FARTHEST
"""Characters of running text that count, and distances beyond which all is far."""

_TAGS = (
    "p div span li td th h1 h2 h3 h4 h5 h6 a section article header footer aside nav ul ol figcaption "
    "blockquote button dd dt pre main body address label center form details summary figure table tr dl html"
)
TAGS = {tag: float(i) for i, tag in enumerate(_TAGS.split(), 1)}
_HEADINGS = {f"h{i}": float(i) for i in range(1, 7)}
_NO_HEADING = 9.0


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen: the tree, the characters, the running text in each block, and columns of numbers."""

    tree: Tree
    characters: Characters
    prose: Numbers
    columns: Columns


_ORDER = Order(NAMES)


def survey(texts: Sequence[str], markup: Markup) -> Survey:
    """The survey of a page that has at least one block."""
    characters, tree = Characters.of(texts), Tree(markup)
    kinds = np.array((numbers(markup.tags, TAGS, 0.0), numbers(markup.tags, _HEADINGS, _NO_HEADING)))
    found = look(characters.lengths, characters.words, characters.last, markup, tree, kinds)
    columns = Columns(_ORDER, found)
    return Survey(tree, characters, columns["prose"], columns)

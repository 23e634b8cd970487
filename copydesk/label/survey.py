"""A first look at all blocks of an HTML page: their text in numbers, and their place among the elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.characters import Characters, Class, Counts, Mask, Numbers
from copydesk.label.tree import Tree
from copydesk.page.markup import Markup

FEW, PROSE, FAR = 8, 40.0, 60
"""Words of running text at least; characters of it that count; and distances beyond which all is far."""

_SHORT, _LINKED = 4, 0.5
_LEVELS = 5
_INNER = 2  # levels below the container at which its own prose stands
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
    columns: dict[str, Numbers]


def survey(texts: Sequence[str], markup: Markup) -> Survey:
    """The survey of a page that has at least one block."""
    characters, tree = Characters.of(texts), Tree(markup)
    own = _own(characters, markup)
    prose = _prose(own)
    places = _near(own, prose) | _containers(tree, own, prose) | _headings(tree)
    return Survey(tree, characters, prose, own | places | _page(own, prose))


def _own(characters: Characters, markup: Markup) -> dict[str, Numbers]:
    chars, words = characters.lengths.astype(float), characters.words.astype(float)
    return {
        "chars": chars,
        "words": words,
        "last": characters.last.astype(float),
        "linked": markup.linked / np.maximum(chars, 1),
        "bold": markup.bold / np.maximum(chars, 1),
        "broken": markup.broken.astype(float),
    }


def _prose(own: dict[str, Numbers]) -> Numbers:
    """Characters of running text in each block outside links, half where it ends no sentence."""
    ended = np.where(own["last"] == Class.SENTENCE_END, 1.0, 0.5)
    free = own["chars"] * (1 - own["linked"])
    return np.where((own["words"] >= FEW) & (own["linked"] < _LINKED), free * ended, 0.0)


def _near(own: dict[str, Numbers], prose: Numbers) -> dict[str, Numbers]:
    """What lies around each block in the order of the page."""
    n = len(prose)
    index = np.arange(n)
    is_prose = prose > PROSE
    before = np.cumsum(prose) - prose
    total = float(before[-1] + prose[-1]) + 1.0
    found = {
        "prose": prose,
        "prose_before": before / total,
        "prose_after": (total - 1.0 - before - prose) / total,
        "position": index / n,
        "top": np.minimum(index, 200.0),
        "bottom": np.minimum(n - 1 - index, 200.0),
        "since_prose": since(is_prose),
        "until_prose": since(is_prose[::-1])[::-1],
    }
    for k in (1, 2, 4, 9):
        found[f"prose_{k}"] = _window(prose, k)
    for k in (2, 5):
        found[f"short_{k}"] = _window((own["words"] <= _SHORT).astype(float), k)
        found[f"linked_{k}"] = _window(own["linked"], k)
    return found


def _containers(tree: Tree, own: dict[str, Numbers], prose: Numbers) -> dict[str, Numbers]:
    """What the elements around each block hold, and how far it is from the one that holds the article."""
    held, held_prose = tree.sums(own["chars"]), tree.sums(prose)
    density = tree.sums(own["linked"] * own["chars"]) / np.maximum(held, 1)
    many = tree.sums(prose > PROSE)
    found = {}
    for level, e in enumerate(tree.above[:_LEVELS]):
        found[f"text^{level}"] = held[e] / (held[0] + 1.0)
        found[f"prose^{level}"] = held_prose[e] / (held_prose[0] + 1.0)
        found[f"density^{level}"] = density[e]
        found[f"blocks^{level}"] = tree.sizes[e]
        found[f"prosy^{level}"] = many[e] / tree.sizes[e]
    best = tree.container(prose, density)
    found["body_share"] = np.full(tree.blocks, held_prose[best] / (held_prose[0] + 1.0))
    found["body_density"] = np.full(tree.blocks, density[best])
    return found | _from_container(tree, best, prose)


def _from_container(tree: Tree, best: int, prose: Numbers) -> dict[str, Numbers]:
    up, down = tree.distance(best)
    index = np.arange(tree.blocks)
    own_prose = np.where((up == 0) & (down <= _INNER), prose, 0.0)
    places = np.flatnonzero(own_prose > PROSE)
    start, end = (int(places[0]), int(places[-1])) if len(places) else (0, tree.blocks - 1)
    edges = {
        "since_first": int(tree.markup.first[best]),
        "since_last": int(tree.markup.last[best]),
        "since_start": start,
        "since_end": end,
    }
    found = {name: np.clip(index - edge, -FAR, FAR).astype(float) for name, edge in edges.items()}
    seen = np.cumsum(own_prose)
    return found | {
        "up": up.astype(float),
        "down": down.astype(float),
        "depth": tree.depth[tree.markup.elements].astype(float),
        "body_before": (seen - own_prose) / (float(seen[-1]) + 1.0),
    }


def _headings(tree: Tree) -> dict[str, Numbers]:
    tags = tree.markup.tags
    levels = np.array([_HEADINGS.get(tag, _NO_HEADING) for tag in tags])
    numbers = np.array([TAGS.get(tag, 0.0) for tag in tags])
    level = np.minimum(levels[tree.above[0]], levels[tree.above[1]])
    titles = np.flatnonzero(level == 1)
    index = np.arange(tree.blocks)
    first = int(titles[0]) if len(titles) else -FAR
    return {
        "heading": level,
        "titles": np.full(tree.blocks, min(len(titles), 9.0)),
        "since_title": np.clip(index - first, -FAR, FAR).astype(float),
        "titles_before": np.minimum(np.cumsum(level == 1), 9.0),
        "since_heading": since(level < _NO_HEADING),
    } | {f"tag^{k}": numbers[tree.above[k]] for k in range(3)}


def _page(own: dict[str, Numbers], prose: Numbers) -> dict[str, Numbers]:
    n = len(prose)
    total = float(np.cumsum(prose)[-1])
    facts = {
        "page_blocks": float(n),
        "page_prose": total,
        "page_prosy": float(np.count_nonzero(prose > PROSE)) / n,
        "page_linked": float(np.cumsum(own["linked"])[-1]) / n,
        "page_longest": float(prose.max()),
    }
    return {name: np.full(n, value) for name, value in facts.items()}


def _window(values: Numbers, k: int) -> Numbers:
    """The sum over each block and its `k` neighbours on both sides."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    index = np.arange(len(values))
    found: Numbers = sums[np.minimum(index + k + 1, len(values))] - sums[np.maximum(index - k, 0)]
    return found


def since(mask: Mask) -> Numbers:
    """Blocks since the last one before this one that is in the mask."""
    index = np.arange(len(mask))
    last: Counts = np.maximum.accumulate(np.where(mask, index, -FAR))
    last = np.concatenate(([-FAR], last))[: len(mask)]
    found: Numbers = np.minimum(index - last, FAR).astype(float)
    return found

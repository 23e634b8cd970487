"""What the scorer of HTML looks at besides the survey, for the blocks that can be text of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from copydesk.characters import Class, Counts, Numbers
from copydesk.document import Category
from copydesk.evidence.clues import Evidence, Field
from copydesk.label.survey import PROSE, Survey, since
from copydesk.label.tokens import KINDS, kinds, tokens
from copydesk.label.tree import LEVELS, Tree
from copydesk.rules.view import View

_CLAIMS = {category: float(i) for i, category in enumerate(Category, 1)}
_HIDDEN = re.compile(r' hidden=|aria-hidden="true"|display:\s?none', re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b")
_SENTENCE = re.compile(r"[.!?…]['\"”’»)]? |[。！？]")
_LANDMARKS = {
    "nav": ("nav", "menu"), "header": ("header",), "footer": ("footer",), "aside": ("aside",),
    "form": ("form", "button", "fieldset", "label"), "figure": ("figure",),
    "caption": ("figcaption", "caption"), "table": ("table",), "list": ("ul", "ol", "dl"),
    "item": ("li", "dt", "dd"), "quote": ("blockquote", "q"), "article": ("article",), "main": ("main",),
    "section": ("section",), "cite": ("address", "cite"),
}  # fmt: skip
_LISTS = (
    Category.NAVIGATION, Category.RELATED, Category.PROMO, Category.SHARE, Category.COMMENTS, Category.TAGS,
)  # fmt: skip
_CREDITS = (Category.BYLINE, Category.DATE)
_NEIGHBOURS = ("chars", "linked", "last", "bold", "words", "capitals", "heading")
_TOLD_CHARS, _SAID_CHARS = 20, 50
_KIND_LEVELS, _MOST_OF_PAGE = 5, 0.5

Table = Mapping[str, float]


def columns(
    seen: Survey, near: Counts, texts: Sequence[str], view: View, evidence: Evidence | None, table: Table
) -> dict[str, Numbers]:
    """The features of the blocks `near`, by name: `texts` are those of all blocks, `view` has only these.

    `table` holds the odds that blocks below an element with a certain word in its names are text.
    """
    tree = seen.tree
    own = _own(seen, texts)
    neighbours = {
        f"{name}{k:+d}": shift(values, k)
        for name, values in (seen.columns | own).items()
        if name in _NEIGHBOURS
        for k in (-2, -1, 1, 2)
    }
    everywhere = seen.columns | own | neighbours | _groups(seen) | _landmarks(tree)
    found = {name: column[near] for name, column in everywhere.items()}
    found |= (
        _kinds(tree, near, found)
        | _named(tree, near, table)
        | _claimed(view)
        | _told([texts[i] for i in near], evidence)
    )
    return found


def _own(seen: Survey, texts: Sequence[str]) -> dict[str, Numbers]:
    characters = seen.characters
    count = characters.count
    letters = count(Class.LOWER, Class.UPPER, Class.LETTER, Class.IDEOGRAPH)
    solid = np.maximum(letters, 1)
    copies = Counter(texts)
    sentences = [found.start() for found in _SENTENCE.finditer(characters.text)]
    times = [found.start() for found in _TIME.finditer(characters.text)]
    return {
        "word_length": letters / characters.words,
        "upper": count(Class.UPPER) / solid,
        "digits": count(Class.DIGIT) / solid,
        "commas": np.minimum(count(Class.COMMA), 9.0),
        "marks": np.minimum(count(Class.MARK), 9.0),
        "quotes": np.minimum(count(Class.QUOTE, Class.OPENING), 9.0),
        "sentences": np.minimum(characters.hits(sentences), 9.0),
        "times": np.minimum(characters.hits(times), 9.0),
        "first": characters.first.astype(float),
        "capitals": characters.capitals / characters.words,
        "broken_next": shift(seen.columns["broken"], 1),
        "copies": np.minimum([copies[text] for text in texts], 9.0),
    }


def _groups(seen: Survey) -> dict[str, Numbers]:
    """Blocks whose elements, and those around them, have the same tag and classes make a group."""
    tree, prose, n = seen.tree, seen.prose, seen.tree.blocks
    keys = [
        tag + _classes(names) for tag, names in zip(tree.markup.tags, tree.markup.attributes, strict=True)
    ]
    numbers: dict[tuple[str, str], int] = {}
    pairs = zip(tree.above[0].tolist(), tree.above[1].tolist(), strict=True)
    group = np.array([numbers.setdefault((keys[e], keys[p]), len(numbers)) for e, p in pairs], np.int64)
    count = np.bincount(group).astype(float)
    held = np.bincount(group, prose)
    return {
        "group_prose": (held / (float(np.cumsum(prose)[-1]) + 1.0))[group],
        "group_count": count[group],
        "group_share": (count / n)[group],
        "group_chars": (np.bincount(group, seen.columns["chars"]) / count)[group],
        "group_linked": (np.bincount(group, seen.columns["linked"]) / count)[group],
        "group_prosy": (np.bincount(group, prose > PROSE) / count)[group],
    }


def _classes(attributes: str) -> str:
    start = attributes.find(' class="')
    return attributes[start : attributes.find('"', start + 8)] if start >= 0 else ""


def _landmarks(tree: Tree) -> dict[str, Numbers]:
    by_tag: dict[str, list[int]] = {}
    for e, tag in enumerate(tree.markup.tags):
        by_tag.setdefault(tag, []).append(e)
    found = {}
    for name, tags in _LANDMARKS.items():
        found[f"in_{name}"] = tree.inside(e for tag in tags for e in by_tag.get(tag, ())).astype(float)
    hidden = [e for e, names in enumerate(tree.markup.attributes) if names and _HIDDEN.search(names)]
    return found | {"hidden": tree.inside(hidden).astype(float)}


def _kinds(tree: Tree, near: Counts, found: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """How far up an element is whose names speak of a kind of content, where it holds less than half."""
    nowhere = float(_KIND_LEVELS)
    levels = [above[near] for above in tree.above[:_KIND_LEVELS]]
    asked = np.unique(np.concatenate(levels))
    bits = np.zeros(len(tree.markup), np.int64)
    bits[asked] = [kinds(tree.markup.attributes[e]) for e in asked.tolist()]
    out = {f"kind_{name}": np.full(len(near), nowhere) for name in KINDS}
    for level in range(_KIND_LEVELS - 1, -1, -1):
        here = np.where(found[f"prose^{level}"] < _MOST_OF_PAGE, bits[levels[level]], 0)
        for bit, name in enumerate(KINDS):
            out[f"kind_{name}"][(here >> bit) & 1 == 1] = level
    return out


def _named(tree: Tree, near: Counts, table: Table) -> dict[str, Numbers]:
    """What the names of the elements around each block promise, by how far up they are."""
    levels = np.stack([above[near] for above in tree.above])
    asked = np.unique(levels)
    row = np.zeros(len(tree.markup), np.int64)
    row[asked] = np.arange(len(asked))
    odds = [_odds(tree.markup.attributes[e], table) for e in asked.tolist()]
    low, high, mean = np.array(odds, float).reshape(-1, 3).T[:, row[levels]]
    found = {"names": mean[0], "names_low": low[0], "names_high": high[0]}
    for name, chosen in (("near", slice(1, 3)), ("far", slice(3, LEVELS))):
        found[f"names_{name}_low"] = low[chosen].min(axis=0)
        found[f"names_{name}_high"] = high[chosen].max(axis=0)
        found[f"names_{name}"] = mean[chosen].mean(axis=0)
    return found


def _odds(names: str, table: Table) -> tuple[float, float, float]:
    known = [table[token] for token in tokens(names) if token in table] if names else []
    return (min(known), max(known), sum(known) / len(known)) if known else (0.0, 0.0, 0.0)


def _claimed(view: View) -> dict[str, Numbers]:
    """What the rules make of each block and of those around it; only blocks of the view are looked at."""
    n = len(view)
    claim = np.array([_CLAIMS[view.claims[i]] if i in view.claims else 0.0 for i in range(n)], float)
    found = {f"claim{k:+d}": shift(claim, k) for k in (-1, 1)}
    return found | {
        "claim": claim,
        "credit": np.array([line.credit for line in view.lines], float),
        "since_credit": since(np.isin(claim, [_CLAIMS[category] for category in _CREDITS])),
        "since_list": since(np.isin(claim, [_CLAIMS[category] for category in _LISTS])),
    }


def _told(texts: Sequence[str], evidence: Evidence | None) -> dict[str, Numbers]:
    """Whether what the page tells search engines holds the block: its body, description and headline."""
    plain = [_plain(text) for text in texts]
    body = _plain(evidence.body or "") if evidence else ""
    said = [_plain(clue.value) for clue in evidence.of(Field.DESCRIPTION)] if evidence else []
    titles = {_plain(clue.value) for clue in evidence.of(Field.HEADLINE)} if evidence else set()
    starts = tuple(text[:_SAID_CHARS] for text in said if len(text) > _TOLD_CHARS)
    described = [float(text.startswith(starts)) if len(text) > _TOLD_CHARS else 0.0 for text in plain]
    told = [float(len(text) > _TOLD_CHARS and text in body) + 1.0 for text in plain] if body else None
    return {
        "told": np.array(told if told else np.zeros(len(plain)), float),
        "described": np.array(described if starts else np.full(len(plain), -1.0), float),
        "titled": np.array([text in titles for text in plain], float),
    }


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def shift(values: Numbers, k: int) -> Numbers:
    """For each block, the value of the one `k` places on; -1 where there is none."""
    out = np.full(len(values), -1.0)
    if 0 < k < len(values):
        out[:-k] = values[k:]
    elif -len(values) < k < 0:
        out[-k:] = values[:k]
    return out

"""What the scorer of HTML looks at besides the survey, for the blocks that can be text of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from copydesk.characters import Class, Counts, Numbers
from copydesk.document import Category
from copydesk.evidence.clues import Evidence, Field
from copydesk.label.htmlwords import spoken
from copydesk.label.survey import PROSE, Survey, since
from copydesk.label.tokens import KINDS, kinds, tokens
from copydesk.label.tree import LEVELS, Tree
from copydesk.rules.view import View

CLAIMS = {category: float(i) for i, category in enumerate(Category, 1)}
"""The number of each category that a rule can give; 0 is unclaimed."""

_HIDDEN = re.compile(r' hidden=|aria-hidden="true"|display:\s?none', re.IGNORECASE)
_LANDMARKS = {
    "nav": "nav menu", "header": "header", "footer": "footer", "aside": "aside",
    "form": "form button fieldset label", "figure": "figure", "caption": "figcaption caption",
    "list": "ul ol dl", "item": "li dt dd", "quote": "blockquote q", "article": "article", "main": "main",
}  # fmt: skip
_LANDMARK_OF = {tag: i for i, tags in enumerate(_LANDMARKS.values()) for tag in tags.split()}
_LISTS = (
    Category.NAVIGATION, Category.RELATED, Category.PROMO, Category.SHARE, Category.COMMENTS, Category.TAGS,
)  # fmt: skip
_CREDITS = (Category.BYLINE, Category.DATE)
_NEIGHBOURS = {
    "chars": (-2, -1, 1, 2),
    "linked": (-2, -1, 1, 2),
    "last": (-1, 1),
    "bold": (-1, 1),
    "heading": (-1, 1),
}
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
        f"{name}{k:+d}": shift(seen.columns[name], k) for name, steps in _NEIGHBOURS.items() for k in steps
    }
    neighbours |= {f"capitals{k:+d}": shift(own["capitals"], k) for k in (-1, 1)}
    everywhere = seen.columns | own | neighbours | _groups(seen) | _landmarks(tree)
    found = {name: column[near] for name, column in everywhere.items()}
    named = _named(tree, near, found, table)
    told = _told([texts[i] for i in near], evidence)
    return found | named | _claimed(view) | told | spoken(view, found)


def _own(seen: Survey, texts: Sequence[str]) -> dict[str, Numbers]:
    characters = seen.characters
    count = characters.count
    letters = count(Class.LOWER, Class.UPPER, Class.LETTER, Class.IDEOGRAPH)
    solid = np.maximum(letters, 1)
    copies = Counter(texts)
    return {
        "word_length": letters / characters.words,
        "upper": count(Class.UPPER) / solid,
        "digits": count(Class.DIGIT) / solid,
        "commas": np.minimum(count(Class.COMMA), 9.0),
        "quotes": np.minimum(count(Class.QUOTE, Class.OPENING), 9.0),
        "marks": np.minimum(count(Class.MARK), 9.0),
        "first": characters.first.astype(float),
        "capitals": characters.capitals / characters.words,
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
    """Which blocks are inside elements of certain tags, and which are hidden."""
    markup = tree.markup
    marked = [(_LANDMARK_OF[tag], e) for e, tag in enumerate(markup.tags) if tag in _LANDMARK_OF]
    edges = np.zeros((len(_LANDMARKS), tree.blocks + 1), np.int64)
    if marked:
        numbers, elements = np.array(marked).T
        np.add.at(edges, (numbers, markup.first[elements]), 1)
        np.add.at(edges, (numbers, markup.last[elements]), -1)
    inside = (np.cumsum(edges, axis=1)[:, :-1] > 0).astype(float)
    hidden = [e for e, names in enumerate(markup.attributes) if _is_hidden(names)]
    found = {f"in_{name}": row for name, row in zip(_LANDMARKS, inside, strict=True)}
    return found | {"hidden": tree.inside(hidden).astype(float)}


def _is_hidden(names: str) -> bool:
    return ("hidden" in names or "none" in names) and _HIDDEN.search(names) is not None


def _named(tree: Tree, near: Counts, found: Mapping[str, Numbers], table: Table) -> dict[str, Numbers]:
    """What the names of the elements around each block promise, by how far up they are."""
    levels = np.stack([above[near] for above in tree.above])
    asked = np.unique(levels)
    row = np.zeros(len(tree.markup), np.int64)
    row[asked] = np.arange(len(asked))
    read: dict[str, tuple[float, float, float, int]] = {}
    for names in {tree.markup.attributes[e] for e in asked.tolist()}:
        read[names] = _promise(tokens(names), table)
    rows = np.array([read[tree.markup.attributes[e]] for e in asked.tolist()], float)
    low, high, mean, bits = rows.T[:, row[levels]]
    out = {"names": mean[0], "names_low": low[0], "names_high": high[0]}
    for name, chosen in (("near", slice(1, 3)), ("far", slice(3, LEVELS))):
        out[f"names_{name}_low"] = low[chosen].min(axis=0)
        out[f"names_{name}_high"] = high[chosen].max(axis=0)
        out[f"names_{name}"] = mean[chosen].mean(axis=0)
    return out | _kinds(bits[:_KIND_LEVELS].astype(np.int64), found)


def _promise(words: Sequence[str], table: Table) -> tuple[float, float, float, int]:
    """The lowest, highest and mean odds of an element's names, and the kinds they speak of."""
    known = [table[word] for word in words if word in table]
    bits = kinds(words)
    return (min(known), max(known), sum(known) / len(known), bits) if known else (0.0, 0.0, 0.0, bits)


def _kinds(bits: Counts, found: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """How far up an element is whose names speak of a kind of content, where it holds less than half."""
    small = np.stack([found[f"prose^{level}"] < _MOST_OF_PAGE for level in range(_KIND_LEVELS)])
    each = np.arange(len(KINDS))[None, :, None]
    speaks = (np.where(small, bits, 0)[:, None, :] >> each) & 1
    nearest = np.where(speaks.any(axis=0), speaks.argmax(axis=0), _KIND_LEVELS).astype(float)
    return {f"kind_{name}": level for name, level in zip(KINDS, nearest, strict=True)}


def _claimed(view: View) -> dict[str, Numbers]:
    """What the rules make of each block and of those around it; only blocks of the view are looked at."""
    n = len(view)
    claim = np.array([CLAIMS[view.claims[i]] if i in view.claims else 0.0 for i in range(n)], float)
    found = {f"claim{k:+d}": shift(claim, k) for k in (-1, 1)}
    return found | {
        "claim": claim,
        "credit": np.array([line.credit for line in view.lines], float),
        "since_credit": since(np.isin(claim, [CLAIMS[category] for category in _CREDITS])),
        "since_list": since(np.isin(claim, [CLAIMS[category] for category in _LISTS])),
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

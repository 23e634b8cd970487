"""What the scorer looks at: numbers for each block, of its own text, its place and the page.

No feature knows a site, and none goes through a logarithm: the scorer asks only for order, and plain sums
and quotients come out the same on every machine. What stands beside a block it sees for itself.
"""

from __future__ import annotations

import numpy as np

from copydesk.characters import Characters, Class, Mask, Numbers
from copydesk.document import Category
from copydesk.label.words import Words
from copydesk.native.places import NAMES, places
from copydesk.rules.view import View

CLAIMS = {category: float(i) for i, category in enumerate(Category, 1)}
"""The number of each category that a rule can give; 0 is unclaimed."""


def _among(*categories: Category) -> Mask:
    """For each number of a claim, whether it is that of one of some categories."""
    found = np.zeros(len(Category) + 1, bool)
    found[[int(CLAIMS[category]) for category in categories]] = True
    return found


_IS_LIST = _among(
    Category.NAVIGATION,
    Category.RELATED,
    Category.PROMO,
    Category.SHARE,
    Category.COMMENTS,
    Category.TAGS,
)
_IS_CREDIT = _among(Category.BYLINE, Category.DATE)
_FEW, _PROSE, _SHORT = 8, 40.0, 4  # words of prose, its weighed characters, words of a short line
_FUNCTION_SHARE = 0.2  # of the words in running text
CLASSES = {"first": len(Class), "last": len(Class), "claim": len(Category) + 1}
"""Features that are the number of a class, with how many there are; all others are amounts."""

_TITLE_SHARE, _TITLE_WORDS = 0.7, 3


def columns(view: View) -> dict[str, Numbers]:
    """The features of all blocks, by name."""
    characters = view.sheet.characters
    words = Words.of([line.text.replace("\n", " ") for line in view.lines], characters)
    own = _own(view, characters, words)
    prose = _prose(own)
    return own | _around(own, prose, words) | _page(own, prose)


def _own(view: View, characters: Characters, words: Words) -> dict[str, Numbers]:
    """What each block says of itself."""
    count, n = characters.count, len(view)
    many = characters.words
    letters = count(Class.LOWER, Class.UPPER, Class.LETTER, Class.IDEOGRAPH)
    solid = np.maximum(letters, 1)
    blocks = view.lines
    return {
        "chars": characters.lengths.astype(float),
        "words": many.astype(float),
        "word_length": letters / many,
        "upper": count(Class.UPPER) / solid,
        "digits": count(Class.DIGIT) / solid,
        "punctuation": count(*range(Class.SENTENCE_END, Class.DIGIT), *range(Class.DASH, Class.OTHER))
        / solid,
        "commas": np.minimum(count(Class.COMMA), 9.0),
        "marks": np.minimum(count(Class.MARK), 9.0),
        "quotes": np.minimum(count(Class.QUOTE, Class.OPENING), 9.0),
        "sentences": np.minimum(characters.sentences, 9.0),
        "times": np.minimum(characters.times, 9.0),
        "last": characters.last.astype(float),
        "first": characters.first.astype(float),
        "capitals": characters.capitals / many,
        "function": words.function / many,
        "function_words": np.minimum(words.function, 20.0),
        "address": words.address / many,
        "said": np.minimum(words.said, 5.0),
        "title": words.title,
        **{f"labels_{i}": np.minimum(found, 9.0) for i, found in enumerate(words.labels)},
        **{f"labels_share_{i}": found / many for i, found in enumerate(words.labels)},
        "gap": np.minimum([block.hints.gap for block in blocks], 5.0),
        "indent": np.minimum([block.hints.indent for block in blocks], 40.0),
        "lines": np.minimum([block.hints.lines for block in blocks], 9.0),
        "copies": np.minimum([len(view.places[block.key]) for block in blocks], 9.0),
        "prose": np.array([block.prose for block in blocks], float),
        "credit": np.array([block.credit for block in blocks], float),
        "spaceless": np.array([block.spaceless for block in blocks], float),
        "claim": np.array([CLAIMS[view.claims[i]] if i in view.claims else 0.0 for i in range(n)], float),
    }


def _prose(own: dict[str, Numbers]) -> Numbers:
    """Characters of unclaimed running text in each block, half where it ends no sentence."""
    ended = np.where(own["last"] == Class.SENTENCE_END, 1.0, 0.5)
    common_words = np.minimum(1.0, own["function"] / _FUNCTION_SHARE)
    return np.where((own["words"] >= _FEW) & (own["claim"] == 0), own["chars"] * ended * common_words, 0.0)


def _around(own: dict[str, Numbers], prose: Numbers, words: Words) -> dict[str, Numbers]:
    """What lies around each block, near and far, and where it is to the main run of text."""
    claim = own["claim"].astype(np.intp)
    title = (own["title"] >= _TITLE_SHARE) & (own["words"] >= _TITLE_WORDS)
    title[:1] = False
    masks = (prose > _PROSE, own["words"] <= _SHORT, claim > 0, _IS_LIST[claim], _IS_CREDIT[claim], title)
    rows, start, end = places(prose, *(mask.view(np.uint8) for mask in masks))
    return dict(zip(NAMES, rows, strict=True)) | {"cohesion": words.cohesion(start, end)}


def _page(own: dict[str, Numbers], prose: Numbers) -> dict[str, Numbers]:
    """What holds for the page as a whole; these tell dumps from clean text."""
    n = len(prose)
    facts = {
        "page_blocks": float(n),
        "page_prose": float(np.cumsum(prose)[-1]) if n else 0.0,
        "page_mean_chars": _mean(own["chars"]),
        "page_prose_blocks": _mean(prose > _PROSE),
        "page_claimed": _mean(own["claim"] > 0),
        "page_short": _mean(own["words"] <= _SHORT),
        "page_longest": float(prose.max(initial=0.0)),
        "page_lower": _mean(own["first"] == Class.LOWER),
        "page_gaps": _mean(own["gap"] > 0),
        "page_ended": _mean(own["last"] == Class.SENTENCE_END),
    }
    return {name: np.full(n, value) for name, value in facts.items()}


def _mean(values: Numbers | Mask) -> float:
    return float(np.cumsum(values)[-1]) / len(values) if len(values) else 0.0

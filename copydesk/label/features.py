"""What the scorer looks at: numbers for each block, of its own text, its place and the page.

No feature knows a site, and none goes through a logarithm: the scorer asks only for order, and plain sums
and quotients come out the same on every machine. What stands beside a block it sees for itself.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from copydesk.characters import Characters, Class, Counts, Mask, Numbers
from copydesk.document import Category
from copydesk.label.words import Words
from copydesk.rules.view import View

CLAIMS = {category: float(i) for i, category in enumerate(Category, 1)}
"""The number of each category that a rule can give; 0 is unclaimed."""

_LISTS = (
    Category.NAVIGATION,
    Category.RELATED,
    Category.PROMO,
    Category.SHARE,
    Category.COMMENTS,
    Category.TAGS,
)
_CREDITS = (Category.BYLINE, Category.DATE)
_FEW, _PROSE, _SHORT = 8, 40.0, 4  # words of prose, its weighed characters, words of a short line
_FUNCTION_SHARE = 0.2  # of the words in running text
_RUN_COST, _RUN_GAIN = 60.0, 400.0
_FAR = 200
CLASSES = {"first": len(Class), "last": len(Class), "claim": len(Category) + 1}
"""Features that are the number of a class, with how many there are; all others are amounts."""

_TITLE_SHARE, _TITLE_WORDS = 0.7, 3
_WINDOWS = (2, 5, 12, 25)


def columns(view: View) -> dict[str, Numbers]:
    """The features of all blocks, by name."""
    texts = [line.text.replace("\n", " ") for line in view.lines]
    characters = Characters.of(texts)
    words = Words.of(texts, characters)
    own = _own(view, characters, words)
    prose = _prose(own)
    return own | _place(own, prose) | _run(prose, words) | _page(own, prose)


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


def _place(own: dict[str, Numbers], prose: Numbers) -> dict[str, Numbers]:
    """What lies around each block, near and far."""
    n = len(prose)
    index = np.arange(n)
    claim, is_prose, short = own["claim"], prose > _PROSE, own["words"] <= _SHORT
    credit, lists = np.isin(claim, _numbers(_CREDITS)), np.isin(claim, _numbers(_LISTS))
    title = (own["title"] >= _TITLE_SHARE) & (own["words"] >= _TITLE_WORDS) & (index > 0)
    before = np.cumsum(prose) - prose
    total = (before[-1] + prose[-1] if n else 0.0) + 1.0
    found = {
        "prose_before": before,
        "prose_after": total - 1.0 - before - prose,
        "share_before": before / total,
        "share_after": (total - before) / total,
        "top": np.minimum(index, _FAR).astype(float),
        "bottom": np.minimum(n - 1 - index, _FAR).astype(float),
        "position": index / max(n, 1),
        "lists_before": np.minimum(np.cumsum(lists), 20.0),
        "since_list": _since(lists),
        "since_credit": _since(credit),
        "until_credit": _since(credit[::-1])[::-1],
        "since_title": _since(title),
        "since_prose": _since(is_prose, strictly=True),
        "until_prose": _since(is_prose[::-1], strictly=True)[::-1],
        "prose_since_title": _count_since(is_prose, title),
        "prose_since_credit": _count_since(is_prose, credit),
    }
    for k in _WINDOWS:
        size = _window(np.ones(n), k)
        found[f"prose_{k}"] = _window(prose, k)
        found[f"short_{k}"] = _window(short.astype(float), k) / size
        found[f"claimed_{k}"] = _window((claim > 0).astype(float), k) / size
    return found


def _run(prose: Numbers, words: Words) -> dict[str, Numbers]:
    """Where the block is to the main run: the stretch with most prose and fewest other blocks."""
    n = len(prose)
    gains = np.where(prose > _PROSE, np.minimum(prose, _RUN_GAIN), -_RUN_COST)
    sums = np.concatenate(([0.0], np.cumsum(gains)))
    floor = np.minimum.accumulate(sums)
    end = int(np.argmax(sums[1:] - floor[:-1])) if n else 0
    start = int(np.argmin(sums[: end + 1]))
    index = np.arange(n)
    within = (index >= start) & (index <= end)
    total = float(np.cumsum(prose)[-1]) if n else 0.0
    share = float(np.cumsum(prose[within])[-1]) / (total + 1.0) if n else 0.0
    return {
        "since_run_start": np.clip(index - start, -60, 60).astype(float),
        "since_run_end": np.clip(index - end, -60, 60).astype(float),
        "run_share": np.full(n, share),
        "in_run": within.astype(float),
        "cohesion": words.cohesion(start, end),
    }


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


def _numbers(categories: Iterable[Category]) -> list[float]:
    return [CLAIMS[category] for category in categories]


def _shift(values: Numbers, k: int) -> Numbers:
    """For each block, the value of the one `k` places on; -1 where there is none."""
    out = np.full(len(values), -1.0)
    if 0 < k < len(values):
        out[:-k] = values[k:]
    elif -len(values) < k < 0:
        out[-k:] = values[:k]
    return out


def _window(values: Numbers, k: int) -> Numbers:
    """The sum over each block and its `k` neighbours on both sides."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    index = np.arange(len(values))
    return sums[np.minimum(index + k + 1, len(values))] - sums[np.maximum(index - k, 0)]


def _since(mask: Mask, strictly: bool = False) -> Numbers:
    """Blocks since the last one in the mask; `strictly` leaves the block itself out."""
    index = np.arange(len(mask))
    last = np.maximum.accumulate(np.where(mask, index, -_FAR))
    if strictly:
        last = np.concatenate(([-_FAR], last[:-1]))[: len(mask)]
    return np.minimum(index - last, _FAR).astype(float)


def _count_since(counted: Mask, mask: Mask) -> Numbers:
    """How many of the counted blocks lie between the last one in the mask and each block; -1 without one."""
    before: Counts = np.cumsum(counted) - counted
    base = np.maximum.accumulate(np.where(mask, before, -1))
    return np.where(base < 0, -1.0, np.minimum(before - base, _FAR)).astype(float)

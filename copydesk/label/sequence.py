"""The last pass: which of the blocks that no rule has claimed are removed, by their odds and their order.

An article is one stretch of the page. Inside it a block goes only if it is unlike text; before and after
it, a block stays only if it is sure to be text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from copydesk.characters import Counts, Mask, Numbers
from copydesk.document import Category
from copydesk.label.scorer import Odds
from copydesk.rules.view import View

_LIKELY = 0.4
_SURE = 0.7  # what a block outside the article's stretch must reach
_FEW, _FEW_LIKELY, _FEW_SURE = 40, 0.2, 0.25
_FEW_PROSE = 0.1
"""A page of few blocks has no menus around its text, and gives the scorer less to go by."""

_TEXT = 0.9
"""What running text in a script without spaces is worth: the scorer has seen too little of it to judge it."""

_LONE = 0.2  # what will do between two sure neighbours
_HEADING_ODDS, _HEADING_WORDS = 0.25, 14
_WORTH = 400
_HEADLINE, _STANDFIRST, _STANDFIRST_WITHIN, _STANDFIRST_WORDS = 0.05, 0.1, 2, 8


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why the scorer removes a block, as a rule would say it."""

    code: str
    category: Category
    name: str
    doc: str
    examples: tuple[str, ...] = ()


_HOW = """
The learned scorer found it unlike the text of articles: too unlikely for where it stands. It looks at
lengths, punctuation, function words, neighbours, place and page, never at the name of a site; its odds, from
0 to 1, are the ledger's `score`. No rule claims the block. `docs/model.md` says how the scorer was made."""

BEFORE = Judgement(
    "MO001",
    Category.BOILERPLATE,
    "unlike_text_before",
    f"A block before the article that is unlike its text.\n{_HOW}",
)
INSIDE = Judgement(
    "MO002",
    Category.BOILERPLATE,
    "unlike_text_inside",
    f"A block inside the article that is unlike its text.\n{_HOW}",
)
AFTER = Judgement(
    "MO003",
    Category.BOILERPLATE,
    "unlike_text_after",
    f"A block after the article that is unlike its text.\n{_HOW}",
)
JUDGEMENTS = (BEFORE, INSIDE, AFTER)


def judge(view: View, odds: Odds) -> dict[int, Judgement]:
    """The blocks to remove, of those that no rule has claimed and that are no captions."""
    exempt = np.array([i in view.claims or line.credit for i, line in enumerate(view.lines)], bool)
    untaught = np.array([line.prose and line.spaceless for line in view.lines], bool)
    text = np.where(exempt, 0.0, np.where(untaught, np.maximum(odds.text, _TEXT), odds.text))
    kept = _kept(view, text, exempt)
    standfirst = _standfirst(view, odds.headline, text, exempt)
    if standfirst is not None and kept[standfirst:].any():
        kept[standfirst] = True
    places = np.flatnonzero(kept)
    first, last = (int(places[0]), int(places[-1])) if len(places) else (len(view), len(view))
    return {
        int(i): BEFORE if i < first else AFTER if i > last else INSIDE
        for i in np.flatnonzero(~kept & ~exempt)
    }


def _standfirst(view: View, headline: Numbers, text: Numbers, exempt: Mask) -> int | None:
    """The prose directly after the headline: it is thought of as text with less."""
    title = int(np.argmax(headline)) if len(headline) else 0
    if len(headline) == 0 or headline[title] < _HEADLINE:
        return None
    following = np.flatnonzero(~exempt[title + 1 :])[:_STANDFIRST_WITHIN] + title + 1
    prose = (int(i) for i in following if view[int(i)].words >= _STANDFIRST_WORDS)
    first = next(prose, None)
    return first if first is not None and text[first] > _STANDFIRST else None


def _kept(view: View, odds: Numbers, exempt: Mask) -> Mask:
    chars = np.fromiter((len(line.text) for line in view.lines), np.int64, len(view))
    start, end = _stretch(odds, chars, exempt)
    index = np.arange(len(view))
    inside = (index >= start) & (index < end)
    few = len(view) < _FEW
    likely, sure = (_FEW_LIKELY, _FEW_SURE) if few else (_LIKELY, _SURE)
    kept = ~exempt & (odds > np.where(inside, likely, sure))
    if few:
        prose = np.fromiter((line.prose for line in view.lines), bool, len(view))
        kept |= ~exempt & prose & (odds > _FEW_PROSE)
    before, after = _neighbours(odds, exempt)
    kept |= ~exempt & inside & (odds > _LONE) & (before > _SURE) & (after > _SURE)
    return kept | _headings(view, odds, kept, exempt)


def _stretch(odds: Numbers, chars: Counts, exempt: Mask) -> tuple[int, int]:
    """The run of blocks worth most, likely ones counting for it and unlikely ones against it, by length."""
    worth = np.where(exempt, 0.0, (odds - _LIKELY) * np.sqrt(np.minimum(chars, _WORTH)))
    sums = np.concatenate(([0.0], np.cumsum(worth)))
    floor = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - floor))
    return int(np.argmin(sums[: end + 1])), end


def _neighbours(odds: Numbers, exempt: Mask) -> tuple[Numbers, Numbers]:
    """The odds of the nearest block before and after that is not exempt."""
    before, after = np.zeros(len(odds)), np.zeros(len(odds))
    free = np.flatnonzero(~exempt)
    before[free[1:]], after[free[:-1]] = odds[free[:-1]], odds[free[1:]]
    return before, after


def _headings(view: View, odds: Numbers, kept: Mask, exempt: Mask) -> Mask:
    """Short lines directly before prose that is kept, which belong to it."""
    found = np.zeros(len(kept), bool)
    likely = ~kept[:-1] & kept[1:] & ~exempt[:-1] & (odds[:-1] > _HEADING_ODDS)
    for i in np.flatnonzero(likely).tolist():
        found[i] = view[i].words <= _HEADING_WORDS and view[i + 1].prose and bool(kept[:i].any())
    return found

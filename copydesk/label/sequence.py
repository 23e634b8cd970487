"""The last pass: which of the blocks that no rule has claimed are removed.

The scorer has seen each block among its neighbours and the page as a whole, so its odds know of head, body
and tail; what is left to say is where a removed block stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.characters import Class, Counts, Mask, Numbers
from copydesk.document import Category, Role, Verdicts
from copydesk.label.pictures import LIKELY, Pictures, credits_pictures, find_pictures
from copydesk.label.scorer import Odds
from copydesk.native import odds as native
from copydesk.rules.book import Rule
from copydesk.rules.view import View

_ENOUGH = 0.1
"""Odds above which running text is kept where it is rarely anything else, or seldom seen in training."""

_PICTURED = 0.3
"""The same on short pages that credit pictures in their text."""

_STANDFIRST = 0.35
_FEW = 40
"""A page of fewer blocks has no teasers around its text."""

_HEADING, _HEADING_WORDS = 0.25, 14


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
    exempt = view.sheet.reading.credit | view.claimed
    pictures = find_pictures(view, odds.text)
    masks, least = (_spared(view).view(np.uint8), exempt.view(np.uint8)), _least(view, pictures)
    kept = native.kept(odds.text, odds.summary, *masks, LIKELY, _STANDFIRST, least).view(bool)
    kept[pictures.captions] = False
    kept |= _rows(view, odds.text, ~exempt)
    kept |= _headings(view, odds, kept, exempt)
    kept |= _announced(view, odds.text, kept, exempt)
    kept |= _begun(view, kept, exempt)
    kept |= _answered(view, kept, exempt)
    kept |= _opened(view, odds.text, kept, exempt)
    kept[pictures.credits] = False
    return judgements(kept, native.neither(kept.view(np.uint8), exempt.view(np.uint8)))


def _rows(view: View, odds: Numbers, free: Mask) -> Mask:
    """Rows of a table or list, which stay together where they are likely on average: alone none says much.

    They are short lines in a row that begin and end alike, with a number or a mark at their start, or a colon
    or a dash in all.
    """
    characters, ended = view.sheet.characters, view.sheet.reading.ended.view(np.uint8)
    columns = (odds, free.view(np.uint8), characters.table, characters.first, ended, characters.words)
    return native.rows(*columns, _ROW_WORDS, _ROWS).view(bool)


def _announced(view: View, odds: Numbers, kept: Mask, exempt: Mask) -> Mask:
    """The items of a list right behind a line that ends in a colon: it says that they follow.

    Where running text follows them they belong to the text, with that line and what follows; elsewhere if the
    line is running text and they are not too unlikely.
    """
    characters, prose = view.sheet.characters, view.sheet.reading.prose
    found, free = np.zeros(len(kept), bool), ~exempt
    announcing = (free & (characters.last == Class.COLON.value)).nonzero()[0].tolist()
    if not announcing:
        return found
    items = _ends(free & _IS_ITEM[characters.first])
    text = _ends(prose & (kept | (free & (odds > _ENOUGH))))
    last = 0
    for i in announcing:
        end = int(items[i + 1])
        if i < last or end - i <= _FEWEST_ITEMS or not kept[max(i - 1, 0) : i + 1].any():
            continue
        if text[end] > end or (kept[i] and prose[i] and odds[i + 1 : end].mean() > _ENOUGH):
            last = int(text[end])
            found[i:last] = True
    return found & free


def _ends(mask: Mask) -> Counts:
    """Where the run that begins at each place, and at the one behind the last, ends: there, if none does."""
    places = np.arange(len(mask) + 1)
    places[:-1][mask] = len(mask)
    return np.minimum.accumulate(places[::-1])[::-1]


_FEWEST_ITEMS = 2
_IS_ITEM = np.zeros(len(Class), bool)
_IS_ITEM[[Class.DASH, Class.BULLET]] = True

_ROW_WORDS = 25
_ROWS = (5, 0.3), (12, 0.15)
"""How many rows it takes, and how likely they must be on average: that of many says more."""


def _spared(view: View) -> Mask:
    """Running text that goes only where the scorer is sure: on short pages, and in scripts without spaces.

    Of these it has seen little.
    """
    prose = view.sheet.reading.prose
    return prose if len(view) < _FEW else prose & view.sheet.characters.unspaced


def _least(view: View, pictures: Pictures) -> float:
    """How likely that must be: where a short page credits pictures, their captions read like running text."""
    return _PICTURED if len(view) < _FEW and credits_pictures(view, pictures) else _ENOUGH


def judgements(kept: Mask, removed: Iterable[int]) -> dict[int, Judgement]:
    """Why blocks are removed, by where they stand to the first and the last that is kept."""
    places = kept.nonzero()[0]
    first, last = (int(places[0]), int(places[-1])) if len(places) else (len(kept), len(kept))
    return {i: BEFORE if i < first else AFTER if i > last else INSIDE for i in removed}


def verdicts(
    roles: Mapping[int, Role],
    claimed: Mapping[int, Rule],
    judged: Mapping[int, Judgement],
    odds: Sequence[float],
) -> Verdicts:
    """What became of each block: what is in a role stays; of others a rule counts before the scorer."""
    kept: list[Role | None] = [None] * len(odds)
    codes: list[str | None] = [None] * len(odds)
    categories: list[Category | None] = [None] * len(odds)
    scores: list[float | None] = [None] * len(odds)
    for i, why in judged.items():
        codes[i], categories[i], scores[i] = why.code, why.category, odds[i]
    for i, rule in claimed.items():
        codes[i], categories[i], scores[i] = rule.code, rule.category, None
    for i, role in roles.items():
        kept[i], codes[i], categories[i], scores[i] = role, None, None, None
    return Verdicts(kept, codes, categories, scores)


def _headings(view: View, odds: Odds, kept: Mask, exempt: Mask) -> Mask:
    """Short lines directly before prose that is kept, which belong to it."""
    found = np.zeros(len(kept), bool)
    least = _HEADING if len(view) >= _FEW else 0
    for i in native.before(kept.view(np.uint8)):
        if not exempt[i] and max(odds.text[i], odds.subheading[i]) > least:
            found[i] = view[i].words <= _HEADING_WORDS and view[i + 1].prose and bool(kept[:i].any())
    return found


def _answered(view: View, kept: Mask, exempt: Mask) -> Mask:
    """Questions right behind the text with what answers them, where the text has such pairs: an interview.

    Short ones read like no text. An answer ends a sentence and asks nothing, and another pair stands right
    before or behind. One pair in the text is enough where three stand in a row.
    """
    texts, found = view.sheet.reading.texts, np.zeros(len(kept), bool)
    ended = ~exempt & (view.sheet.characters.last == Class.SENTENCE_END.value)
    asks = [i for i in ended.nonzero()[0].tolist() if texts[i][-1] in _ASKS]
    if len(asks) < _FEWEST_PAIRS:
        return found
    asked = np.zeros(len(kept) + 2, bool)  # with room for a pair behind the last
    asked[asks] = True
    pairs = asked[:-3] & (ended & ~asked[:-2])[1:]
    rows = pairs[:-2] & pairs[2:]
    places = pairs.nonzero()[0]
    many = 1 if (rows[:-2] & rows[2:]).any() else _FEWEST_PAIRS
    if np.count_nonzero(kept[places] & kept[places + 1]) < many:
        return found
    for i in places.tolist():
        in_row = bool(rows[i : i + 1].any() or rows[max(i - 2, 0) : max(i - 1, 0)].any())
        found[i : i + 2] |= in_row and i > 0 and bool(kept[i - 1] or found[i - 1] or kept[i])
    return found


_ASKS = "?？؟"
_FEWEST_PAIRS = 2


def _begun(view: View, kept: Mask, exempt: Mask) -> Mask:
    """What may begin a paragraph that a tool broke, where the rest, some words in lower case, is kept."""
    found = np.zeros(len(kept), bool)
    for i in native.before(kept.view(np.uint8)):
        if view[i + 1].words >= _REST_WORDS and view[i + 1].text[:1].islower():
            found[_going_on(view, i + 1, kept | exempt)] = True
    return found


_REST_WORDS = 4


def _opened(view: View, odds: Numbers, kept: Mask, exempt: Mask) -> Mask:
    """Running text right before the first that is kept, which has nothing before it to be known by."""
    found = np.zeros(len(kept), bool)
    before, first = view.sheet.characters.first, int(kept.argmax())
    if first and view[first].prose and view[first - 1].prose and not exempt[first - 1]:
        plain = view[first - 1].ends_sentence and not _IS_ITEM[before[first - 1]]
        found[first - 1] = plain and odds[first - 1] > _OPENING
    return found


_OPENING = 0.3


def below_headline(view: View, headline: int, odds: Numbers) -> int | None:
    """The line of some words right below the headline, where standfirsts stand: less odds are enough.

    None where it is too unlikely, or where it was likely enough and stands above a credit.
    """
    i = next((i for i in range(headline + 1, len(view)) if i not in view.claims), None)
    if i is None or view[i].words < _STANDFIRST_WORDS or view[i].credit:
        return None
    return i if _BELOW_HEADLINE < odds[i] <= LIKELY else None


_STANDFIRST_WORDS, _BELOW_HEADLINE = 6, 0.4


def _going_on(view: View, i: int, settled: Mask) -> list[int]:
    """The lines before one that it goes on with, as far as nothing is known of them."""
    first = i
    while first and view[first].hints.goes_on and not (settled[first - 1] or view[first - 1].ends_sentence):
        first -= 1
    return list(range(first, i))

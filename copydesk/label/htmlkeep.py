"""The last word on which blocks of an HTML page are text of the article: odds, copies, and the standfirst."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from copydesk.characters import Mask, Numbers
from copydesk.columns import remembered, some
from copydesk.document import Category
from copydesk.label.features import CLAIMS
from copydesk.label.survey import TAGS
from copydesk.native.odds import alike, evened
from copydesk.rules.view import View

LIKELY = 0.45
_CLAIMED = 0.8
"""What a block must reach that a rule has claimed, or that ends in a picture credit.

Not what is claimed as a repeat: a heading stands once more in the table of contents.
"""

_SAID_OF = 0.95
"""What a block must reach of which a rule says that it tells of the text, and not a story."""

_ABOUT = (
    *(Category.BYLINE, Category.DATE, Category.CAPTION_CREDIT, Category.AUTHOR_BIO),
    *(Category.COPYRIGHT, Category.CONSENT),
)
_CLAIMED_LEAST = np.full(len(CLAIMS) + 1, _CLAIMED)
"""What a block must reach, by the number of the category that a rule has claimed it for."""
_CLAIMED_LEAST[[0, int(CLAIMS[Category.DUPLICATE])]] = LIKELY
_CLAIMED_LEAST[[int(CLAIMS[category]) for category in _ABOUT]] = _SAID_OF

SURE = 0.9
"""What a block must reach in an element that is for other things than text, or far behind the text."""

_OUTSIDE = ("in_aside", "in_footer", "in_nav", "in_caption")
_ENOUGH = 0.5
"""What stands outside such elements, of what stands in them, is enough to be the text without them."""
_LAYER, _KIND_LEVELS = 0.97, 5
_GROUP = ("group_count", "group_chars", "group_linked")  # which tell groups of like elements apart
_SHARED, _FEWEST_ALIKE, _LINKED = 0.5, 3, 0.5
_HOPELESS = 0.1
"""Odds below which a block is not text, however likely those like it are."""

_HEADING, _HEADING_WORDS, LOWEST_HEADING = 0.3, 14, 6
_STANDFIRST, _STANDFIRST_WORDS, _ABOVE = 0.1, 6, 8
_NAMED, _NAMED_LEVELS = 0.25, 2  # a standfirst by the name of its element
_POINT = 0.3
_PREFORMATTED = 0.3
_QUESTION, _QUESTION_WORDS, _ASKS = 0.2, 25, ("?", "？", "؟")
_LINK_IN_ITEM = 0.1
_LINK, _FEWEST_TEASERS, _SHARE_OF_TEASERS = 0.9, 5, 0.8
_ANNOUNCING_WORDS = 12
_LABELLED, _LABEL_SPARE, _LONGEST_LABEL = 0.5, 4, 30
_SPACES_OF_TITLE, _SENTENCE_ENDS = 2, ".!?…"
_COPY_CHARS, _WHOLE_CHARS, _WHOLE_SHARE = 50, 600, 0.25
_LONE_CHARS = 200
_FEWEST_INSIDE, _SHARE_INSIDE = 3, 0.5


def even_out(found: Mapping[str, Numbers], odds: Numbers) -> Numbers:
    """The odds, those of blocks in elements alike drawn towards their mean: lists stay or go as a whole.

    A line that is one link, as to another story, is not like the text that stands in the same elements.
    """
    first, second, third = _GROUP
    group = alike(found[first], found[second], found[third], found["linked"], _LINKED)
    even = evened(odds, found["words"], group, _SHARED, _FEWEST_ALIKE)
    return np.where(odds < _HOPELESS, np.minimum(odds, even), even)


def keep(view: View, found: Mapping[str, Numbers], odds: Numbers) -> tuple[Mask, Mask]:
    """The blocks that are text of the article, and those that are only a copy of it."""
    least = _CLAIMED_LEAST[found["claim"].astype(np.intp)]
    least[(found["credit"] > 0) & (least < _CLAIMED)] = _CLAIMED
    outside = _outside(found)
    if some(outside) and not _is_all(view, outside, odds > least):
        least[outside] = SURE
    least[found["kind_comments"] < _KIND_LEVELS] = SURE  # live pages call their entries comments, too
    least[found["kind_layer"] < _KIND_LEVELS] = _LAYER
    likely = (odds > least) & ~_never(found)
    likely |= _standfirst(found, odds, likely)
    likely |= _headings(found, odds, likely)
    likely |= _questions(view, found, odds, likely)
    likely |= _preformatted(found, odds, likely)
    if _is_listing(found, likely):
        likely = np.zeros(len(likely), bool)
    copies = _copies(view, found, likely)
    return likely & ~copies, copies


def _is_all(view: View, outside: Mask, likely: Mask) -> bool:
    """Whether what stands outside is all the text that the page has: there is no other, or next to none."""
    inside, lengths = likely & ~outside, view.sheet.characters.lengths
    if some(view.sheet.reading.prose & inside):
        return False
    return bool(lengths[inside].sum() < _ENOUGH * lengths[likely & outside].sum())


@remembered
def _never(found: Mapping[str, Numbers]) -> Mask:
    """Blocks that hold nothing, or that stand on a button or in a program's layer that asks for consent."""
    never: Mask = (found["chars"] == 0) | (found["asking"] > 0)
    for level in range(3):
        never |= found[f"tag^{level}"] == TAGS["button"]
    return never


@remembered
def _outside(found: Mapping[str, Numbers]) -> Mask:
    aside, footer, nav, caption = (found[name] for name in _OUTSIDE)
    outside: Mask = aside + footer + nav + caption > 0
    return outside


@remembered
def able(found: Mapping[str, Numbers]) -> Mask:
    """Blocks that can be text where others around them are: no rule or element says otherwise."""
    unclaimed: Mask = found["claim"] == 0
    return unclaimed & ~barred(found)


@remembered
def barred(found: Mapping[str, Numbers]) -> Mask:
    """Blocks whose elements say that they are none of the text, whatever stands around them."""
    layer: Mask = found["kind_layer"] < _KIND_LEVELS
    return layer | _outside(found) | _never(found)


def teasers_above(found: Mapping[str, Numbers], headline: int) -> Mask:
    """Items above the headline with a link in each: other stories, however much is said of them."""
    linked: Mask = found["linked"] > _LINK_IN_ITEM
    linked[headline:] = False
    if not some(linked):
        return linked
    item = np.zeros(len(linked), bool)
    for level in range(3):
        item |= found[f"tag^{level}"] == TAGS["li"]
    return item & linked


def announcement(view: View, found: Mapping[str, Numbers], kept: Mask) -> Mask:
    """The last line where it ends in a colon and announces links that are not of the text."""
    last = np.zeros(len(kept), bool)
    i = len(kept) - 1 - int(kept[::-1].argmax())
    short = view[i].words <= _ANNOUNCING_WORDS and view[i].text.endswith((":", "："))
    last[i] = kept[i] and short and found["linked+1"][i] > _LINK
    return last


def labelled_links(view: View, found: Mapping[str, Numbers], kept: Mask) -> Mask:
    """Paragraphs that are a label in capitals and a link to another story: "PHOTOS: Ships at sea"."""
    other = np.zeros(len(kept), bool)
    linked, chars = found["linked"], found["chars"]
    likely = kept & (linked > _LABELLED) & (linked < 1) & (found["in_item"] == 0)
    for i in (likely & (found["heading"] > LOWEST_HEADING)).nonzero()[0].tolist():
        label, _, title = view[i].text.partition(": ")
        is_title = title.count(" ") >= _SPACES_OF_TITLE and title[-1] not in _SENTENCE_ENDS
        alone = abs(linked[i] * chars[i] - len(title)) <= _LABEL_SPARE
        other[i] = len(label) <= _LONGEST_LABEL and label.isupper() and is_title and alone
    return other


def _is_listing(found: Mapping[str, Numbers], likely: Mask) -> bool:
    """Whether most of what would be kept are teasers: each stands behind a heading that is a link."""
    text = likely & (found["heading"] > LOWEST_HEADING)
    teasers = text & (found["heading-1"] <= LOWEST_HEADING) & (found["linked-1"] > _LINK)
    count = np.count_nonzero(teasers)
    return bool(count >= _FEWEST_TEASERS and count >= _SHARE_OF_TEASERS * np.count_nonzero(text))


def _standfirst(found: Mapping[str, Numbers], odds: Numbers, likely: Mask) -> Mask:
    """What stands between title and text and describes the page or is called a lead: it is text with less.

    What does both needs no odds; points of a list may stand farther above the text.
    """
    index = np.arange(len(odds))
    first = int(likely.argmax())  # zero where there is none
    item = found["in_item"] > 0
    between: Mask = (found["since_title"] > 0) & (index < first) & (item | (index >= first - _ABOVE))
    if not some(between):
        return between
    plain = found["linked"] < _LINKED
    described, named = _described(found), _named(found) & plain
    enough = described & (odds > _STANDFIRST) | named & (odds > _NAMED) | item & plain & (odds > _POINT)
    running = found["words"] >= _STANDFIRST_WORDS
    able: Mask = described & named | running & enough
    able &= between & (found["heading"] != 1) & (found["claim"] == 0)
    return able


@remembered
def _described(found: Mapping[str, Numbers]) -> Mask:
    described: Mask = found["described"] == 1
    return described


@remembered
def _named(found: Mapping[str, Numbers]) -> Mask:
    named: Mask = found["kind_lead"] < _NAMED_LEVELS
    return named


def leads(found: Mapping[str, Numbers]) -> Mask:
    """Blocks that describe the page, or that are called a lead, wherever they stand."""
    return _described(found) | _named(found)


def _headings(found: Mapping[str, Numbers], odds: Numbers, likely: Mask) -> Mask:
    """Headings between two kept blocks, by their tag or their element's name: they are text with less."""
    between = np.zeros(len(likely), bool)
    between[1:-1] = likely[:-2] & likely[2:] & ~likely[1:-1]
    if not some(between):
        return between
    called = (found["kind_lead"] == 0) & (found["credit"] == 0) & (found["linked"] < _LINKED)
    heading = ((found["heading"] <= LOWEST_HEADING) | called) & (found["words"] <= _HEADING_WORDS)
    able: Mask = between & heading & (odds > _HEADING) & (found["claim"] == 0)
    return able


def _questions(view: View, found: Mapping[str, Numbers], odds: Numbers, likely: Mask) -> Mask:
    """Questions right before what is kept, which answers them, and behind other text: they need less."""
    able = np.zeros(len(likely), bool)
    able[:-1] = likely[1:] & ~likely[:-1] & np.logical_or.accumulate(likely)[:-1]
    if not some(able):
        return able
    able &= (odds > _QUESTION) & (found["claim"] == 0) & (found["linked"] < _LINKED) & ~_never(found)
    able &= found["words"] <= _QUESTION_WORDS
    for i in able.nonzero()[0].tolist():
        able[i] = view[i].text.endswith(_ASKS)
    return able


def _preformatted(found: Mapping[str, Numbers], odds: Numbers, likely: Mask) -> Mask:
    """Code and verses inside the text: they read like no text and need less."""
    code: Mask = (found["tag^0"] == TAGS["pre"]) & (odds > _PREFORMATTED)
    if not some(code):
        return code
    before, behind = np.logical_or.accumulate(likely), np.logical_or.accumulate(likely[::-1])[::-1]
    return code & before & behind & able(found)


def _copies(view: View, found: Mapping[str, Numbers], likely: Mask) -> Mask:
    """Blocks that say once more what is kept: the same block again, or one block with the others in it.

    What an author says twice stands in one element; a copy stands in another.
    """
    copies, texts = np.zeros(len(likely), bool), view.sheet.reading.texts
    seen: dict[str, tuple[float, float]] = {}
    held, blocks, places = found["text^1"].tolist(), found["blocks^1"].tolist(), likely.nonzero()[0].tolist()
    for i in places:
        text, parent = texts[i], (held[i], blocks[i])
        if len(text) >= _COPY_CHARS and seen.setdefault(text, parent) != parent:
            copies[i] = True
    if some(copies):
        copies &= ~_lone(view, copies, places)
        places = (likely & ~copies).nonzero()[0].tolist()
    much = max(_WHOLE_CHARS, _WHOLE_SHARE * sum(len(texts[i]) for i in places))
    for i in places:
        if len(texts[i]) > much:
            copies[i] = _holds_others(view, i, places)
    return copies


def _lone(view: View, copies: Mask, places: list[int]) -> Mask:
    """Short copies between blocks that are none: a question asked again, the name of another part."""
    lone = np.zeros(len(copies), bool)
    beside = np.concatenate(([False], copies[places], [False]))
    for k, i in enumerate(places):
        lone[i] = len(view[i].text) < _LONE_CHARS and not (beside[k] or beside[k + 2])
    return lone


def _holds_others(view: View, i: int, places: list[int]) -> bool:
    others = [view[k].text for k in places if k != i and len(view[k].text) >= _COPY_CHARS]
    inside = sum(text in view[i].text for text in others)
    return len(others) >= _FEWEST_INSIDE and inside >= _SHARE_INSIDE * len(others)

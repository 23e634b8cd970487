"""Where blocks stand to what is kept: far behind it, beside it, or under the title of another article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.characters import Counts, Mask, Numbers
from copydesk.columns import some
from copydesk.label.htmlkeep import LIKELY, LOWEST_HEADING, SURE, able, leads
from copydesk.label.tokens import BESIDE, FOLDING
from copydesk.label.tree import Tree
from copydesk.rules.view import View

_MOST = 0.6
"""Share of the text that its container holds."""

_AROUND = 3
"""Elements around the container that may hold more of the text."""

_BESIDE = 2
_BESIDE_LEVELS, _BESIDE_MOST = 5, 0.5
_ABOVE_MOST = 0.5
_HEADING_WORDS, _LINKED = 8, 0.5
_CALL_BLOCKS = 8
_FOLDED, _HEADED, _FEWEST_FOLDED = 0.25, 0.05, 4
_WHOLE = frozenset({"html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements whose names speak of the whole page, or say what the heading does."""

_PERSONS = ('itemprop="author"', "schema.org/Person")
_CLASSES = re.compile(r'class="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Place:
    """The tree of a page, which of its blocks are looked at, and what the names of elements speak of."""

    tree: Tree
    blocks: Counts
    named: Counts

    def around(self, i: int) -> int:
        """The element around a block."""
        return int(self.tree.markup.elements[self.blocks[i]])

    def looks(self, element: int) -> tuple[str, str]:
        """The tag of an element, and its classes."""
        markup = self.tree.markup
        found = _CLASSES.search(markup.attributes[element])
        return markup.tags[element], found[1].strip() if found else ""


def out_of_place(place: Place, view: View, found: Mapping[str, Numbers], odds: Numbers, kept: Mask) -> Mask:
    """Of what is kept and not sure, what stands far behind the text or in an element named for other things.

    Not a standfirst, and names count for nothing where no other running text is.
    """
    lengths, unsure = view.sheet.characters.lengths, kept & (odds <= SURE)
    if not some(unsure):
        return unsure
    far = unsure & far_behind(place, lengths, kept)
    asked = unsure & ((odds > LIKELY) | (found["heading"] <= LOWEST_HEADING)) & ~leads(found)
    named = far | beside(place, lengths, kept & ~far, asked) | of_author(place, lengths, kept & ~far, unsure)
    return named if some(view.sheet.reading.prose & kept & ~named) else far


def beside(place: Place, lengths: Counts, kept: Mask, asked: Mask) -> Mask:
    """The blocks of those asked that stand in an element with the name of something beside the text.

    Elements with most of what is kept in them are not named for that: a page of offers, a newsletter; or the
    entries of a live page, which share one name.
    """
    found, around = np.zeros(len(kept), bool), place.tree.above[:_BESIDE_LEVELS]
    before, attributes = _before(lengths * kept), place.tree.markup.attributes
    above = around[:, place.blocks[asked]]
    spoken = {*above[(place.named[above] & BESIDE) > 0].tolist()}
    spoken = {e for e in spoken if _is_beside(place, e, before)}
    if spoken:
        elements = {*around[:, place.blocks[kept]].ravel().tolist()}
        of_text = _of_text(place, {attributes[e] for e in spoken}, elements, before)
        named = np.zeros(len(place.named), bool)
        named[[e for e in spoken if attributes[e] not in of_text]] = True
        found[asked] = named[above].any(axis=0)
    return found


def of_author(place: Place, lengths: Counts, kept: Mask, asked: Mask) -> Mask:
    """The blocks of those asked that stand in an element which the page's data calls its author.

    Its description is that of a person, even where it is called a description.
    """
    found, before = np.zeros(len(kept), bool), _before(lengths * kept)
    markup = place.tree.markup
    authors = [e for e in markup.attributes.holding(_PERSONS) if _is_beside(place, e, before)]
    for e in authors:
        first, last = place.blocks.searchsorted((markup.first[e], markup.last[e])).tolist()
        found[first:last] = asked[first:last]
    return found


def _is_beside(place: Place, element: int, before: Numbers) -> bool:
    markup = place.tree.markup
    if markup.tags[element] in _WHOLE:
        return False
    return _held(place, element, before) < _BESIDE_MOST * float(before[-1])


def _held(place: Place, element: int, before: Numbers) -> float:
    """How much of what is summed before each block stands in an element."""
    markup = place.tree.markup
    first, last = place.blocks.searchsorted((markup.first[element], markup.last[element])).tolist()
    return float(before[last] - before[first])


def _of_text(place: Place, names: Collection[str], elements: Iterable[int], before: Numbers) -> set[str]:
    """Which names are those of elements that hold most of the text together."""
    held, attributes = dict.fromkeys(names, 0.0), place.tree.markup.attributes
    for element in elements:
        if attributes[element] in names:
            held[attributes[element]] += _held(place, element, before)
    return {name for name, much in held.items() if much >= _MOST * float(before[-1])}


def above_headline(lengths: Counts, odds: Numbers, kept: Mask, headline: int) -> Mask:
    """Of what is kept and not sure, what stands above the headline; nothing where most of the text does."""
    above = kept & (np.arange(len(kept)) < headline)
    if not some(above):
        return above
    much = lengths[above].sum() > _ABOVE_MOST * lengths[kept].sum()
    return above & (odds <= SURE) & (not much)


def folded(place: Place, found: Mapping[str, Numbers], odds: Numbers, kept: Mask) -> Mask:
    """The blocks of accordions and lists of questions behind the first of the text, as likely as a whole.

    Such an element stays or goes as one: each of its blocks alone is a short line between others. Right below
    a heading of the text it needs less. One with most of what is kept in it is the layout of the page.
    """
    words, whole = found["words"], np.zeros(len(kept), bool)
    spans = _folds(place, int(kept.argmax()))
    if not spans:
        return whole
    weights, headings = np.sqrt(words), kept & (found["heading"] <= LOWEST_HEADING)
    likely, weight, many, held = map(_before, (odds * weights, weights, 1.0 * (words > 0), words * kept))
    for start, end in spans:
        least = _HEADED if start and headings[start - 1] else _FOLDED
        if likely[end] - likely[start] > least * (weight[end] - weight[start]):
            enough = many[end] - many[start] >= _FEWEST_FOLDED
            whole[start:end] |= enough and held[end] - held[start] < _BESIDE_MOST * held[-1]
    return whole & able(found)


def _before(values: Numbers | Counts | Mask) -> Numbers:
    """For each place, and the end, the sum of all before it, in their order."""
    return np.concatenate(([0.0], values.cumsum()))


def _folds(place: Place, least: int) -> list[tuple[int, int]]:
    """From which block, but none before the least, to which each such element goes."""
    markup = place.tree.markup
    named = [e for e in (place.named & FOLDING).nonzero()[0].tolist() if markup.tags[e] not in _WHOLE]
    ends = markup.first[named], markup.last[named]
    spans = zip(*(place.blocks.searchsorted(end).tolist() for end in ends), strict=True)
    return [(max(first, least), last) for first, last in spans if max(first, least) < last]


def far_behind(place: Place, lengths: Counts, kept: Mask) -> Mask:
    """The blocks behind all that is near the text: outside of the third element around its container."""
    markup, element = place.tree.markup, container(place, lengths, kept)
    for _ in range(_AROUND):
        element = int(markup.parents[element])
    behind: Mask = place.blocks >= markup.last[element]
    return behind


def container(place: Place, lengths: Counts, kept: Mask) -> int:
    """The innermost element that holds most of what is kept; the page where nothing is."""
    tree, long = place.tree, lengths[kept]
    above = tree.above[:, place.blocks[kept]]
    held = np.bincount(above.ravel(), np.tile(long, len(above)), len(tree.markup))
    able = above[held[above] >= _MOST * long.sum()]
    return int(able[tree.depth[able].argmax()]) if len(able) else 0


def other_article(place: Place, kept: Mask, headline: int, credits: Sequence[int]) -> Mask:
    """The blocks from the title of another article on.

    It is a heading of the first level that looks like the headline, with a byline or a date of its own beside
    it. `credits` are the places of bylines and dates.
    """
    if not credits:
        return np.zeros(len(kept), bool)
    looks = place.looks(place.around(headline))
    first = max(int(kept.argmax()), headline) + 1 if some(kept) and looks[0] == "h1" else len(kept)
    near = {k for i in credits for k in range(i - _BESIDE, i + _BESIDE + 1)}
    likely = (i for i in sorted(near) if first <= i < len(kept))
    title = next((i for i in likely if place.looks(place.around(i)) == looks), len(kept))
    return np.arange(len(kept)) >= title


def linked_articles(place: Place, kept: Mask, headline: int) -> Mask:
    """The blocks of articles beside that of the headline whose own headings are links to where they stand."""
    found, markup = np.zeros(len(kept), bool), place.tree.markup
    if markup.tags.count("article") < _SEVERAL:
        return found
    own = _within(place, place.around(headline), "article")
    if not own or not _held(place, own, _before(kept)):
        return found
    for e in (e for e, tag in enumerate(markup.tags) if tag == "article"):
        apart = markup.last[e] <= markup.first[own] or markup.last[own] <= markup.first[e]
        first, last = place.blocks.searchsorted((markup.first[e], markup.last[e])).tolist()
        if apart and first < last and _is_linked_heading(place, int(markup.first[e])):  # some hold no block
            found[first:last] = True
    return found


def _within(place: Place, element: int, tag: str) -> int:
    """The innermost element with a tag around another, or that itself; 0 where there is none."""
    while element and place.tree.markup.tags[element] != tag:
        element = int(place.tree.markup.parents[element])
    return element


def _is_linked_heading(place: Place, block: int) -> bool:
    markup = place.tree.markup
    return markup.tags[markup.elements[block]] in _HEADINGS and bool(markup.linked[block])


_SEVERAL = 2
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def related_tail(place: Place, view: View, linked: Numbers, kept: Mask, headings: Sequence[int]) -> Mask:
    """The blocks below a heading of other stories that opens an element behind all text.

    `headings` are the places of what a rule has claimed for such. What stands there are those stories, or
    their first lines, which read like text, and their titles are links. An element like one of the text is a
    part of that.
    """
    below, running = np.zeros(len(kept), bool), kept & view.sheet.reading.prose
    if not headings:
        return below
    first = int(running.argmax()) if some(running) else len(kept)
    for i in headings:
        element = _opened_by(place, i) if i > first and view[i].words <= _HEADING_WORDS else 0
        if element and not kept[i]:
            end = int(place.blocks.searchsorted(place.tree.markup.last[element]))
            if not some(running[end:]) and some(kept[i:end]) and _holds_title(place, linked, i, end):
                below[i:end] = not _is_of_text(place, element, running[:i].nonzero()[0])
    return below


def _holds_title(place: Place, linked: Numbers, start: int, end: int) -> bool:
    """Whether some of the blocks, or one between them that is surely no text, is a link."""
    if some(linked[start:end] > _LINKED):
        return True
    inside = place.blocks[start:end]
    others = np.setdiff1d(np.arange(inside[0], inside[-1] + 1), inside)
    return bool(place.tree.markup.linked[others].any())


def _opened_by(place: Place, i: int) -> int:
    """The innermost element that has more in it than the block it begins with, or 0."""
    markup, block = place.tree.markup, int(place.blocks[i])
    element = place.around(i)
    while element and int(markup.first[element]) == block == int(markup.last[element]) - 1:
        element = int(markup.parents[element])
    return element if int(markup.first[element]) == block else 0


def _is_of_text(place: Place, element: int, blocks: Counts) -> bool:
    """Whether an element looks like one around some blocks."""
    around = {*place.tree.above[:_BESIDE_LEVELS, place.blocks[blocks]].ravel().tolist()}
    return place.looks(element) in map(place.looks, around)


def with_calls(place: Place, odds: Numbers, kept: Mask, calls: Sequence[int]) -> Mask:
    """The blocks that stand with a call in a small element behind all that is sure: all of it is that call.

    `calls` are the places of what a rule has claimed for one; one that may be text says nothing of others.
    """
    found, markup = np.zeros(len(kept), bool), place.tree.markup
    if not calls:
        return found
    sure = (kept & (odds > SURE)).nonzero()[0]
    end = int(sure[-1]) + 1 if len(sure) else len(kept)
    for i in calls:
        if i >= end and odds[i] <= LIKELY:
            element = _around_more(place, i)
            ends = int(markup.first[element]), int(markup.last[element])
            first, last = place.blocks.searchsorted(ends).tolist()
            if first >= end and ends[1] - ends[0] <= _CALL_BLOCKS and markup.tags[element] != "p":
                found[first:last] = kept[first:last]
    return found


def _around_more(place: Place, i: int) -> int:
    """The innermost element with more in it than a block."""
    markup, element = place.tree.markup, place.around(i)
    while element and markup.last[element] - markup.first[element] == 1:
        element = int(markup.parents[element])
    return element

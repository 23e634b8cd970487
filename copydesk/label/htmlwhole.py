"""What of an HTML page stays or goes as a whole: tables, and paragraphs between others of one element."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from copydesk.characters import Counts, Mask, Numbers
from copydesk.columns import some
from copydesk.label.htmlkeep import LIKELY, able, barred
from copydesk.label.htmlplace import Place
from copydesk.label.survey import TAGS
from copydesk.native.keys import letters
from copydesk.rules.view import View

_FEWEST, _LEVELS = 3, 3
_LONGEST_HOLE, _HOLE = 2, 0.3
_LINKED = 0.5
_QUOTE, _QUOTE_WORDS, _QUOTE_CHARS = 0.1, 12, 50
_EMBED_LEVELS = 5
_MAIN = 0.2
"""What a table must reach that the text is about."""


def whole_tables(
    place: Place, lengths: Counts, found: Mapping[str, Numbers], odds: Numbers, kept: Mask
) -> Mask:
    """What is kept, with every table kept or removed as one, by the odds of its rows.

    One between two kept blocks, with more in it than all else that is kept, is what the text is about: it
    needs less.
    """
    rows = (found["tag^0"] == TAGS["tr"]).nonzero()[0].tolist()
    if not rows:
        return kept
    whole, never = kept.copy(), barred(found)
    weights = np.sqrt(found["words"])
    for table in _tables(place, rows):
        weight, worth = weights[table].sum(), (odds * weights)[table].sum()
        least = _MAIN if _is_main(lengths, kept, table) else LIKELY
        whole[table] = worth > least * weight
    return whole & ~never


def _tables(place: Place, rows: Sequence[int]) -> list[list[int]]:
    """The rows of each table that has some."""
    found: dict[int, list[int]] = defaultdict(list)
    markup = place.tree.markup
    for i in rows:
        element = int(markup.elements[place.blocks[i]])
        for _ in range(_LEVELS):
            if markup.tags[element] == "table":
                found[element].append(i)
                break
            element = int(markup.parents[element])
    return [table for table in found.values() if len(table) >= _FEWEST]


def _is_main(lengths: Counts, kept: Mask, table: Sequence[int]) -> bool:
    first, last = table[0], table[-1]
    if not (first > 0 and last + 1 < len(kept) and kept[first - 1] and kept[last + 1]):
        return False
    rest = kept.copy()
    rest[table] = False
    return bool(lengths[table].sum() > lengths[rest].sum())


def holes(place: Place, view: View, found: Mapping[str, Numbers], odds: Numbers, kept: Mask) -> Mask:
    """One or two paragraphs or items between kept ones of the same element: they need less.

    What has no sentence and is no item may be a caption.
    """
    filled = np.zeros(len(kept), bool)
    places = kept.nonzero()[0]
    steps = np.diff(places)
    gaps = ((steps > 1) & (steps <= _LONGEST_HOLE + 1)).nonzero()[0].tolist()
    if not gaps:
        return filled
    around = place.tree.markup.elements[place.blocks]
    parents, tags = place.tree.markup.parents[around], found["tag^0"]
    unsure = (odds > _HOLE) & (odds <= LIKELY) & (found["linked"] < _LINKED) & (found["credit"] == 0)
    stays = unsure & (view.sheet.reading.prose | (found["in_item"] > 0)) & able(found)
    for k in gaps:
        first, last = int(places[k]), int(places[k + 1])
        if stays[first + 1 : last].all():
            whole = slice(first, last + 1)
            filled[first + 1 : last] = (
                (parents[whole] == parents[first]) & (tags[whole] == tags[first])
            ).all()
    return filled


def rest_of_lists(place: Place, found: Mapping[str, Numbers], odds: Numbers, kept: Mask) -> Mask:
    """Items right behind a kept one, or before it, in the same list: they need less."""
    item: Mask = found["tag^0"] == TAGS["li"]
    if not some(item):
        return item
    parents = place.tree.markup.parents[place.tree.markup.elements[place.blocks]]
    unsure = (odds > _HOLE) & (odds <= LIKELY) & (found["linked"] < _LINKED) & (found["credit"] == 0)
    rest, stays = np.zeros(len(kept), bool), unsure & item & able(found) & ~kept
    same = item[1:] & item[:-1] & (parents[1:] == parents[:-1])
    for i in stays.nonzero()[0].tolist():
        rest[i] = i > 0 and same[i - 1] and (kept[i - 1] or rest[i - 1])
    for i in stays.nonzero()[0].tolist()[::-1]:
        rest[i] |= i + 1 < len(kept) and same[i] and (kept[i + 1] or rest[i + 1])
    return rest


def quotes(view: View, found: Mapping[str, Numbers], odds: Numbers, kept: Mask) -> Mask:
    """Quotes right behind a kept block and before another that say what the text does not: they need less.

    What a quote says that stands in the text as well is drawn out of it; an embedded post is none.
    """
    asked = (found["in_quote"] > 0) & (odds > _QUOTE) & (found["kind_embed"] >= _EMBED_LEVELS) & ~kept
    if not some(asked):
        return asked
    asked &= (view.sheet.reading.prose | (found["words"] >= _QUOTE_WORDS)) & (found["linked"] < _LINKED)
    asked &= able(found) & _behind_one(found["word_length"] > 0, kept) & _before_any(kept)
    places = asked.nonzero()[0].tolist()
    if places:
        texts = [letters(text) for text in view.sheet.reading.texts]
        said = "".join(texts[i] for i in kept.nonzero()[0].tolist())
        asked[places] = [not _is_in(texts[i], said) for i in places]
    return asked


def _is_in(quote: str, said: str) -> bool:
    return quote[:_QUOTE_CHARS] in said or quote[-_QUOTE_CHARS:] in said


def _behind_one(lettered: Mask, kept: Mask) -> Mask:
    """Which blocks have a kept one before them, what has no letters aside."""
    found, places = np.zeros(len(kept), bool), lettered.nonzero()[0]
    found[places[1:]] = kept[places[:-1]]
    return found


def _before_any(kept: Mask) -> Mask:
    """Which blocks have a kept one somewhere behind them, or are one."""
    before: Mask = np.logical_or.accumulate(kept[::-1])[::-1]
    return before

"""What the scorer of HTML looks at besides the survey, for the blocks that can be text of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.characters import Counts, Numbers
from copydesk.columns import Columns, Order
from copydesk.document import Category
from copydesk.evidence.clues import Evidence, Field
from copydesk.label.features import CLAIMS
from copydesk.label.htmlwords import SPOKEN, spoken
from copydesk.label.survey import Survey
from copydesk.label.tokens import ASKING, CONSENT, KIND_OF, KINDS
from copydesk.label.tree import Tree
from copydesk.native.columns import (
    CLAIMED,
    GROUPS,
    NEIGHBOURS,
    OWN,
    PROMISES,
    around,
    claimed,
    groups,
    inside,
    neighbours,
    own,
    promises,
)
from copydesk.native.names import Names
from copydesk.native.survey import NAMES
from copydesk.native.told import TOLD, plain, told
from copydesk.native.tree import numbers
from copydesk.page.markup import Markup
from copydesk.rules.view import View
from copydesk.steps import Steps, taken

_NOT_SHOWN = re.compile(r"display:\s?none")
_LANDMARKS = {
    "nav": "nav menu", "header": "header", "footer": "footer", "aside": "aside",
    "form": "form button fieldset label", "figure": "figure", "caption": "figcaption caption",
    "list": "ul ol dl", "item": "li dt dd", "quote": "blockquote q", "article": "article", "main": "main",
}  # fmt: skip
_LANDMARK_OF = {tag: float(i) for i, tags in enumerate(_LANDMARKS.values()) for tag in tags.split()}
_LISTS = (
    Category.NAVIGATION, Category.RELATED, Category.PROMO, Category.SHARE, Category.COMMENTS, Category.TAGS,
)  # fmt: skip
_CREDITS = (Category.BYLINE, Category.DATE)
_KINDS = np.zeros(len(CLAIMS) + 1, np.uint8)
"""For the number of each category, to which kinds it belongs: a bit for credits, and one for lists."""
_KINDS[[int(CLAIMS[category]) for category in _CREDITS]] |= 1
_KINDS[[int(CLAIMS[category]) for category in _LISTS]] |= 2
_TOLD_CHARS, _SAID_CHARS = 20, 50
_KIND_LEVELS = 5
_SHARE, _STEP = NAMES.index("prose^0"), NAMES.index("prose^1") - NAMES.index("prose^0")
_ORDER = Order((
    *NAMES, *OWN, *NEIGHBOURS, *GROUPS, *(f"in_{name}" for name in _LANDMARKS), "hidden", "asking",
    *PROMISES, *(f"kind_{name}" for name in KINDS), *CLAIMED, "claim", "credit", *TOLD, *SPOKEN,
))  # fmt: skip

Table = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Named:
    """What the names of elements say: the odds that text is inside, and bits for what they speak of."""

    odds: Numbers
    bits: Counts

    @classmethod
    def read(cls, tree: Tree, near: Counts, table: Table) -> Named:
        """The names of the elements around the blocks `near`.

        `table` holds the odds that blocks below an element with a certain word in its names are text.
        """
        names = tree.markup.attributes
        return cls(*_names(table).read(names, around(near, tree.above, len(names))))


def columns(
    seen: Survey, near: Counts, texts: Sequence[str], view: View, evidence: Evidence | None, named: Named
) -> Columns:
    """What `find_columns` finds."""
    return taken(find_columns(seen, near, texts, view, evidence, named))


def find_columns(
    seen: Survey, near: Counts, texts: Sequence[str], view: View, evidence: Evidence | None, named: Named
) -> Steps[Columns]:
    """The features of the blocks `near`, by name: `texts` are those of all blocks, `view` has only these."""
    above, markup, characters = seen.tree.above, seen.tree.markup, seen.characters
    counts, words = characters.table, characters.words
    surveyed = seen.columns.numbers.take(near, axis=1)
    share = surveyed[_SHARE::_STEP][:_KIND_LEVELS]
    yield
    rows = [
        surveyed,
        own(near, counts, words, characters.first, list(texts)),
        neighbours(near, seen.columns, counts, words),
        groups(near, above, markup, seen.columns),
    ]
    yield
    rows.append(_inside(near, markup, named.bits, characters.lengths))
    rows.append(promises(near, above, named.odds, named.bits, share, len(KINDS)))
    rows += _claimed(view)
    yield
    rows.append(_told([texts[i] for i in near.tolist()], evidence or Evidence()))
    yield
    rows.append((yield from spoken(view, Columns(seen.columns.order, surveyed))))
    yield
    return Columns(_ORDER, np.concatenate(rows))


def _inside(near: Counts, markup: Markup, bits: Counts, lengths: Counts) -> Numbers:
    """Which blocks are inside elements of certain tags, which are hidden, and which ask for consent."""
    names, landmarks = markup.attributes, numbers(markup.tags, _LANDMARK_OF, -1.0)
    hidden = [e for e in names.holding(("hidden", "none")) if _is_hidden(names[e].lower())]
    asking = [e for e in (bits & ASKING).nonzero()[0].tolist() if _asks(markup.tags[e], names[e])]
    asking = [e for e in asking if not _is_page(markup, e, lengths)]
    return inside(near, markup, landmarks, len(_LANDMARKS), hidden, asking)


def _asks(tag: str, attributes: str) -> bool:
    """Whether an element is of a program that asks for consent."""
    return tag not in _WHOLE and CONSENT.search(attributes) is not None


_WHOLE = frozenset({"html", "body", "main", "article"})
"""Elements that hold the page, whatever programs add to their names."""

_MOST = 0.75


def _is_page(markup: Markup, element: int, lengths: Counts) -> bool:
    """Whether an element holds a whole article or most of what the page says: a program only marked it."""
    first, last = int(markup.first[element]), int(markup.last[element])
    if lengths[first:last].sum() > _MOST * lengths.sum():
        return True
    below = range(element + 1, int(markup.first.searchsorted(last)))
    return any(markup.tags[e] in _WHOLE for e in below)


def _is_hidden(attributes: str) -> bool:
    if "hidden" in attributes and (" hidden=" in attributes or 'aria-hidden="true"' in attributes):
        return True
    return "display:" in attributes and _NOT_SHOWN.search(attributes) is not None


def _names(table: Table) -> Names:
    """The names of a table; as long as it stays the same, they are made once."""
    if not _MADE or _MADE[0][0] is not table:
        _MADE[:] = [(table, Names(table, KIND_OF))]
    return _MADE[0][1]


_MADE: list[tuple[Table, Names]] = []


def _claimed(view: View) -> Iterator[Numbers]:
    """What the rules make of each block and of those around it; only blocks of the view are looked at."""
    claim = np.zeros(len(view))
    claim[list(view.claims)] = [CLAIMS[category] for category in view.claims.values()]
    yield claimed(claim, _KINDS)
    yield claim[None]
    yield view.sheet.reading.credit[None].astype(float)


def _told(texts: list[str], evidence: Evidence) -> Numbers:
    """Whether what the page tells search engines holds the block: its body, description and headline."""
    said = map(plain, {clue.value for clue in evidence.of(Field.DESCRIPTION)})
    starts = tuple({text[:_SAID_CHARS] for text in said if len(text) > _TOLD_CHARS})
    titles = set(map(plain, {clue.value for clue in evidence.of(Field.HEADLINE)}))
    return told(texts, plain(evidence.body or ""), starts, titles, _TOLD_CHARS)

"""Verdicts on a page of HTML: what markup puts away, then the rules, then the scorer, then the roles.

Most blocks of a page are menus and teasers. A small model over the survey sets them aside, so that rules and
scorer look only at what is left, with its own neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from copydesk.characters import Counts, Mask, Numbers, Seen
from copydesk.document import BODY, Block, Category, Flag, Page, Role, Verdict
from copydesk.evidence.clues import Evidence, Field, Source
from copydesk.label.breaks import section_breaks
from copydesk.label.certainty import confidence, promise
from copydesk.label.claims import find_claims
from copydesk.label.htmlfeatures import Named, find_columns
from copydesk.label.htmlfront import is_of_cards, is_of_lists
from copydesk.label.htmlkeep import (
    LOWEST_HEADING,
    announcement,
    even_out,
    keep,
    labelled_links,
    leads,
    teasers_above,
)
from copydesk.label.htmlmodel import load
from copydesk.label.htmlplace import (
    Place,
    above_headline,
    folded,
    linked_articles,
    other_article,
    out_of_place,
    related_tail,
    with_calls,
)
from copydesk.label.htmlroles import assign_roles, find_headline
from copydesk.label.htmlwhole import holes, quotes, rest_of_lists, whole_tables
from copydesk.label.labelled import Labelled
from copydesk.label.paywall import find_walls, holds_nothing
from copydesk.label.sequence import Judgement, judgements
from copydesk.label.sequence import verdicts as verdicts_of
from copydesk.label.survey import Survey, survey
from copydesk.metadata.headline import choose_headline
from copydesk.native.odds import near
from copydesk.native.rows import field
from copydesk.page.markup import Markup
from copydesk.rules.book import Rule
from copydesk.rules.view import View
from copydesk.steps import Steps

_POSSIBLE = 0.006
_CLEAR, _AROUND = 0.3, 2
_ABOVE_TITLE, _BELOW_TITLE = 6, 12

APART = Judgement(
    "MO004",
    Category.NAVIGATION,
    "apart_from_text",
    "A block that the page's markup puts apart from the article.\n\n"
    "A small model of the page's elements found it far from anything that could be text of the article: in a "
    "menu, a list of teasers, a footer. Neither rules nor the other model looked at it. Its odds, from 0 to "
    "1, are the ledger's `score`. `docs/model-html.md` says how the model was made.",
)


COPY = Judgement(
    "MO005",
    Category.DUPLICATE,
    "copy_of_text",
    "A block that is text of the article and stands in it already.\n\n"
    "Pages hold their text twice, for another layout or for a script, sometimes all of it in one block. The "
    "copy goes: the same block again, or the block that has most others in it.",
)
CARD = Judgement(
    "MO006",
    Category.BOILERPLATE,
    "shown_on_touch",
    "What a paragraph holds and shows only on a touch.\n\n"
    "A card about a person or a word, or the text of a footnote, stands in the middle of a sentence, in an "
    "element that is told by its role (`tooltip`) or by names of itself and of the element around it and the "
    "word (`tooltip`, `rollover`, `popover`, `hovercard`). The paragraph is one without it; in the page text "
    "it stands right before that.",
)
HTML_JUDGEMENTS = (APART, COPY, CARD)

_BELOW_HEADING, _SECOND = 4, 2
_REACH_OF_TITLE, _SPACES_OF_TITLE = 60, 2
"""Blocks from a heading to where one of the second level is no longer right below it, and that level."""


@dataclass(frozen=True, slots=True)
class _Said:
    """The title that a page says it has, and whether it says that it lists articles and is none."""

    title: str | None
    lists: bool


def label_html(page: Page) -> Steps[Labelled]:
    """The verdicts of a repaired page of HTML."""
    if page.markup is None or not page.blocks:
        return Labelled(page, View.of(page), ())
    model = load()
    texts = field(Block, "text", page.blocks)
    seen = survey(texts, page.markup)
    yield
    possible = model.sift.odds(seen.columns).round(4)
    places = find_near(seen, possible)
    part = _part(page, places, seen)
    yield
    view, claimed = yield from find_claims((yield from View.find(part)))
    yield
    named = Named.read(seen.tree, places, model.names)
    yield
    found = yield from find_columns(seen, places, texts, view, page.evidence, named)
    yield
    odds = even_out(found, (yield from model.judges.judge(found))).round(4)
    yield
    below = _second_headings(seen, texts)
    posted = _said_again(page.evidence, seen, texts) if page.evidence else ()
    title = choose_headline(page.evidence, below=below, posted=posted)[0] if page.evidence else None
    said = _Said(title, is_of_lists(page.evidence))
    yield
    standing = Place(seen.tree, places, named.bits)
    verdicts, view = yield from _verdicts(view, claimed, found, odds, said, standing)
    yield
    far = _apart(possible, seen.tree.on_cards)
    flags = _flags(page.markup, places, verdicts)
    sure = confidence(_promise(view, verdicts, odds), model.certainty)
    return Labelled(part, view, verdicts, sure, tuple(places.tolist()), far, flags)


def _part(page: Page, places: Counts, seen: Survey) -> Page:
    """The page with these blocks alone, of which the characters have been seen."""
    blocks = tuple([page.blocks[i] for i in places.tolist()])
    looked_at = Seen(field(Block, "text", blocks), seen.characters.take(places))
    return replace(page, blocks=blocks, seen=looked_at)


def _apart(possible: Numbers, on_cards: Counts) -> tuple[Verdict, ...]:
    """The verdicts on blocks that are not looked at; on others they count for nothing."""
    found = list(map(_APART.__getitem__, possible.tolist()))
    for i in on_cards.tolist():
        found[i] = Verdict(code=CARD.code, category=CARD.category)
    return tuple(found)


class _Apart(dict[float, Verdict]):
    """The verdicts by their odds, which have four digits, so that there are not many."""

    def __missing__(self, score: float) -> Verdict:
        self[score] = verdict = Verdict(code=APART.code, category=APART.category, score=score)
        return verdict


_APART = _Apart()


def _promise(view: View, verdicts: Sequence[Verdict], odds: Numbers) -> float:
    kept = np.array([verdict.role in BODY for verdict in verdicts], bool)
    return promise(odds, view.sheet.characters.parts, kept)


def _second_headings(seen: Survey, texts: Sequence[str]) -> list[str]:
    """The headings of the second level right below the first of the first level."""
    level = seen.columns["heading"]
    first = next(iter((level == 1).nonzero()[0].tolist()), len(texts))
    return [
        texts[i] for i in range(first + 1, min(first + _BELOW_HEADING, len(texts))) if level[i] == _SECOND
    ]


def _said_again(evidence: Evidence, seen: Survey, texts: Sequence[str]) -> list[str]:
    """The blocks below the first heading that are the window's title, or a part of it as long as a title."""
    window = evidence.first(Field.HEADLINE, Source.TITLE) or ""
    first = next(iter((seen.columns["heading"] == 1).nonzero()[0].tolist()), len(texts))
    below = texts[first + 1 : first + _REACH_OF_TITLE]
    return [text for text in below if len(text) <= len(window) and text in window and _is_title(text)]


def _is_title(text: str) -> bool:
    return text.count(" ") >= _SPACES_OF_TITLE


def _flags(markup: Markup, places: Counts, verdicts: Sequence[Verdict]) -> tuple[Flag, ...]:
    walls = find_walls(markup)
    if not walls:
        return ()
    kept = np.zeros(len(markup.elements), bool)
    kept[places] = [verdict.role is not None for verdict in verdicts]
    return (Flag.PAYWALLED,) if any(holds_nothing(markup, wall, kept) for wall in walls) else ()


def find_near(seen: Survey, possible: Numbers) -> Counts:
    """The blocks that rules and scorer look at: possible ones, and those around clear ones and the title.

    None of them is on a card.
    """
    headings = seen.columns["heading"]
    places = near(possible, headings, _POSSIBLE, _CLEAR, _AROUND, _ABOVE_TITLE, _BELOW_TITLE)
    on_cards = seen.tree.on_cards
    return np.setdiff1d(places, on_cards, assume_unique=True) if len(on_cards) else places


def _verdicts(
    view: View,
    claimed: Mapping[int, Rule],
    found: Mapping[str, Numbers],
    odds: Numbers,
    said: _Said,
    place: Place,
) -> Steps[tuple[tuple[Verdict, ...], View]]:
    kept, copies = keep(view, found, odds)
    yield
    kept &= ~out_of_place(place, view, found, odds, kept)
    kept |= folded(place, found, odds, kept) & ~copies
    kept = whole_tables(place, view.sheet.characters.lengths, found, odds, kept) & ~copies
    kept |= (holes(place, view, found, odds, kept) | quotes(view, found, odds, kept)) & ~copies
    kept |= rest_of_lists(place, found, odds, kept) & ~copies
    yield
    headline = find_headline(view, found, kept, said.title)
    yield
    if headline is not None:
        kept[headline] = False
        kept &= ~teasers_above(found, headline)
        kept &= ~above_headline(view.sheet.characters.lengths, odds, kept, headline) | leads(found)
        kept &= ~linked_articles(place, kept, headline)
        kept &= ~other_article(place, kept, headline, _claimed(claimed, Category.BYLINE, Category.DATE))
    kept &= ~with_calls(place, odds, kept, _claimed(claimed, Category.PROMO))
    kept &= ~related_tail(place, view, found["linked"], kept, _claimed(claimed, Category.RELATED))
    kept &= ~announcement(view, found, kept) & ~labelled_links(view, found, kept)
    kept[section_breaks(view, kept)] = True
    running = kept & (found["heading"] > LOWEST_HEADING)
    if said.lists and is_of_cards(place, view.sheet.characters.lengths, running):
        kept[:] = False
    yield
    roles = assign_roles(view, found, kept, headline)
    yield
    judged = _judged(kept, claimed, roles) | dict.fromkeys(copies.nonzero()[0].tolist(), COPY)
    verdicts = verdicts_of(roles, claimed, judged, odds.tolist())
    claims = {i: verdict.category for i, verdict in enumerate(verdicts) if verdict.category}
    return verdicts, view.claiming(claims)


def _claimed(claimed: Mapping[int, Rule], *categories: Category) -> list[int]:
    return [i for i, rule in claimed.items() if rule.category in categories]


def _judged(kept: Mask, claimed: Mapping[int, Rule], roles: Mapping[int, Role]) -> dict[int, Judgement]:
    removed = (~kept).nonzero()[0].tolist()
    return judgements(kept, [i for i in removed if i not in claimed and i not in roles])

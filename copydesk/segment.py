"""Kept blocks to the pieces of an article: headline, paragraphs with roles, captions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from copydesk.document import Category, Page, Role, Verdict, Verdicts
from copydesk.native.rows import instances, places
from copydesk.page.seams import LOOSE_COLON, is_tight, sets_tight
from copydesk.repairs import REPAIRS
from copydesk.rules import CUT_RULES
from copydesk.rules.book import Rule
from copydesk.rules.view import View
from copydesk.steps import Steps, taken
from copydesk.trace import Draft

_EDGE_SPACE = re.compile(r"^\s+|\s+$|\s{2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A kept block as it reads in the article, with every edit and cut that led there."""

    role: Role
    draft: Draft


CUT_CATEGORIES: dict[str, Category] = {rule.code: rule.category for rule in CUT_RULES} | {
    entry.code: entry.category for entry in REPAIRS if entry.category is not Category.REPAIR
}
"""The category of each edit that is a removal, by its code."""


Segmented: TypeAlias = tuple[tuple[Piece, ...], Verdicts]
"""The pieces of an article, and what became of all blocks."""


def segment(page: Page, view: View, verdicts: Verdicts) -> Segmented:
    """What `find_pieces` finds."""
    return taken(find_pieces(page, view, verdicts))


def find_pieces(page: Page, view: View, verdicts: Verdicts) -> Steps[Segmented]:
    """The kept blocks in order, after the cuts; and the verdicts again.

    They may differ: a block of which the cuts leave nothing is removed.
    """
    kept = {i: role for i, role in enumerate(verdicts.roles) if role}
    starts, ends, texts, hints, edits = page.blocks.take(list(kept)).columns
    made = instances(Draft, [page.text] * len(kept), starts, ends, texts, edits)
    drafts = dict(zip(kept, made, strict=True))
    yield
    cuts = _cuts(view, kept)
    yield
    for i, rules in cuts.items():
        drafts[i] = _cut(drafts[i], view, i, rules)
    yield
    for i in places(verdicts.roles, Role.HEADLINE):
        drafts[i] = _tighten(drafts[i], view)
    final = _dropped(drafts, verdicts)
    going_on = [i for i, hint in zip(kept, hints, strict=True) if hint.goes_on and i in drafts]
    for i in [i for i in going_on if i - 1 in drafts]:
        _go_on(kept, drafts, i)
    pieces = instances(Piece, [kept[i] for i in drafts], list(drafts.values()))
    return pieces, final


def _dropped(drafts: dict[int, Draft], verdicts: Verdicts) -> Verdicts:
    """The verdicts after the drafts of which the cuts left nothing are removed."""
    empty = [i for i, draft in drafts.items() if not draft.text]
    if not empty:
        return verdicts
    codes = [next(e.code for e in drafts.pop(i).edits if e.code in CUT_CATEGORIES) for i in empty]
    return verdicts.put(empty, Verdicts.of(Verdict(None, code, CUT_CATEGORIES[code]) for code in codes))


_GOING_ON = frozenset({Role.PARAGRAPH, Role.SUBHEADING, Role.QUOTE})
"""What may be the rest of a paragraph that a tool broke; what it may begin with can be a list item, too."""


def _go_on(kept: dict[int, Role], drafts: dict[int, Draft], i: int) -> None:
    """Let a block be one paragraph with the one before, if both are text: a heading that goes on is none."""
    before, after = kept[i - 1], kept[i]
    if after not in _GOING_ON or (before not in _GOING_ON and before is not Role.LIST_ITEM):
        return
    first = drafts.pop(i - 1)
    tight = is_tight((first.text,), drafts[i].text)
    drafts[i] = first.and_then(drafts[i], "" if tight else " ")
    kept[i] = Role.PARAGRAPH if before is Role.SUBHEADING else before


def _cuts(view: View, kept: Mapping[int, Role]) -> dict[int, list[Rule]]:
    """The rules that could cut something out of a kept block."""
    found: dict[int, list[Rule]] = {}
    for rule in CUT_RULES:
        for i in kept.keys() & rule.where(view):
            found.setdefault(i, []).append(rule)
    return found


def _cut(draft: Draft, view: View, i: int, rules: Sequence[Rule]) -> Draft:
    before = draft
    for rule in rules:
        spans: Sequence[tuple[int, int]] = tuple(rule.find(view, i, draft.text))  # type: ignore[arg-type]
        if spans:
            draft = draft.substitute([(start, end, "") for start, end in spans], rule.code)
    return _tidy(draft) if len(draft.edits) > len(before.edits) else draft


def _tighten(draft: Draft, view: View) -> Draft:
    """The headline with the colon after its kicker set tight: tools put a space between the two's elements.

    Only on a page whose running text sets such marks tight more often than not: French does not.
    """
    loose = [(found.start(), found.end(), "") for found in LOOSE_COLON.finditer(draft.text)]
    if not loose or not sets_tight(line.text for line in view if line.prose):
        return draft
    return draft.substitute(loose, None)


def _tidy(draft: Draft) -> Draft:
    """Take out the spaces that cuts left at the edges or doubled."""
    edges = ((f.start(), f.end()) for f in _EDGE_SPACE.finditer(draft.text))
    inner = [(start, end, "" if start == 0 or end == len(draft.text) else " ") for start, end in edges]
    return draft.substitute(inner, None)

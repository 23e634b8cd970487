"""Kept blocks to the pieces of an article: headline, paragraphs with roles, captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.document import Category, Page, Role, Verdict
from copydesk.repairs import REPAIRS
from copydesk.rules import CUT_RULES
from copydesk.rules.book import Rule
from copydesk.rules.view import View
from copydesk.trace import Draft

_EDGE_SPACE = re.compile(r"^\s+|\s+$|\s{2,}")
_LOOSE_COLON = re.compile(r"(?<=\w)[ \u00a0](?=: )")


@dataclass(frozen=True, slots=True)
class Piece:
    """A kept block as it reads in the article, with every edit and cut that led there."""

    role: Role
    draft: Draft


CUT_CATEGORIES: dict[str, Category] = {rule.code: rule.category for rule in CUT_RULES} | {
    entry.code: entry.category for entry in REPAIRS if entry.category is not Category.REPAIR
}
"""The category of each edit that is a removal, by its code."""


def segment(
    page: Page, view: View, verdicts: Sequence[Verdict]
) -> tuple[tuple[Piece, ...], tuple[Verdict, ...]]:
    """The kept blocks in order, after the cuts; and the verdicts again.

    They may differ: a block of which the cuts leave nothing is removed.
    """
    pieces: list[Piece] = []
    final = list(verdicts)
    cuts = _cuts(view)
    roles, *_ = zip(*verdicts, strict=True) if verdicts else ((),)
    for i in [i for i, role in enumerate(roles) if role is not None]:
        draft = _cut(page, view, i, cuts.get(i, ()))
        if roles[i] is Role.HEADLINE:
            draft = _tighten(draft, view)
        if draft.text:
            pieces.append(Piece(roles[i], draft))
        else:
            code = next(edit.code for edit in draft.edits if edit.code in CUT_CATEGORIES)
            final[i] = Verdict(code=code, category=CUT_CATEGORIES[code])
    return tuple(pieces), tuple(final)


def _cuts(view: View) -> dict[int, list[Rule]]:
    """The rules that could cut something out of a block."""
    found: dict[int, list[Rule]] = {}
    for rule in CUT_RULES:
        for i in rule.where(view):
            found.setdefault(i, []).append(rule)
    return found


def _cut(page: Page, view: View, i: int, rules: Sequence[Rule]) -> Draft:
    start, end, text, _, edits = page.blocks[i]
    draft = Draft(page.text, start, end, text, edits)
    if not rules:
        return draft
    for rule in rules:
        spans: Sequence[tuple[int, int]] = tuple(rule.find(view, i, draft.text))  # type: ignore[arg-type]
        draft = draft.substitute([(start, end, "") for start, end in spans], rule.code)
    if len(draft.edits) > len(edits):
        draft = _tidy(draft)
    return draft


def _tighten(draft: Draft, view: View) -> Draft:
    """The headline with the colon after its kicker set tight: tools put a space between the two's elements.

    Not on a page whose running text sets its colons so, as French does.
    """
    loose = [(found.start(), found.end(), "") for found in _LOOSE_COLON.finditer(draft.text)]
    if not loose or any(_LOOSE_COLON.search(line.text) for line in view.lines if line.prose):
        return draft
    return draft.substitute(loose, None)


def _tidy(draft: Draft) -> Draft:
    """Take out the spaces that cuts left at the edges or doubled."""
    edges = ((f.start(), f.end()) for f in _EDGE_SPACE.finditer(draft.text))
    inner = [(start, end, "" if start == 0 or end == len(draft.text) else " ") for start, end in edges]
    return draft.substitute(inner, None)

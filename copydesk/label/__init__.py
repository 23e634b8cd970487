"""Verdicts: first the rule book, then the scorer and the sequence, then the roles of what is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from copydesk.characters import Mask
from copydesk.document import BODY, Page, Role
from copydesk.label.breaks import section_breaks
from copydesk.label.certainty import confidence, promise
from copydesk.label.claims import find_claims
from copydesk.label.labelled import Labelled
from copydesk.label.roles import assign_roles, find_headline
from copydesk.label.scorer import Odds, score
from copydesk.label.sequence import below_headline, judge, verdicts
from copydesk.model import entry
from copydesk.rules.view import View
from copydesk.steps import Steps, taken


def label(page: Page) -> Labelled:
    """What `find_labels` finds."""
    return taken(find_labels(page))


def find_labels(page: Page) -> Steps[Labelled]:
    """The verdicts on a repaired page, by its markup where it has any, and the view after all claims."""
    if page.markup is not None:
        from copydesk.label.html import label_html

        return label_html(page)
    return _label_text(page)


def _label_text(page: Page) -> Steps[Labelled]:
    view = yield from View.find(page)
    yield
    view, claimed = yield from find_claims(view)
    yield
    odds = yield from score(view)
    yield
    judged = judge(view, odds)
    yield
    left = view.claiming({**view.claims, **{i: why.category for i, why in judged.items()}})
    headline = find_headline(left, view.claims, odds)
    if headline is not None:
        front = {headline, below_headline(view, headline, odds.text)}
        judged = {i: why for i, why in judged.items() if i not in front}
        left = _freed(left, front)
    view = left
    yield
    roles = assign_roles(view, headline, odds)
    kept = _kept(view, roles)
    breaks = section_breaks(view, kept)
    roles |= dict.fromkeys(breaks, Role.PARAGRAPH)
    kept[breaks] = True
    yield
    found = verdicts(roles, claimed, judged, odds.text.tolist())
    yield
    return Labelled(page, view, found, _confidence(view, headline, odds, kept))


def _confidence(view: View, headline: int | None, odds: Odds, kept: Mask) -> float:
    text = odds.text.copy()
    if headline is not None:
        text[headline] = 0.0
    return confidence(promise(text, view.sheet.characters.parts, kept), entry("certainty"))


def _kept(view: View, roles: Mapping[int, Role]) -> Mask:
    kept = np.zeros(len(view), bool)
    kept[[i for i, role in roles.items() if role in BODY]] = True
    return kept


def _freed(view: View, places: Collection[int | None]) -> View:
    """The view with some blocks claimed no longer."""
    if view.claims.keys().isdisjoint(places):
        return view
    return view.claiming({i: category for i, category in view.claims.items() if i not in places})

"""Verdicts: first the rule book, then the scorer and the sequence, then the roles of what is left."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from copydesk.characters import Mask
from copydesk.document import BODY, Page, Role
from copydesk.label.breaks import section_breaks
from copydesk.label.certainty import confidence, promise
from copydesk.label.claims import find_claims
from copydesk.label.labelled import Labelled
from copydesk.label.roles import assign_roles, find_headline
from copydesk.label.scorer import Odds, score
from copydesk.label.sequence import Judgement, below_headline, judge, verdicts
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
    headline = find_headline(_without(view, judged), view.claims, odds)
    if headline is not None:
        judged.pop(headline, None)
        standfirst = below_headline(view, headline, odds.text)
        judged = {i: why for i, why in judged.items() if i != standfirst}
    view = _without(view, judged, headline)
    yield
    roles = assign_roles(view, headline, odds)
    roles |= dict.fromkeys(section_breaks(view, _kept(view, roles)).nonzero()[0].tolist(), Role.PARAGRAPH)
    yield
    found = verdicts(roles, claimed, judged, odds.text.tolist())
    yield
    return Labelled(page, view, found, _confidence(view, roles, odds))


def _confidence(view: View, roles: Mapping[int, Role], odds: Odds) -> float:
    text = odds.text.copy()
    text[[i for i, role in roles.items() if role is Role.HEADLINE]] = 0.0
    return confidence(promise(text, view.sheet.characters.parts, _kept(view, roles)), entry("certainty"))


def _kept(view: View, roles: Mapping[int, Role]) -> Mask:
    kept = np.zeros(len(view), bool)
    kept[[i for i, role in roles.items() if role in BODY]] = True
    return kept


def _without(view: View, judged: Mapping[int, Judgement], headline: int | None = None) -> View:
    """The view with what the scorer removes claimed as well, and the headline not."""
    claims = {**view.claims, **{i: why.category for i, why in judged.items()}}
    if headline is not None:
        claims.pop(headline, None)
    return view.claiming(claims)

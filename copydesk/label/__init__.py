"""Verdicts: first the rule book, then the scorer and the sequence, then the roles of what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from copydesk.document import BODY, Page, Role, Verdict
from copydesk.label.certainty import confidence, promise
from copydesk.label.claims import claim
from copydesk.label.labelled import Labelled
from copydesk.label.roles import assign_roles, find_headline
from copydesk.label.scorer import Odds, score
from copydesk.label.sequence import Judgement, judge, verdict
from copydesk.model import entry
from copydesk.rules.view import View


def label(page: Page) -> Labelled:
    """The verdicts on a repaired page, by its markup where it has any, and the view after all claims."""
    if page.markup is not None:
        from copydesk.label.html import label_html

        return label_html(page)
    return _label_text(page)


def _label_text(page: Page) -> Labelled:
    view, claimed = claim(View.of(page))
    odds = score(view)
    judged = judge(view, odds)
    headline = find_headline(_without(view, judged), view.claims, odds.headline.tolist())
    if headline is not None:
        judged.pop(headline, None)
    view = _without(view, judged, headline)
    roles = assign_roles(view, headline, odds)
    verdicts = tuple(verdict(i, roles, claimed, judged, float(odds.text[i])) for i in range(len(page)))
    return Labelled(page, view, verdicts, _confidence(view, verdicts, odds))


def _confidence(view: View, verdicts: Sequence[Verdict], odds: Odds) -> float:
    words = np.array([line.words for line in view.lines], float)
    kept = np.array([verdict.role in BODY for verdict in verdicts], bool)
    text = np.where([verdict.role is Role.HEADLINE for verdict in verdicts], 0.0, odds.text)
    return confidence(promise(text, words, kept), entry("certainty"))


def _without(view: View, judged: Mapping[int, Judgement], headline: int | None = None) -> View:
    """The view with what the scorer removes claimed as well, and the headline not."""
    claims = {**view.claims, **{i: why.category for i, why in judged.items()}}
    return view.claiming({i: category for i, category in claims.items() if i != headline})

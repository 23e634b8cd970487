"""Verdicts: first the rule book, then the scorer and the sequence, then the roles of what is left."""

from __future__ import annotations

from copydesk.document import Page, Role, Verdict
from copydesk.label.claims import claim
from copydesk.label.roles import assign_roles, find_headline
from copydesk.label.scorer import score
from copydesk.label.sequence import judge
from copydesk.rules.view import View


def label(page: Page) -> tuple[View, tuple[Verdict, ...]]:
    """The view of a repaired page after all claims, and a verdict for each block."""
    view, claimed = claim(View.of(page))
    odds = score(view)
    judged = judge(view, odds)
    headline = find_headline(view, judged)
    judged.pop(headline, None)
    view = view.claiming({**view.claims, **{i: judged[i].category for i in judged}})
    roles = assign_roles(view, headline)
    return view, tuple(
        Verdict(role=roles[i])
        if i in roles
        else Verdict(code=claimed[i].code, category=claimed[i].category)
        if i in claimed
        else Verdict(code=judged[i].code, category=judged[i].category, score=float(odds[i]))
        for i in range(len(page))
    )

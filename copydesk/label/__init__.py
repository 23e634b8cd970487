"""Verdicts: first the rule book, then the roles of what is left."""

from __future__ import annotations

from copydesk.document import Page, Verdict
from copydesk.label.claims import claim
from copydesk.label.roles import assign_roles
from copydesk.rules.view import View


def label(page: Page) -> tuple[View, tuple[Verdict, ...]]:
    """The view of a repaired page after all claims, and a verdict for each block."""
    view, claimed = claim(View.of(page))
    roles = assign_roles(view)
    return view, tuple(
        Verdict(code=claimed[i].code, category=claimed[i].category)
        if i in claimed
        else Verdict(role=roles[i])
        for i in range(len(page))
    )

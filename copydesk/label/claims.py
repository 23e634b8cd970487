"""The rule book at work: which rule claims which block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from copydesk.rules import BLOCK_RULES, RUN_RULES
from copydesk.rules.book import Rule
from copydesk.rules.view import View


def claim(view: View) -> tuple[View, dict[int, Rule]]:
    """The view with all claims in it, and the rule that made each.

    First each block is judged alone, by the first block rule that claims it; then run rules, in order, claim
    what is left, each seeing the claims before it.
    """
    claims: dict[int, Rule] = {}
    for rule in BLOCK_RULES:
        places = rule.where(view)
        if places:
            claims |= {i: rule for i in places if i not in claims and rule.find(view, i)}
    view = _seen(view, claims)
    for rule in RUN_RULES:
        found = set(chain.from_iterable(_runs(rule, view))) - claims.keys()
        if found:
            claims |= dict.fromkeys(sorted(found), rule)
            view = _seen(view, claims)
    return view, claims


def _runs(rule: Rule, view: View) -> Iterator[range]:
    found: Iterator[range] = rule.find(view)  # type: ignore[assignment]  # a run rule's, by its kind
    return found


def _seen(view: View, claims: dict[int, Rule]) -> View:
    return view.claiming({i: rule.category for i, rule in claims.items()})

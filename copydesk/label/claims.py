"""The rule book at work: which rule claims which block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from copydesk.rules import BLOCK_RULES, RUN_RULES
from copydesk.rules.book import Rule
from copydesk.rules.view import View
from copydesk.rules.where import Kinds, Places
from copydesk.steps import Steps, taken


def claim(view: View) -> tuple[View, dict[int, Rule]]:
    """What `find_claims` finds."""
    return taken(find_claims(view))


def find_claims(view: View) -> Steps[tuple[View, dict[int, Rule]]]:
    """The view with all claims in it, and the rule that made each.

    First each block is judged alone, by the first block rule that claims it; then run rules, in order, claim
    what is left, each seeing the claims before it.
    """
    claims: dict[int, Rule] = {}
    asked = rules_asked(view)
    for n, rule in enumerate(BLOCK_RULES):
        if places := asked.get(n):
            claims |= {i: rule for i in places if i not in claims and rule.find(view, i)}
        yield
    view = view.claiming({i: rule.category for i, rule in claims.items()})
    for rule in RUN_RULES:
        yield
        found = {i for i in chain.from_iterable(_runs(rule, view)) if i not in claims}
        if found:
            claims |= dict.fromkeys(sorted(found), rule)
            view = view.claiming({**view.claims, **dict.fromkeys(found, rule.category)})
    return view, claims


def rules_asked(view: View) -> Mapping[int, Collection[int]]:
    """The lines that each block rule looks at, by its number: a page has cues and labels for few of them."""
    by_cue, by_label, others = _places()
    found: dict[int, Collection[int]] = {}
    kinds = ((by_cue, view.sheet.cues.items()), (by_label, view.sheet.of_kind.items()))
    cued = ((rules.get(kind, ()), lines) for rules, those in kinds for kind, lines in those)
    for numbers, lines in chain(cued, ((numbers, where(view)) for where, numbers in others)):
        for n in numbers if lines else ():
            found[n] = {*found[n], *lines} if n in found else lines
    return found


@cache
def _places() -> tuple[Mapping[str, list[int]], Mapping[str, list[int]], Sequence[tuple[Places, list[int]]]]:
    """The numbers of block rules by the cues and by the labels they look for, and where the others look."""
    by_cue, by_label = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    others = list[tuple[Places, list[int]]]()
    for n, where in enumerate(rule.where for rule in BLOCK_RULES):
        if not isinstance(where, Kinds):
            others.append((where, [n]))
            continue
        others += [(other, [n]) for other in where.others]
        for kind in where.cues:
            by_cue[kind].append(n)
        for kind in where.labels:
            by_label[kind].append(n)
    return by_cue, by_label, others


def _runs(rule: Rule, view: View) -> Iterator[range]:
    found: Iterator[range] = rule.find(view)  # type: ignore[assignment]  # a run rule's, by its kind
    return found

"""The rule book: every rule in order, one module for each family."""

from __future__ import annotations

from copydesk.rules import (
    archives,
    authors,
    credits,
    marks,
    menus,
    navigation,
    notes,
    notices,
    related,
    repeats,
    social,
    standing,
    structure,
)
from copydesk.rules.book import ENTERED, Rule

FAMILIES = tuple(
    module.__name__.rpartition(".")[2]
    for module in (
        *(structure, marks, archives, related, navigation, menus),
        *(social, notices, standing, credits, authors, notes, repeats),
    )
)
"""The families in the order of the book: lists of other stories claim their titles and credits first."""

BOOK: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in ENTERED if rule.family == family)
"""All rules in the order in which they claim."""

BLOCK_RULES = tuple(rule for rule in BOOK if rule.kind == "block")
RUN_RULES = tuple(rule for rule in BOOK if rule.kind == "run")
CUT_RULES = tuple(rule for rule in BOOK if rule.kind == "cut")

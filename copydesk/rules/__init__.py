"""The rule book: every rule in order, one module for each family."""

from __future__ import annotations

from copydesk.rules.book import ENTERED, Rule

from . import structure, navigation, social, notices, credits, repeats  # noqa: E402, F401, I001  the order of the book

BOOK: tuple[Rule, ...] = tuple(ENTERED)
"""All rules in the order in which they claim."""

BLOCK_RULES = tuple(rule for rule in BOOK if rule.kind == "block")
RUN_RULES = tuple(rule for rule in BOOK if rule.kind == "run")
CUT_RULES = tuple(rule for rule in BOOK if rule.kind == "cut")

"""The rule book: what a rule is, and how one is entered.

A *block rule* judges one block, a *run rule* yields runs of blocks and may look at what block rules claimed,
a *cut rule* yields spans inside a kept block. The first rule to claim a block wins: block rules before run
rules, and each in the order of the modules, then top to bottom.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from copydesk.document import Category
from copydesk.rules.view import View
from copydesk.rules.where import Places, everywhere

Span = tuple[int, int]
BlockTest = Callable[[View, int], bool]
RunFinder = Callable[[View], Iterator[range]]
CutFinder = Callable[[View, int, str], Iterator[Span]]
Finder = TypeVar("Finder", BlockTest, RunFinder, CutFinder)
Kind = Literal["block", "run", "cut"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with everything that is known of it; `examples` are pages in diff notation."""

    code: str
    category: Category
    kind: Kind
    family: str
    name: str
    doc: str
    examples: tuple[str, ...]
    find: Callable[..., object]
    where: Places = everywhere

    @property
    def reason(self) -> str:
        """The first line of the documentation: why a span was removed."""
        return self.doc.partition("\n")[0]


ENTERED: list[Rule] = []


def block_rule(
    code: str, category: str, examples: list[str], where: Places = everywhere
) -> Callable[[BlockTest], BlockTest]:
    """Enter a rule that says of one block whether it claims it; `where` are the blocks it can claim."""
    return _enter(code, category, "block", examples, where)


def run_rule(code: str, category: str, examples: list[str]) -> Callable[[RunFinder], RunFinder]:
    """Enter a rule that yields runs of blocks; those already claimed in a run stay as they are."""
    return _enter(code, category, "run", examples)


def cut_rule(
    code: str, category: str, examples: list[str], where: Places = everywhere
) -> Callable[[CutFinder], CutFinder]:
    """Enter a rule that yields spans to cut out of a kept block, in order, as offsets into its text."""
    return _enter(code, category, "cut", examples, where)


def _enter(
    code: str, category: str, kind: Kind, examples: list[str], where: Places = everywhere
) -> Callable[[Finder], Finder]:
    def enter(find: Finder) -> Finder:
        family = find.__module__.rpartition(".")[2]
        doc = inspect.cleandoc(find.__doc__ or "")
        pages = tuple(inspect.cleandoc(example) for example in examples)
        ENTERED.append(Rule(code, Category(category), kind, family, find.__name__, doc, pages, find, where))
        return find

    return enter

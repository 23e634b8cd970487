"""What a repair is, and how one is entered in the book."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from copydesk.document import Category
from copydesk.trace import Substitution

Repairer = Callable[[str], Iterator[Substitution]]


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair: as a rule has, a code, a name, documentation and examples that are tests."""

    code: str
    name: str
    doc: str
    examples: tuple[str, ...]
    trigger: re.Pattern[str]
    find: Repairer
    category: Category = Category.REPAIR

    @property
    def reason(self) -> str:
        """The first line of the documentation."""
        return self.doc.partition("\n")[0]


ENTERED: list[Repair] = []


def repair_rule(
    code: str, trigger: str, examples: list[str], category: Category = Category.REPAIR
) -> Callable[[Repairer], Repairer]:
    """Enter a repair; it is called only for texts in which `trigger` is found.

    With another category than `repair`, what it takes out counts as removed, not as repaired.
    """

    def enter(find: Repairer) -> Repairer:
        doc = inspect.cleandoc(find.__doc__ or "")
        cleaned = tuple(inspect.cleandoc(example) for example in examples)
        ENTERED.append(Repair(code, find.__name__, doc, cleaned, re.compile(trigger), find, category))
        return find

    return enter

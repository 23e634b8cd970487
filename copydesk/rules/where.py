"""Where a block rule looks: the lines it could claim, told by facts that are found for all lines at once.

A rule says all that it demands of a line; these only spare it the lines on which it would say no.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from copydesk.lexicon import fold, phrases
from copydesk.literals import literals
from copydesk.rules.view import View

Places = Callable[[View], Collection[int]]


def everywhere(page: View) -> Collection[int]:
    return range(len(page))


@dataclass(frozen=True, slots=True)
class Kinds:
    """Lines that can be a label of some kinds, or have a cue for a phrase of some; and others."""

    labels: frozenset[str] = frozenset()
    cues: frozenset[str] = frozenset()
    others: tuple[Places, ...] = ()

    def __call__(self, page: View) -> Collection[int]:
        sheet, others = page.sheet, (where(page) for where in self.others)
        return _lines(sheet.of_kind, self.labels).union(_lines(sheet.cues, self.cues), *others)


def _lines(found: Mapping[str, Sequence[int] | Set[int]], kinds: frozenset[str]) -> set[int]:
    return {i for kind in kinds & found.keys() for i in found[kind]}


def labelled(*kinds: str) -> Kinds:
    """Lines that can be a label of one of the kinds, or of the weak list of one."""
    return Kinds(labels=frozenset(name for kind in kinds for name in (kind, f"{kind}_weak")))


def of_sort(sort: str) -> Places:
    """Lines of one of `copydesk.native.sorts.SORTS`."""
    return lambda page: page.sheet.of_sort(sort)


def bylined(page: View) -> Collection[int]:
    return page.sheet.bylined


def dated(page: View) -> Collection[int]:
    return page.sheet.dated


def cued(*kinds: str) -> Kinds:
    """Lines with a cue for a phrase of one of the kinds."""
    return Kinds(cues=frozenset(kinds))


def ending(kind: str) -> Places:
    """Lines with a cue for a phrase of a kind that end as such phrases do, perhaps with marks behind."""

    def where(page: View) -> Collection[int]:
        keys, cued, ends = page.sheet.reading.keys, page.sheet.cues.get(kind, ()), _ends(kind)
        return [i for i in cued if keys[i].endswith(ends) or not keys[i][-1:].isalnum()]

    return where


@cache
def _ends(kind: str) -> tuple[str, ...]:
    """What a line's folded text ends in where it ends in a phrase of a kind."""
    return tuple(sorted({fold(end) for phrase in phrases(kind) for end in literals(phrase).ending}))


def either(*among: Places) -> Kinds:
    """Lines of one of several kinds or places."""
    kinds = [where for where in among if isinstance(where, Kinds)]
    labels, cues = ([getattr(where, name) for where in kinds] for name in ("labels", "cues"))
    others = tuple(where for where in among if not isinstance(where, Kinds))
    return Kinds(frozenset().union(*labels), frozenset().union(*cues), others)

"""Where a block rule looks: the lines it could claim, told by facts that are found for all lines at once.

A rule says all that it demands of a line; these only spare it the lines on which it would say no.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from copydesk.rules.view import View

Places = Callable[[View], Collection[int]]


def everywhere(page: View) -> Collection[int]:
    return range(len(page))


@dataclass(frozen=True, slots=True)
class Kinds:
    """Lines that can be a label of one of some kinds, or have a cue for a phrase of one of some."""

    labels: frozenset[str] = frozenset()
    cues: frozenset[str] = frozenset()

    def __call__(self, page: View) -> Collection[int]:
        sheet = page.sheet
        return _lines(sheet.of_kind, self.labels) | _lines(sheet.cues, self.cues)


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


def either(*among: Kinds) -> Kinds:
    """Lines of the kinds of several."""
    labels, cues = ([getattr(kinds, name) for kinds in among] for name in ("labels", "cues"))
    return Kinds(frozenset().union(*labels), frozenset().union(*cues))

"""Where a block rule looks: the lines it could claim, told by facts that are found for all lines at once.

A rule says all that it demands of a line; these only spare it the lines on which it would say no.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from copydesk.rules.view import View

Places = Callable[[View], Collection[int]]


def everywhere(page: View) -> Collection[int]:
    return range(len(page))


def labelled(*kinds: str) -> Places:
    """Lines that can be a label of one of the kinds, or of the weak list of one."""
    names = tuple(name for kind in kinds for name in (kind, f"{kind}_weak"))

    def places(page: View) -> Collection[int]:
        found = page.sheet.of_kind
        return {i for name in names if name in found for i in found[name]} if found else ()

    return places


def of_sort(sort: str) -> Places:
    """Lines of one of `copydesk.native.sorts.SORTS`."""
    return lambda page: page.sheet.of_sort(sort)


def bylined(page: View) -> Collection[int]:
    return page.sheet.bylined


def dated(page: View) -> Collection[int]:
    return page.sheet.dated


def cued(*kinds: str) -> Places:
    """Lines with a cue for a phrase of one of the kinds."""

    def places(page: View) -> Collection[int]:
        cues = page.sheet.cues
        return {i for kind in kinds if kind in cues for i in cues[kind]}

    return places


def either(*among: Places) -> Places:
    """Lines in one of some places."""

    def places(page: View) -> Collection[int]:
        return {i for where in among for i in where(page)}

    return places

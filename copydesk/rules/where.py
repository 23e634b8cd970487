"""Where a block rule looks: the lines it could claim, told by facts that are found for all lines at once.

A rule says all that it demands of a line; these only spare it the lines on which it would say no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from copydesk.rules.view import View

Places = Callable[[View], Iterable[int]]


def everywhere(page: View) -> Iterable[int]:
    return range(len(page))


def labelled(*kinds: str) -> Places:
    """Lines that can be a label of one of the kinds, or of the weak list of one."""
    names = tuple(name for kind in kinds for name in (kind, f"{kind}_weak"))

    def places(page: View) -> Iterable[int]:
        return sorted({i for name in names for i in page.sheet.of_kind.get(name, ())})

    return places


def of_sort(sort: str) -> Places:
    """Lines of one of `copydesk.native.sorts.SORTS`."""
    return lambda page: page.sheet.of_sort(sort)


def bylined(page: View) -> Iterable[int]:
    return page.sheet.bylined


def dated(page: View) -> Iterable[int]:
    return page.sheet.dated


def cued(*kinds: str) -> Places:
    """Lines with a cue for a phrase of one of the kinds."""

    def places(page: View) -> Iterable[int]:
        return sorted({i for kind in kinds for i in page.sheet.cues.get(kind, ())})

    return places


def either(*among: Places) -> Places:
    """Lines in one of some places."""

    def places(page: View) -> Iterable[int]:
        return sorted({i for where in among for i in where(page)})

    return places

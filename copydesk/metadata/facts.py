"""The facts of a page, read from the blocks that rules claimed and from the article itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from copydesk.document import Category, Role, Verdict
from copydesk.lexicon import alternatives, mapping
from copydesk.metadata.dateline import find_dateline
from copydesk.metadata.dates import DateLine, day_among
from copydesk.metadata.names import agency_of
from copydesk.rules.navigation import labelled_terms, row_terms
from copydesk.rules.view import Line, View


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says of its article; None and () where it says nothing."""

    authors: tuple[str, ...] = ()
    agency: str | None = None
    dateline: str | None = None
    section: str | None = None
    topics: tuple[str, ...] = ()
    published_at: str | None = None
    modified_at: str | None = None
    date_source: str | None = None
    day_mentioned: str | None = None


def find_facts(view: View, verdicts: Sequence[Verdict]) -> Facts:
    """The facts of a labelled page."""
    lead = _first(line.text for line, verdict in zip(view.lines, verdicts, strict=True) if _is_body(verdict))
    after_standfirst = _first(
        line.text
        for line, verdict in zip(view.lines, verdicts, strict=True)
        if verdict.role is Role.PARAGRAPH
    )
    dateline = find_dateline(after_standfirst or lead or "")
    published, modified = _dates(view, verdicts)
    return Facts(
        authors=_authors(view, verdicts),
        agency=_agency(view, verdicts, dateline.agency if dateline else None),
        dateline=dateline.place if dateline else None,
        section=_first(line.text for line in _by_code(view, verdicts, "NA003")),
        topics=tuple(dict.fromkeys(_topics(view, verdicts))),
        published_at=published,
        modified_at=modified,
        date_source="byline" if published or modified else None,
        day_mentioned=None if published else _day_mentioned(view, verdicts),
    )


def _is_body(verdict: Verdict) -> bool:
    return verdict.role in (Role.SUMMARY, Role.PARAGRAPH)


def _first(texts: Iterable[str]) -> str | None:
    return next(iter(texts), None)


def _by_code(view: View, verdicts: Sequence[Verdict], code: str) -> Iterator[Line]:
    return (line for line, verdict in zip(view.lines, verdicts, strict=True) if verdict.code == code)


def _by_category(view: View, verdicts: Sequence[Verdict], category: Category) -> Iterator[Line]:
    return (line for line, verdict in zip(view.lines, verdicts, strict=True) if verdict.category is category)


def _credits(view: View, verdicts: Sequence[Verdict], *categories: Category) -> Iterator[tuple[Line, ...]]:
    """The lines of some categories, by where they stand: those nearest to the article come first.

    Between headline and text, then above the headline, then behind the start of the text, up to the first
    list of other stories, whose credits are not the article's.
    """
    start = next((i for i, verdict in enumerate(verdicts) if _is_body(verdict)), len(verdicts))
    title = next((i for i, verdict in enumerate(verdicts[:start]) if verdict.role is Role.HEADLINE), 0)
    others = (i for i, verdict in enumerate(verdicts) if i > start and verdict.category is Category.RELATED)
    for zone in (range(title, start), range(title), range(start, next(others, len(verdicts)))):
        yield tuple(view[i] for i in zone if verdicts[i].category in categories)


def _authors(view: View, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """The names of bylines with a preposition; where there are none, names and agencies that stand alone."""
    zones = tuple(_credits(view, verdicts, Category.BYLINE))
    labelled = (
        [name for line in zone if line.byline and line.byline.labelled for name in line.byline.names]
        for zone in zones
    )
    alone = (
        [name for line in zone for name in (line.byline.names if line.byline else (line.text,))]
        for zone in zones
    )
    return tuple(dict.fromkeys(next(filter(None, (*labelled, *alone)), ())))


def _agency(view: View, verdicts: Sequence[Verdict], from_dateline: str | None) -> str | None:
    """The agency the text is from: byline, dateline, copyright line, signature, or its own announcement."""
    credits = (line.byline for zone in _credits(view, verdicts, Category.BYLINE) for line in zone)
    bylines = (byline.agency for byline in credits if byline)
    owners = (_owner(line.text) for line in _by_category(view, verdicts, Category.COPYRIGHT))
    kept = [i for i, verdict in enumerate(verdicts) if _is_body(verdict)]
    last = view[kept[-1]].text if kept else ""
    signed = agency_of(last.rpartition("(")[2]) if last.endswith(")") else None
    announced = (_announcer(view[i].text) for i in kept if view.cued(i, "agency"))
    return next(filter(None, chain(bylines, (from_dateline,), owners, (signed,), announced)), None)


@cache
def _agencies() -> str:
    return "|".join(sorted(map(re.escape, mapping("agencies")), key=len, reverse=True))


@cache
def _owner_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_agencies()})(?!\w)", re.IGNORECASE)


def _owner(text: str) -> str | None:
    """The agency a copyright line names; names of up to three letters count in capitals only."""
    for found in _owner_pattern().finditer(text):
        if len(found.group()) > 3 or found.group().isupper() or found.group() == "dpa":
            return agency_of(found.group())
    return None


@cache
def _announcement() -> re.Pattern[str]:
    return re.compile(rf"((?:{_agencies()}))\s{alternatives('agency_self')}\b", re.IGNORECASE)


def _announcer(text: str) -> str | None:
    """The agency that speaks of its own work at the start of a paragraph ("TASS has summarized …")."""
    found = _announcement().match(text)
    return agency_of(found[1]) if found else None


def _topics(view: View, verdicts: Sequence[Verdict]) -> Iterator[str]:
    for line in _by_category(view, verdicts, Category.TAGS):
        yield from labelled_terms(line) or row_terms(line)


def _dates(view: View, verdicts: Sequence[Verdict]) -> tuple[str | None, str | None]:
    """The first date of publication and of change that the page prints in credits of its own."""
    zones = _credits(view, verdicts, Category.DATE, Category.BYLINE)
    found = [date for zone in zones for line in zone if (date := _date_of(line))]
    changed = (date.value if date.modified else date.changed for date in found)
    published = (date.value for date in found if not date.modified)
    return next(filter(None, published), None), next(filter(None, changed), None)


def _day_mentioned(view: View, verdicts: Sequence[Verdict]) -> str | None:
    """The day that lines between headline and text name among other words, if it is one only."""
    roles = [verdict.role for verdict in verdicts]
    if Role.HEADLINE not in roles or Role.PARAGRAPH not in roles:
        return None
    zone = range(roles.index(Role.HEADLINE), roles.index(Role.PARAGRAPH))
    days = {day for i in zone if not roles[i] and (day := day_among(view[i].text))}
    return days.pop() if len(days) == 1 else None


def _date_of(line: Line) -> DateLine | None:
    return line.date or (line.byline.date if line.byline else None)

"""The facts of a page, read from the blocks that rules claimed and from the article itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from copydesk.document import Category, Role, Verdict
from copydesk.lexicon import alternatives, mapping
from copydesk.metadata.dateline import find_dateline
from copydesk.metadata.dates import DateLine, day_among, lone_label, says_published
from copydesk.metadata.names import agency_of
from copydesk.rules.terms import labelled_terms, row_terms
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
    day_mentioned: str | None = None
    dates_behind: tuple[str, ...] = ()
    """Dates in credits behind the start of the text, where those of comments and other stories stand, too."""


def find_facts(view: View, verdicts: Sequence[Verdict]) -> Facts:
    """The facts of a labelled page."""
    lead = _first(line.text for line, verdict in zip(view.lines, verdicts, strict=True) if _is_body(verdict))
    after_standfirst = _first(
        line.text
        for line, verdict in zip(view.lines, verdicts, strict=True)
        if verdict.role is Role.PARAGRAPH
    )
    dateline = find_dateline(after_standfirst or lead or "")
    published, modified, behind = _dates(view, verdicts)
    return Facts(
        authors=_authors(view, verdicts),
        agency=_agency(view, verdicts, dateline.agency if dateline else None),
        dateline=dateline.place if dateline else None,
        section=_first(line.text for line in _by_code(view, verdicts, "NA003")),
        topics=tuple(dict.fromkeys(_topics(view, verdicts))),
        published_at=published,
        modified_at=modified,
        day_mentioned=None if published else _day_mentioned(view, verdicts),
        dates_behind=behind,
    )


def _is_body(verdict: Verdict) -> bool:
    return verdict.role in (Role.SUMMARY, Role.PARAGRAPH)


def _first(texts: Iterable[str]) -> str | None:
    return next(iter(texts), None)


def _by_code(view: View, verdicts: Sequence[Verdict], code: str) -> Iterator[Line]:
    return (line for line, verdict in zip(view.lines, verdicts, strict=True) if verdict.code == code)


def _by_category(view: View, verdicts: Sequence[Verdict], category: Category) -> Iterator[Line]:
    return (line for line, verdict in zip(view.lines, verdicts, strict=True) if verdict.category is category)


def _credits(view: View, verdicts: Sequence[Verdict], *categories: Category) -> Iterator[tuple[int, ...]]:
    """The lines of some categories, by where they stand: those nearest to the article come first.

    Between headline and paragraphs, then above the headline, then behind the first paragraph, up to the first
    list of other stories, whose credits are not the article's.
    """
    roles = [verdict.role for verdict in verdicts]
    body = next((i for i, verdict in enumerate(verdicts) if _is_body(verdict)), len(verdicts))
    start = roles.index(Role.PARAGRAPH) if Role.PARAGRAPH in roles else body
    title = next((i for i, role in enumerate(roles[:start]) if role is Role.HEADLINE), 0)
    others = (i for i, verdict in enumerate(verdicts) if i > start and verdict.category is Category.RELATED)
    for zone in (range(title, start), range(title), range(start, next(others, len(verdicts)))):
        yield tuple(i for i in zone if verdicts[i].category in categories)


def _authors(view: View, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """The names of bylines with a preposition; where there are none, names and agencies that stand alone."""
    zones = [tuple(view[i] for i in zone) for zone in _credits(view, verdicts, Category.BYLINE)]
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
    credits = (view[i].byline for zone in _credits(view, verdicts, Category.BYLINE) for i in zone)
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


def _dates(view: View, verdicts: Sequence[Verdict]) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The first dates of publication and of change in credits of the page, and those behind the start.

    Of the last, which can be of comments, one is that of publication if it says so.
    """
    zones = tuple(_credits(view, verdicts, Category.DATE, Category.BYLINE))
    near, above, behind = ([(date, i) for i in zone if (date := _date_at(view, i))] for zone in zones)
    changed = (date.value if date.modified else date.changed for date, _ in (*near, *above, *behind))
    later = [(date.value, i) for date, i in behind if date.value and not date.modified]
    said = (
        value for value, i in later if says_published(view[i].text) or _label_above(view, i) == "published"
    )
    published = (date.value for date, _ in (*near, *above) if not date.modified)
    first = next(filter(None, chain(published, said)), None)
    return first, next(filter(None, changed), None), tuple(value for value, _ in later)


def _day_mentioned(view: View, verdicts: Sequence[Verdict]) -> str | None:
    """The one day that lines between headline and text name among other words, or else lines right above."""
    roles = [verdict.role for verdict in verdicts]
    if Role.PARAGRAPH not in roles:
        return None
    start = roles.index(Role.PARAGRAPH)
    title = roles.index(Role.HEADLINE) if Role.HEADLINE in roles[:start] else start
    for zone in (range(title, start), range(max(title - _ABOVE_TITLE, 0), title)):
        places = (i for i in zone if not roles[i] and not _is_of_change(view, i))
        days = {day for i in places if (day := day_among(view[i].text))}
        if days:
            return days.pop() if len(days) == 1 else None
    return None


_ABOVE_TITLE = 2
"""Lines above the headline, or above the text where no line is the headline."""


def _date_of(line: Line) -> DateLine | None:
    return line.date or (line.byline.date if line.byline else None)


def _date_at(view: View, i: int) -> DateLine | None:
    """The date on a line; it is of a change if the line above is a label that says so: "| UPDATED:"."""
    date = _date_of(view[i])
    if date and _label_above(view, i) == "modified" and not says_published(view[i].text):
        return replace(date, modified=True)
    return date


def _label_above(view: View, i: int) -> str | None:
    return lone_label(view[i - 1].text) if i else None


def _is_of_change(view: View, i: int) -> bool:
    date = _date_at(view, i)
    return date is not None and date.modified

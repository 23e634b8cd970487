"""The facts of a page, read from the blocks that rules claimed and from the article itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from copydesk.document import Category, Role, Verdicts
from copydesk.metadata.agencies import agency_of_owner, announcing_agency
from copydesk.metadata.bylines import parse_byline
from copydesk.metadata.dateline import find_dateline
from copydesk.metadata.dates import (
    DateLine,
    day_among,
    lone_label,
    may_hold_date,
    parse_date_line,
    says_published,
)
from copydesk.metadata.names import agency_of
from copydesk.metadata.subject import is_section
from copydesk.native.rows import places
from copydesk.rules.terms import labelled_terms, row_terms
from copydesk.rules.view import Line, View
from copydesk.steps import Steps

_SECTION = "NA003"
_LIST_MARKS = " \t*•·‣▪–—-›»"


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


@dataclass(frozen=True, slots=True)
class _Labels:
    """What became of the lines of a page, in columns.

    `body` are the places of summary and paragraphs; the text starts at `start`, which is the end of a page
    without any. `credited` are the places of bylines and dates.

    `zones` are the places of the article's credits, the nearest first: between headline and paragraphs, then
    above the headline, then behind the first paragraph, up to the first list of other stories, whose credits
    are not the article's, or to the head of comments with credits of their own.
    """

    view: View
    roles: list[Role | None]
    codes: list[str | None]
    categories: list[Category | None]
    body: tuple[int, ...]
    start: int
    credited: tuple[int, ...]
    zones: tuple[range, range, range]

    @classmethod
    def of(cls, view: View, verdicts: Verdicts) -> _Labels:
        roles, codes, categories = verdicts.roles, verdicts.codes, verdicts.categories
        body = tuple(places(roles, Role.PARAGRAPH, Role.SUMMARY))
        start = _first(places(roles, Role.PARAGRAPH), body[0] if body else len(roles))
        title = _first(places(roles[:start], Role.HEADLINE), 0)
        others = _first(places(categories, Category.RELATED), len(roles), start)
        comments = _first(places(categories, Category.COMMENTS), len(roles), start)
        credits = places(categories, Category.BYLINE, Category.DATE)
        credited = tuple([i for i in credits if not _names_style(view, i)])
        if sum(i > comments for i in credited) >= _CREDITS_OF_COMMENTS:
            others = min(others, comments)
        zones = (range(title, start), range(title), range(start, others))
        return cls(view, roles, codes, categories, body, start, credited, zones)

    def of_category(self, category: Category) -> Sequence[Line]:
        return [self.view[i] for i in places(self.categories, category)]

    def credits(self, *categories: Category) -> Iterator[tuple[int, ...]]:
        """The lines of some categories, by zone."""
        for zone in self.zones:
            yield tuple([i for i in self.credited if i in zone and self.categories[i] in categories])


_CREDITS_OF_COMMENTS = 3
"""Names and dates behind a head of comments that are those of comments: a few may be the article's."""


def _first(found: Iterable[int], other: int, start: int = -1) -> int:
    """The first of some places, behind another one, or else another."""
    return next((i for i in found if i > start), other)


def _section(view: View, labels: _Labels) -> str | None:
    """The first label of a section, without the mark of the list it is in, if it can be one's name."""
    if _SECTION not in labels.codes:
        return None
    text = view[labels.codes.index(_SECTION)].text
    name = text.lstrip(_LIST_MARKS)
    return name if is_section(name) and not text.startswith(("(", "[")) else None


def find_facts(view: View, verdicts: Verdicts) -> Steps[Facts]:
    """The facts of a labelled page."""
    labels = _Labels.of(view, verdicts)
    yield
    dateline = find_dateline(view[labels.start].text) if labels.body else None
    if dateline and _speaks_again(view, labels.body, labels.start, dateline.end):
        dateline = None
    yield
    published, modified, behind = _dates(labels)
    yield
    authors = _authors(labels, _opening_place(labels))
    yield
    agency = _agency(labels, dateline.agency if dateline else None)
    yield
    day = None if published else _day_mentioned(labels)
    yield
    return Facts(
        authors=authors,
        agency=agency,
        dateline=dateline.place if dateline else None,
        section=_section(view, labels),
        topics=tuple(dict.fromkeys(_topics(labels))),
        published_at=published,
        modified_at=modified,
        day_mentioned=day,
        dates_behind=behind,
    )


def _speaks_again(view: View, body: Sequence[int], first: int, end: int) -> bool:
    """Whether another paragraph begins as the first does: "ANA LIMA: ", as transcripts name who speaks."""
    opening = view[first].text[:end].rstrip()
    return opening.endswith(":") and any(view[i].text.startswith(opening) for i in body if i != first)


def _opening_place(labels: _Labels) -> str | None:
    """The place with which standfirst or text opens."""
    dateline = find_dateline(labels.view[labels.body[0]].text) if labels.body else None
    return dateline.place if dateline else None


def _authors(labels: _Labels, place: str | None) -> tuple[str, ...]:
    """The names of bylines with a preposition; where there are none, names and agencies that stand alone.

    Behind the text, what looks like a name before a date is more often a section or a reader; before it, it
    may be the place with which the text opens.
    """
    zones = [[labels.view[i] for i in zone] for zone in labels.credits(Category.BYLINE)]
    labelled = (
        [name for line in zone if line.byline and line.byline.labelled for name in line.byline.names]
        for zone in zones
    )
    undated = [line for line in zones[2] if not (line.byline and line.byline.date)]
    alone = (
        [name for line in zone for name in _names_of(line) if name != place] for zone in (*zones[:2], undated)
    )
    return tuple(dict.fromkeys(next(filter(None, (*labelled, *alone)), ())))


def _names_of(line: Line) -> tuple[str, ...]:
    byline = line.byline or parse_byline(line.text)
    return byline.names if byline else (line.text,)


def _agency(labels: _Labels, from_dateline: str | None) -> str | None:
    """The agency the text is from: byline, dateline, copyright line, signature, or its own announcement."""
    view, kept = labels.view, labels.body
    credits = (view[i].byline for zone in labels.credits(Category.BYLINE) for i in zone)
    bylines = (byline.agency for byline in credits if byline)
    owners = (agency_of_owner(line.text) for line in labels.of_category(Category.COPYRIGHT))
    last = view[kept[-1]].text if kept else ""
    signed = agency_of(last.rpartition("(")[2]) if last.endswith(")") else None
    cued = view.sheet.cues.get("agency", frozenset()).intersection(kept)
    announced = (announcing_agency(view[i].text) for i in sorted(cued))
    return next(filter(None, chain(bylines, (from_dateline,), owners, (signed,), announced)), None)


def _names_style(view: View, i: int) -> bool:
    """Whether a line names a style of citing a text, as another line near it does: "MLA", "APA"."""
    if view[i].text not in _STYLES:
        return False
    near = range(max(i - _NEAR_STYLE, 0), min(i + _NEAR_STYLE + 1, len(view)))
    return any(view[k].text in _STYLES for k in near if k != i)


_STYLES = frozenset({"APA", "MLA", "Chicago", "Harvard", "Vancouver", "IEEE"})
_NEAR_STYLE = 6


def _topics(labels: _Labels) -> Iterator[str]:
    for line in labels.of_category(Category.TAGS):
        yield from labelled_terms(line) or row_terms(line)


def _dates(labels: _Labels) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The first dates of publication and of change in credits of the page, and those behind the start.

    Of the last, which can be of comments, one is that of publication if it says so.
    """
    view, zones = labels.view, labels.credits(Category.DATE, Category.BYLINE)
    near, above, behind = ([(date, i) for i in zone if (date := _date_at(view, i))] for zone in zones)
    changed = (date.value if date.modified else date.changed for date, _ in (*near, *above, *behind))
    later = [(date.value, i) for date, i in behind if date.value and not date.modified]
    said = (
        value for value, i in later if says_published(view[i].text) or _label_above(view, i) == "published"
    )
    published = (date.value for date, _ in (*near, *above) if not date.modified)
    first = next(filter(None, chain(published, said)), None)
    return first, next(filter(None, changed), None), tuple(value for value, _ in later)


def _day_mentioned(labels: _Labels) -> str | None:
    """The one day that lines between headline and text name among other words, or else lines right above.

    Where they name none, the text may open with its day.
    """
    view, roles, start = labels.view, labels.roles, labels.start
    if not labels.body or roles[start] is not Role.PARAGRAPH:
        return None
    numbered = [i for i in sorted(view.sheet.cues["digit"]) if i < start and not roles[i]]
    title = _first(places(roles[:start], Role.HEADLINE), start)
    for zone in (range(title, start), range(max(title - _ABOVE_TITLE, 0), title)):
        dated = (i for i in numbered if i in zone and not _is_of_change(view, i))
        days = {day for i in dated if (day := day_among(view[i].text))}
        if days:
            return days.pop() if len(days) == 1 else None
    return _day_of_opening(labels)


def _day_of_opening(labels: _Labels) -> str | None:
    """The day with which standfirst or text opens: "(9 April 2024) The", "Lisbon, 9 April 2024 – The".

    Where the next begins with a day as well they are entries of a chronicle.
    """
    days = [_opening_day(labels.view[i].text) for i in labels.body[:_FIRST_TEXTS]]
    found = [day for day in days if day]
    return found[0] if len(found) == 1 and any(days[:2]) else None


def _opening_day(text: str) -> str | None:
    opening = _OPENING.match(text)
    found = opening and (opening[1] or opening[2])
    date = parse_date_line(found) if found and may_hold_date(found) else None
    day = date.value[:_DAY] if date and date.value and not date.labelled else ""
    return day if day >= _FIRST_DAY else None


_OPENING = re.compile(
    r"\(([^()]{6,30})\)\s+(?=\w)"
    r"|(?:[^\W\d_][^,–—\d]{1,30},\s)?([^\W_][^!?–—/]{5,28}?)\s(?:/[\w .]{2,20}/\s)?(?:[–—]|--?)\s"
)
_DAY, _FIRST_DAY = len("2024-04-09"), "1990"
_FIRST_TEXTS = 3
"""A standfirst, the paragraph that opens with the day, and the next."""


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

"""Which of a page's many dates is the article's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import islice

from copydesk.evidence.clues import Clue, Evidence, Field, Source
from copydesk.metadata.dates import parse_date_line
from copydesk.metadata.facts import Facts
from copydesk.metadata.stamp import checked, read_stamp

Stamp = tuple[str, Source]
"""A date in ISO 8601, and where it was found."""

_MOST = 12
"""Dates of one field that are looked at."""
_WEIGHTS = {
    Source.JSON_LD: 3.0,
    Source.OPENGRAPH: 2.5,
    Source.MICRODATA: 2.0,
    Source.META: 1.0,
    Source.TIME: 1.0,
    Source.BYLINE: 2.0,
    Source.URL: 1.5,
    Source.TEXT: 0.6,
    Source.INPUT: 0.5,
}
_MARKUP = (Source.JSON_LD, Source.OPENGRAPH, Source.MICRODATA, Source.META, Source.TIME)


Dates = tuple[Stamp | None, Stamp | None]
"""Of publication, and of the last change."""


@dataclass(frozen=True, slots=True)
class PrintedDates:
    """The dates in the lines of a page; `clock` is one that may show by which clock the paper writes."""

    published: Stamp | None = None
    modified: Stamp | None = None
    clock: Stamp | None = None


def read_printed(facts: Facts) -> PrintedDates:
    """The dates of credits, or else a day that stands among other words or behind the text's start.

    There it must be the only one, and counts least of what a page says.
    """
    behind = facts.dates_behind
    only = behind[0] if len({date[:10] for date in behind}) == 1 else None
    day = only or facts.day_mentioned
    credited = (facts.published_at, Source.BYLINE) if facts.published_at else None
    return PrintedDates(
        credited or ((day, Source.TEXT) if day else None),
        (facts.modified_at, Source.BYLINE) if facts.modified_at else None,
        (behind[0], Source.BYLINE) if behind else None,
    )


def choose_dates(evidence: Evidence, printed: PrintedDates, url: str | None) -> Dates:
    """The dates of publication and of the last change."""
    published = [
        *_stamps(evidence, Field.PUBLISHED, *_MARKUP),
        *filter(None, [printed.published]),
        *_in_address(url),
        *_stamps(evidence, Field.PUBLISHED, Source.INPUT),
    ]
    modified = [*_stamps(evidence, Field.MODIFIED, *_MARKUP), *filter(None, [printed.modified])]
    return _choose(published, evidence, printed.clock), _choose(modified, evidence, printed.clock)


def _choose(stamps: Sequence[Stamp], evidence: Evidence, clock: Stamp | None) -> Stamp | None:
    """The date of the day that has most sources on its side, from the first of them.

    Another may say the same more fully: with a time of day, with its zone, or by the clock of the paper.
    """
    if not stamps:
        return None
    if len(stamps) == 1 and _is_day(stamps[0][0]):
        return stamps[0]
    day = max(dict.fromkeys(value[:10] for value, _ in stamps), key=lambda day: _support(day, stamps))
    same = [stamp for stamp in stamps if stamp[0][:10] == day]
    best = next((stamp for stamp in same if not _is_day(stamp[0])), same[0])
    best = next((stamp for stamp in same if _is_fuller(stamp[0], best[0])), best)
    if _is_day(best[0]) or not _UTC.search(best[0]):
        return best
    zoned = (stamp for stamp in _zoned(evidence) if _is_local(stamp[0], best[0]))
    return next(zoned, None) or _by_two_clocks(best, [*stamps, *filter(None, [clock])])


def _is_fuller(value: str, other: str) -> bool:
    """Whether a date has a zone, and is else the same as one without."""
    return _NAIVE.fullmatch(other) is not None and value[:16] == other[:16] and not _NAIVE.fullmatch(value)


def _by_two_clocks(utc: Stamp, stamps: Sequence[Stamp]) -> Stamp:
    """The moment by the clock of the paper, where the page gives its minute by that clock as well."""
    clocks = {source: value for value, source in reversed(stamps) if source in _OWN_CLOCKS}
    for value in clocks.values():
        ahead = _ahead(value, utc[0])
        if ahead:
            local = _moment(utc[0]).astimezone(timezone(ahead)).isoformat()
            return local[:16] + _UTC.sub(local[-6:], utc[0][16:]), utc[1]
    return utc


def _ahead(value: str, utc: str) -> timedelta | None:
    """How far a time of day is ahead of the moment, if it is the same by another clock, or can be."""
    if _is_day(value):
        return None
    if not _NAIVE.fullmatch(value):
        return _moment(value).utcoffset() if abs(_moment(value) - _moment(utc)) < _MINUTE else None
    moment = _moment(utc).replace(microsecond=0, tzinfo=None)
    exact = value[17:19] not in {"", "00"}
    ahead = _moment(value[: 19 if exact else 16]) - (moment if exact else moment.replace(second=0))
    return ahead if abs(ahead) <= _FARTHEST and not ahead % _STEP else None


def _support(day: str, stamps: Sequence[Stamp]) -> float:
    """The weights of the sources that say a day; one that says several is half as good for each of them."""
    said: dict[Source, set[str]] = {}
    for value, source in stamps:
        said.setdefault(source, set()).add(value[:10])
    return sum(_WEIGHTS[source] / min(len(days), 2) for source, days in said.items() if day in days)


_OWN_CLOCKS = frozenset({Source.BYLINE, Source.META})
_moment = datetime.fromisoformat
_FARTHEST, _STEP, _MINUTE = timedelta(hours=12), timedelta(minutes=30), timedelta(minutes=1)
_NAIVE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{5,20}")
_UTC = re.compile(r"(?:Z|[+-]00:00)$")
_ZONED = re.compile(r"\d{4}-.{10,20}[+-]\d\d:?\d\d")


def _zoned(evidence: Evidence) -> Iterator[Stamp]:
    """The dates of markup that are written with a zone."""
    for field in (Field.PUBLISHED, Field.MODIFIED):
        for clue in islice(evidence.of(field, *_MARKUP), _MOST):
            value = read_stamp(clue.value) if _ZONED.fullmatch(clue.value) else None
            if value and not _UTC.search(value):
                yield value, clue.source


def _is_local(value: str, utc: str) -> bool:
    """Whether a date with a zone is the same moment."""
    return abs(_moment(value) - _moment(utc)) < timedelta(seconds=1)


def _stamps(evidence: Evidence, field: Field, *sources: Source) -> Iterator[Stamp]:
    for clue in islice(evidence.of(field, *sources) if evidence.clues else (), _MOST):
        value = read_stamp(clue.value)
        if value and not (field is Field.PUBLISHED and _is_of_change(clue)):
            yield value, clue.source


def _is_of_change(clue: Clue) -> bool:
    """Whether the text of a time element is labelled as the date of a change."""
    line = parse_date_line(clue.value) if clue.source is Source.TIME else None
    return line is not None and line.modified


def _in_address(url: str | None) -> Iterator[Stamp]:
    found = _DATED_PATH.search(url) if url else None
    day = checked(f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}") if found else None
    if day:
        yield day, Source.URL


_DATED_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/_-])")


def _is_day(value: str) -> bool:
    """Whether a date has no time of day; midnight to the second is what programs write for none."""
    return value[11:19].strip("0:") == "" and value[19:20] != "."

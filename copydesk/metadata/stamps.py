"""Dates as programs write them, and which of a page's many is the article's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from itertools import islice

from copydesk.evidence.clues import Clue, Evidence, Field, Source
from copydesk.metadata.dates import parse_date_line

Stamp = tuple[str, Source]
"""A date in ISO 8601, and where it was found."""

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d|\d{8}(?=T|$))"
    r"(?:(?:T|\s{1,3}|\sT)(?P<hour>\d\d?):?(?P<rest>\d\d(?::?\d\d)?)(?P<part>[.,]\d{1,9})?"
    r"\s{0,3}(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?(?:\s?\[[\w/]{1,40}\])?",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?:[A-Z][a-z]{2,8},?\s)?(?:(?P<d1>\d\d?)[\s-](?P<m1>[A-Z][a-z]{2})[a-z]*[\s-]|(?P<m2>[A-Z][a-z]{2})\s(?P<d2>\d\d?)\s)"
    r"(?P<y>\d{4})\s(?P<t>\d\d:\d\d(?::\d\d)?)\s?(?P<zone>(?:GMT|UTC)?[+-]\d{4}|GMT|UTC|Z)?(?:\s\([\w\s]{1,40}\))?"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST = 12
"""Dates of one field that are looked at."""
_LONGEST = 80
_YEARS = range(1800, 2200)
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


@lru_cache(maxsize=64)
def read_stamp(value: str) -> str | None:
    """A date in ISO 8601, as precise as it was written and with the zone it was written with.

    Dates whose day and month could change places are none, and so is what no calendar has.
    """
    found = _ISO.fullmatch(value)
    if found:
        return _checked(_iso(found))
    found = _ENGLISH.fullmatch(value)
    if found:
        return _checked(_english(found))
    if len(value) > _LONGEST:
        return None
    line = parse_date_line(value)
    return _checked(line.value) if line and line.value else None


def _iso(found: re.Match[str]) -> str:
    day = found["day"]
    day = day if "-" in day else f"{day[:4]}-{day[4:6]}-{day[6:]}"
    if not found["hour"]:
        return day
    rest = found["rest"].replace(":", "")
    clock = ":".join([f"{found['hour']:0>2}", *(rest[i : i + 2] for i in range(0, len(rest), 2))])
    return f"{day}T{clock}{_fraction(found['part'])}{_zone(found['zone'])}"


def _fraction(part: str | None) -> str:
    """Parts of a second, where they say something."""
    return f".{part[1:]}" if part and part[1:].strip("0") else ""


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    zone = zone.upper().removeprefix("GMT").removeprefix("UTC")
    if zone in {"", "Z"}:
        return "Z"
    return f"{zone[:3]}:{zone[3:].strip(':') or '00'}"


def _english(found: re.Match[str]) -> str:
    month = found["m1"] or found["m2"]
    if month not in _MONTHS:
        return ""
    day = int(found["d1"] or found["d2"])
    return f"{found['y']}-{_MONTHS.index(month) + 1:02}-{day:02}T{found['t']}{_zone(found['zone'])}"


def _checked(value: str | None) -> str | None:
    """The value, if it is a moment there was or will be."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    offset = moment.utcoffset() or timedelta()
    return value if moment.year in _YEARS and abs(offset) <= timedelta(hours=14) else None


Dates = tuple[Stamp | None, Stamp | None]
"""Of publication, and of the last change."""


def choose_dates(evidence: Evidence, printed: Dates, url: str | None, mentioned: str | None = None) -> Dates:
    """The dates of publication and of the last change; `printed` are those found in the lines of the page.

    `mentioned` is a day that stands among other words near the headline: it counts least of what a page says.
    """
    published = [
        *_stamps(evidence, Field.PUBLISHED, *_MARKUP),
        *filter(None, printed[:1]),
        *_in_address(url),
        *([(mentioned, Source.TEXT)] if mentioned else ()),
        *_stamps(evidence, Field.PUBLISHED, Source.INPUT),
    ]
    modified = [*_stamps(evidence, Field.MODIFIED, *_MARKUP), *filter(None, printed[1:])]
    return _choose(published, evidence), _choose(modified, evidence)


def _choose(stamps: Sequence[Stamp], evidence: Evidence) -> Stamp | None:
    """The date of the day that has most sources on its side, from the first of them.

    Another may say the same more fully: with a time of day, or by the clock of the paper.
    """
    if not stamps:
        return None
    day = max(dict.fromkeys(value[:10] for value, _ in stamps), key=lambda day: _support(day, stamps))
    same = [stamp for stamp in stamps if stamp[0][:10] == day]
    best = next((stamp for stamp in same if not _is_day(stamp[0])), same[0])
    if _is_day(best[0]) or not _UTC.search(best[0]):
        return best
    zoned = (stamp for stamp in _zoned(evidence) if _is_local(stamp[0], best[0]))
    return next(zoned, None) or _by_two_clocks(best, stamps)


def _by_two_clocks(utc: Stamp, stamps: Sequence[Stamp]) -> Stamp:
    """The moment by the clock of the paper, where the page gives its minute without a zone as well."""
    clocks = {source: value for value, source in reversed(stamps) if source in _OWN_CLOCKS}
    for value in clocks.values():
        ahead = _ahead(value, utc[0])
        if ahead:
            local = datetime.fromisoformat(utc[0]).astimezone(timezone(ahead)).isoformat()
            return local[:16] + _UTC.sub(local[-6:], utc[0][16:]), utc[1]
    return utc


def _ahead(value: str, utc: str) -> timedelta | None:
    """How far a time of day without a zone is ahead of the moment, if it can be the same by another clock."""
    if _is_day(value) or not _NAIVE.fullmatch(value):
        return None
    moment = datetime.fromisoformat(utc).replace(microsecond=0, tzinfo=None)
    exact = value[17:19] not in {"", "00"}
    ahead = datetime.fromisoformat(value[: 19 if exact else 16]) - (
        moment if exact else moment.replace(second=0)
    )
    return ahead if abs(ahead) <= _FARTHEST and not ahead % _STEP else None


def _support(day: str, stamps: Sequence[Stamp]) -> float:
    """The weights of the sources that say a day; each counts once, for the first that it says."""
    first = {source: value for value, source in reversed(stamps)}
    return sum(_WEIGHTS[source] for source, value in first.items() if value[:10] == day)


_OWN_CLOCKS = frozenset({Source.BYLINE, Source.META})
_FARTHEST, _STEP = timedelta(hours=12), timedelta(minutes=30)
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
    return abs(datetime.fromisoformat(value) - datetime.fromisoformat(utc)) < timedelta(seconds=1)


def _stamps(evidence: Evidence, field: Field, *sources: Source) -> Iterator[Stamp]:
    for clue in islice(evidence.of(field, *sources), _MOST):
        value = read_stamp(clue.value)
        if value and not (field is Field.PUBLISHED and _is_of_change(clue)):
            yield value, clue.source


def _is_of_change(clue: Clue) -> bool:
    """Whether the text of a time element is labelled as the date of a change."""
    line = parse_date_line(clue.value) if clue.source is Source.TIME else None
    return line is not None and line.modified


def _in_address(url: str | None) -> Iterator[Stamp]:
    found = _DATED_PATH.search(url) if url else None
    day = _checked(f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}") if found else None
    if day:
        yield day, Source.URL


_DATED_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/_-])")


def _is_day(value: str) -> bool:
    """Whether a date has no time of day; midnight to the second is what programs write for none."""
    return value[11:19].strip("0:") == "" and value[19:20] != "."

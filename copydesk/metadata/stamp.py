"""Dates as programs write them, as precise and in the zone that they were written in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from copydesk.metadata.dates import parse_date_line
from copydesk.metadata.zones import zone_of

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d|\d{8}(?=T|$))"
    r"(?:(?:T|\s{1,3}|\sT)(?P<hour>\d\d?):?(?P<rest>\d\d(?::?\d\d)?)(?P<part>[.,]\d{1,9})?"
    r"\s{0,3}(?P<zone>[A-Z]{1,5}|[+-]\d\d:?\d\d|[+-]\d\d)?)?(?:\s?\[[\w/]{1,40}\])?",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?:[A-Z][a-z]{2,8},?\s)?(?:(?P<d1>\d\d?)[\s-](?P<m1>[A-Z][a-z]{2})[a-z]*[\s-]|(?P<m2>[A-Z][a-z]{2})\s(?P<d2>\d\d?)\s)"
    r"(?P<y>\d{4})\s(?P<t>\d\d:\d\d(?::\d\d)?)\s?(?P<zone>(?:GMT|UTC)?[+-]\d{4}|[A-Z]{1,5})?(?:\s\([\w\s]{1,40}\))?"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH = re.compile(r"(1[0-8]\d{8})(\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?")
"""Seconds since 1970, or parts of them, of 2001 to 2030: what begins with 19 or 20 may begin with a year."""
_LONGEST = 80
_YEARS = range(1800, 2200)


@lru_cache(maxsize=256)
def read_stamp(value: str) -> str | None:
    """A date in ISO 8601, as precise as it was written and with the zone it was written with.

    Dates whose day and month could change places are none, and so is what no calendar has. A page says the
    same ones in several places.
    """
    found = _ISO.fullmatch(value)
    if found:
        return checked(_iso(found))
    found = _ENGLISH.fullmatch(value)
    if found:
        return checked(_english(found))
    found = _EPOCH.fullmatch(value)
    if found:
        return checked(_epoch(found))
    if len(value) > _LONGEST:
        return None
    line = parse_date_line(value)
    return checked(line.value) if line and line.value else None


def _iso(found: re.Match[str]) -> str:
    day = found["day"]
    day = day if "-" in day else f"{day[:4]}-{day[4:6]}-{day[6:]}"
    if not found["hour"]:
        return day
    rest = found["rest"].replace(":", "")
    clock = ":".join([f"{found['hour']:0>2}", *(rest[i : i + 2] for i in range(0, len(rest), 2))])
    return f"{day}T{clock}{_fraction(found['part'])}{_zone(found['zone'], day)}"


def _fraction(part: str | None) -> str:
    """Parts of a second, where they say something."""
    return f".{part[1:]}" if part and part[1:].strip("0") else ""


def _zone(zone: str | None, day: str) -> str:
    if not zone or zone.isalpha():
        return zone_of(zone or "", int(day[5:7]))
    zone = zone.removeprefix("GMT").removeprefix("UTC")
    return f"{zone[:3]}:{zone[3:].strip(':') or '00'}"


def _english(found: re.Match[str]) -> str:
    month = found["m1"] or found["m2"]
    if month not in _MONTHS:
        return ""
    day = f"{found['y']}-{_MONTHS.index(month) + 1:02}-{int(found['d1'] or found['d2']):02}"
    return f"{day}T{found['t']}{_zone(found['zone'], day)}"


def _epoch(found: re.Match[str]) -> str:
    """Seconds since 1970 as a moment; what they are counted in shows in how many there are."""
    moment = datetime.fromtimestamp(int(found[1]), UTC).replace(tzinfo=None)
    return f"{moment.isoformat()}{_fraction('.' + (found[2] or ''))}Z"


def checked(value: str | None) -> str | None:
    """The value, if it is a moment there was or will be."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    offset = moment.utcoffset() or timedelta()
    return value if moment.year in _YEARS and abs(offset) <= timedelta(hours=14) else None

"""Dates as pages print them, in the languages of the word lists; nothing is guessed.

A date whose day and month could change places (`04/05/2024`) is recognised as a date but has no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from copydesk.lexicon import alternatives, mapping

_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is nothing but a date: when, and whether of publication or of the last change.

    `value` is ISO 8601, as precise as the line, or None where day and month cannot be told apart.
    """

    value: str | None
    modified: bool
    labelled: bool


_NUMERIC = (
    re.compile(r"(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<dot>\.)\s?(?P<m>\d{1,2})\.\s?(?P<y>(?:19|20)\d\d)"),
    re.compile(r"(?<!\d)(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<y>(?:19|20)\d\d)"),
)
_TIME = re.compile(
    r"(?:[T\s,;|·•–—@-]|^|\b(?:at|um|à|às|a las|alle|ore|om|saat|в)\b)\s*"
    r"(?P<h>[01]?\d|2[0-3])(?:[:.h](?P<min>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?|(?=\s*(?:[ap]\.?m\b|h\b|uhr\b)))\s*"
    r"(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\b(?:[A-Z]{2,4}T|UTC|GMT|Z|uhr|h|hrs?|hours?|min(?:utes?)?(?: read)?|read|am|pm|st|nd|rd|th|er|º"
    r"|at|on|of|the|um|der|den|de|del|el|à|às|a las|le|il|alle|ore|om|saat|в|г|года)\b"
    r"|[\s,;:|·•–—()/@.+-]|\d{1,2} ?min\b",
    re.IGNORECASE,
)


def parse_date_line(line: str) -> DateLine | None:
    """The date of a line that holds nothing else (a label, weekday, time, zone and reading time aside)."""
    if len(line) > _LONGEST:
        return None
    line = line.translate(_ARABIC_DIGITS).strip(" \t|·•–—-*")
    text, modified, labelled = _without_label(line)
    found = _find_day(text)
    if not found:
        return None
    rest, day, written = found
    clock = _TIME.search(rest)
    if clock:
        rest = rest[: clock.start()] + " " + rest[clock.end() :]
    if _REST.sub("", _weekdays().sub("", rest)):
        return None
    stamp = f"T{_clock(clock)}{_zone(rest)}" if clock and day else ""
    return DateLine(day + stamp if day else None, modified, labelled or written)


def _without_label(line: str) -> tuple[str, bool, bool]:
    for kind in ("modified", "published"):
        found = _label(kind).match(line)
        if found:
            return line[found.end() :], kind == "modified", True
    return line, False, False


@cache
def _label(kind: str) -> re.Pattern[str]:
    return re.compile(rf"{alternatives(kind)}\b\s*[:\-–]?\s*(?=\W*\w)", re.IGNORECASE)


@cache
def _weekdays() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternatives('weekday')}(?!\w)\.?", re.IGNORECASE)


@cache
def _written() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(sorted(map(re.escape, mapping("months")), key=len, reverse=True))
    day, month = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|\.)?", rf"(?P<month>{names})(?!\w)\.?"
    year = r"(?P<y>(?:19|20)\d\d)(?!\d)"
    return (
        re.compile(rf"(?<!\d){day},?\s*(?:de|of)?\s*{month}\s*(?:de|del)?,?\s*{year}", re.IGNORECASE),
        re.compile(rf"(?<!\w){month}\s*{day},?\s*{year}", re.IGNORECASE),
    )


def _find_day(text: str) -> tuple[str, str | None, bool] | None:
    """The text without its date, the date in ISO 8601 (None if ambiguous), and whether a month is named."""
    for pattern in _written():
        found = pattern.search(text)
        if found:
            name = found["month"].casefold().replace("̇", "")
            iso = _iso(int(found["y"]), int(mapping("months")[name]), int(found["d"]))
            return (text[: found.start()] + text[found.end() :], iso, True) if iso else None
    for pattern in _NUMERIC:
        found = pattern.search(text)
        if found:
            return _numeric(text, found)
    return None


def _numeric(text: str, found: re.Match[str]) -> tuple[str, str | None, bool] | None:
    parts = found.groupdict()
    rest = text[: found.start()] + text[found.end() :]
    year = int(parts["y"])
    if "m" in parts:
        iso = _iso(year, int(parts["m"]), int(parts["d"]))
        return (rest, iso, True) if iso else None
    orders = {_iso(year, int(parts["b"]), int(parts["a"])), _iso(year, int(parts["a"]), int(parts["b"]))} - {
        None
    }
    return (rest, orders.pop() if len(orders) == 1 else None, True) if orders else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> str:
    hour = int(found["h"])
    half = (found["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02}:{found['min'] or '00'}"


def _zone(rest: str) -> str:
    found = re.search(r"(?<!\w)(?:UTC|GMT|Z)?\s*([+-]\d{2}):?(\d{2})(?!\d)", rest)
    if found:
        return f"{found[1]}:{found[2]}"
    return "Z" if re.search(r"(?<![A-Za-z])(?:UTC|GMT|Z)\b", rest) else ""

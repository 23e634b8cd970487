"""Days in a text: in numbers, or with their month named, with their year or without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from copydesk.lexicon import phrases
from copydesk.metadata.datewords import folded, may_name_month, months


@dataclass(frozen=True, slots=True)
class Day:
    """A date found in a text: ISO 8601 or None, where it stands, and whether it lacks its year."""

    iso: str | None
    start: int
    end: int
    vague: bool = False


_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
YEAR_LIKE = re.compile(r"(?:19|20)\d\d|\d([./])\d{1,2}\1\d\d")
_NUMERIC = (
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[-./]|\.\s)(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?:\.(?!\d)|(?!\d))"
    ),
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号號]"
    ),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}"),
    re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})(?P<sep>[-/])(?P<b>\d{{1,2}})(?P=sep){_YEAR}"),
    re.compile(r"(?<!\d)(?P<short>\d{1,2}([./])\d{1,2}\2\d\d)(?![\d.:])"),
)


_WORD = r"[^\W\d_][^\s\d.,;:!?|/()\[\]<>«»“”\"–—·•-]{1,11}(?:\sال[^\W\d_]{3,6})?"
_MONTH = rf"(?P<month>{_WORD})\.?(?:\s?/\s?{_WORD})?"
_NUMBER = r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|°|\.)?"
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NUMBER},?\s*(?:de |of |d['’])?\s*{_MONTH}\s*(?:de |del )?,?\s*{_YEAR}",
        rf"{_MONTH}\s*{_NUMBER},?\s*{_YEAR}",
        rf"(?<!\d){_YEAR}\.?,?\s*{_MONTH}\s*{_NUMBER}(?!\d)",
    )
)
_SOLAR = re.compile(rf"{_NUMBER}\s(?P<month>{_WORD})\s1[34]\d\d(?!\d)")
_VAGUE = (
    re.compile(rf"{_NUMBER},?\s*(?:de )?{_MONTH}(?!\s*\d{{4}})", re.IGNORECASE),
    re.compile(rf"{_MONTH}\s*{_NUMBER}(?!\d)", re.IGNORECASE),
)


def find_day(text: str) -> Day | None:
    """The first date in a text: with its year, or else without."""
    return full_day(text) or undated(text)


def full_day(text: str) -> Day | None:
    """The first date with its year: in numbers, or with its month named."""
    if not YEAR_LIKE.search(text):
        return None
    for pattern in _NUMERIC:
        found = pattern.search(text)
        if found:
            return _day(found, None)
    for pattern in _WRITTEN:
        for found in pattern.finditer(text):
            month = months().get(folded(found["month"]))
            if month:
                return _day(found, month)
    return None


def undated(text: str) -> Day | None:
    """A date that has no value: of the Persian calendar, or without its year."""
    for found in _SOLAR.finditer(text):
        if found["month"] in phrases("solar_month"):
            return Day(None, found.start(), found.end())
    for pattern in _VAGUE if may_name_month(text) else ():
        for found in pattern.finditer(text):
            if folded(found["month"]) in months():
                return Day(None, found.start(), found.end(), vague=True)
    return None


def _day(found: re.Match[str], month: int | None) -> Day | None:
    parts = found.groupdict()
    if "short" in parts:
        return Day(None, found.start(), found.end(), vague=True)
    year = int(parts["y"])
    if "a" in parts:
        orders = {
            _iso(year, int(parts["b"]), int(parts["a"])),
            _iso(year, int(parts["a"]), int(parts["b"])),
        } - {None}
        return Day(orders.pop() if len(orders) == 1 else None, found.start(), found.end()) if orders else None
    iso = _iso(year, month or int(parts["m"]), int(parts["d"]))
    return Day(iso, found.start(), found.end()) if iso else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None

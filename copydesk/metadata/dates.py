"""Dates as pages print them, in the languages of the word lists; nothing is guessed.

A date whose day and month could change places (`04/05/2024`) is recognised as a date but has no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from copydesk.lexicon import alternatives, fold, labels, phrases
from copydesk.metadata.datewords import folded, has_strange_word, may_hold_label, months

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９：", "0123456789" * 4 + ":")
_LONGEST = 120
_EDGES = " \t|·•–—-*[]()"


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is nothing but a date: when, and whether of publication or of the last change.

    `value` is ISO 8601, as precise as the line, or None where day and month cannot be told apart or the
    year is missing. `labelled` says that the line says more than the day: a label, or the time of day.
    `changed` is the date of the last change where both stand on the line.
    """

    value: str | None
    modified: bool
    labelled: bool
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """A date found in a text: ISO 8601 or None, where it stands, and whether it lacks its year."""

    iso: str | None
    start: int
    end: int
    vague: bool = False


@lru_cache(maxsize=4096)
def parse_date_line(line: str) -> DateLine | None:
    """The date of a line that holds nothing else (a label, weekday, time, zone and reading time aside).

    Pages print the same dates over and over.
    """
    if len(line) > _LONGEST:
        return None
    line = line.translate(_DIGITS) if not line.isascii() else line
    if not _DIGIT.search(line) or (has_strange_word(line) and not _source().search(line)):
        return None
    if not _full_day(line):
        if not _CLOCKLIKE.search(line) and not _label().match(line.strip(_EDGES)):
            return None
        if not _undated(line):
            return _relative(line.strip(_EDGES))
    found: DateLine | None = None
    for modified, labelled, text in _parts(line.strip(_EDGES)):
        date_line = _parse_part(text, modified, labelled, found)
        if date_line is None:
            return None
        found = date_line if found is None or found is date_line else _joined(found, date_line)
    return found


def day_among(line: str) -> str | None:
    """The one day that a short line names among other words; of a change, it is none of publication."""
    text = (
        _JOINT.sub(" ", line.translate(_DIGITS)) if len(line) <= _LONGEST and _YEAR_LIKE.search(line) else ""
    )
    day = _full_day(text)
    if not day or any(found["modified"] for found in _label().finditer(text)):
        return None
    other = _full_day(text[day.end :])
    return None if other and other.iso != day.iso else day.iso


_JOINT = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-Z0-9])|(?<=[ ,](?:19|20)\d\d)(?=[^\W_])")
"""Where a page joins parts of a line that it only draws apart: "LimaDec 05, 20232 Shares"."""


def may_hold_date(line: str) -> bool:
    """Whether a date line may be part of a line: a year, a time of day or a day of a month is."""
    line = line.translate(_DIGITS) if not line.isascii() else line
    return bool(_YEAR_LIKE.search(line) or _CLOCKLIKE.search(line) or _undated(line))


_DIGIT = re.compile(r"[0-9]")
_CLOCKLIKE = re.compile(r"[0-9]\s?(?:[:.h時点點시]\s?[0-9]|[ap]\.?\s?m|h\b|uhr)", re.IGNORECASE)


def _relative(line: str) -> DateLine | None:
    """A time of day beside a word such as "today", or a weekday behind a label: a date without a value."""
    label = _label().match(line)
    text = line[label.end() :] if label else line
    rest = _day_word().sub("", text)
    clock = _time().search(rest)
    if not clock or (rest == text and not (label and _weekday().search(text))):
        return None
    rest = _weekday().sub("", rest[: clock.start()] + " " + rest[clock.end() :])
    if _filler().sub("", rest):
        return None
    return DateLine(None, label is not None and label["modified"] is not None, labelled=True)


@cache
def _day_word() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternatives('day')}(?!\w)", re.IGNORECASE)


def _joined(first: DateLine, second: DateLine) -> DateLine:
    """Both dates of a line as one: of publication, and of the last change."""
    if first.modified and not second.modified:
        first, second = second, first
    return replace(first, changed=second.value, labelled=True)


def is_age(line: str) -> bool:
    """Whether a line is an age such as "3 hours ago", perhaps with a label and a section."""
    if len(line) > _LONGEST:
        return False
    if "age" in labels().get(fold(line), ()):
        return True
    if not any(map(str.isdigit, line)):
        return False
    return _age().fullmatch(line.translate(_DIGITS).strip(_EDGES)) is not None


@cache
def _age() -> re.Pattern[str]:
    label = rf"(?:(?:{alternatives('published')}|{alternatives('modified')})\s*:?\s+)?"
    return re.compile(rf"{label}{alternatives('age')}\.?(?:\s*[|·•,–—-]\s*.{{0,40}})?", re.IGNORECASE)


def _parts(line: str) -> Iterator[tuple[bool, bool, str]]:
    """The line cut before each label inside it: whether of a change, whether labelled, the text behind."""
    start, modified, labelled = 0, False, False
    for found in _label().finditer(line) if may_hold_label(line) else ():
        if found.start() and _is_short(found["word"]):
            continue
        if line[start : found.start()].strip(_EDGES + ",;/:"):
            yield modified, labelled, line[start : found.start()]
        start, modified, labelled = found.end(), found["modified"] is not None, True
    yield modified, labelled, line[start:]


def _is_short(label: str) -> bool:
    """Whether a label is one at the start of a line only: "on", "am", "le"."""
    return len(label) <= 3 and label < "\u0250"


@cache
def _label() -> re.Pattern[str]:
    words = rf"(?P<modified>{alternatives('modified')})|{alternatives('published')}"
    return re.compile(rf"(?<!\w)(?P<word>{words})(?![^\W\d_])\s*[:\-–|]?\s*(?=\W{{0,3}}\w)", re.IGNORECASE)


def _parse_part(text: str, modified: bool, labelled: bool, before: DateLine | None) -> DateLine | None:
    """The date of one part of a line; `before` is that of the part before, whose day a lone time shares."""
    text = _source().sub("", text)
    day = _find_day(text)
    if not day and not before:
        return None
    rest = text[: day.start] + " " + text[day.end :] if day else text
    clock = _time().search(rest)
    if clock:
        rest = rest[: clock.start()] + " " + rest[clock.end() :]
    bare = _weekday().sub("", rest)
    if _filler().sub("", bare) or (day and day.vague and not (clock or labelled)):
        return None
    if not day:
        return before if not clock or not before else _later(before, clock, modified)
    stamp = f"T{_clock(clock)}{_zone(rest)}" if clock and day.iso else ""
    return DateLine(day.iso + stamp if day.iso else None, modified, labelled or clock is not None)


def _later(before: DateLine, clock: re.Match[str], modified: bool) -> DateLine:
    """The date of a part that has a time only, on the day of the part before."""
    return DateLine(f"{before.value[:10]}T{_clock(clock)}" if before.value else None, modified, True)


@cache
def _source() -> re.Pattern[str]:
    """The source that Chinese pages print behind the date."""
    return re.compile(rf"\s+{alternatives('byline_source')}\s*[:：]\s*\S{{1,20}}\s*$", re.IGNORECASE)


@cache
def _weekday() -> re.Pattern[str]:
    words = "|".join((*phrases("weekday"), *phrases("weekday_short")))
    return re.compile(
        rf"(?<!\w)(?:{words})(?!\w)\.?|[(（][月火水木金土日一二三四五六월화수목금토일][)）]", re.IGNORECASE
    )


@cache
def _filler() -> re.Pattern[str]:
    """What a date line may hold besides: words of dates, zones, the time it takes to read, marks."""
    word = alternatives("date_word")
    return re.compile(
        rf"\b(?:gmt|utc)\s?[+-]\d{{1,2}}(?::?\d\d)?\b|\d{{1,3}}(?:\s?[-–]\s?\d{{1,3}})?\s?{word}(?!\w)|(?<!\w){word}(?!\w)|[+-]\d\d:?\d\d\b|[\W_]",
        re.IGNORECASE,
    )


@cache
def _time() -> re.Pattern[str]:
    """A time of day, with the word for its half before or behind."""
    early, late = alternatives("am"), alternatives("pm")
    mark = r"(?:\s?[:.h時点點시]\s?|\sh\s)"
    return re.compile(
        rf"(?<![\d.:+-])(?:(?<=\s)T)?(?:(?P<late>{late})\s?|(?:{early})\s?)?(?P<h>[01]?\d|2[0-3])"
        rf"(?:{mark}(?P<min>[0-5]\d)(?::[0-5]\d(?:\.\d{{1,9}})?)?[分분]?"
        rf"|(?=\s?(?:[ap]\.?\s?m\b|h\b|uhr\b|[時点點시])))(?![\d:])\s?[hH時点點시]?"
        rf"(?:\s?(?P<after>{late}|{early})(?!\w))?",
        re.IGNORECASE,
    )


def _clock(found: re.Match[str]) -> str:
    hour = int(found["h"])
    late = found["late"] or (found["after"] and _pm().fullmatch(found["after"]))
    if hour <= 12 and (late or found["after"]):
        hour = hour % 12 + (12 if late else 0)
    return f"{hour:02}:{found['min'] or '00'}"


@cache
def _pm() -> re.Pattern[str]:
    return re.compile(alternatives("pm"), re.IGNORECASE)


def _zone(rest: str) -> str:
    found = re.search(r"(?<!\w)(?:UTC|GMT|Z)?\s*([+-]\d{2}):?(\d{2})(?!\d)", rest)
    if found:
        return f"{found[1]}:{found[2]}"
    return "Z" if re.search(r"(?<![A-Za-z])(?:UTC|GMT|Z)(?![\w+-])", rest) else ""


_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d|\d([./])\d{1,2}\1\d\d")
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


def _find_day(text: str) -> _Day | None:
    """The first date in a text: with its year, or else without."""
    return _full_day(text) or _undated(text)


def _full_day(text: str) -> _Day | None:
    """The first date with its year: in numbers, or with its month named."""
    if not _YEAR_LIKE.search(text):
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


def _undated(text: str) -> _Day | None:
    """A date that has no value: of the Persian calendar, or without its year."""
    for found in _SOLAR.finditer(text):
        if found["month"] in phrases("solar_month"):
            return _Day(None, found.start(), found.end())
    for pattern in _VAGUE:
        for found in pattern.finditer(text):
            if folded(found["month"]) in months():
                return _Day(None, found.start(), found.end(), vague=True)
    return None


def _day(found: re.Match[str], month: int | None) -> _Day | None:
    parts = found.groupdict()
    if "short" in parts:
        return _Day(None, found.start(), found.end(), vague=True)
    year = int(parts["y"])
    if "a" in parts:
        orders = {
            _iso(year, int(parts["b"]), int(parts["a"])),
            _iso(year, int(parts["a"]), int(parts["b"])),
        } - {None}
        return (
            _Day(orders.pop() if len(orders) == 1 else None, found.start(), found.end()) if orders else None
        )
    iso = _iso(year, month or int(parts["m"]), int(parts["d"]))
    return _Day(iso, found.start(), found.end()) if iso else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None

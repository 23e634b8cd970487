"""Dates as pages print them, in the languages of the word lists; nothing is guessed.

A date whose day and month could change places (`04/05/2024`) is recognised as a date but has no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from copydesk.alternatives import grouped
from copydesk.lexicon import alternatives, fold, labels, phrases
from copydesk.literals import literals
from copydesk.metadata.clocks import clock_of, time_of_day
from copydesk.metadata.datewords import folded, has_strange_word, may_hold_label
from copydesk.metadata.days import YEAR_LIKE, find_day, full_day, undated
from copydesk.metadata.zones import read_zone

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９：", "0123456789" * 4 + ":")
LONGEST = 120
"""Characters of a date line."""
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


@lru_cache(maxsize=4096)
def parse_date_line(line: str) -> DateLine | None:
    """The date of a line that holds nothing else (a label, weekday, time, zone and reading time aside).

    Pages print the same dates over and over.
    """
    if len(line) > LONGEST:
        return None
    line = line.translate(_DIGITS) if not line.isascii() else line
    if not _DIGIT.search(line) or (has_strange_word(line) and not names_source(line)):
        return None
    if not full_day(line):
        if not _CLOCKLIKE.search(line) and not _label().match(line.strip(_EDGES)):
            return None
        if not undated(line):
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
    text = _JOINT.sub(" ", line.translate(_DIGITS)) if len(line) <= LONGEST and YEAR_LIKE.search(line) else ""
    day = full_day(text)
    if not day or any(found["modified"] for found in _label().finditer(text)):
        return None
    other = full_day(text[day.end :])
    return None if other and other.iso != day.iso else day.iso


_JOINT = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-Z0-9])|(?<=[ ,](?:19|20)\d\d)(?=[^\W_])")
"""Where a page joins parts of a line that it only draws apart: "LimaDec 05, 20232 Shares"."""


def may_hold_date(line: str) -> bool:
    """Whether a date line may be part of a line: a year, a time of day or a day of a month is."""
    line = line.translate(_DIGITS) if not line.isascii() else line
    return bool(YEAR_LIKE.search(line) or _CLOCKLIKE.search(line) or undated(line))


_DIGIT = re.compile(r"[0-9]")
_CLOCKLIKE = re.compile(r"[0-9]\s?(?:[:.h時点點시]\s?[0-9]|[ap]\.?\s?m|h\b|uhr)", re.IGNORECASE)


def _relative(line: str) -> DateLine | None:
    """A time of day beside a word such as "today", or a weekday behind a label: a date without a value."""
    label = _label().match(line)
    text = line[label.end() :] if label else line
    rest = _day_word().sub("", text)
    clock = time_of_day().search(rest)
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


def is_age(line: str, key: str | None = None) -> bool:
    """Whether a line is an age such as "3 hours ago", perhaps with a label; `key` is the line folded."""
    if len(line) > LONGEST:
        return False
    if "age" in labels().get(fold(line) if key is None else key, ()):
        return True
    if not any(map(str.isdigit, line)):
        return False
    line = line.translate(_DIGITS) if not line.isascii() else line
    return _age().fullmatch(line.strip(_EDGES)) is not None


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


def says_published(line: str) -> bool:
    """Whether a line opens by saying that its date is of publication; "on" and the like say too little."""
    bare = line.strip(_EDGES)
    label = _label().match(bare) if len(line) <= LONGEST and _may_open_label(bare) else None
    return label is not None and not label["modified"] and not _is_short(label["word"])


def lone_label(line: str) -> Label | None:
    """The label that a line is and nothing else, for a date on the next: "Updated", "Erschienen am:"."""
    bare = line.strip(_EDGES + ":：")
    label = _label().match(f"{bare} 0") if 0 < len(line) <= LONGEST and _may_open_label(bare) else None
    if not label or label.end() <= len(bare) or _is_short(label["word"]):
        return None
    return "modified" if label["modified"] else "published"


Label = Literal["modified", "published"]


def _may_open_label(text: str) -> bool:
    """Whether a text begins as a label does, by its first two letters."""
    start = folded(text[:2])
    return start in _label_openings() or start[:1] in _label_openings()


@cache
def _label_openings() -> frozenset[str]:
    kinds = ("published", "modified")
    return frozenset(
        folded(text)[:2] for kind in kinds for phrase in phrases(kind) for text in literals(phrase).opening
    )


def _parse_part(text: str, modified: bool, labelled: bool, before: DateLine | None) -> DateLine | None:
    """The date of one part of a line; `before` is that of the part before, whose day a lone time shares."""
    text = _source().sub("", text)
    day = find_day(text)
    if not day and not before:
        return None
    rest = text[: day.start] + " " + text[day.end :] if day else text
    clock = time_of_day().search(rest)
    if clock:
        rest = rest[: clock.start()] + " " + rest[clock.end() :]
    bare = _weekday().sub("", rest)
    if _filler().sub("", bare) or (day and day.vague and not (clock or labelled)):
        return None
    if not day:
        return before if not clock or not before else _later(before, clock, modified)
    stamp = f"T{clock_of(clock)}{read_zone(rest, int(day.iso[5:7]))}" if clock and day.iso else ""
    return DateLine(day.iso + stamp if day.iso else None, modified, labelled or clock is not None)


def _later(before: DateLine, clock: re.Match[str], modified: bool) -> DateLine:
    """The date of a part that has a time only, on the day of the part before."""
    return DateLine(f"{before.value[:10]}T{clock_of(clock)}" if before.value else None, modified, True)


def names_source(line: str) -> bool:
    """Whether a source stands at the end of a line, as Chinese pages print it behind the date."""
    return (":" in line or "：" in line) and _source().search(line) is not None


@cache
def _source() -> re.Pattern[str]:
    return re.compile(rf"\s+{alternatives('byline_source')}\s*[:：]\s*\S{{1,20}}\s*$", re.IGNORECASE)


@cache
def _weekday() -> re.Pattern[str]:
    words = grouped((*phrases("weekday"), *phrases("weekday_short")))
    return re.compile(
        rf"(?<!\w){words}(?!\w)\.?|[(（][月火水木金土日一二三四五六월화수목금토일][)）]", re.IGNORECASE
    )


@cache
def _filler() -> re.Pattern[str]:
    """What a date line may hold besides: words of dates, zones, the time it takes to read, marks."""
    word = alternatives("date_word")
    return re.compile(
        rf"\b(?:gmt|utc)\s?[+-]\d{{1,2}}(?::?\d\d)?\b|\d{{1,3}}(?:\s?[-–]\s?\d{{1,3}})?\s?{word}(?!\w)|(?<!\w){word}(?!\w)|[+-]\d\d:?\d\d\b|[\W_]",
        re.IGNORECASE,
    )

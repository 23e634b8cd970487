"""Bylines and dates that tools broke in two: a label on one line, and what it labels on the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from copydesk.lexicon import alternatives
from copydesk.metadata.bylines import Byline, parse_byline
from copydesk.metadata.dates import DateLine, parse_date_line
from copydesk.metadata.names import is_name
from copydesk.rules.cues import Cues

Fact = Byline | DateLine

_LONGEST_LABEL = 32
_MOST_NAMES = 4
_BYLINES, _DATES = ("byline", "byline_colon", "byline_translated"), ("published", "modified")


def joined_facts(texts: Sequence[str], cues: Cues) -> Mapping[int, Fact]:
    """The fact of each line that is only half of it: nothing for the label, all for what follows.

    "By" above "Ana Lima" is a byline as "By Ana Lima" is. What the halves do not make together is left alone.
    """
    found: dict[int, Fact] = {}
    bylines, dates = ({i for kind in kinds for i in cues.get(kind, ())} for kinds in (_BYLINES, _DATES))
    jobs = {i - 1 for kind in ("job", "handle") for i in cues.get(kind, ())}
    for i in sorted(bylines | dates | jobs):
        if not 0 <= i < len(texts) - 1 or i in found:
            continue
        if len(texts[i]) <= _LONGEST_LABEL and len(texts[i + 1]) <= 2 * _LONGEST_LABEL:
            joined = dict(_joined(texts, i, i in bylines, i in dates))
            found |= joined or (dict(_titled(texts, i)) if i in jobs else {})
    return found


def _titled(texts: Sequence[str], i: int) -> Iterator[tuple[int, Fact]]:
    """A name above the job of whom it names, or above the name they use on a network."""
    if is_name(texts[i]) and _job_or_handle().fullmatch(texts[i + 1]):
        yield i, parse_byline(texts[i]) or Byline((texts[i],), labelled=False)
        yield i + 1, Byline((), labelled=False)


def _joined(texts: Sequence[str], i: int, byline: bool, dated: bool) -> Iterator[tuple[int, Fact]]:
    """What a line that may label a byline or a date makes with the next one."""
    if byline and _byline_label().fullmatch(texts[i]):
        yield from _names(texts, i)
    elif dated and _date_label().fullmatch(texts[i]):
        date = parse_date_line(f"{texts[i]} {texts[i + 1]}")
        if date:
            yield i, DateLine(None, date.modified, labelled=True)
            yield i + 1, date


def _names(texts: Sequence[str], i: int) -> Iterator[tuple[int, Fact]]:
    """The label, the name, and the names that follow it after an "and" or a comma on a line of its own."""
    byline = parse_byline(f"{texts[i]} {texts[i + 1]}")
    if not byline or not byline.labelled:
        return
    yield i, Byline((), translated=byline.translated)
    yield i + 1, byline
    for k in range(i + 2, min(i + 2 * _MOST_NAMES, len(texts) - 1), 2):
        more = parse_byline(f"{texts[i]} {texts[k + 1]}") if _joint().fullmatch(texts[k]) else None
        if not more:
            return
        yield k, Byline(())
        yield k + 1, more


@cache
def _byline_label() -> re.Pattern[str]:
    words = "|".join(map(alternatives, _BYLINES))
    return re.compile(rf"(?:{words})\s*[:：]?", re.IGNORECASE)


@cache
def _job_or_handle() -> re.Pattern[str]:
    words = r"(?:[^\W\d_][\w’'&-]{0,20},?\s){0,5}"
    return re.compile(rf"@\w{{2,30}}|{words}{alternatives('job')}", re.IGNORECASE)


@cache
def _date_label() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('modified')}|{alternatives('published')})\s*[:：]?", re.IGNORECASE)


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(rf"[,;&|/]|,?\s?{alternatives('name_and')}", re.IGNORECASE)

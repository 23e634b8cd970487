"""Dates as precise as pages print them, compared no further than they say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from copydesk.contract import PATTERNS
from copydesk.records import Article

_DATE = re.compile(PATTERNS[Article, "published_at"])
_ZONE = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")
_FIRST = "0001-01-01"
_DAY = timedelta(days=1)


@lru_cache(maxsize=50_000)
def moment(text: str) -> datetime | None:
    """The first moment an ISO 8601 date can mean, in UTC where it states no zone; None for no date."""
    if not _DATE.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text + _FIRST[len(text) :])
    except ValueError:  # the 30th of February
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def days_ahead(text: str | None, now: datetime) -> float | None:
    """Days from `now` to the date, negative in the past; None where there is no date."""
    found = moment(text) if text else None
    return None if found is None else (found - now) / _DAY


def days_between(first: str | None, second: str | None) -> float | None:
    """Days from one date to the other, both cut to what the coarser says; None where one is no date."""
    if not first or not second:
        return None
    zones = bool(_zone(first)), bool(_zone(second))
    if all(zones):
        start, end = moment(first), moment(second)
    else:
        length = len(_FIRST) if any(zones) else min(len(first), len(second))
        start, end = moment(first[:length]), moment(second[:length])
    return None if start is None or end is None else (end - start) / _DAY


def _zone(text: str) -> str:
    """The zone a date states, empty where it states none."""
    found = _ZONE.search(text) if "T" in text else None
    return found.group() if found else ""

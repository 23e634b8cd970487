"""Times of day as pages print them, with the words for the halves of a day."""

from __future__ import annotations

import re
from functools import cache

from copydesk.lexicon import alternatives


@cache
def time_of_day() -> re.Pattern[str]:
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


def clock_of(found: re.Match[str]) -> str:
    hour = int(found["h"])
    late = found["late"] or (found["after"] and _pm().fullmatch(found["after"]))
    if hour <= 12 and (late or found["after"]):
        hour = hour % 12 + (12 if late else 0)
    return f"{hour:02}:{found['min'] or '00'}"


@cache
def _pm() -> re.Pattern[str]:
    return re.compile(alternatives("pm"), re.IGNORECASE)

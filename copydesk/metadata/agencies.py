"""Agencies that copyright lines and texts themselves name."""

from __future__ import annotations

import re
from functools import cache

from copydesk.alternatives import grouped
from copydesk.lexicon import alternatives, mapping
from copydesk.metadata.names import agency_of


@cache
def _agencies() -> str:
    return grouped(sorted(map(re.escape, mapping("agencies")), key=len, reverse=True))


@cache
def _owner_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_agencies()})(?!\w)", re.IGNORECASE)


def agency_of_owner(text: str) -> str | None:
    """The agency a copyright line names; names of up to three letters count in capitals only.

    A state in an address is none: "Scranton, PA 18503".
    """
    for found in _owner_pattern().finditer(_STATE.sub("", text)):
        if len(found.group()) > 3 or found.group().isupper() or found.group() == "dpa":
            return agency_of(found.group())
    return None


_STATE = re.compile(r",\s[A-Z]{2}\s\d{5}(?!\d)")


@cache
def _announcement() -> re.Pattern[str]:
    return re.compile(rf"((?:{_agencies()}))\s{alternatives('agency_self')}\b", re.IGNORECASE)


def announcing_agency(text: str) -> str | None:
    """The agency that speaks of its own work at the start of a paragraph ("TASS has summarized …")."""
    found = _announcement().match(text)
    return agency_of(found[1]) if found else None

"""Datelines: the place, and often the agency, at the start of a story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from copydesk.lexicon import mapping
from copydesk.metadata.names import agency_of


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place as printed and agency, either of which a dateline may lack; `end` is where the story goes on."""

    place: str | None
    agency: str | None
    end: int


_UPPER = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁİ]"
_SHOUTED = rf"{_UPPER}{{2}}[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁİ.’'-]*(?:[ /]{_UPPER}[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁİ.’'-]+){{0,3}}"
_TITLED = rf"{_UPPER}[\w.’'-]{{2,20}}(?:[ /]{_UPPER}[\w.’'-]{{1,20}}){{0,2}}"
_REGION = r"(?:,\s[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?)?"
_DAY = r"(?:,?\s(?:[^\W\d_]{3,10}\.?\s\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,10})\.?(?:,?\s(?:19|20)\d\d)?)?"
_AGENCY = r"(?:[,.]?\s*[(/\[](?P<{}>[^)/\]]{{2,40}})[)/\]]\.?)?"


@cache
def _pattern() -> re.Pattern[str]:
    shouted = rf"(?P<shouted>{_SHOUTED}){_REGION}{_DAY}{_AGENCY.format('a1')}\s*(?:[:：]|[–—]|--?)\s+"
    titled = rf"(?P<titled>{_TITLED}){_REGION}{_DAY}{_AGENCY.format('a2')}\s*[–—]\s+"
    bracket = rf"(?P<before>{_TITLED}){_REGION}{_DAY}\s*[(/](?P<wire>[^)/]{{2,40}})[)/]\.?\s*(?:[–—:-]\s*)?"
    return re.compile(rf"(?:{bracket}|{shouted}|{titled})(?=[\"“„«'‘¿¡]?\w)")


def find_dateline(text: str) -> Dateline | None:
    """The dateline a paragraph begins with.

    "BEIJING: ", "Beijing – ", "MOSCOW, April 9. /TASS/. ", "Berlin (dpa) - ". A label in its place
    ("ANALYSIS: ", "Update – ") is none.
    """
    found = _pattern().match(text)
    if not found:
        return None
    agency = agency_of(found["wire"] or found["a1"] or found["a2"] or "")
    if found["wire"] and not agency:
        return None
    place = found["before"] or found["shouted"] or found["titled"]
    if not agency and (agency := agency_of(place)):
        return Dateline(None, agency, found.end())
    if place.casefold() in _labels():
        return None
    return Dateline(place, agency, found.end())


@cache
def _labels() -> frozenset[str]:
    """Words that stand where a place does and are none: kickers, and days of a calendar."""
    return frozenset(mapping("months")) | frozenset(mapping("kickers"))

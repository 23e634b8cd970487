"""Datelines: the place, and often the agency, at the start of a story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from copydesk.alternatives import grouped
from copydesk.lexicon import mapping, phrases
from copydesk.metadata.names import agencies_in, agency_of


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place as printed and agency, either of which a dateline may lack; `end` is where the story goes on."""

    place: str | None
    agency: str | None
    end: int


_LONGEST = 160
"""Characters of a paragraph that are looked at."""

_CAPITALS = "A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐΑ-ΩΆ-Ώİ"
_SHOUT = rf"[{_CAPITALS}.’'-]"
_SHOUTED = rf"[{_CAPITALS}]{{2}}{_SHOUT}*(?:[ /][{_CAPITALS}]{_SHOUT}+){{0,3}}"
_LINK = r"(?:(?:am|an der|de|del|do|la|sur|upon) )?"
_TITLED = rf"[{_CAPITALS}][\w.’'-]{{2,20}}(?:[ /]{_LINK}[{_CAPITALS}][\w.’'-]{{1,20}}){{0,2}}"
_REGION = r"(?:,\s[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?)?"
_MONTH = r"[^\W\d_]{3,10}(?:\s?/\s?[^\W\d_]{3,10})?"
_DAY = rf"(?:[,.]?\s(?:{_MONTH}\.?\s\d{{1,2}}|\d{{1,2}}\.?\s(?:de\s)?{_MONTH})\.?(?:,?\s(?:19|20)\d\d)?)?"
_ARABIC = r"[\u0621-\u06ff]{2,15}(?:[ /][\u0621-\u06ff]{2,15}){0,2}"
_WIRE = r"[(/\[«](?P<wire>[^()/\[\]]{1,16}(?:[/,][^()/\[\]]{1,16}){0,2})[)/\]»]\.?"
_AGENCY = r"(?:[,.]?\s*[(/\[](?P<{}>[^)/\]]{{2,40}})[)/\]]\.?)?"
_DASH = r"[–—―-]"
_STORY = r"(?=[\"“„«'‘¿¡「]?\w)"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    """The forms of a dateline: place and agency in brackets; place in capitals; place and a dash; others.

    Each with marks of which it has one.
    """
    agency = _agencies()
    return tuple(
        (re.compile(pattern), frozenset(marks))
        for pattern, marks in (
            (
                rf"\((?P<wire>[^()]{{2,16}})\)\s?{_DASH}\s(?P<place>{_SHOUTED}){_DAY}\s?{_DASH}\s+{_STORY}",
                "(",
            ),
            (rf"(?P<place>{_TITLED}|{_ARABIC}){_REGION}{_DAY},?\s*{_WIRE}\s*(?:[–—:-]\s*)?{_STORY}", "(/[«"),
            (
                rf"(?P<place>{_SHOUTED}){_REGION}{_DAY}{_AGENCY.format('a1')}\s*(?:[:：]|{_DASH}{{1,2}})\s+(?P<a2>{agency}\.(?=\s))?\s*{_STORY}",
                ":：–—―-",
            ),
            (
                rf"(?P<place>{_TITLED}){_REGION}{_DAY}{_AGENCY.format('a1')}\s*[–—]\s+(?=[\"“„«'‘¿¡]?[^\W_a-zà-ÿа-я])",
                "–—",
            ),
            (
                rf"(?P<place>{_TITLED})\.\s\d{{1,2}}\s[^\W\d_]{{3,10}}\.\s(?P<a1>{agency})\S{{0,3}}\s{_DASH}\s+{_STORY}",
                "–—―-",
            ),
            (rf"\((?P<wire>[^()]{{2,16}})\)\s?(?:{_DASH}|\s)\s*{_STORY}", "("),
            (rf"(?P<place>{_ARABIC})\s?{_DASH}\s?(?P<a1>{agency})\s?[:،–—-]?\s+{_STORY}", "–—―-"),
            (
                rf"(?P<a1>{agency})(?P<place>[\u4e00-\u9fff]{{2,6}}?)(?:\d{{1,2}}月)?\d{{1,2}}日(?:电|電|讯|訊)(?:（[^（）]{{2,24}}）|\([^()]{{2,24}}\))?\s*",
                "日",
            ),
            (
                r"\((?P<place>[\uac00-\ud7af·]{2,12})=(?P<wire>[^()\s]{2,10})\)\s*(?:[\uac00-\ud7af·\s]{2,16}(?:기자|특파원)\s*=\s*)?",
                "(",
            ),
            (rf"【(?P<place>[^【】=]{{2,8}}?)[\s=]?(?P<a1>{agency})】\s*", "【"),
        )
    )


@cache
def _agencies() -> str:
    return f"(?i:{grouped(sorted(map(re.escape, mapping('agencies')), key=len, reverse=True))})"


def find_dateline(text: str) -> Dateline | None:
    """The dateline a paragraph begins with.

    "BEIJING: ", "Beijing – ", "MOSCOW, April 9. /TASS/. ", "Berlin (dpa) - ". A label in its place
    ("ANALYSIS: ", "Update – ") is none.
    """
    head = text[:_LONGEST]
    present = frozenset(head)
    for pattern, marks in _patterns():
        found = None if marks.isdisjoint(present) else pattern.match(head)
        dateline = _read(found) if found else None
        if dateline:
            return dateline
    return None


def _read(found: re.Match[str]) -> Dateline | None:
    parts = found.groupdict()
    wire = parts.get("wire")
    agencies = agencies_in(wire or parts.get("a1") or parts.get("a2") or "")
    agency = agencies[0] if agencies else None
    if wire and not agency:
        return None
    place = parts.get("place")
    if place and not agency and (agency := agency_of(place)):
        return Dateline(None, agency, found.end())
    if place and (place.casefold() in _labels() or place.split()[0].casefold() in _labels()):
        return None
    return Dateline(place, agency, found.end())


@cache
def _labels() -> frozenset[str]:
    """Words that stand where a place does and are none: kickers, and days of a calendar."""
    return frozenset(mapping("months")) | frozenset(phrases("weekday")) | frozenset(mapping("kickers"))

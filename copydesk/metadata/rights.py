"""What a page says that may be done with its article: licence, restrictions for machines, paywall."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.evidence.clues import Evidence, Field, Source
from copydesk.metadata.address import absolute, host_of

RESTRICTIONS = ("noai", "noarchive", "noimageai", "noindex", "nosnippet", "tdm-reservation")
ACCESS = ("free", "metered", "paid")

_TIERS = {"free": "free", "metered": "metered", "locked": "paid", "paid": "paid", "premium": "paid"}
_LICENCE = re.compile(r"creative ?commons|\bcc[ -](?:by|0)|licen[cs]e|lizenz|public domain", re.IGNORECASE)
_WORD = re.compile(r"[a-z-]+")


def choose_licence(evidence: Evidence, base: str | None) -> tuple[str | None, Source | None]:
    """The licence the page states: its address, or its words; that all rights are reserved is none."""
    for clue in evidence.of(Field.LICENCE, Source.LINK, Source.JSON_LD, Source.META):
        address = absolute(clue.value, base) if clue.source is not Source.META else clue.value
        if host_of(address):
            return address, clue.source
        if _LICENCE.search(clue.value) and clue.source is not Source.LINK:
            return clue.value, clue.source
    return None, None


def find_restrictions(evidence: Evidence) -> tuple[str, ...]:
    """What the page asks machines not to do with it, sorted."""
    if Field.ROBOTS not in evidence.by_field:
        return ()
    return tuple(sorted({mark for clue in evidence.of(Field.ROBOTS) for mark in _marks(clue.value)}))


def _marks(value: str) -> Iterator[str]:
    name, _, content = value.partition("=")
    if name == "tdm-reservation":
        if content.strip() == "1":
            yield name
        return
    yield from (word for word in _WORD.findall(content.lower()) if word in RESTRICTIONS)


def choose_access(evidence: Evidence) -> tuple[str | None, Source | None]:
    """Whether all may read the whole article: the stricter, where two sources differ."""
    found = [
        (tier, clue.source)
        for clue in evidence.of(Field.ACCESS)
        if (tier := _TIERS.get({"true": "free", "false": "paid"}.get(clue.value.lower(), clue.value.lower())))
    ]
    return max(found, key=lambda item: ACCESS.index(item[0]), default=(None, None))

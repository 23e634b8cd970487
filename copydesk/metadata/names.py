"""Bylines: who wrote it, as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from copydesk.lexicon import alternatives, mapping, phrases

_LONGEST = 160
_PARTICLE_WORDS = """
van von vom zu zum zur de den der del della des di da dos das do du la le el al bin ibn ben y ten ter af
av e i abu bint san st
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_TOKEN = re.compile(r"[^\W\d_](?:[\w’'‘`-]|\.(?=\w))*\.?")
_ANDS = "and|und|et|y|e|en|ve|и|و"
_AND = re.compile(rf"\s*(?:[,;/|]|\s(?:&|{_ANDS})\s)\s*(?:(?:{_ANDS})\s+)?", re.IGNORECASE)
_MOST_WORDS, _MOST_NAMES = 5, 8


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of a byline in order, and the agency among them, if any.

    `translated` marks a byline whose preposition was translated word by word ("Of: ..." from "Von ...").
    """

    names: tuple[str, ...]
    agency: str | None = None
    labelled: bool = True
    translated: bool = False


@cache
def _prefix(kind: str) -> re.Pattern[str]:
    return re.compile(rf"{alternatives(kind)}(?:\s*[:：]\s*|\s+)", re.IGNORECASE)


@cache
def _colon_prefix(kind: str) -> re.Pattern[str]:
    return re.compile(rf"{alternatives(kind)}\s*[:：]\s*", re.IGNORECASE)


@cache
def _aside() -> re.Pattern[str]:
    """What may follow the names: a job, a newsroom, an agency in brackets."""
    return re.compile(
        rf"\s*(?:[,|/–—-]|\()\s*(?:[^\W\d_][\w’'&.-]*\s+){{0,5}}(?:{alternatives('job')}|{alternatives('newsroom')})\b[^.!?]{{0,40}}$",
        re.IGNORECASE,
    )


def agency_of(name: str) -> str | None:
    """The short name of a news agency, None for anything else."""
    return mapping("agencies").get(name.strip(" .()[]/").casefold())


def parse_byline(line: str) -> Byline | None:
    """The byline a whole line is, None where it is anything else.

    "By Ana Lima and Raj Rao, Reuters", "Von dpa", "Reuters". A line that goes on as a sentence ("By Monday
    the army had left.") is none.
    """
    line = line.strip(" \t|·•–—-*_")
    if not line or len(line) > _LONGEST or line[-1] in "!?…:":
        return None
    alone = agency_of(line)
    if alone:
        return Byline((line,), alone, labelled=False)
    for kind, pattern in (
        ("byline", _prefix),
        ("byline_colon", _colon_prefix),
        ("byline_translated", _colon_prefix),
    ):
        found = pattern(kind).match(line)
        names = _read_names(line[found.end() :], found.group().rstrip()[-1:] in ":：") if found else None
        if names:
            agencies = [agency for agency in map(agency_of, names) if agency]
            return Byline(names, agencies[0] if agencies else None, translated=kind == "byline_translated")
    return None


def is_name(line: str) -> bool:
    """Whether a line could be a person's name and nothing else: two to five capitalised words."""
    return len(line) <= 60 and " " in line and line[-1] not in ".!?:…" and _is_one_name(line)


def _read_names(text: str, labelled_by_colon: bool) -> tuple[str, ...] | None:
    text = _aside().sub("", text).strip(" \t|,")
    if _newsroom().fullmatch(text):
        return (text,)
    names = tuple(_without_stop(name) for name in _AND.split(text) if name.strip(" ."))
    if not 0 < len(names) <= _MOST_NAMES or not all(map(_is_one_name, names)):
        return None
    single = [name for name in names if " " not in name and not agency_of(name)]
    return names if labelled_by_colon or not single else None


def _without_stop(name: str) -> str:
    """The name without a full stop that ends the line, unless it is an initial's or "Jr."'s."""
    name = name.strip()
    return name[:-1] if name.endswith(".") and not re.search(r"\b(?:\w|[JS]r)\.$", name) else name


def _is_one_name(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= _MOST_WORDS or not all(_TOKEN.fullmatch(word) for word in words):
        return False
    if words[0].casefold() in _dates() or words[-1][0].islower():
        return False
    return all(word.casefold() in _PARTICLES or not word[0].islower() for word in words)


@cache
def _newsroom() -> re.Pattern[str]:
    return re.compile(rf"(?:[\w’'&.-]+\s+){{0,4}}{alternatives('newsroom')}", re.IGNORECASE)


@cache
def _dates() -> frozenset[str]:
    """Words a name does not start with: a month or a weekday ("By Monday", "By May")."""
    return frozenset(mapping("months")) | {day.casefold() for day in phrases("weekday")}

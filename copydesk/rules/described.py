"""Captions known by their words alone: they say where in a picture somebody is, or what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from copydesk.lexicon import alternatives, phrases
from copydesk.literals import literals
from copydesk.metadata.datewords import folded
from copydesk.native.cues import Strings

_LONGEST_DESCRIBED = 450


def says_who_is_where(text: str) -> bool:
    """Whether a text tells where in a picture somebody is: "Ana Lima (left)", "Raj Rao (2.v.l.)"."""
    return len(text) <= _LONGEST_DESCRIBED and _who_is_where().search(text) is not None


@cache
def _who_is_where() -> re.Pattern[str]:
    return re.compile(rf"[(（]{alternatives('who_is_where')}[)）]", re.IGNORECASE)


def is_of_picture(text: str) -> bool:
    """Whether a text begins, or goes on, as only captions do: "Image caption", "Ana Lima, left, "."""
    if len(text) > _LONGEST_DESCRIBED:
        return False
    if _begun_in_picture().match(text):
        return True
    strings, patterns = _in_picture()
    return any(patterns[k](text) for k in strings.find([folded(text)], ""))


@cache
def _begun_in_picture() -> re.Pattern[str]:
    """What captions begin with."""
    return re.compile("|".join(filter(_is_begun, phrases("in_picture"))), re.IGNORECASE)


def _is_begun(phrase: str) -> bool:
    """Whether only lines begin with a phrase, and it is known with what."""
    return phrase.startswith("^") and "" not in literals(phrase[1:]).opening


@cache
def _in_picture() -> tuple[Strings, Mapping[str, Callable[[str], object]]]:
    """How all other phrases of captions are found, and strings of which what holds one has one."""
    compiled = [
        re.compile(phrase, re.IGNORECASE) for phrase in phrases("in_picture") if not _is_begun(phrase)
    ]
    found = {each.pattern: each.match if each.pattern[0] == "^" else each.search for each in compiled}
    needed = ((folded(word), phrase) for phrase in found for word in literals(phrase).needed)
    return Strings([(word, 0, _ANYWHERE, (phrase,)) for word, phrase in needed]), found


_ANYWHERE = 4  # as `copydesk.native.cues` has it

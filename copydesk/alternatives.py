"""Many patterns as one group, in which those that begin alike share their beginning.

An engine that ignores case tries all alternatives of a group one after the other. Most begin with another
letter than the text does there, and none of those that share it needs to be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

_QUANTIFIERS = frozenset("?*+{")
_DOTLESS = "ı"
"""The small letter that is another one where case is ignored, though not by its folded form."""

_BAR = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|[()|]", re.DOTALL)


def grouped(patterns: Iterable[str]) -> str:
    """A group that matches what `(?:a|b|c)` does of patterns, the first one first, with or without case."""
    return f"(?:{'|'.join(_parts([*patterns])) or '(?!)'})"


def _parts(patterns: Sequence[str]) -> list[str]:
    """The alternatives in order, but those next to each other that begin with a letter by these letters.

    What begins with different letters never matches at one place, so the order of such ones does not count.
    """
    found = list[str]()
    for plain, run in groupby(patterns, _begins_plainly):
        alike = [*run]
        found += _by_letter(alike) if plain else alike
    return found


def _by_letter(patterns: Sequence[str]) -> list[str]:
    by_letter: dict[str, list[str]] = {}
    for pattern in patterns:
        by_letter.setdefault(pattern[0].casefold(), []).append(pattern)
    return [part for alike in by_letter.values() for part in _sharing(alike)]


def _sharing(patterns: Sequence[str]) -> Sequence[str]:
    """Patterns that begin with the same letter as one, unless that is large in some and small in others."""
    letter = patterns[0][0]
    if len(patterns) == 1 or any(pattern[0] != letter for pattern in patterns):
        return patterns
    rest = _parts([pattern[1:] for pattern in patterns])
    return [letter + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})")]


def _begins_plainly(pattern: str) -> bool:
    """Whether a pattern begins with one letter, and is one alone."""
    letter = pattern[:1]
    plain = letter.isalpha() and len(letter.casefold()) == 1 and letter != _DOTLESS
    return plain and pattern[1:2] not in _QUANTIFIERS and not _has_bar(pattern)


def _has_bar(pattern: str) -> bool:
    """Whether a pattern is several, with bars outside all groups."""
    depth = 0
    for found in _BAR.finditer(pattern):
        depth += (found[0] == "(") - (found[0] == ")")
        if found[0] == "|" and not depth:
            return True
    return False

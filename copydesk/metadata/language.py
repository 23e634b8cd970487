"""The language of a text, by py3langid: a model that ships in the package, no network."""

from __future__ import annotations

from functools import cache
from typing import Any

_SHORTEST = 40
"""Letters a text must have: below that the guess is worse than none."""

_ENOUGH = 4_000
"""Characters that are looked at; more do not change the answer."""


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language, None where the text is too short to tell."""
    sample = text[:_ENOUGH]
    if sum(char.isalpha() for char in sample[:400]) < _SHORTEST:
        return None
    code, _ = _identifier().classify(sample)
    return str(code)


@cache
def _identifier() -> Any:
    import py3langid

    return py3langid

"""The language of a text, by the model of py3langid, which ships in its package."""

from __future__ import annotations

from functools import cache

from copydesk.metadata.languagemodel import LanguageModel

_SHORTEST = 40
"""Letters a text must have: below that the guess is worse than none."""

_BEGINNING = 60
"""Characters that nearly always have so many."""

_SAMPLES = (200, 600, 4_000)
"""Characters that are looked at: the first few decide nearly always; more than the last change nothing."""

_CLEAR = 80.0
"""By how much the likeliest language must lead for a short sample to decide: on 1,819 pages, no sample that
misled led by more."""

_LETTERS = 2
"""Letters of a code of ISO 639-1."""


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language, None where it has none or the text is too short to tell.

    The model knows languages that have codes of three letters alone, and a code for no language at all.
    """
    if sum(map(str.isalpha, text[:_BEGINNING])) < _SHORTEST > sum(map(str.isalpha, text[:400])):
        return None
    code = ""
    for size in _SAMPLES:
        code, lead = _model().rank(text[:size])
        if lead > _CLEAR or len(text) <= size:
            break
    return code if len(code) == _LETTERS else None


@cache
def _model() -> LanguageModel:
    return LanguageModel.load()

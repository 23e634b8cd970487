"""Topics in a row: behind a label, or with marks between them."""

from __future__ import annotations

import re
from functools import cache

from copydesk.lexicon import alternatives, fold, labels
from copydesk.rules.line import Line

_ROW_BREAK = re.compile(r"\s+[/|•·]\s+|\s*#")
_LABELLED_BREAK = re.compile(r"\s*[,;/|•·#،؛、，]\s*")
_ROW_TERMS, _ROW_MARK = 3, re.compile("[/|•·#]")


def labelled_terms(line: Line) -> tuple[str, ...]:
    """The topics behind a label; none where the line is something else."""
    label = None if line.prose else _tag_label().match(line.text)
    return _terms(_LABELLED_BREAK.split(line.text[label.end() :])) if label else ()


def row_terms(line: Line) -> tuple[str, ...]:
    """The topics of a row without a label, of which it takes three; none where the line is something else."""
    if "@" in line.text or line.ends_sentence or line.prose or not _ROW_MARK.search(line.text):
        return ()
    terms = _terms(_ROW_BREAK.split(line.text))
    return terms if len(terms) >= _ROW_TERMS else ()


def _terms(parts: list[str]) -> tuple[str, ...]:
    terms = tuple(part.strip(" .") for part in parts if part.strip(" ."))
    short = all(len(term.split()) <= 5 and len(term) <= 40 for term in terms)
    labelled = any(kinds_of(term) - {"section"} for term in terms)
    return terms if short and not labelled else ()


@cache
def _tag_label() -> re.Pattern[str]:
    return re.compile(rf"{alternatives('tag_label')}\s*[:：]\s*", re.IGNORECASE)


def kinds_of(text: str) -> frozenset[str]:
    return labels().get(fold(text), frozenset())

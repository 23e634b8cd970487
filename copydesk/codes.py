"""Every code the ledger can hold: looked up, and guessed where it is mistyped."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from typing import Protocol

_FAMILY = re.compile(r"[A-Za-z]{2}\d*")
"""What may have been meant for a code, and is no word."""


class Entry(Protocol):
    """What a rule, a judgement of the scorer and a repair have in common."""

    @property
    def code(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def doc(self) -> str: ...
    @property
    def examples(self) -> tuple[str, ...]: ...


@cache
def entries() -> Mapping[str, Entry]:
    """Rules in the order of the book, then the scorer's judgements and the repairs, by code."""
    from copydesk.label.html import HTML_JUDGEMENTS
    from copydesk.label.sequence import JUDGEMENTS
    from copydesk.repairs import REPAIRS
    from copydesk.rules import BOOK

    book: tuple[Entry, ...] = (*BOOK, *JUDGEMENTS, *HTML_JUDGEMENTS, *REPAIRS)
    return {entry.code: entry for entry in book}


def reason(code: str) -> str:
    """The one line that says why a code is given; empty for a code of another version."""
    entry = entries().get(code)
    return entry.doc.partition("\n")[0] if entry else ""


def find(word: str) -> Entry | None:
    """The entry of a code or name."""
    folded = word.strip().replace("-", "_")
    found = entries().get(folded.upper())
    return found or next((entry for entry in entries().values() if entry.name == folded.lower()), None)


def near(code: str) -> list[str]:
    """Codes that `code` may have been meant for, by code or by name, the nearest first."""
    names = {entry.name: entry.code for entry in entries().values()}
    words = {**{code: code for code in entries()}, **names}
    folded = code.strip().replace("-", "_").replace(" ", "_")
    hits = difflib.get_close_matches(folded.upper(), words, 5, 0.7)
    hits += difflib.get_close_matches(folded.lower(), words, 3, 0.6)
    family = [code for code in entries() if _FAMILY.fullmatch(folded) and code[:2] == folded[:2].upper()]
    return list(dict.fromkeys(words[hit] for hit in hits)) or family[:5]

"""Hyphens where a word was parted at the end of a line, which stay behind when lines are joined."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import compress
from typing import NamedTuple

from copydesk.commonwords import common
from copydesk.document import Block, Page
from copydesk.trace import Draft, Substitution

_HABIT = 2
"""Words that a page must part, and one for each two with a hyphen, before each of them is put together."""

_BEFORE, _AFTER = re.compile(r"[^\W\d_]+-$"), re.compile(r"[^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁ]+")
_WORD, _COMPOUND = re.compile(r"[\w-]+"), re.compile(r"[^\W\d_]+-[^\W\d_]")
_LONGEST_HALF = 40


class _Parted(NamedTuple):
    """Two halves of a word, the second of which stands `at` a place of the text, and what is around both."""

    at: int
    before: str
    after: str
    around: str


def without_hyphens(page: Page) -> dict[int, Block]:
    """The blocks with parted words put together.

    A hyphen that the word may have by itself stays: where the page has the word with it elsewhere, where both
    halves are words, and where it parts few words beside those that it has with a hyphen inside a line.
    """
    edited = compress(range(len(page)), page.blocks.edits)
    parted = {i: found for i in edited if (found := _parted(page.blocks[i]))}
    if not parted:
        return {}
    words = frozenset(_WORD.findall(page.text.lower()))
    habit = _has_habit({each for found in parted.values() for each in found}, words)
    return {i: _whole(page, page.blocks[i], found, words, habit) for i, found in parted.items()}


def _has_habit(parted: Set[_Parted], words: Set[str]) -> bool:
    """Whether a page parts more words than it would by breaking lines behind hyphens that stand in words."""
    compounds = sum(_COMPOUND.match(word) is not None for word in words)
    return len({(each.before, each.after) for each in parted}) >= _HABIT + compounds / 2


def _parted(block: Block) -> list[_Parted]:
    """Where lines were joined right behind a hyphen in a word."""
    found = list[_Parted]()
    for edit in block.edits:
        if edit.after or edit.code or block.text[edit.at - 1 : edit.at] != "-":
            continue
        start = max(edit.at - _LONGEST_HALF, 0)
        before = _BEFORE.search(block.text[start : edit.at])
        after = _AFTER.match(block.text, edit.at)
        if before and after:
            first = start + before.start()
            around = block.text[max(first - 1, 0) : first] + block.text[after.end() : after.end() + 1]
            found.append(_Parted(edit.at, before[0][:-1], after[0], around))
    return found


def _whole(page: Page, block: Block, parted: list[_Parted], words: Set[str], habit: bool) -> Block:
    spans: list[Substitution] = [
        (each.at - 1, each.at, "") for each in parted if _is_one_word(each, words, habit)
    ]
    draft = Draft(page.text, block.start, block.end, block.text, block.edits).substitute(spans, "RE005")
    return block._replace(text=draft.text, edits=draft.edits)


def _is_one_word(parted: _Parted, words: Set[str], habit: bool) -> bool:
    before, after = parted.before.lower(), parted.after.lower()
    if f"{before}{after}" in words:
        return True
    if not habit or f"{before}-{after}" in words or _is_apart(parted):
        return False
    known = common("function")
    return not all(half in words or half in known for half in (before, after))


def _is_apart(parted: _Parted) -> bool:
    """Whether nobody parts a word there: "X-ray", "US-based", "mother-in-law"."""
    return len(parted.before) == 1 or parted.before.isupper() or "-" in parted.around

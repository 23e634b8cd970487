"""Hyphens where a word was parted at the end of a line, which stay behind when lines are joined."""

from __future__ import annotations

import re

from copydesk.document import Block, Page
from copydesk.trace import Draft, Substitution

_HABIT = 2
"""Words that a page must part before each of them is put together."""

_BEFORE, _AFTER = re.compile(r"[^\W\d_]+-$"), re.compile(r"[^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁ]+")
_LONGEST_HALF = 40


def without_hyphens(page: Page) -> dict[int, Block]:
    """The blocks with parted words put together.

    A hyphen that the word may have by itself stays: where the page has the word with it elsewhere, and where
    it parts next to no words.
    """
    parted = {i: found for i, block in enumerate(page.blocks) if block.edits and (found := _parted(block))}
    habit = sum(map(len, parted.values())) >= _HABIT
    return {i: _whole(page, page.blocks[i], found, habit) for i, found in parted.items()}


def _parted(block: Block) -> list[tuple[int, str, str]]:
    """Where lines were joined right behind a hyphen in a word, and the two halves of it."""
    found = list[tuple[int, str, str]]()
    for edit in block.edits:
        if edit.after or edit.code or block.text[edit.at - 1 : edit.at] != "-":
            continue
        before = _BEFORE.search(block.text[max(edit.at - _LONGEST_HALF, 0) : edit.at])
        after = _AFTER.match(block.text, edit.at)
        if before and after:
            found.append((edit.at, before[0][:-1], after[0]))
    return found


def _whole(page: Page, block: Block, parted: list[tuple[int, str, str]], habit: bool) -> Block:
    spans: list[Substitution] = [
        (at - 1, at, "")
        for at, before, after in parted
        if _stands(f"{before}{after}", page.text) or (habit and not _stands(f"{before}-{after}", page.text))
    ]
    draft = Draft(page.text, block.start, block.end, block.text, block.edits).substitute(spans, "RE005")
    return block._replace(text=draft.text, edits=draft.edits)


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.IGNORECASE) is not None

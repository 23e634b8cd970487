"""Large initials: the first letter of a text, which tools print apart from the rest of its word."""

from __future__ import annotations

import re
from itertools import pairwise

from copydesk.commonwords import common
from copydesk.document import Block, Page
from copydesk.native.lines import initials
from copydesk.trace import Draft

_LETTERS = "BCDEFGHJKLMNPQRSTUVWZÄÖÜБГДЖЗЛМНПРТФХЦЧШЩЭЮ"
_INITIAL = re.compile(rf"([{_LETTERS}]) ([^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁ]+)")
"""A letter that is no word of its own, as A, I, O, Y and В are, nor the name of a network."""

_FEWEST_WORDS = 5
_MOST = 16
"""Blocks of a page that are looked at: each may be looked up in all of its text."""


def find_initials(page: Page, texts: list[str]) -> list[int]:
    """The blocks that begin with the first letter of a word, a space, and the rest of it, by their texts.

    Where the letter had a line of its own, it is nothing else, unless a common word follows. Elsewhere the
    whole word is a common one, or stands on the page, and the rest does not stand there alone: "T cells",
    "B is" and "K pop" are two words. None where letters follow each other as in the alphabet: answers, marks.
    """
    apart = [i for i in initials(texts, _LETTERS) if _INITIAL.match(texts[i])][:_MOST]
    letters = [ord(texts[i][0]) for i in apart]
    if any(letter + 1 == following for letter, following in pairwise(letters)):
        return []
    plain = _plain(page.text) if apart else ""
    return [i for i in apart if _is_initial(page, page.blocks[i], plain)]


def _is_initial(page: Page, block: Block, plain: str) -> bool:
    """Whether a block begins with the first letter of a word; `plain` is the page without case."""
    found = _INITIAL.match(block.text)
    if not found or len(block.text.split(None, _FEWEST_WORDS)) < _FEWEST_WORDS:
        return False
    words, rest = common("function"), found[2].casefold()
    whole = found[1].casefold() + rest
    if page.text[block.start + 1 : block.start + 2] != " " and rest not in words:
        return True
    known = _count(whole, page.text, plain) > 0
    if rest in words or not (known or whole in words):
        return known
    return (known and whole in words) or _count(rest, page.text, plain) <= 1


def _count(word: str, text: str, plain: str) -> int:
    """How often a page has a word; most it has not, and a pattern that ignores case is slow to say so."""
    if _plain(word) not in plain:
        return 0
    return len(re.findall(rf"(?<!\w){word}(?!\w)", text, re.IGNORECASE))


def _plain(text: str) -> str:
    """The text without case, and without that of the letter of which Turkish has two."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


def without_gap(text: str, block: Block) -> Block:
    """The block with the letter and the rest of its word in one."""
    draft = Draft(text, block.start, block.end, block.text, block.edits).substitute(((1, 2, ""),), None)
    return block._replace(text=draft.text, edits=draft.edits)

"""Large initials: the first letter of a text, which tools print apart from the rest of its word."""

from __future__ import annotations

import re

from copydesk.commonwords import common
from copydesk.document import Block, Page
from copydesk.trace import Draft

_INITIAL = re.compile(r"([B-HJ-NP-WZÄÖÜБГДЖЗЛМНПРТФХЦЧШЩЭЮ]) ([^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁ]+)")
"""A letter that is no word of its own, as A, I, O, Y and В are, nor the name of a network."""

_FEWEST_WORDS = 5
_MOST = 16
"""Blocks of a page that are looked at: each may be looked up in all of its text."""


def find_initials(page: Page) -> list[int]:
    """The blocks that begin with the first letter of a word, a space, and the rest of it.

    Where the letter had a line of its own, it is nothing else; on the same line, the whole word must be a
    common one, or stand elsewhere on the page: "T cells" and "B flat" are two words.
    """
    apart = [i for i, block in enumerate(page.blocks) if block.text[1:2] == " "]
    apart = [i for i in apart if _INITIAL.match(page.blocks[i].text)][:_MOST]
    return [i for i in apart if _is_initial(page, page.blocks[i])]


def _is_initial(page: Page, block: Block) -> bool:
    """Whether the letter that a block begins with is the first one of a word."""
    found = _INITIAL.match(block.text)
    if not found or len(block.text.split(None, _FEWEST_WORDS)) < _FEWEST_WORDS:
        return False
    if page.text[block.start + 1 : block.start + 2] != " ":
        return True
    word = "".join(found.groups()).casefold()
    if word in common("function"):
        return True
    return re.search(rf"(?<!\w){word}(?!\w)", page.text, re.IGNORECASE) is not None


def without_gap(text: str, block: Block) -> Block:
    """The block with the letter and the rest of its word in one."""
    draft = Draft(text, block.start, block.end, block.text, block.edits).substitute(((1, 2, ""),), None)
    return block._replace(text=draft.text, edits=draft.edits)

"""Repairs of what tools broke in the characters of a text; the words are never rewritten.

Each repair is a function that yields substitutions, with a code, and a docstring which says how the damage
arises and what is left alone on purpose. Repairs run in the order of their codes; each edit goes to
the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cache
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from copydesk.document import Block, Blocks, Hints, Page
from copydesk.lexicon import composing
from copydesk.native.lines import holding
from copydesk.page.marks import refuse_mark_runs
from copydesk.page.seams import LOOSE_COLON, sets_apart
from copydesk.repairs import characters, marks, markup
from copydesk.repairs.book import ENTERED, Repair
from copydesk.repairs.hyphens import without_hyphens
from copydesk.repairs.initials import find_initials, without_gap
from copydesk.repairs.marks import in_code, kept_marks
from copydesk.trace import Draft, Substitution

__all__ = ["REPAIRS", "Repair", "characters", "marks", "markup", "repair"]

_LAST = "RE007"
REPAIRS: tuple[Repair, ...] = tuple(sorted(ENTERED, key=lambda entry: (entry.code == _LAST, entry.code)))
"""All repairs in order: references first, as they may spell tags and spaces; composition last."""

OF_PAGES = frozenset({"RE008", "RE009"})
"""Repairs that are done on pages that need them alone."""

_ROUNDS = 4
"""A repair can uncover work for one before it: a soft hyphen inside a character reference."""

# What a repair could look at; most blocks hold none of it, and two spaces side by side neither.
_DIRTY = re.compile(
    r"[&<\x00-\x1f\x7f-\xa0\xad]"
    r"|[^\x00-\u02ff\u0410-\u044f\u2010-\u2027\u2030-\u203c\u20ac\u2122\u4e00-\u9fff]"
)
_COMPOSING = 0x300  # from here on characters may have to be composed with what stands before them
_MISREAD = "ÂÃÅÐÑØÙâãïð", "äåæçèé"  # dirty where another character beyond ASCII follows, or two of them
_SPACES = re.compile(r"\s(?:\s+|(?<! )|(?<=^.)|$)")
_LOOSE = re.compile(r" (?=[,.](?:[\s\"”»’')\]]|$)|[’']s(?!\w))(?<=[^\s.,] )(?!. [.,])")
"""A space before a comma, stop or English "'s": some tools that print pages leave it behind each link."""
_HABIT, _INDENTED = 2, 0.02
"""Such spaces on a page that are no slip of its author, and the share of lines that such tools indent."""


def repair(page: Page) -> Page:
    """The page with each block's text repaired, and the edits it took.

    Raises RejectedError where character references spell a run of combining marks over the limit.
    """
    texts, hints = page.blocks.texts, page.blocks.hints
    plain = page.markup is None
    kept = kept_marks(page.text) if plain else frozenset[str]()
    dirty = list(range(len(texts))) if kept else needs_look(texts)
    initials = find_initials(page, texts) if plain else []
    parted = without_hyphens(page) if plain else {}
    if not dirty and not initials and not parted:
        return page
    loose = plain and _has_loose_marks(texts, hints, dirty)
    code, done = in_code(page) if kept else frozenset[int](), parted
    for i in initials:
        done[i] = without_gap(page.text, done.get(i) or page.blocks[i])
    for i in dirty:
        block = done.get(i) or page.blocks[i]
        done[i] = _repair_block(page.text, block, frozenset[str]() if i in code else kept, loose)
    for i in _with_loose_colons(texts) if loose else ():
        done[i] = _tightened(page.text, done.get(i) or page.blocks[i])
    return replace(page, blocks=page.blocks.put(list(done), Blocks.of(done.values())))


def _has_loose_marks(texts: Sequence[str], hints: Sequence[Hints], among: Sequence[int]) -> bool:
    """Whether spaces before commas and full stops are a habit of the tool that printed the page.

    Only tools that lay pages out with spaces leave them, and these indent lists; elsewhere they are the
    author's.
    """
    found = chain.from_iterable(_LOOSE.finditer(texts[i]) for i in among)
    marks = len(list(islice(found, _HABIT)))
    if not marks or sum(hint.indent > 0 for hint in hints) < _INDENTED * len(texts):
        return False
    return marks == _HABIT or bool(_with_loose_colons(texts))


def _with_loose_colons(texts: Sequence[str]) -> list[int]:
    """The texts with a space before a colon, unless the page is of those that set it so."""
    found = [i for i, text in enumerate(texts) if " : " in text]
    return found if found and not sets_apart(texts) else []


def _tightened(text: str, block: Block) -> Block:
    draft = Draft(text, block.start, block.end, block.text, block.edits)
    draft = draft.substitute(tuple((*found.span(), "") for found in LOOSE_COLON.finditer(draft.text)), None)
    return block._replace(text=draft.text, edits=draft.edits)


def needs_look(texts: list[str]) -> list[int]:
    """Which of the texts of blocks hold anything that a repair could look at."""
    return holding(texts, _sought(), True)


def _holds_broken(text: str) -> bool:
    """Whether there is more to look at than spaces."""
    return bool(holding([text], _sought(), False))


@cache
def _sought() -> NDArray[np.uint8]:
    """What `copydesk.native.lines` looks for in the texts of blocks."""
    sought = np.zeros(0x10001, np.uint8)
    for kind, letters in zip((2, 4), _MISREAD, strict=True):
        sought[[ord(character) for character in letters]] = kind
    plane = "".join(map(chr, range(0x10001)))
    sought[[ord(found) for found in _DIRTY.findall(plane)]] = 1
    sought[_COMPOSING:] &= composing()[_COMPOSING:]
    others = (found.group() for entry in REPAIRS[:-1] for found in entry.trigger.finditer(plane, _COMPOSING))
    sought[[ord(character) for found in others for character in found]] = 1
    sought[[i for i in range(_COMPOSING, 0x10000) if chr(i).isspace()]] = 1
    sought[ord("&")] = 3
    return sought


def _repair_block(text: str, block: Block, kept: Set[str], loose: bool) -> Block:
    """The repaired block, without spaces before commas and full stops where these are a tool's (`loose`).

    Repairs that pages need (`kept`) are done once, as what an escaped mark leaves is none.
    """
    draft = Draft(text, block.start, block.end, block.text, block.edits)
    rules = [rule for rule in REPAIRS if rule.code in kept or rule.code not in OF_PAGES]
    for _ in range(_ROUNDS if kept or _holds_broken(block.text) else 0):
        before = draft.text
        draft = _repair_once(draft, rules)
        if draft.text == before or not needs_look([draft.text]):
            break
        rules = [rule for rule in rules if rule.code not in OF_PAGES]
    draft = draft.substitute(tuple(_spare_whitespace(draft.text, block.hints.tag)), None)
    if loose:
        draft = draft.substitute(tuple((*found.span(), "") for found in _LOOSE.finditer(draft.text)), None)
    return Block(block.start, block.end, draft.text, block.hints, draft.edits)


def _repair_once(draft: Draft, rules: Sequence[Repair]) -> Draft:
    for rule in rules:
        if rule.trigger.search(draft.text):
            draft = draft.substitute(tuple(rule.find(draft.text)), rule.code)
            refuse_mark_runs(draft.text)
    return draft


def _spare_whitespace(text: str, tag: str) -> Iterator[Substitution]:
    """Runs of white space, each to one space; a tab stays between the cells of a row of a table."""
    if text == " ".join(text.split()):
        return
    for found in _SPACES.finditer(text):
        edge = found.start() == 0 or found.end() == len(text)
        kept = "\t" if tag == "tr" and "\t" in found[0] else " "
        if found[0] != kept or edge:
            yield found.start(), found.end(), "" if edge else kept

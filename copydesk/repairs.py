"""Repairs of what tools broke in the characters of a text; the words are never rewritten.

Each repair is a function that yields substitutions, with a code, and a docstring which says how the damage
arises and what is left alone on purpose. Repairs run in the order of `REPAIRS`; each edit goes to the ledger.
"""

from __future__ import annotations

import html
import inspect
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.entities import html5

import ftfy
from bs4 import BeautifulSoup
from ftfy.fixes import fix_c1_controls

from copydesk.document import Block, Category, Page
from copydesk.page.marks import refuse_mark_runs
from copydesk.trace import Draft, Substitution

Repairer = Callable[[str], Iterator[Substitution]]


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair in the book: as a rule has, a code, a name, documentation and examples that are tests."""

    code: str
    name: str
    doc: str
    examples: tuple[str, ...]
    trigger: re.Pattern[str]
    find: Repairer
    category: Category = Category.REPAIR

    @property
    def reason(self) -> str:
        """The first line of the documentation."""
        return self.doc.partition("\n")[0]


REPAIRS: list[Repair] = []


def repair_rule(code: str, trigger: str, examples: list[str]) -> Callable[[Repairer], Repairer]:
    """Enter a repair in the book; it is called only for texts in which `trigger` is found."""

    def enter(find: Repairer) -> Repairer:
        doc = inspect.cleandoc(find.__doc__ or "")
        cleaned = tuple(inspect.cleandoc(example) for example in examples)
        REPAIRS.append(Repair(code, find.__name__, doc, cleaned, re.compile(trigger), find))
        return find

    return enter


def repair(page: Page) -> Page:
    """The page with each block's text repaired, and the edits it took."""
    return replace(page, blocks=tuple(_repair_block(page.text, block) for block in page.blocks))


def _repair_block(text: str, block: Block) -> Block:
    if not _DIRTY.search(block.text):
        return block
    draft = Draft(text, block.start, block.end, block.text, block.edits)
    for rule in REPAIRS:
        if rule.trigger.search(draft.text):
            draft = draft.substitute(tuple(rule.find(draft.text)), rule.code)
            refuse_mark_runs(draft.text)  # character references can spell a run that the page did not show
    draft = draft.substitute(tuple(_spare_whitespace(draft.text)), None)
    return replace(block, text=draft.text, edits=draft.edits)


# Whatever a repair could look at: a look at most blocks, and the end of it.
_DIRTY = re.compile(
    r"[&<\x00-\x1f]|  |[^\x00-\x7e\u0410-\u044f\u2010-\u2027\u2030-\u203c\u20ac\u2122\u4e00-\u9fff]"
)

_SPACES = re.compile(r"\s{2,}|[^\S ]|^\s+|\s+$")


def _spare_whitespace(text: str) -> Iterator[Substitution]:
    for found in _SPACES.finditer(text):
        edge = found.start() == 0 or found.end() == len(text)
        yield found.start(), found.end(), "" if edge else " "


_ENTITY = re.compile(r"&(?:amp;|#38;|#x26;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ROUNDS = 3


@repair_rule(
    "RE001",
    "&",
    [
        """
        - Russia&#039;s minister said &amp;quot;no&amp;quot;
        + Russia's minister said "no"
        """,
        """
          AT&T and R&D; a fish & chips shop; &unknown; stays
        """,
    ],
)
def html_entity(text: str) -> Iterator[Substitution]:
    """A character reference of HTML left in the text, perhaps escaped more than once.

    Templates escape text that is escaped already, and tools that cut tags out leave the references in.
    References to names HTML does not know, and those without a semicolon, are the author's: "R&D", "&c".
    """
    for found in _ENTITY.finditer(text):
        after = found.group()
        for _ in range(_ROUNDS):
            if not _is_reference(after):
                break
            after = html.unescape(after)
        if after != found.group():
            yield found.start(), found.end(), after


def _is_reference(text: str) -> bool:
    found = _ENTITY.search(text)
    if not found:
        return False
    name = found.group()[1:].removesuffix(";").rpartition(";")[2]
    return name.startswith("#") or name + ";" in html5


_ASCII_RUN = re.compile(r"[\x00-\x7f]+")


@repair_rule(
    "RE002",
    r"[\x80-\x9fÂÃÅÐÑØÙâãäåæçèéïð][^\x00-\x7f]|[\x80-\x9f]",
    [
        """
        - Itâ€™s a question of trust, the prÃ©sident said.
        + It’s a question of trust, the président said.
        """,
        """
          Sergueï called à Beijing; naïve façade; 10 € – “quoted”; São Paulo
        """,
    ],
)
def mojibake(text: str) -> Iterator[Substitution]:
    """UTF-8 that was read as windows-1252 or a cousin, or windows-1252 that was read as Latin-1.

    Found and undone by ftfy, which changes text only where the result is the likelier one. Looks at
    texts that hold a pair of characters typical of the damage; real accents are left alone.
    """
    fixed = fix_c1_controls(ftfy.fix_encoding(text))
    if fixed == text:
        return
    runs, fixed_runs = _ASCII_RUN.findall(text), _ASCII_RUN.findall(fixed)
    if runs != fixed_runs:
        yield from _changed_middle(text, fixed)
        return
    at = 0
    for old, new in zip(_ASCII_RUN.split(text), _ASCII_RUN.split(fixed), strict=True):
        if old != new:
            yield at, at + len(old), new
        at += len(old)
        ascii_run = _ASCII_RUN.match(text, at)
        at = ascii_run.end() if ascii_run else at


def _changed_middle(old: str, new: str) -> Iterator[Substitution]:
    """One substitution for all between the common start and the common end."""
    limit = min(len(old), len(new))
    low = next((i for i in range(limit) if old[i] != new[i]), limit)
    high = next((i for i in range(limit - low) if old[-1 - i] != new[-1 - i]), limit - low)
    if low == len(old) - high:  # an insertion: take a character along
        low -= 1
    yield low, len(old) - high, new[low : len(new) - high]


_TAG_NAMES = """
a abbr address amp-img article aside audio b blockquote body br button center cite code dd del div dl dt
em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins
label li link main mark meta nav noscript object ol option p picture pre q s script section select small
source span strike strong style sub sup svg table tbody td template textarea tfoot th thead time title tr
u ul video wbr
"""
_VALUE = r"\"[^\"]{0,2000}\"|'[^']{0,2000}'|[^\s\"'<>]{1,2000}"
_BARE = (
    "allowfullscreen|async|autoplay|checked|controls|defer|disabled|hidden|loop|muted|nowrap|open|selected"
)
_TAG = re.compile(
    r"<!--.{0,5000}?-->|<(script|style)\b[^<>]{0,2000}>.{0,20000}?</\1\s*>"
    rf"|<(?:/?|\s+/?)(?:{'|'.join(_TAG_NAMES.split())})"
    rf"(?:\s+(?:[\w:@.-]+\s*=\s*(?:{_VALUE})|(?:{_BARE})(?=[\s/>])))*(?:(?<!\s)\s?/)?>",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(r"<\s*/?\s*(?:br|p|div|li|td|th|tr|h[1-6]|hr)\b", re.IGNORECASE)


@repair_rule(
    "RE003",
    "<",
    [
        """
        - < p>– “Deep trust” –
        + – “Deep trust” –
        """,
        """
        - The talks <b>failed</b>, he said.<br />More soon.
        + The talks failed, he said. More soon.
        """,
        """
          came up with <…> this policy; if a < b and b > c; <name@example.org>; 3 <4> 5; I <3 news
        """,
    ],
)
def stray_tag(text: str) -> Iterator[Substitution]:
    """A tag of HTML printed as text.

    Broken markup ("< p>") and escaped markup survive the tools that cut tags out. Only elements HTML
    knows are tags, and Beautiful Soup must agree; what it takes for text stays: "<…>", "a < b", an address.
    """
    for found in _TAG.finditer(text):
        markup = re.sub(r"^<\s+", "<", found.group())
        soup = BeautifulSoup(markup, "html.parser")
        for hidden in soup(["script", "style"]):
            hidden.decompose()
        if not soup.get_text(strip=True):
            yield found.start(), found.end(), " " if _BLOCK_TAG.match(found.group()) else ""


_JOINERS = "\u200c\u200d\u200e\u200f\u061c"
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
)
_NEEDS_JOINERS = re.compile(
    r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc]"
)
_NEEDS_ZWJ = re.compile(r"[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")


@repair_rule(
    "RE004",
    _INVISIBLE.pattern,
    [
        """
        - The min\\u00adister\\u200b said\\u0007 so.
        + The minister said so.
        """,
        """
          می\\u200cخواهم stays, and so does 👩\\u200d🚒
        """,
    ],
)
def invisible_character(text: str) -> Iterator[Substitution]:
    """A control, zero-width or formatting character that nobody sees.

    Soft hyphens, zero-width spaces and byte order marks come from editors and copying; they break search
    and tokenisation. Joiners and direction marks stay in scripts and emoji sequences that need them.
    """
    joiners = _JOINERS if _NEEDS_JOINERS.search(text) else "\u200d" if _NEEDS_ZWJ.search(text) else ""
    for found in _INVISIBLE.finditer(text):
        after = "".join(c for c in found.group() if c in joiners)
        if after != found.group():
            yield found.start(), found.end(), after


_ODD_SPACE = re.compile(r"[\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


@repair_rule(
    "RE005",
    _ODD_SPACE.pattern,
    [
        """
        - Wang Yi.\\u00a0© Agency\\u202f2024
        + Wang Yi. © Agency 2024
          A dash – “quotes” — with a dash, stay.
        """
    ],
)
def odd_space(text: str) -> Iterator[Substitution]:
    """A no-break, thin or other special space.

    They lay out a page; in a dataset they make equal words unequal. Each becomes a plain space.
    """
    for found in _ODD_SPACE.finditer(text):
        yield found.start(), found.end(), " "


_NFC_RUN = re.compile(r"\S+")


@repair_rule(
    "RE006",
    r"[^\x00-\u02ff]",
    [
        """
        - The Cafe\\u0301 was full.
        + The Café was full.
          The ﬁrst № 5 in Ｔokyo stays.
        """
    ],
)
def not_composed(text: str) -> Iterator[Substitution]:
    """A letter written as base and combining mark, or another form that Unicode NFC replaces.

    File systems and PDF tools decompose letters; equal words then differ. Compatibility forms (ligatures,
    full-width letters) are the author's choice and stay.
    """
    if unicodedata.is_normalized("NFC", text):
        return
    for found in _NFC_RUN.finditer(text):
        after = unicodedata.normalize("NFC", found.group())
        if after != found.group():
            yield found.start(), found.end(), after

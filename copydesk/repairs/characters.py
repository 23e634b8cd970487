"""Repairs of single characters: references, encodings, and what nobody sees."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from html.entities import html5

import ftfy
from ftfy.fixes import fix_c1_controls

from copydesk.repairs.book import repair_rule
from copydesk.trace import Substitution

_ENTITY = re.compile(r"&(?:amp;|#38;|#x26;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


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
        while _is_reference(after):
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
    r"[ÂÃÅÐÑØÙâãïð][^\x00-\x7f]|[äåæçèé][^\x00-\x7f]{2}|[\x80-\x9f]",
    [
        """
        - Itâ€™s a question of trust, the prÃ©sident said.
        + It’s a question of trust, the président said.
        """,
        """
          Sergueï called à Beijing; naïve façade; 10 € – “quoted”; São Paulo; a situação
        """,
    ],
)
def mojibake(text: str) -> Iterator[Substitution]:
    """UTF-8 that was read as windows-1252 or a cousin, or windows-1252 that was read as Latin-1.

    Found and undone by ftfy, which changes text only where the result is the likelier one. Looks at
    texts that hold characters typical of the damage, for letters of three bytes three; real accents are
    left alone.
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


_JOINERS = "\u200c\u200d\u200e\u200f\u061c"
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
)
_NEEDS_JOINERS = re.compile(
    r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc]"
)
_NEEDS_ZWJ = re.compile(r"[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")


@repair_rule(
    "RE005",
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
    and tokenisation. Joiners and direction marks stay in scripts and emoji sequences that need them. Where
    lines are joined, the hyphen of a word that was parted at the end of one counts as a soft one.
    """
    joiners = _JOINERS if _NEEDS_JOINERS.search(text) else "\u200d" if _NEEDS_ZWJ.search(text) else ""
    for found in _INVISIBLE.finditer(text):
        after = "".join(c for c in found.group() if c in joiners)
        if after != found.group():
            yield found.start(), found.end(), after


_ODD_SPACE = re.compile(r"[\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


@repair_rule(
    "RE006",
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
    "RE007",
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

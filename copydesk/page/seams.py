"""What stands between two lines of one paragraph that a tool broke at links and italics.

A space, mostly, for tools cut off those at both ends of a line. There was none before the comma after a link,
inside a word of which one half is a link, or at a quotation mark on the side of what is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CLOSING, _OPENING = ",.;:!?)]}”’»…%、。，！？", "([{„«¿¡/"
"""Marks without a space before them, or behind them; quotation marks only where their neighbours agree."""

_EITHER = {'"': '"', "“": "„", "‘": "‚"}
"""Marks that open a quotation or close one, and what one opened with that they close."""

_BEFORE_QUOTE = ' ([{„«“‘"—–'
_ELIDED = re.compile(
    r"[(«“„\"]?(?:[ldnscmtj]|qu|(?:jus|lors|puis|quoi|quel)qu|un|(?:d?a|de|ne|su|co|que)ll|quest|sant)[’']",
    re.IGNORECASE,
)
"""Words of Romance languages that are one with the next word, which may be a link."""

_ASIDE = re.compile(r"\w-(?=[\s,.;:)]|$)")
"""The second hyphen around words that are none of a compound: "-dijo ella-"."""

_LONGEST_ELIDED = 9
_SUSPENDED = frozenset({"und", "oder", "bzw", "and", "or", "to", "og", "och", "eller", "en", "of"})
"""What stands behind a hyphen in place of the second half: "pre- and post-war"."""

LOOSE_COLON = re.compile(r"(?<=\w)[ \u00a0](?=: )")
_APART, _MARKS = re.compile(r"(?<=\w)[ \u00a0][:;?!](?=\s|$)"), re.compile(r"[:;?!](?=\s|$)")

_SOFT = "\u00ad"
_UNSPACED = (("\u2e80", "\ua000"), ("\uf900", "\ufb00"), ("\uff00", "\uffa0"))
_NEAR = 32  # parts of a block in which a quotation may have been opened


def is_tight(parts: Sequence[str], line: str) -> bool:
    """Whether no space stands between the parts of a block so far and a line that a tool broke off it."""
    return is_unbroken(parts, line) or _closes(parts, line) or _opens(parts)


def is_unbroken(parts: Sequence[str], line: str) -> bool:
    """The same for a line wrapped at a width: none behind a hyphen, soft or not, or where words have none."""
    before = parts[-1]
    if before[-1] == _SOFT:
        return True
    if before[-1] != "-" or not before[-2:-1].isalpha() or not line[0].isalpha():
        return _is_unspaced(before[-1]) and _is_unspaced(line[0])
    return line.split(None, 1)[0].lower() not in _SUSPENDED


def _is_unspaced(character: str) -> bool:
    """Whether it is of the scripts of Chinese and Japanese, or one of their marks."""
    return any(first <= character < last for first, last in _UNSPACED)


def _closes(parts: Sequence[str], line: str) -> bool:
    """Whether the line begins with a mark that ends something, or with the second half of a word."""
    first, second = line[0], line[1:2]
    if first == "-":
        aside = second.islower() and _ASIDE.search(line, 2) is not None
        return second.isalpha() and not aside and (parts[-1][-1].isalnum() or parts[-1][-1] in '”“’"»')
    if first == "«":
        return _is_turned("".join(parts[-_NEAR:]))
    if first in _EITHER:
        return _is_open(parts, first) or (first != "‘" and second in _CLOSING + " " and second != "")
    return first in _CLOSING and not (first in "”»" and second.isalnum())  # as Swedish and German open some


def _opens(parts: Sequence[str]) -> bool:
    """Whether what there is ends with a mark that begins something, or with a word that was cut short."""
    before = parts[-1]
    last, beside = before[-1], before[-2:-1]
    if last in "’'":
        return _ELIDED.fullmatch(before[-_LONGEST_ELIDED:].rpartition(" ")[2]) is not None
    if last in _EITHER and not beside:
        return not _is_open(parts[:-1], last)
    if last in _EITHER or last == "«":
        return beside in _BEFORE_QUOTE
    if last == "»":
        text = "".join(parts[-_NEAR:])
        return (not beside or beside in _BEFORE_QUOTE) and text.rfind("«") <= text.rfind("»", 0, -1)
    return last in _OPENING


def _is_turned(text: str) -> bool:
    """Whether a quotation was opened as »this«, and not closed since."""
    at = text.rfind("»")
    opens = at == 0 or (at > 0 and text[at - 1] in _BEFORE_QUOTE)
    return opens and at > text.rfind("«") and not text[at + 1 : at + 2].isspace()


def _is_open(parts: Sequence[str], mark: str) -> bool:
    """Whether a quotation that the mark would close was opened, and not closed since."""
    text, opening = "".join(parts[-_NEAR:]), _EITHER[mark]
    if opening == mark:
        return text.count(mark) % 2 == 1
    return text.rfind(opening) > max(text.rfind(mark), text.rfind("”"))


def sets_apart(texts: Iterable[str]) -> bool:
    """Whether most colons, question marks and the like stand apart from their word, as in French."""
    text = "\n".join(texts)
    if not any(f"{space}{mark}" in text for space in " \u00a0" for mark in ":;?!"):
        return False
    return 2 * len(_APART.findall(text)) > len(_MARKS.findall(text))


def sets_tight(texts: Iterable[str]) -> bool:
    """Whether there are such marks, and most of them do not stand apart."""
    text = "\n".join(texts)
    return 2 * len(_APART.findall(text)) < len(_MARKS.findall(text))

"""The word lists of the rules: data by language in `copydesk/words/*.toml`, each entry with its kind.

A file has three tables. `labels` and `lines` are whole lines, compared after `fold`. The scorer knows the
words of `labels`, as it was trained with them; `lines` came later, or are sentences. `phrases` are pieces
of patterns, joined by kind over all languages. Entries of all languages count on every page: a German page
can end in an English share bar.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.alternatives import grouped
from copydesk.commonwords import common
from copydesk.native.folding import Folding

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "ı": "i", "̇": "", "…": " "})
_EDGES = " \t-–—•·*|:>»›→▶►▸<«‹←#+.…!(["
_ENDS = _EDGES + ")]"
_WORD, _LABEL_WORD = re.compile(r"\w+"), 3
_COUNT = re.compile(r"[\s(\[]*\d{1,6}[\s)\]]*$")


def fold(line: str) -> str:
    """The form in which whole lines are compared.

    Without case, marks at the edges, a count at the end ("Comments (12)") and styles of quotes.
    """
    key = " ".join(line.casefold().translate(_QUOTES).split()).strip(_ENDS)
    key = _COUNT.sub("", key) if key[-1:].isdecimal() else key
    return unicodedata.normalize("NFC", key).strip(_ENDS)


def folds(lines: list[str]) -> list[str]:
    """What `fold` makes of each of the lines, many times faster."""
    keys, composing = _folding().lines(lines)
    for i in composing:
        keys[i] = unicodedata.normalize("NFC", keys[i]).strip(_ENDS)
    return keys


@cache
def _folding() -> Folding:
    """How `fold` takes each character of the basic plane: all at once, as this is what a run begins with."""
    table = plane_of(lambda apart: apart.casefold().translate(_QUOTES))
    table[[i for i, other in enumerate(map(chr, table.tolist())) if other.isspace()]] = ord(" ")
    marks = np.where(composing()[:0x10000], 2, 0).astype(np.uint8)
    marks[[ord(end) for end in _ENDS]] |= 1
    return Folding(table, marks, lambda i: chr(i).casefold().translate(_QUOTES))


def plane_of(fold: Callable[[str], str]) -> NDArray[np.uint16]:
    """What becomes of each character of the basic plane, folded all at once; 0xFFFF where it is not one."""
    plane = fold("\n".join(chr(i) for i in range(0x10000) if chr(i) != "\n")).split("\n")
    plane.insert(ord("\n"), "\n")
    return np.array([ord(other) if len(other) == 1 else 0xFFFF for other in plane], np.uint16)


@cache
def composing() -> NDArray[np.bool_]:
    """Which characters may compose with what stands before, or be composed; in one place all high ones."""
    found = np.ones(0x10001, bool)
    found[:0x10000] = False
    found[[*map(ord, _seconds())]] = True
    found[0x1100:0x1200] = True
    found[[i for i in range(0x300, 0x10000) if not _is_composed(chr(i))]] = True
    return found


def _is_composed(character: str) -> bool:
    return not unicodedata.combining(character) and unicodedata.is_normalized("NFC", character)


def _seconds() -> frozenset[str]:
    """The characters that others decompose into, behind a first one: what can compose with one before."""
    found = map(unicodedata.decomposition, map(chr, range(0x10000)))
    pairs = (parts.split() for parts in found if parts and parts[0] != "<")
    return frozenset(chr(int(parts[1], 16)) for parts in pairs if len(parts) == 2)


@cache
def _words() -> tuple[dict[str, dict[str, Any]], ...]:
    tables = sorted(
        (f for f in files("copydesk").joinpath("words").iterdir() if f.name.endswith(".toml")), key=str
    )
    return tuple(tomllib.loads(table.read_text("utf-8")) for table in tables)


@cache
def labels() -> dict[str, frozenset[str]]:
    """Folded line to the kinds of label it can be."""
    return _whole_lines("labels", "lines")


def _whole_lines(*names: str) -> dict[str, frozenset[str]]:
    """The folded entries of some of the tables, with their kinds."""
    kinds: dict[str, set[str]] = {}
    for kind, entries in (
        found for table in _words() for name in names for found in table.get(name, {}).items()
    ):
        for entry in entries:
            kinds.setdefault(fold(entry), set()).add(kind)
    return {key: frozenset(value) for key, value in kinds.items()}


LABEL_GROUPS: tuple[tuple[str, ...], ...] = (
    ("home", "home_page", "menu", "menu_weak", "legal", "consent"),
    ("promo", "promo_weak"),
    ("share", "share_weak", "comments", "comments_weak"),
    ("related", "related_weak", "tags"),
)
"""Kinds of labels that speak of one thing: the site, what it wants of readers, their talk, other stories."""


@cache
def label_words() -> dict[str, int]:
    """Each word of labels but the commonest, with a bit for each of the groups whose labels hold it."""
    found: dict[str, int] = {}
    plain = common("function") | common("address")
    for key, kinds in _whole_lines("labels").items():
        bits = sum(1 << i for i, group in enumerate(LABEL_GROUPS) if kinds & set(group))
        for word in _WORD.findall(key) if bits else ():
            if len(word) >= _LABEL_WORD and word not in plain:
                found[word] = found.get(word, 0) | bits
    return found


@cache
def phrases(kind: str) -> tuple[str, ...]:
    """All phrases of a kind, the longest first; each a regular expression as it stands in the files."""
    found = {entry for table in _words() for entry in table.get("phrases", {}).get(kind, [])}
    return tuple(sorted(found, key=lambda entry: (-len(entry), entry)))


@cache
def alternatives(kind: str) -> str:
    """The phrases of a kind as one group for a pattern; a group that never matches where there are none."""
    return grouped(phrases(kind))


@cache
def mapping(kind: str) -> dict[str, str]:
    """A table of words and what they stand for (`months`, `agencies`), keys casefolded."""
    return {
        key.casefold().replace("̇", ""): value
        for table in _words()
        for key, value in table.get(kind, {}).items()
    }

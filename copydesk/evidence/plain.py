"""Values of markup as plain text: pages put references, tags and line breaks into them."""

from __future__ import annotations

import re
from html import unescape

from copydesk.native.plainness import OTHERS, spare

_TAG = re.compile(r"<(?:!--|[/!]?([a-zA-Z]\w{0,10}))[^<>]{0,500}>")
_INSIDE_WORDS = frozenset({"a", "b", "em", "i", "mark", "span", "strong", "sub", "sup", "u"})
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w{2,31});")
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
)


def plain(value: str) -> str:
    """The value without references, tags, invisible characters and spare whitespace.

    References are read twice: what a program wrote into markup is often escaped already.
    """
    found = spare(value)
    if found < OTHERS:
        return " ".join(value.split()) if found else value
    return " ".join(_bare(value).split())


def bare(value: str) -> str:
    """The same with all its whitespace."""
    return value if spare(value) < OTHERS else _bare(value)


def _bare(value: str) -> str:
    if "&" in value:
        value = _REFERENCE.sub(_read, _REFERENCE.sub(_read, value))
    if "<" in value:
        value = _TAG.sub(_gap, value)
    if not value.isascii() or not value.isprintable():
        return _INVISIBLE.sub("", value)
    return value


def _read(found: re.Match[str]) -> str:
    return unescape(found.group())


def _gap(tag: re.Match[str]) -> str:
    """What stands where a tag did: nothing for one that can stand inside a word."""
    return "" if (tag[1] or "").lower() in _INSIDE_WORDS else " "

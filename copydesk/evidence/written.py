"""Elements of a page by where their tags begin in its written-out tree, and the text in and before them.

Making an object for each node of the parser takes several times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from copydesk.evidence.plain import plain
from copydesk.native import written

LONGEST = 300
"""Characters of a heading, a name or a date."""
_BEFORE = 2
"""Texts and elements that are looked at before an element, and before the one around it."""


Attributes = Mapping[str, str]


class Element(NamedTuple):
    """An element of the written-out page `html`, whose tag begins at a place."""

    html: bytes
    at: int
    tag: str
    attributes: Attributes


def element_at(html: bytes, at: int) -> Element:
    """The element whose tag begins at a place."""
    return Element(html, at, *written.opened(html, at))


def texts_of(html: bytes, at: int, longest: int = LONGEST) -> Sequence[str]:
    """The texts in an element; none if they are too long, as an element can hold the page, and many can."""
    return _short(written.texts(html, at, longest), longest)


def text_of(html: bytes, at: int) -> str:
    """The text in an element as one line."""
    return plain(" ".join(texts_of(html, at)))


def said_before(html: bytes, at: int) -> str:
    """The text right before an element, or before what begins with it."""
    for _ in range(2):
        end = at
        for _ in range(_BEFORE):
            start = written.previous(html, end)
            if start < 0:
                break
            if text := _said(html, start, end):
                return text
            end = start
        at = written.parent(html, at)
        if at < 0:
            break
    return ""


def _said(html: bytes, start: int, end: int) -> str:
    """What a text or an element says."""
    if html.startswith(b"<", start):
        return text_of(html, start)
    return plain(" ".join(_short([written.read(html[start:end].decode("utf-8", "replace"))], LONGEST)))


def _short(texts: Sequence[str], longest: int) -> Sequence[str]:
    found = [text for text in map(str.strip, texts) if text]
    return found if sum(map(len, found)) <= 2 * longest else ()

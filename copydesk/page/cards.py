"""Cards: text that stands inside a paragraph and that a page shows only on a touch."""

from __future__ import annotations

import re

_NAMES = re.compile(r'\s(?:class|id)="([^"]*)"')
_TIP = re.compile(r'\srole="tooltip"')
_POINTED_AT = re.compile(r'\sid="[^"]')
_CARD = r"(?:^|[\s_-])(?:tooltip|rollover|popover|hover-?card)"
_OF_CARD = re.compile(_CARD, re.IGNORECASE)
_INSIDE = re.compile(
    _CARD + r"[\w-]*(?:text|content|inner|body|block|box|card|panel|bubble|definition)(?:\s|$)", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)([^<>]*)>")
_VOID = frozenset(["br", "img", "input", "wbr"])
_MOST_CHARS, _MOST_TAGS = 1500, 12
"""So far before a card it is looked for what it is a card of."""
_WIDEST = 4
"""Bytes of a character, at most."""


def is_card(html: bytes, start: int, attributes: str) -> bool:
    """Whether the inline element that opens at `start`, behind text of its paragraph, is a card.

    It is a tip that something can point at; or it is named as the inside of a card, and the element around
    it for the card, which has before it what a reader sees.
    """
    if _TIP.search(attributes):
        return _POINTED_AT.search(attributes) is not None
    if not _INSIDE.search(_names(attributes)):
        return False
    before = html[max(0, start - _WIDEST * _MOST_CHARS) : start].decode("utf-8", "ignore")
    return _is_part(before[-_MOST_CHARS:])


def _is_part(before: str) -> bool:
    """Whether the innermost element that is open at the end is named for a card, and has text so far."""
    closed, start = 0, len(before)
    for _ in range(_MOST_TAGS):
        start = before.rfind("<", 0, start)
        tag = _TAG.match(before, start) if start >= 0 else None
        if tag is None:
            return False
        closed += 1 if tag[1] else -(tag[2] not in _VOID)
        if closed < 0:
            shown = _TAG.sub("", before[tag.end() :]).strip()
            return bool(shown) and _OF_CARD.search(_names(tag[3])) is not None
    return False


def _names(attributes: str) -> str:
    return " ".join(_NAMES.findall(attributes))

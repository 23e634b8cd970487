"""A look at the bytes of a page before it is parsed: what would take the parser quadratic time is refused.

The parser compares each attribute of a tag with all others, and climbs open elements. Nearly all pages have
too few tags and separators for that to matter, which two counts show; only the rest is read tag by tag.
"""

from __future__ import annotations

import re

from copydesk.document import Reason
from copydesk.errors import RejectedError
from copydesk.limits import Limits
from copydesk.native.scan import floods

_HARMLESS_SEPARATORS, _HARMLESS_TAGS = 50_000, 10_000
_UNCLOSED = 10
"""Formatting left open stays open: only elements nested this many times deeper than the limit are a flood."""

_COMMENT = r"<!--.*?(?:-->|\Z)"
_VALUE = r"""(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s>"'][^\s>]*)"""
_ATTRIBUTE = rf"[^\s/>][^\s/>=]*(?:\s*=\s*{_VALUE})?"
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_TAG = re.compile(
    rf"{_COMMENT}|<(/?)([a-zA-Z][^\s/>]*)((?:[\s/]+|{_ATTRIBUTE})*+)", re.DOTALL | re.IGNORECASE
)
_FLAT = (
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd td th tr tbody thead tfoot option"
)
"""Tags that open nothing, or nothing that their like does not close again."""


_LEVEL = frozenset(_FLAT.split())


def refuse_floods(html: bytes, limits: Limits) -> None:
    """Raise RejectedError (`too_large`) for too many tags, too deep nesting, or too many attributes on a tag.

    `html` is in UTF-8.
    """
    separators, tags = floods(html)
    if separators > _HARMLESS_SEPARATORS or tags > _HARMLESS_TAGS:
        _read_tags(html.decode("utf-8"), limits)


def _read_tags(html: str, limits: Limits) -> None:
    depth = tags = 0
    for found in _TAG.finditer(html):
        close, name, attributes = found.groups()
        if not name:
            continue
        tags += 1
        if name.lower() not in _LEVEL:
            depth = max(depth - 1, 0) if close else depth + 1
        if tags > limits.page_tags:
            raise _flood(f"more than {limits.page_tags:,} tags")
        if depth > limits.page_depth * _UNCLOSED:
            raise _flood(f"elements nested more than {limits.page_depth:,} deep")
        if len(attributes) > 2 * limits.tag_attributes:
            refuse_attributes(len(_ATTRIBUTES.findall(attributes)), limits)


def refuse_attributes(count: int, limits: Limits) -> None:
    """Raise RejectedError where a tag has more attributes than it may."""
    if count > limits.tag_attributes:
        raise _flood(f"{count:,} attributes on one tag; the limit is {limits.tag_attributes:,}")


def refuse_depth(depth: int, limits: Limits) -> None:
    """Raise RejectedError where elements are nested deeper than they may."""
    if depth > limits.page_depth:
        raise _flood(f"elements nested {depth:,} deep; the limit is {limits.page_depth:,}")


def refuse_tags(count: int, limits: Limits) -> None:
    """Raise RejectedError where a page has more tags than it may."""
    if count > limits.page_tags:
        raise _flood(f"{count:,} tags; the limit is {limits.page_tags:,}")


def _flood(message: str) -> RejectedError:
    return RejectedError(Reason.TOO_LARGE, message)

"""A look at the bytes of a page before it is parsed: what would take the parser quadratic time is refused.

The parser compares each attribute of a tag with all others, and climbs open elements. Nearly all pages have
too few tags and separators for that to matter, which two counts show; only the rest is read tag by tag.
"""

from __future__ import annotations

from copydesk.document import Reason
from copydesk.errors import RejectedError
from copydesk.limits import Limits
from copydesk.native.flooding import ATTRIBUTES, DEPTH, TAGS, flood
from copydesk.native.scan import floods

_HARMLESS_SEPARATORS, _HARMLESS_TAGS = 50_000, 10_000
_UNCLOSED = 10
"""Formatting left open stays open: only elements nested this many times deeper than the limit are a flood."""


def refuse_floods(html: bytes, limits: Limits) -> None:
    """Raise RejectedError (`too_large`) for too many tags, too deep nesting, or too many attributes on a tag.

    `html` is in UTF-8.
    """
    separators, tags = floods(html)
    if separators > _HARMLESS_SEPARATORS or tags > _HARMLESS_TAGS:
        _refuse(*flood(html, limits.page_tags, limits.page_depth * _UNCLOSED, limits.tag_attributes), limits)


def _refuse(what: int, count: int, limits: Limits) -> None:
    if what == TAGS:
        raise _flood(f"more than {limits.page_tags:,} tags")
    if what == DEPTH:
        raise _flood(f"elements nested more than {limits.page_depth:,} deep")
    if what == ATTRIBUTES:
        refuse_attributes(count, limits)


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

"""Pages that only lead to another one: where to, for the reason why they hold no article."""

from __future__ import annotations

import html
import re

_MOST = 4
"""Blocks of a page that says no more than where it leads."""
_HEAD = 32_768
_SMALL = 8_192
"""Bytes of a page whose scripts hardly do more than lead elsewhere."""
_REFRESH = re.compile(
    rb"""<meta\b(?=[^>]{0,400}?http-equiv\s*=\s*["']?refresh\b)"""
    rb"""[^>]{0,400}?content\s*=\s*["']?\s*\d+(?:\.\d+)?\s*[;,]\s*url\s*=\s*["']?([^"'>\s]{1,500})""",
    re.IGNORECASE,
)
_LOCATION = re.compile(
    rb"""\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*["']([^"'\s]{1,500})["']"""
)


def leads_to(data: bytes, blocks: int) -> str | None:
    """The address that a page with so many blocks sends its reader to at once; None where it shows more."""
    if blocks > _MOST:
        return None
    found = _REFRESH.search(data[:_HEAD]) or (_LOCATION.search(data) if len(data) <= _SMALL else None)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else None

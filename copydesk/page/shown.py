"""A parsed page written out in UTF-8, without what no reader sees."""

from __future__ import annotations

import ctypes
from functools import cache

import selectolax
from selectolax import lexbor
from selectolax.lexbor import LexborHTMLParser

from copydesk.native.writing import NEEDED, Writer

UNSEEN = [
    "head", "script", "style", "noscript", "template", "svg", "iframe", "object", "applet", "select",
    "datalist", "textarea", "canvas", "audio", "video", "noembed", "noframes", "title",
]  # fmt: skip
"""Elements whose content no reader sees as text: code, fallbacks, and the inside of form fields."""

_TRIED = frozenset({"1.0.2"})
"""Versions of selectolax with which `Writer` has been tried."""


def written(tree: LexborHTMLParser, source: bytes) -> bytes:
    """What is left of a page without the unseen, written out; the tree may lose them as well."""
    writer, root = _writer(), tree.root
    return stripped(tree) if writer is None or root is None else writer.write(root.mem_id, len(source) // 2)


def stripped(tree: LexborHTMLParser) -> bytes:
    """The same by what selectolax offers, which takes twice the time: a walk to find each kind of element."""
    tree.strip_tags(UNSEEN)
    return (tree.html or "").encode()


@cache
def _writer() -> Writer | None:
    """What writes trees by functions of the parser itself; None with a version that has not been tried.

    So it is with a library that does not show its functions.
    """
    if selectolax.__version__ not in _TRIED:
        return None
    try:
        library = ctypes.CDLL(lexbor.__file__)
        addresses = [ctypes.cast(getattr(library, name), ctypes.c_void_p).value or 0 for name in NEEDED]
    except (OSError, AttributeError):
        return None
    kinds = LexborHTMLParser("")
    return Writer(addresses, [kinds.create_node(name).tag_id for name in UNSEEN])

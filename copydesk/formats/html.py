"""HTML files: one file, one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from copydesk.document import RawDocument
from copydesk.formats import text
from copydesk.limits import LIMITS, Limits

SUFFIXES = (".html", ".htm", ".xhtml")


def read(path: Path, uri: str, limits: Limits = LIMITS) -> Iterator[RawDocument]:
    """The file's one page; what is wrong with a file is wrong with it as with a text file."""
    for raw in text.read(path, uri, limits):
        yield replace(raw, kind="html")

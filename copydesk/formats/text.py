"""Plain text files: one file, one document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from copydesk.document import RawDocument
from copydesk.limits import LIMITS, Limits

SUFFIXES = (".txt", ".text")


def read(path: Path, uri: str, limits: Limits = LIMITS) -> Iterator[RawDocument]:
    """The file's one document. RejectedError `unreadable` or `too_large`; never blocks on a pipe or device."""
    raise NotImplementedError

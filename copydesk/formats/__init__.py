"""One module per file format: readers of raw documents, readers and writers of the release's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from copydesk.document import RawDocument
from copydesk.formats import html, text
from copydesk.limits import Limits

Reader = Callable[[Path, str, Limits], Iterator[RawDocument]]

_READERS: Mapping[str, Reader] = {
    **dict.fromkeys(text.SUFFIXES, text.read),
    **dict.fromkeys(html.SUFFIXES, html.read),
}

SUFFIXES = tuple(_READERS)


def has_reader(name: str) -> bool:
    """Whether a file found in a folder is taken, by its suffix."""
    return PurePosixPath(name).suffix.lower() in _READERS


def reader(uri: str) -> Reader:
    """The reader of a file; one that was named explicitly is text whatever its suffix."""
    return _READERS.get(PurePosixPath(uri).suffix.lower(), text.read)

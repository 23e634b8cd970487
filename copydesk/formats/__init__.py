"""One module per file format: readers of raw documents, readers and writers of the release's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from copydesk.formats import compression, delimited, jsonlines, jsonrows, pages, parquetrows, tar, warc
from copydesk.formats.framing import Format

_FORMATS = (
    pages.TEXT,
    pages.HTML,
    pages.MHTML,
    jsonlines.FORMAT,
    parquetrows.FORMAT,
    warc.FORMAT,
    tar.FORMAT,
)
_BY_SUFFIX: Mapping[str, Format] = {suffix: one for one in _FORMATS for suffix in one.suffixes}
_NAMED: Mapping[str, Format] = {
    suffix: one for one in (jsonrows.FORMAT, delimited.FORMAT) for suffix in one.suffixes
}
"""Taken where a file is named: in a folder most files so called hold no documents."""
_ONE_DOCUMENT = (pages.TEXT, pages.HTML, pages.MHTML)

SUFFIXES = tuple(_BY_SUFFIX)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a file is read, by its name; what is `known` is also taken where it is only found in a folder."""

    format: Format
    compression: str
    known: bool

    @property
    def many(self) -> bool:
        """Whether it may hold more than one document."""
        return self.format not in _ONE_DOCUMENT

    @property
    def seekable(self) -> bool:
        """Whether it is Parquet that lies as it is, and is read by row group."""
        return self.format is parquetrows.FORMAT and not self.compression


def unread(name: str) -> str:
    """Why a file of that name is left out where it is only found in a folder."""
    suffix = PurePosixPath(compression.split(name)[0]).suffix
    if suffix.lower() in _NAMED:
        return f"{suffix} files are read only where they are named"
    return f"no reader for {suffix or 'suffixless'} files"


def kind_of(name: str) -> Kind:
    """How a file is read; one that was named explicitly is text where its suffix says nothing."""
    inner, packed = compression.split(name)
    suffix = PurePosixPath(inner).suffix.lower()
    return Kind(_BY_SUFFIX.get(suffix) or _NAMED.get(suffix, pages.TEXT), packed, suffix in _BY_SUFFIX)

"""Stretches of compressed files kept while a run lasts, so that none expands all that is before it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from copydesk.disk import reason
from copydesk.errors import OutputError
from copydesk.formats import compression
from copydesk.limits import LIMITS

if TYPE_CHECKING:
    import zstandard

_SUFFIX = ".zst"
# What we have packed ourselves, out of content that was within the limits.
_OURS = replace(LIMITS, compressed_bytes=2**62, expanded_bytes=2**62, expanded_ratio=2**62)


class Spool:
    """Writes stretches to a folder, one at a time, as they are read to plan them.

    A stretch gets its name when it is complete. Without one the file is expanded from its front. OutputError
    where it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._draft: Path | None = None
        self._file: BinaryIO | None = None
        self._packed: zstandard.ZstdCompressionWriter | None = None

    def begin(self) -> None:
        """What is written from here on is a new stretch."""
        import zstandard

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._draft = self._folder / f".{uuid.uuid4().hex}"
            self._file = self._draft.open("wb")
        except OSError as error:
            raise OutputError(str(self._folder), reason(error)) from error
        self._packed = zstandard.ZstdCompressor(level=1).stream_writer(self._file)

    def write(self, data: bytes) -> None:
        """More of the stretch, if one was begun."""
        try:
            if self._packed is not None:
                self._packed.write(data)
        except OSError as error:  # of the disk that is written to, never of the input
            raise OutputError(str(self._folder), reason(error)) from error

    def keep(self, digest: str) -> str | None:
        """The stretch is complete: where it is, None where none was begun."""
        if self._draft is None:
            return None
        draft = self._close()
        path = self._folder / f"{digest}{_SUFFIX}"
        draft.replace(path)
        return str(path.absolute())

    def drop(self) -> None:
        """The stretch is not to be kept."""
        if self._draft is not None:
            self._close().unlink()

    def _close(self) -> Path:
        assert self._draft is not None
        assert self._packed is not None
        draft, self._draft, packed, self._packed = self._draft, None, self._packed, None
        packed.close()  # type: ignore[no-untyped-call]
        return draft


def content(file: BinaryIO) -> BinaryIO:
    """A kept stretch as it was."""
    return compression.expand(file, _SUFFIX, _OURS)


def remove(folder: Path) -> None:
    """Nothing is kept any longer."""
    for path in folder.glob("*") if folder.is_dir() else ():
        path.unlink(missing_ok=True)
    if folder.is_dir():
        folder.rmdir()

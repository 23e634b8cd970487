"""Compressed files read as what they hold: within limits, and never silently short."""

from __future__ import annotations

import io
import struct
import zlib
from collections import deque
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from copydesk.document import Reason
from copydesk.errors import RejectedError
from copydesk.limits import Limits

SUFFIXES = (".gz", ".zst")
_TGZ = {".tgz": ".tar"}
_PIECE = {".gz": 64 * 1024, ".zst": 1024}
"""Bytes given to a decoder at once. 1 KB of zstd holds at most 256 blocks, which hold 32 MB."""
_ZST_MAGIC = b"\x28\xb5\x2f\xfd"
_ZST_DICTIONARY = 0x184D2A5D
_DICTIONARY_BYTES = 32 * 1024 * 1024


def split(name: str) -> tuple[str, str]:
    """The name without the suffix of its compression, and that suffix or nothing."""
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if suffix in _TGZ:
        return str(path.with_suffix(_TGZ[suffix])), ".gz"
    return (name[: -len(suffix)], suffix) if suffix in SUFFIXES else (name, "")


def expand(file: BinaryIO, suffix: str, limits: Limits, at: int = 0) -> BinaryIO:
    """The content of a file from a member that begins at `at`; the file itself where it is not compressed."""
    if not suffix:
        return file
    dictionary = _dictionary(file) if suffix == ".zst" else b""
    file.seek(at)
    return Expanded(file, suffix, limits, dictionary, at)  # type: ignore[return-value]


class Expanded(io.RawIOBase):
    """The members of a compressed file one after the other.

    RejectedError where the file ends within a member, a member is damaged, or a limit is passed.
    """

    def __init__(self, file: BinaryIO, suffix: str, limits: Limits, dictionary: bytes, at: int) -> None:
        self._file, self._suffix, self._limits, self._dictionary = file, suffix, limits, dictionary
        self._decoder: Any = None
        self._input = self._ready = b""
        self._taken, self._given, self._began = at, 0, at
        self._members: deque[tuple[int, int]] = deque()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what comes next; nothing only at the end."""
        view = memoryview(buffer).cast("B")
        if not self._ready:
            self._ready = self._next(len(view))
        data, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(data)] = data
        return len(data)

    def member_at(self, at: int) -> int | None:
        """Where the member begins in the file whose content begins at `at` of all; ask with rising `at`."""
        while self._members and self._members[0][0] < at:
            self._members.popleft()
        return self._members[0][1] if self._members and self._members[0][0] == at else None

    def _next(self, room: int) -> bytes:
        while True:
            if (self._decoder is None or self._decoder.eof) and not self._begin():
                return b""
            piece = self._input or self._read()
            if not piece:
                raise RejectedError(Reason.DAMAGED, f"it is cut off at byte {self._taken:,}, within its data")
            data = self._decode(piece, room)
            self._given += len(data)
            self._refuse_bomb()
            if data:
                return data

    def _begin(self) -> bool:
        """Begin the next member, if there is one: zeros may fill up a file."""
        if self._decoder is not None:
            self._input, self._decoder = self._decoder.unused_data, None
        self._input = self._input or self._read()
        while self._input and not self._input.strip(b"\0"):
            self._input = self._read()
        if not self._input:
            return False
        if self._members and self._members[-1][0] == self._given:
            self._members.pop()  # it held nothing, and there may be millions of such
        self._members.append((self._given, self._taken - len(self._input)))
        self._decoder = _decoder(self._suffix, self._dictionary)
        return True

    def _read(self) -> bytes:
        piece = self._file.read(_PIECE[self._suffix])
        self._taken += len(piece)
        return piece

    def _decode(self, piece: bytes, room: int) -> bytes:
        import zstandard

        try:
            if self._suffix == ".gz":
                data: bytes = self._decoder.decompress(piece, room)
                self._input = self._decoder.unconsumed_tail
            else:
                data = self._decoder.decompress(piece)
                self._input = b""
        except (zlib.error, zstandard.ZstdError) as error:
            where = (
                f"near byte {self._taken:,}"
                if self._given
                else f"not {self._suffix[1:]} from its first bytes"
            )
            raise RejectedError(Reason.DAMAGED, f"{where}: {error}") from None
        return data

    def _refuse_bomb(self) -> None:
        limits, packed = self._limits, self._taken - self._began
        if self._taken > limits.compressed_bytes:
            message = f"a compressed file may have {limits.compressed_bytes:,} bytes"
            raise RejectedError(Reason.TOO_LARGE, message)
        if self._given > limits.expanded_bytes:
            message = f"it holds more than {limits.expanded_bytes:,} bytes"
            raise RejectedError(Reason.TOO_LARGE, message)
        if self._given > limits.ratio_from and self._given > limits.expanded_ratio * packed:
            message = f"{packed:,} bytes hold more than {limits.expanded_ratio} times as many"
            raise RejectedError(Reason.TOO_LARGE, message)


def _decoder(suffix: str, dictionary: bytes) -> Any:
    if suffix == ".gz":
        return zlib.decompressobj(31)
    import zstandard

    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    return zstandard.ZstdDecompressor(dict_data=known).decompressobj()


def _dictionary(file: BinaryIO) -> bytes:
    """The dictionary that a .warc.zst file begins with, in a frame that decoders skip."""
    file.seek(0)
    head = file.read(8)
    if len(head) < 8:
        return b""
    magic, length = struct.unpack("<II", head)
    if magic != _ZST_DICTIONARY or length > _DICTIONARY_BYTES:
        return b""
    data = file.read(length)
    if not data.startswith(_ZST_MAGIC):
        return data
    import zstandard

    try:
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=_DICTIONARY_BYTES)
    except zstandard.ZstdError as error:
        raise RejectedError(Reason.DAMAGED, f"its dictionary: {error}") from None

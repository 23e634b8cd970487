"""How files of many documents are read: a tape of bytes, cut into frames, each frame read as records."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from copydesk.document import RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.formats.compression import Expanded, split
from copydesk.limits import LIMITS, Limits
from copydesk.told import NOTHING, Told

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where frames come from: what their file is called, and how its rows are to be read."""

    uri: str
    told: Told = NOTHING
    limits: Limits = LIMITS
    name: str = ""
    """What the file is called in its archive."""
    again: tuple[int, ...] = ()
    """Numbers of members whose name another has had before."""

    @property
    def stem(self) -> str:
        """The own id of a document that has none: the name of its file without suffixes."""
        return PurePosixPath(split(self.name or self.uri)[0]).stem


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes of one row, record or member, whole; `number` counts from 1 in its file.

    `problem` says why they were not read, `passed` why they hold no document, `cut` whether the tape stands
    where the next one begins.
    """

    number: int
    data: bytes = b""
    name: str = ""
    problem: RejectedError | None = None
    passed: str | None = None
    length: int = 0
    sha256: str | None = None
    cut: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that goes to quarantine unread: what it is called, and why."""

    uri: str
    error: RejectedError
    sha256: str | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """What is no document, such as a redirect or a picture: counted by its reason, not quarantined."""

    reason: str


Record = RawDocument | Refused | Passed


class Tape:
    """A file read forwards only, its position and digest known at every moment.

    `mark` begins a stretch anew: `digest` is the SHA-256 of all that was read since. `encoding` is what the
    user says of files that are not UTF-8.
    """

    def __init__(self, file: BinaryIO, at: int = 0, encoding: str | None = None) -> None:
        packed = isinstance(file, Expanded)
        self._expanded = file if isinstance(file, Expanded) else None
        self._file: BinaryIO = io.BufferedReader(file, _CHUNK) if packed else file  # type: ignore[type-var]
        self.at, self.encoding = at, encoding
        self.copy: Callable[[bytes], None] | None = None
        """Given all that is read."""
        self.mark()

    def mark(self) -> None:
        """Begin a new stretch here."""
        self._sha, self.length = hashlib.sha256(), 0

    @property
    def digest(self) -> str:
        """Of the stretch since the last mark."""
        return self._sha.hexdigest()

    @property
    def member(self) -> int | None:
        """Where reading can begin in the compressed file to begin here; None where that is not possible."""
        if self._expanded is None:
            return None
        try:
            self._file.peek(1)  # type: ignore[attr-defined] # has the next member begun, if there is one
        except RejectedError:
            return None
        return self._expanded.member_at(self.at)

    def line(self, most: int) -> bytes:
        """The next line with its end, or its first `most` bytes; empty at the end."""
        return self._took(self._file.readline(most))

    def read(self, count: int) -> bytes:
        """The next `count` bytes, fewer only at the end."""
        return self._took(self._file.read(count))

    def skip(self, count: int) -> int:
        """Pass over bytes without keeping them; returns how many there were."""
        left = count
        while left and (chunk := self.read(min(left, _CHUNK))):
            left -= len(chunk)
        return count - left

    def skip_line(self) -> int:
        """Pass over the rest of a line."""
        passed = 0
        while chunk := self.line(_CHUNK):
            passed += len(chunk)
            if chunk.endswith(b"\n"):
                break
        return passed

    def skip_all(self) -> int:
        """Pass over all that is left."""
        passed = 0
        while chunk := self.read(_CHUNK):
            passed += len(chunk)
        return passed

    def _took(self, data: bytes) -> bytes:
        self._sha.update(data)
        if self.copy:
            self.copy(data)
        self.length += len(data)
        self.at += len(data)
        return data


Frames = Callable[[Tape, int, Limits], Iterator[Frame]]
Records = Callable[[Frame, Place], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is cut into frames, and what each frame holds.

    Most frames leave the tape where the next one begins, so that a file can be cut there.
    """

    name: str
    suffixes: tuple[str, ...]
    frames: Frames
    records: Records
    archive: bool = False
    verbatim: bool = False
    """Whether a file is one document, byte for byte."""


def whole(tape: Tape, after: int, limits: Limits, most: int | None = None) -> Iterator[Frame]:
    """The one frame of a file that is one document; over the limit it is hashed and not kept."""
    most = limits.document_bytes if most is None else most
    data = tape.read(most + 1)
    if len(data) <= most:
        yield Frame(after + 1, data, length=len(data))
        return
    del data
    tape.skip_all()
    error = RejectedError(Reason.TOO_LARGE, f"{tape.length:,} bytes; a document may have {most:,}")
    yield Frame(after + 1, problem=error, length=tape.length, sha256=tape.digest)


def refused(frame: Frame, uri: str) -> Refused:
    """The quarantine row of a frame with a problem."""
    assert frame.problem is not None
    return Refused(uri, frame.problem, frame.sha256, frame.length or None)

"""Tar archives of files of any other kind. Nothing is unpacked: a member's name is only what it is called."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from copydesk.document import Reason
from copydesk.errors import RejectedError
from copydesk.formats import compression
from copydesk.formats.framing import Format, Frame, Passed, Place, Record, Refused, Tape, refused
from copydesk.limits import Limits

_BLOCK = tarfile.BLOCKSIZE
_HEADER_BYTES = 1024 * 1024
"""A name or a list of attributes may have so many bytes."""


class _Forward:
    """A tape as `tarfile` wants it: it may look forwards, and cannot be made to read a huge header."""

    def __init__(self, tape: Tape) -> None:
        self._tape, self._base, self.last = tape, tape.at, b""

    def tell(self) -> int:
        return self._tape.at - self._base

    def seek(self, to: int, _whence: int = 0) -> int:
        back = self.tell() - to
        if back > 0:
            raise tarfile.ReadError("it points backwards")
        self._tape.skip(-back)
        return self.tell()

    def read(self, count: int) -> bytes:
        if count > _HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {count:,} bytes")
        self.last = self._tape.read(count)
        return self.last


def frames(tape: Tape, after: int, limits: Limits) -> Iterator[Frame]:
    """Every member, whole."""
    forward = _Forward(tape)
    try:
        with tarfile.open(fileobj=cast(BinaryIO, forward), mode="r:", errorlevel=0) as archive:
            while member := archive.next():
                archive.__dict__["members"] = []  # it would keep every one
                after += 1
                yield _member(tape, member, after, limits)
    except (tarfile.TarError, ValueError, OverflowError, RecursionError, AttributeError) as error:
        raise RejectedError(Reason.DAMAGED, f"after {after:,} members: {error}") from None
    if forward.last.strip(b"\0") or len(forward.last) < _BLOCK:
        raise RejectedError(Reason.DAMAGED, f"after {after:,} members: there is no mark of its end")
    tape.skip_all()


def _member(tape: Tape, member: tarfile.TarInfo, number: int, limits: Limits) -> Frame:
    """A member's content; the tape is left after its padding, where the next header is."""
    name = _portable(member.name)
    if not member.isreg() or member.issparse():
        return Frame(number, name=name, passed="member that is no regular file", cut=False)
    most = limits.member_bytes if _kind(name).many else limits.document_bytes
    passed = _passed(name)
    keep = not passed and member.size <= most
    data = tape.read(member.size) if keep else b""
    length = len(data) if keep else tape.skip(member.size)
    if length < member.size:
        message = f"cut off: member {name} has {length:,} bytes of {member.size:,}"
        return Frame(number, name=name, problem=RejectedError(Reason.DAMAGED, message), length=length)
    tape.skip(-member.size % _BLOCK)
    if passed or keep:
        return Frame(number, data, name, passed=passed, length=length)
    message = f"a member of {length:,} bytes; one may have {most:,}: unpack the archive"
    return Frame(number, name=name, problem=RejectedError(Reason.TOO_LARGE, message), length=length)


def _portable(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _kind(name: str) -> Any:
    """The kind of file a member is, found late because an archive is one itself."""
    from copydesk.formats import kind_of

    return kind_of(name)


def _passed(name: str) -> str | None:
    """Why a member is not looked at."""
    path = PurePosixPath(name)
    if path.name.startswith("."):
        return "hidden member"
    return None if _kind(name).known else f"no reader for {path.suffix or 'suffixless'} files"[:60]


def records(frame: Frame, place: Place) -> Iterator[Record]:
    """The documents of a member; a member that is an archive itself is refused."""
    name = f"{frame.name}#{frame.number}" if frame.number in place.again else frame.name
    uri = f"{place.uri}#{name}"
    if frame.problem:
        yield refused(frame, uri)
    elif frame.passed:
        yield Passed(frame.passed)
    elif _kind(frame.name).format.archive:
        yield Refused(uri, RejectedError(Reason.UNSUPPORTED, "an archive in an archive"), None, frame.length)
    else:
        limits = replace(place.limits, expanded_bytes=place.limits.member_bytes)
        yield from _documents(frame, Place(uri, place.told, limits, frame.name))


def _documents(frame: Frame, place: Place) -> Iterator[Record]:
    kind = _kind(frame.name)
    try:
        content = compression.expand(io.BytesIO(frame.data), kind.compression, place.limits)
        for inner in kind.format.frames(Tape(content, encoding=place.told.encoding), 0, place.limits):
            yield from kind.format.records(inner, place)
    except RejectedError as error:
        yield Refused(place.uri, error, None, frame.length)


FORMAT = Format("tar", (".tar",), frames, records, archive=True)

"""From a file to sources: what is read in one go, a whole file or a stretch of it, with its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from copydesk import spool as spooling
from copydesk.disk import reason
from copydesk.errors import ChangedError, RejectedError
from copydesk.formats import Kind, compression, kind_of, parquetrows
from copydesk.formats.framing import Tape
from copydesk.inputs import Found
from copydesk.limits import Limits
from copydesk.spool import Spool
from copydesk.storage import open_place
from copydesk.told import NOTHING, Told

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_CHUNK = 1024 * 1024
_FIRST = 8
"""The first stretches of a file are so many times smaller than a shard may be …"""
_BEFORE = 8
"""… and later ones so many times smaller than all that is before them, as long as that is more."""


@dataclass(frozen=True, slots=True)
class Source:
    """An input file or a stretch of one: what it is called in the release, where it lies, what it held.

    `start` and `end` count bytes of the content, for Parquet rows; without an end it goes as far as the file.
    `sha256` and `bytes` are those of the stretch; `problem` says why they could not be read.
    """

    uri: str
    path: str
    sha256: str | None
    bytes: int | None
    problem: str | None = None
    documents: int = 1
    """At most; some may turn out to be none."""
    start: int = 0
    end: int | None = None
    after: int = 0
    """Rows or records before it."""
    at: int | None = None
    """Where reading can begin in a compressed file; None where it must begin at the front."""
    again: tuple[int, ...] = ()
    """Numbers of members of an archive whose name another has had before."""
    spooled: str | None = None
    """Where its bytes are kept while the run lasts, if they are."""

    @property
    def whole(self) -> bool:
        """Whether it is a file and not a stretch of one."""
        return not self.start and self.end is None


def cut(found: Found, told: Told, limits: Limits, spool: Spool | None = None) -> Iterator[Source]:
    """Read a file once, and cut it into stretches of at most what a shard may hold.

    They grow as the file does: of a small one there are enough to keep several workers busy to the end, of a
    large one not too many. Stretches that could only be reached by expanding all that is before them are kept
    in the spool.
    """
    blank = Source(found.uri, found.place, None, None)
    try:
        yield from _cut(blank, told, limits, spool)
    except OSError as error:
        if spool:
            spool.drop()
        yield replace(blank, problem=reason(error))


def _cut(blank: Source, told: Told, limits: Limits, spool: Spool | None = None) -> Iterator[Source]:
    kind = kind_of(blank.uri)
    if kind.seekable:
        yield from _row_stretches(blank, told, limits)
    else:
        with tape(blank, limits, told) as opened:
            if spool:
                opened.copy = spool.write
            yield from _stretches(blank, opened, kind, limits, spool)


def again(source: Source, told: Told, limits: Limits) -> Source:
    """A source as it is now; ChangedError where it is a stretch that others follow."""
    if source.end is not None or (kind_of(source.uri).seekable and source.start):
        raise ChangedError(source.uri)
    endless = replace(limits, shard_documents=2**62, shard_bytes=2**62)
    blank = replace(source, sha256=None, bytes=None, problem=None, spooled=None)
    try:
        (now,) = _cut(blank, told, endless)
    except OSError as error:
        return replace(blank, problem=reason(error))
    return now


@contextmanager
def tape(source: Source, limits: Limits, told: Told = NOTHING) -> Iterator[Tape]:
    """The content of a source's file, from where the source begins."""
    packed = kind_of(source.uri).compression
    kept = source.spooled and Path(source.spooled).exists()
    with open_place(source.spooled if kept and source.spooled else source.path) as file:
        if kept:
            yield Tape(spooling.content(file), source.start, told.encoding)
        elif not packed:
            file.seek(source.start)
            yield Tape(file, source.start, told.encoding)
        elif source.at is not None:
            yield Tape(compression.expand(file, packed, limits, source.at), source.start, told.encoding)
        else:
            opened = Tape(compression.expand(file, packed, limits), encoding=told.encoding)
            opened.skip(source.start)
            opened.mark()
            yield opened


def _stretches(
    blank: Source, opened: Tape, kind: Kind, limits: Limits, spool: Spool | None
) -> Iterator[Source]:
    """The frames of a file counted, and a stretch ended where it is full and the next frame begins."""
    here, count, seen, names = blank, 0, False, set[bytes]()
    try:
        for frame in kind.format.frames(opened, blank.after, limits):
            count += frame.passed is None
            if frame.name and _is_again(frame.name, names):
                here = replace(here, again=(*here.again, frame.number))
            seen = True
            most, size = _room(limits, here.after, here.start)
            full = count >= most or opened.length >= size
            if full and frame.cut and kind.many:
                yield _ended(here, opened, count, opened.at, spool)
                here = replace(here, start=opened.at, at=opened.member, after=frame.number, again=())
                opened.mark()
                if spool and kind.compression and here.at is None:
                    spool.begin()
                count, seen = 0, False
    except RejectedError:  # the same is found when it is cleaned, and is a document's worth
        count, seen = count + 1, True
        if spool:
            spool.drop()
    if seen or here is blank:
        yield _ended(here, opened, count, None, spool)
    elif spool:
        spool.drop()


def _room(limits: Limits, documents: int, size: int) -> tuple[int, int]:
    """How many documents and bytes a stretch may hold that begins behind so many of both."""
    most = max(limits.shard_average, documents // _BEFORE)
    longest = max(limits.shard_bytes // _FIRST, size // _BEFORE)
    return min(most, limits.shard_documents), min(longest, limits.shard_bytes)


def _is_again(name: str, names: set[bytes]) -> bool:
    """Whether a name was seen before; the others are remembered by a few bytes each."""
    short = hashlib.blake2b(name.encode(), digest_size=8).digest()
    if short in names:
        return True
    names.add(short)
    return False


def _ended(here: Source, opened: Tape, count: int, end: int | None, spool: Spool | None) -> Source:
    kept = spool.keep(opened.digest) if spool else None
    return replace(here, sha256=opened.digest, bytes=opened.length, documents=count, end=end, spooled=kept)


def _row_stretches(blank: Source, told: Told, limits: Limits) -> Iterator[Source]:
    """Parquet: whole row groups up to what a shard may hold, and large ones in stretches of rows."""
    with open_place(blank.path) as file:
        try:
            parquet = parquetrows.opened(file, limits)
        except RejectedError:
            digest, length = digest_of(file, 0, None)
            yield replace(blank, sha256=digest, bytes=length)
            return
        total = parquet.metadata.num_rows
        spans = list(parquetrows.spans(parquet, told.columns, limits))
        for start, end, size in spans:
            digest = rows_digest(file, parquet, start, end)
            last = end == total
            yield replace(
                blank,
                sha256=digest,
                bytes=size,
                documents=end - start,
                start=start,
                end=None if last else end,
                after=start,
            )


def rows_digest(file: BinaryIO, parquet: pq.ParquetFile, start: int, end: int | None) -> str:
    """SHA-256 of a Parquet file's footer and of the row groups that hold some rows."""
    total = hashlib.sha256()
    length = file.seek(0, 2)
    footer = min(parquet.metadata.serialized_size + 8, length)
    total.update(digest_of(file, length - footer, length)[0].encode())
    for group in parquetrows.groups(parquet):
        if group.first + group.rows > start and (end is None or group.first < end):
            total.update(digest_of(file, group.start, group.end)[0].encode())
    return total.hexdigest()


def digest_of(file: BinaryIO, start: int, end: int | None) -> tuple[str, int]:
    """SHA-256 and length of a stretch of a file."""
    total, length = hashlib.sha256(), 0
    file.seek(max(start, 0))
    while chunk := file.read(_CHUNK if end is None else max(0, min(_CHUNK, end - start - length))):
        total.update(chunk)
        length += len(chunk)
    return total.hexdigest(), length

"""From a source to its documents as they were planned: what has changed since is not read in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from copydesk.document import RawDocument
from copydesk.errors import ChangedError, RejectedError
from copydesk.formats import kind_of, parquetrows
from copydesk.formats.framing import Place, Record, Refused
from copydesk.limits import Limits
from copydesk.sources import Source, digest_of, rows_digest, tape
from copydesk.storage import open_place
from copydesk.told import Told


def records(source: Source, told: Told, limits: Limits) -> Iterator[Record]:
    """The documents of a source, what of it is refused, and what is none.

    A file that is damaged is read up to there, and refused once. ChangedError comes at the end, where the
    source's digest is not that of what was read; OSError where the file cannot be opened.
    """
    place = Place(source.uri, told, limits, again=source.again)
    read = _rows if kind_of(source.uri).seekable else _frames
    found = read(source, place)
    yield from (_said(record, told) for record in found) if told.encoding else found


def _said(record: Record, told: Told) -> Record:
    return replace(record, encoding=told.encoding) if isinstance(record, RawDocument) else record


def _frames(source: Source, place: Place) -> Iterator[Record]:
    format = kind_of(source.uri).format
    with tape(source, place.limits, place.told) as opened:
        try:
            for frame in format.frames(opened, source.after, place.limits):
                yield from format.records(frame, place)
                if source.end is not None and opened.at >= source.end:
                    break
        except RejectedError as error:
            yield Refused(source.uri, error)
        _compare(source, opened.digest)


def _rows(source: Source, place: Place) -> Iterator[Record]:
    with open_place(source.path) as file:
        try:
            parquet = parquetrows.opened(file, place.limits)
        except RejectedError as error:
            digest, length = digest_of(file, 0, None)
            _compare(source, digest)
            yield Refused(source.uri, error, digest, length)
            return
        _compare(source, rows_digest(file, parquet, source.start, source.end))
        yield from parquetrows.rows(parquet, source.start, source.end, place)


def _compare(source: Source, digest: str) -> None:
    if source.sha256 is not None and digest != source.sha256:
        raise ChangedError(source.uri)

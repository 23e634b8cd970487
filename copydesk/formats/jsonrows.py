"""A file called JSON as an input, where it is named: rows in lines, in one array, or one row alone."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace

import orjson

from copydesk.document import RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.formats import jsonlines
from copydesk.formats.framing import Format, Frame, Place, Record, Refused, Tape, refused
from copydesk.ids import sha256_hex
from copydesk.limits import Limits


def frames(tape: Tape, after: int, limits: Limits) -> Iterator[Frame]:
    """The lines, if the first that is not blank is a whole row; or else the file at once."""
    if after:
        yield from jsonlines.frames(tape, after, limits)
        return
    blank = 0
    while (line := tape.line(limits.document_bytes + 1)) and not jsonlines.content(line):
        blank += 1
    if _is_row(line, limits):
        yield from jsonlines.frames_from(line, tape, blank, limits)
    elif line:
        yield _rest(line, tape, limits)


def _is_row(line: bytes, limits: Limits) -> bool:
    """Whether a line is an object, or so long a beginning of one that it is a row to refuse."""
    body = jsonlines.content(line)
    if not body.startswith(b"{") or len(line) > limits.document_bytes:
        return body.startswith(b"{")
    try:
        return isinstance(orjson.loads(body), dict)
    except ValueError:
        return False


def _rest(line: bytes, tape: Tape, limits: Limits) -> Frame:
    """The file from its first line on, if it may be held at once."""
    most = min(limits.member_bytes, limits.shard_bytes)
    data = line.removeprefix(codecs.BOM_UTF8) + tape.read(max(most + 1 - len(line), 0))
    if len(data) <= most:
        return Frame(1, data, length=len(data))
    tape.skip_all()
    message = f"an array of {tape.length:,} bytes; one may have {most:,}: write its rows as lines of a .jsonl"
    return Frame(1, problem=RejectedError(Reason.TOO_LARGE, message), length=tape.length)


def records(frame: Frame, place: Place) -> Iterator[Record]:
    """The document of a row, or those of the rows of an array."""
    if frame.problem:
        yield refused(frame, place.uri)
        return
    try:
        value = jsonlines.parsed(frame.data, place)
    except RejectedError as error:
        yield _told(Refused(f"{place.uri}#{frame.number}", error, sha256_hex(frame.data), frame.length))
        return
    for number, row in enumerate(value if isinstance(value, list) else [value], frame.number):
        yield _record(row, number, place)


def _record(row: object, number: int, place: Place) -> RawDocument | Refused:
    uri = f"{place.uri}#{number}"
    try:
        raw = jsonlines.document(row, number, place)
        if len(raw.data) > place.limits.document_bytes:
            message = f"{len(raw.data):,} bytes; a document may have {place.limits.document_bytes:,}"
            raise RejectedError(Reason.TOO_LARGE, message)
    except RejectedError as error:
        data = orjson.dumps(row)
        return _told(Refused(uri, error, sha256_hex(data), len(data)))
    return raw


def _told(found: Refused) -> Refused:
    """The same, and what a file of this name is read as."""
    if found.error.code != Reason.MALFORMED:
        return found
    message = f"{found.error.message}; a .json file is read as lines or an array of rows"
    return replace(found, error=RejectedError(Reason.MALFORMED, message))


FORMAT = Format("json", (".json",), frames, records)

"""JSON Lines as an input: one row, one document."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from copydesk.document import RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.formats.columns import json_kind
from copydesk.formats.framing import Format, Frame, Place, Record, Refused, Tape, refused
from copydesk.ids import sha256_hex
from copydesk.limits import Limits
from copydesk.page.encoding import decode

_MARK = b"\xef\xbb\xbf"
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_OPENED = bytes(byte for byte in range(256) if byte not in b"[]{}")


def frames(tape: Tape, after: int, limits: Limits) -> Iterator[Frame]:
    """The lines that are not blank, split at line feeds only; the number of a row is that of its line."""
    yield from frames_from(tape.line(limits.document_bytes + 1), tape, after, limits)


def frames_from(line: bytes, tape: Tape, after: int, limits: Limits) -> Iterator[Frame]:
    """The same, from a line that was read already."""
    most = limits.document_bytes
    while line:
        after += 1
        if len(line) > most and not line.endswith(b"\n"):
            yield _too_long(after, len(line) + tape.skip_line(), most)
        elif body := content(line):
            yield Frame(after, body, length=len(body))
        line = tape.line(most + 1)


def content(line: bytes) -> bytes:
    """A line without what may stand around its row."""
    return line.removeprefix(_MARK).strip(b" \t\r\n")


def _too_long(number: int, length: int, most: int) -> Frame:
    error = RejectedError(Reason.TOO_LARGE, f"a row of {length:,} bytes; one may have {most:,}")
    return Frame(number, problem=error, length=length)


def records(frame: Frame, place: Place) -> Iterator[Record]:
    """The document of a row."""
    uri = f"{place.uri}#{frame.number}"
    if frame.problem:
        yield refused(frame, uri)
        return
    try:
        yield document(parsed(frame.data, place), frame.number, place)
    except RejectedError as error:
        yield Refused(uri, error, sha256_hex(frame.data), len(frame.data))


def document(row: object, number: int, place: Place) -> RawDocument:
    """The document of one row."""
    if not isinstance(row, dict):
        raise RejectedError(Reason.MALFORMED, f"a row is an object, and this is {json_kind(row)}")
    return place.told.columns.document(row, f"{place.uri}#{number}", f"{place.stem}#{number}", place.limits)


def parsed(data: bytes, place: Place) -> object:
    """The value of some JSON; RejectedError where it is none, or too deep.

    JSON is UTF-8, and what the user says otherwise. orjson goes no deeper than 1,024 levels, and pages are
    full of brackets in strings.
    """
    limits, encoding = place.limits, place.told.encoding
    try:
        value: object = orjson.loads(decode(data, encoding)[0] if encoding else data)
    except orjson.JSONDecodeError as error:
        if _is_deep_text(data, limits.json_depth):
            raise _too_deep(limits) from None
        raise RejectedError(Reason.MALFORMED, f"not JSON: {error}") from None
    if _is_deep(value, limits.json_depth):
        raise _too_deep(limits)
    return value


def _too_deep(limits: Limits) -> RejectedError:
    return RejectedError(Reason.TOO_LARGE, f"JSON nested more than {limits.json_depth} deep")


def _is_deep(value: object, most: int) -> bool:
    """Whether there are more than `most` levels of lists and objects, those without any in them too."""
    level = [value] if isinstance(value, list | dict) else []
    for _ in range(most):
        inner = (one.values() if isinstance(one, dict) else one for one in level)
        level = [one for values in inner for one in values if isinstance(one, list | dict)]
        if not level:
            return False
    return bool(level)


def _is_deep_text(data: bytes, most: int) -> bool:
    """The same of what cannot be parsed, by its brackets."""
    depth = 0
    for bracket in _STRING.sub(b"", data).translate(None, _OPENED):
        depth += 1 if bracket in b"[{" else -1
        if depth > most:
            return True
    return False


FORMAT = Format("jsonl", (".jsonl", ".ndjson"), frames, records)

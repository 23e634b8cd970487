"""WARC and WET: responses that are pages, and conversions of pages to text."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.document import Given, RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.formats.columns import is_page, plausible_url
from copydesk.formats.framing import Format, Frame, Passed, Place, Record, Refused, Tape, refused
from copydesk.ids import sha256_hex
from copydesk.limits import Limits

_VERSION = b"WARC/"
_LINE = 16 * 1024
_HEADERS = 200
_END = b"\r\n\r\n"
_TAKEN = {b"response", b"conversion", b"resource"}
_PAGES = ("text/html", "application/xhtml+xml")


def frames(tape: Tape, after: int, limits: Limits) -> Iterator[Frame]:
    """Every record with its headers, its length compared with where the next one begins.

    After a record that is not as long as it says, reading goes on where the next one begins.
    """
    line = _next_line(tape)
    while line:
        after += 1
        frame, begun = _frame(tape, line, after, limits)
        yield frame
        line = _next_line(tape) if begun is None else begun


def _next_line(tape: Tape) -> bytes:
    """The next line that is not blank."""
    line = tape.line(_LINE)
    while line and not line.strip():
        line = tape.line(_LINE)
    return line


def _frame(tape: Tape, line: bytes, number: int, limits: Limits) -> tuple[Frame, bytes | None]:
    """The record that begins with a line, and the first line of the next where that was read already."""
    if not line.startswith(_VERSION):
        return _lost(tape, number, "it does not begin as a WARC record")
    head, headers = [line], dict[bytes, bytes]()
    while (line := tape.line(_LINE)).strip():
        name, _, value = line.partition(b":")
        headers[name.strip().lower()] = value.strip()
        head.append(line)
        if len(head) > _HEADERS:
            return _lost(tape, number, f"more than {_HEADERS} headers")
    if not line:
        return _cut_off(number, "within its headers"), b""
    kind, length = headers.get(b"warc-type", b"").lower(), headers.get(b"content-length", b"")
    if not length.isdigit() or len(length) > 18:
        return _lost(tape, number, f"its Content-Length is {length[:40]!r}")
    return _content(tape, b"".join([*head, b"\r\n"]), kind, number, (int(length), limits.document_bytes))


def _content(
    tape: Tape, head: bytes, kind: bytes, number: int, lengths: tuple[int, int]
) -> tuple[Frame, bytes | None]:
    length, most = lengths
    keep = kind in _TAKEN and length <= most
    content = tape.read(length) if keep else b""
    found = len(content) if keep else tape.skip(length)
    if found < length:
        return _cut_off(number, f"its Content-Length is {length:,}, and {found:,} bytes are left"), b""
    end = tape.read(len(_END))
    if end != _END and end.strip():
        why = f"its Content-Length is {length:,}, and that is not where it ends"
        return _lost(tape, number, f"{why}; what it reaches into is lost with it")
    if kind not in _TAKEN:
        return Frame(number, passed=f"WARC record of type {_named(kind)}", length=length), None
    if not keep:
        error = RejectedError(Reason.TOO_LARGE, f"a record of {length:,} bytes; one may have {most:,}")
        return Frame(number, problem=error, length=length), None
    return Frame(number, head + content + _END, length=length), None


def _named(kind: bytes) -> str:
    """A type of record as it may be counted under."""
    known = (b"request", b"metadata", b"warcinfo", b"revisit", b"continuation")
    return kind.decode() if kind in known else "another"


def _cut_off(number: int, how: str) -> Frame:
    return Frame(
        number, problem=RejectedError(Reason.DAMAGED, f"the file is cut off in it: {how}"), cut=False
    )


def _lost(tape: Tape, number: int, why: str) -> tuple[Frame, bytes]:
    """A record that cannot be trusted, and the line with which the next one begins."""
    frame = Frame(number, problem=RejectedError(Reason.DAMAGED, why), cut=False)
    line = tape.line(_LINE)
    while line and not line.startswith(b"WARC/1."):
        line = tape.line(_LINE)
    return frame, line


def records(frame: Frame, place: Place) -> Iterator[Record]:
    """The page of a response or resource, the text of a conversion; other content is passed over."""
    uri = f"{place.uri}#{frame.number}"
    if frame.problem:
        yield refused(frame, uri)
    elif frame.passed:
        yield Passed(frame.passed)
    else:
        try:
            yield _record(frame, uri, place)
        except RejectedError as error:
            yield Refused(uri, error, sha256_hex(frame.data), len(frame.data))
        except (OSError, ValueError) as error:
            rejected = RejectedError(Reason.MALFORMED, f"{error}")
            yield Refused(uri, rejected, sha256_hex(frame.data), len(frame.data))


def _record(frame: Frame, uri: str, place: Place) -> Record:
    from fastwarc.warc import WarcRecord, WarcRecordType

    data, limits = frame.data, place.limits
    record = WarcRecord.from_bytes(data)
    headers = record.headers
    kind, charset = "html", None
    if record.record_type == WarcRecordType.conversion:
        if not _is(headers.get("Content-Type"), "text/plain"):
            return Passed("conversion to something else than text")
        kind, body = "text", record.reader.read(limits.document_bytes + 1)
    elif record.record_type == WarcRecordType.response and record.is_http:
        body = _http_body(data, limits)
        record.parse_http(auto_decode="none")
        passed = _no_page(record, body)
        if passed:
            return passed
        charset = record.http_charset
    else:
        body = record.reader.read(limits.document_bytes + 1)
        if not _is(headers.get("Content-Type"), *_PAGES):
            return Passed("not a page of HTML")
    if len(body) > limits.document_bytes:
        raise RejectedError(Reason.TOO_LARGE, f"decoded, it has more than {limits.document_bytes:,} bytes")
    url = plausible_url((headers.get("WARC-Target-URI") or "").strip("<>"), limits)
    own_id = (headers.get("WARC-Record-ID") or "").strip("<>").removeprefix("urn:uuid:")
    return RawDocument(uri, body, kind, own_id or f"{place.stem}#{frame.number}", url, Given(charset=charset))


def _http_body(data: bytes, limits: Limits) -> bytes:
    """The body as the server meant it; crawlers that decode it often leave the header that says otherwise."""
    from fastwarc.warc import WarcRecord

    for decode in ("all", "transfer", "none"):
        record = WarcRecord.from_bytes(data)
        try:
            record.parse_http(auto_decode=decode)
            return bytes(record.reader.read(limits.document_bytes + 1))
        except OSError:
            continue
    raise RejectedError(Reason.MALFORMED, "its HTTP headers cannot be read")


def _no_page(record: object, body: bytes) -> Passed | None:
    headers = getattr(record, "http_headers", None)
    status = getattr(headers, "status_code", None)
    if status is None:
        raise RejectedError(Reason.MALFORMED, "a response without an HTTP status")
    if 300 <= status < 400:
        return Passed("HTTP redirect")
    if status != 200:
        return Passed(f"HTTP status {status // 100}xx")
    kind = getattr(record, "http_content_type", None)
    return None if _is(kind, *_PAGES) or (not kind and is_page(body)) else Passed("not a page of HTML")


def _is(content_type: str | None, *kinds: str) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() in kinds


FORMAT = Format("warc", (".warc", ".wet"), frames, records)

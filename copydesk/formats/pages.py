"""Files that are one document each: plain text, HTML, and pages saved as MHTML."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import Message

from copydesk.document import Given, RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.formats.columns import is_page, plausible_url
from copydesk.formats.framing import Format, Frame, Place, Record, Refused, refused, whole
from copydesk.ids import sha256_hex


def text_records(frame: Frame, place: Place) -> Iterator[Record]:
    """The file as a text, or as the page that it begins as."""
    kind = "html" if is_page(frame.data) else "text"
    yield refused(frame, place.uri) if frame.problem else _document(frame, place, kind)


def html_records(frame: Frame, place: Place) -> Iterator[Record]:
    """The file as a page."""
    yield refused(frame, place.uri) if frame.problem else _document(frame, place, "html")


def _document(frame: Frame, place: Place, kind: str) -> RawDocument:
    return RawDocument(place.uri, frame.data, kind, place.stem)


def mhtml_records(frame: Frame, place: Place) -> Iterator[Record]:
    """The first page in the file, with its own url."""
    if frame.problem:
        yield refused(frame, place.uri)
        return
    try:
        yield _saved_page(frame, place)
    except RejectedError as error:
        yield Refused(place.uri, error, sha256_hex(frame.data), len(frame.data))


def _saved_page(frame: Frame, place: Place) -> RawDocument:
    message: Message = email.message_from_bytes(frame.data, policy=email.policy.compat32)
    try:
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        data = page.get_payload(decode=True) if page else None
    except (LookupError, ValueError, TypeError, AssertionError, RecursionError) as error:
        raise RejectedError(Reason.MALFORMED, f"not MHTML: {type(error).__name__}: {error}") from None
    if page is None or not isinstance(data, bytes):
        raise RejectedError(Reason.MALFORMED, "no part of the file is a page of HTML")
    location = str(page.get("Content-Location") or message.get("Snapshot-Content-Location"))
    url = plausible_url(location, place.limits)
    return RawDocument(place.uri, data, "html", place.stem, url, Given(charset=page.get_content_charset()))


TEXT = Format("text", (".txt", ".text"), whole, text_records, verbatim=True)
HTML = Format("html", (".html", ".htm", ".xhtml"), whole, html_records, verbatim=True)
MHTML = Format("mhtml", (".mhtml", ".mht"), whole, mhtml_records)

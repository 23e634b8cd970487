"""Bytes to text: byte order mark, strict UTF-8, then what the user says or windows-1252; nothing is guessed.

Guessing by statistics turns short news into EBCDIC or Cyrillic. What is neither Unicode nor windows-1252
goes to quarantine, where its owner can see it; so does what windows-1252 can decode but nobody can read.
"""

from __future__ import annotations

import codecs
import re

from copydesk.document import Reason
from copydesk.encodings import is_hidden
from copydesk.errors import RejectedError
from copydesk.page.signatures import refuse_known, refuse_xml

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND = re.compile(rb"[\x80-\xff]")
_ACCENTED = re.compile(rb"[\xc0-\xff]")
_ACCENTED_RUN = re.compile(rb"[\xc0-\xff]{4,}")
_NAME = 60
_HEAD = 8192
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")


def decode(data: bytes, otherwise: str | None = None) -> tuple[str, str]:
    """The text of `data` and the encoding it was read in; `otherwise` is what it is in if not UTF-8.

    Raises RejectedError: `empty`, `binary` (a NUL byte, mostly control characters, or another kind of file),
    `unsupported` (XML) or `invalid_encoding` (UTF-8 with broken sequences, bytes that its encoding does
    not know, or words that are no words in it).
    """
    refuse_xml(data)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _nonblank(_strict(data[len(mark) :], encoding)), encoding
    if otherwise and is_hidden(data, otherwise):
        return _nonblank(_strict(data, otherwise)), otherwise
    refuse_known(data)
    _refuse_binary(data[:_HEAD])
    try:
        return _nonblank(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        if is_mostly_utf8(data) if otherwise else MULTIBYTE.search(data):
            raise RejectedError(Reason.INVALID_ENCODING, _broken("UTF-8", error)) from None
    if not otherwise:
        refuse_unwestern(data)
    encoding = otherwise or "windows-1252"
    return _nonblank(_strict(data, encoding)), encoding


def is_mostly_utf8(data: bytes) -> bool:
    """Whether most bytes beyond ASCII stand in sequences of UTF-8, some of which are broken then."""
    return 2 * sum(map(len, MULTIBYTE.findall(data))) > len(_BEYOND.findall(data))


def refuse_unwestern(data: bytes) -> None:
    """Refuse as windows-1252 what is Cyrillic, Greek, Hebrew or Arabic in an encoding that nobody named.

    Letters with accents stand alone between others, or by two ("créée", "päällä"); four in a row are
    the words of another alphabet, and most of such letters stand in such rows there. A page with no
    more of them than the name of a language in a menu is read.
    """
    letters = len(_ACCENTED.findall(data))
    inside = sum(map(len, _ACCENTED_RUN.findall(data)))
    if inside > max(letters // 2, _NAME):
        found = f"{inside:,} of {letters:,} accented letters in rows of four or more"
        message = f"not UTF-8, and in windows-1252 no words: {found}; name what it is in with --encoding"
        raise RejectedError(Reason.INVALID_ENCODING, message)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RejectedError(Reason.INVALID_ENCODING, _broken(encoding, error)) from None


def _broken(encoding: str, error: UnicodeDecodeError) -> str:
    found = error.object[error.start : error.start + 4].hex(" ")
    return f"not valid {encoding}: {error.reason} at byte {error.start:,} ({found})"


def _nonblank(text: str) -> str:
    if not text.strip():
        message = f"no visible character among {len(text):,}" if text else "the document is empty"
        raise RejectedError(Reason.EMPTY, message)
    return text


def _refuse_binary(head: bytes) -> None:
    if b"\0" in head:
        wide = head[1::2].count(0) > len(head) // 3 or head[::2].count(0) > len(head) // 3
        hint = "; it looks like UTF-16 without a byte order mark" if wide else ""
        raise RejectedError(Reason.BINARY, f"NUL byte at {head.index(0):,}{hint}")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) // 10:
        raise RejectedError(
            Reason.BINARY, f"{controls:,} control characters in the first {len(head):,} bytes"
        )

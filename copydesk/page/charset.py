"""The bytes of an HTML page as UTF-8: byte order mark, strict UTF-8, what the page declares, windows-1252.

Saved pages often declare a legacy encoding and are UTF-8, hence the order. A few broken bytes in a page are
read as U+FFFD, which browsers do as well; more than a few mean that the encoding is not known.
"""

from __future__ import annotations

import re

from copydesk.document import Reason
from copydesk.encodings import HIDDEN, is_hidden, named
from copydesk.errors import RejectedError
from copydesk.native.scan import is_utf8
from copydesk.page.encoding import MARKS, MULTIBYTE, is_mostly_utf8, refuse_unwestern
from copydesk.page.signatures import refuse_known

_HEAD = 8192
_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{2,40})"""
    rb"""|<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w:.-]{2,40})""",
    re.IGNORECASE,
)
_BROKEN_PER = 500
"""One broken sequence in this many bytes is let pass."""


def to_utf8(data: bytes, declared: str | None = None, otherwise: str | None = None) -> tuple[bytes, str]:
    """A page in UTF-8, and the encoding it was read in.

    `declared` is what came with it, as in a header; `otherwise` what the user says of pages that say nothing.

    Raises RejectedError: `empty`, `binary`, or `invalid_encoding` where too many bytes are broken.
    """
    if not data or data.isspace():
        raise RejectedError(Reason.EMPTY, f"no visible byte among {len(data):,}")
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], encoding), encoding
    hidden = _hidden(data, declared, otherwise)
    if hidden:
        return _tolerant(data, hidden), hidden
    refuse_known(data)
    _refuse_binary(data)
    if is_utf8(data):
        return data, "utf-8"
    encoding = named(declared) or named(_declaration(data)) or _fallback(data, otherwise)
    return _tolerant(data, encoding), encoding


def _hidden(data: bytes, declared: str | None, otherwise: str | None) -> str | None:
    """The encoding that a page is said to be in, where it is one that could pass for UTF-8."""
    if not any(byte in data for byte in HIDDEN.values()):
        return None
    said = named(declared) or named(_declaration(data)) or otherwise
    return said if said and is_hidden(data, said) else None


def _declaration(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _fallback(data: bytes, otherwise: str | None) -> str:
    """UTF-8 where the bytes are mostly that; a page that declares nothing is windows-1252 otherwise."""
    if otherwise:
        return "utf-8" if is_mostly_utf8(data) else otherwise
    if len(MULTIBYTE.findall(data)) > len(data) // _BROKEN_PER:
        return "utf-8"
    refuse_unwestern(data)
    return "windows-1252"


def _tolerant(data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode("utf-8", "replace")
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        broken = text.count("\ufffd")
        if broken > max(3, len(data) // _BROKEN_PER):
            found = f"{broken:,} broken sequences, the first at byte {error.start:,}"
            raise RejectedError(Reason.INVALID_ENCODING, f"not valid {encoding}: {found}") from None
        return text.encode("utf-8", "replace")


def _refuse_binary(data: bytes) -> None:
    """A few NUL bytes get into pages by accident; a parser leaves them out."""
    nulls = data.count(0) if 0 in data else 0
    if nulls > len(data) // 200:
        head = data[:_HEAD]
        wide = max(head[1::2].count(0), head[::2].count(0)) > len(head) // 3
        hint = "; it looks like UTF-16 without a byte order mark" if wide else ""
        raise RejectedError(Reason.BINARY, f"{nulls:,} NUL bytes among {len(data):,}{hint}")

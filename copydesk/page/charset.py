"""The bytes of an HTML page as UTF-8: byte order mark, strict UTF-8, what the page declares, windows-1252.

Saved pages often declare a legacy encoding and are UTF-8, hence the order. A few broken bytes in a page are
read as U+FFFD, which browsers do as well; more than a few mean that the encoding is not known.
"""

from __future__ import annotations

import codecs
import re

from copydesk.document import Reason
from copydesk.errors import RejectedError
from copydesk.native.scan import is_utf8
from copydesk.page.encoding import refuse_unwestern
from copydesk.page.signatures import refuse_known

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 8192
_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{2,40})"""
    rb"""|<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w:.-]{2,40})""",
    re.IGNORECASE,
)
_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BROKEN_PER = 500
"""One broken sequence in this many bytes is let pass."""

_SAME = {
    "iso-8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252",
    "iso_8859-1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252",
    "cp1252": "windows-1252",
    "iso-8859-9": "windows-1254", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs", "tis-620": "cp874",
    "windows-874": "cp874", "iso-8859-11": "cp874", "x-euc-jp": "euc-jp", "macintosh": "mac-roman",
    "utf8": "utf-8",
}  # fmt: skip
"""What a declaration means where it is not to be taken at its word."""

_KNOWN = frozenset(
    {"utf-8", "gb18030", "cp932", "cp949", "big5hkscs", "cp874", "euc-jp", "iso-2022-jp", "koi8-r", "koi8-u"}
    | {"mac-roman", "ibm866", *(f"windows-{i}" for i in range(1250, 1259))}
    | {f"iso-8859-{i}" for i in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)
"""Encodings that web pages are written in; Python knows others that no page means."""


def to_utf8(data: bytes, declared: str | None = None) -> tuple[bytes, str]:
    """A page in UTF-8, and the encoding it was read in; `declared` is what came with it, as in a header.

    Raises RejectedError: `empty`, `binary`, or `invalid_encoding` where too many bytes are broken.
    """
    if not data or data.isspace():
        raise RejectedError(Reason.EMPTY, f"no visible byte among {len(data):,}")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], encoding), encoding
    refuse_known(data)
    _refuse_binary(data)
    if is_utf8(data):
        return data, "utf-8"
    encoding = _encoding(declared) or _encoding(_declaration(data)) or _fallback(data)
    return _tolerant(data, encoding), encoding


def _declaration(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _encoding(label: str | None) -> str | None:
    name = (label or "").strip().lower()
    name = _SAME.get(name, name)
    return name if name in _KNOWN else None


def _fallback(data: bytes) -> str:
    """UTF-8 where the bytes are mostly that; a page that declares nothing is windows-1252 otherwise."""
    if len(_MULTIBYTE.findall(data)) > len(data) // _BROKEN_PER:
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

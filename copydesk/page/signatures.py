"""Files that are no text and say at their first byte what they are."""

from __future__ import annotations

import re

from copydesk.document import Reason
from copydesk.errors import RejectedError

_KINDS = (
    (rb"%PDF-\d\.\d", "a PDF"),
    (rb"PK\x03\x04", "a zip archive, as .docx, .xlsx, .odt and .epub are, too"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document such as .doc or .xls"),
    (rb"\{\\rtf1", "a document in RTF"),
    (rb"\x1f\x8b\x08", "packed by gzip: unpack it, or let its name end in .gz"),
    (rb"\x28\xb5\x2f\xfd", "packed by zstd: unpack it, or let its name end in .zst"),
    (rb"BZh[1-9]1AY&SY", "packed by bzip2"),
    (rb"\xfd7zXZ\x00", "packed by xz"),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (rb"Rar!\x1a\x07", "a rar archive"),
    (rb"PAR1[\x00-\x1f]", "Parquet: let its name end in .parquet"),
    (rb"ARROW1\x00\x00", "a file of Arrow"),
    (rb"SQLite format 3\x00", "a database of SQLite"),
    (rb"bplist00", "a binary property list, such as a .webarchive"),
    (rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xc0-\xfe]|GIF8[79]a(?=.{0,6}\x00)|RIFF.{4}WEBP", "a picture"),
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")
_SIGNATURE = re.compile(b"|".join(b"(%b)" % start for start, _ in _KINDS), re.DOTALL)


def refuse_known(data: bytes) -> None:
    """Refuse as `binary` what begins as a file does that is neither text nor HTML, and say what it is."""
    found = _SIGNATURE.match(data)
    if found and found.lastindex:
        raise RejectedError(Reason.BINARY, f"no text: it is {_KINDS[found.lastindex - 1][1]}")


def refuse_xml(data: bytes) -> None:
    """Refuse as `unsupported` what is read as a text and is XML, such as a feed."""
    if _XML.match(data):
        message = "XML that is no page of HTML: write its texts or pages as rows of JSON Lines"
        raise RejectedError(Reason.UNSUPPORTED, message)

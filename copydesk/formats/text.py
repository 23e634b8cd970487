"""Plain text files: one file, one document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from copydesk.disk import open_regular
from copydesk.document import RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.limits import LIMITS, Limits

SUFFIXES = (".txt", ".text")


def read(path: Path, uri: str, limits: Limits = LIMITS) -> Iterator[RawDocument]:
    """The file's one document.

    RejectedError `unreadable` or `too_large`; a pipe or a device is unreadable and never waited for.
    """
    try:
        with open_regular(path) as file:
            data = file.read(limits.document_bytes + 1)
            length = file.seek(0, 2)
    except OSError as error:
        raise RejectedError(Reason.UNREADABLE, reason(error)) from error
    refuse_length(length, limits)
    yield RawDocument(uri, data, source_id=PurePosixPath(uri).stem)


def refuse_length(length: int, limits: Limits) -> None:
    """RejectedError `too_large` where a document has more bytes than it may."""
    if length > limits.document_bytes:
        allowed = f"a document may have {limits.document_bytes:,}"
        raise RejectedError(Reason.TOO_LARGE, f"{length:,} bytes; {allowed}")


def reason(error: OSError) -> str:
    """What the system said, without the path of this machine."""
    return error.strerror or type(error).__name__

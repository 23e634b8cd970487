"""Documents cleaned one by one, as `copydesk clean` and `explain` do it, without a release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from copydesk.clean import Cleaned, clean
from copydesk.document import RawDocument, Reason
from copydesk.errors import RejectedError, UsageError
from copydesk.formats import reader
from copydesk.inputs import find
from copydesk.limits import LIMITS

T = TypeVar("T")
Result = tuple[str, T | RejectedError]
"""What a document is called, and what came of it."""


def raw_documents(path: str, stdin: BinaryIO) -> Iterator[Result[RawDocument]]:
    """Every document of a file or folder, or the one on standard input for `-`."""
    if path == "-":
        yield "-", RawDocument("-", stdin.read(), source_id="stdin")
        return
    for found in find([path])[0]:
        try:
            for raw in reader(found.uri)(found.path, found.uri, LIMITS):
                yield raw.uri, raw
        except RejectedError as error:
            yield found.uri, error


def cleaned_documents(path: str, stdin: BinaryIO) -> Iterator[Result[Cleaned]]:
    """The same, cleaned. A document on which copydesk itself fails stops no other, as in a run."""
    for uri, raw in raw_documents(path, stdin):
        if isinstance(raw, RejectedError):
            yield uri, raw
            continue
        try:
            yield uri, clean(raw)
        except RejectedError as error:
            yield uri, error
        except Exception as error:
            yield uri, RejectedError(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}")


def raw_document(path: str, stdin: BinaryIO) -> RawDocument:
    """The first document of a file; its RejectedError is raised."""
    if Path(path).is_dir():
        raise UsageError(f"'{path}' is a folder: name one file")
    for _, raw in raw_documents(path, stdin):
        if isinstance(raw, RejectedError):
            raise raw
        return raw
    raise UsageError(f"no document in '{path}'")

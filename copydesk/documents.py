"""Documents cleaned one by one, as `copydesk clean` and `explain` do it, without a release."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar

from copydesk.clean import Cleaned, clean
from copydesk.disk import reason
from copydesk.document import RawDocument, Reason
from copydesk.errors import RejectedError, UsageError
from copydesk.formats.columns import is_page
from copydesk.formats.framing import Refused
from copydesk.inputs import Found, find, native
from copydesk.limits import LIMITS
from copydesk.page import READERS
from copydesk.reading import records
from copydesk.sources import Source
from copydesk.storage import is_file, is_remote
from copydesk.told import NOTHING, Told

T = TypeVar("T")
Result = tuple[str, T | RejectedError]
"""What a document is called, and what came of it."""


def raw_documents(
    paths: Sequence[str], stdin: BinaryIO, told: Told = NOTHING
) -> Iterator[Result[RawDocument]]:
    """Every document of files and folders, each file once; `FILE#17` is one of several, `-` on stdin.

    A file is not read further than such a document; where all of it is refused, that is the answer.
    """
    for found, rest in _files(paths):
        if found is None:
            data = stdin.read()
            kind = "html" if is_page(data) else "text"
            yield "-", RawDocument("-", data, kind, "stdin", encoding=told.encoding)
            continue
        held = _held(found, told)
        if not rest:
            yield from held
            continue
        named = (one for one in held if one[0].endswith(rest) or _is_refused(one, found))
        first = next(named, None)
        if first is None:
            raise UsageError(f"no document {rest} in '{found.path}'")
        yield first


def _is_refused(one: Result[RawDocument], found: Found) -> bool:
    """Whether it is the whole of a file, which cannot be read."""
    uri, document = one
    return uri == found.uri and isinstance(document, RejectedError)


def _held(found: Found, told: Told) -> Iterator[Result[RawDocument]]:
    try:
        for record in records(Source(found.uri, found.place, None, None), told, LIMITS):
            if isinstance(record, Refused):
                yield record.uri, record.error
            elif isinstance(record, RawDocument):
                yield record.uri, record
    except OSError as error:
        yield found.uri, RejectedError(Reason.UNREADABLE, reason(error))


def _files(paths: Sequence[str]) -> Iterator[tuple[Found | None, str]]:
    """What the paths stand for, None for standard input, and what names one of several documents in it."""
    seen: set[tuple[str, str]] = set()
    for path in dict.fromkeys(paths):
        if path == "-":
            yield None, ""
            continue
        file, rest = _split(path)
        for found in find([file])[0]:
            place = os.path.realpath(found.path), rest
            if place not in seen:
                seen.add(place)
                yield found, rest


def cleaned_documents(
    paths: Sequence[str], stdin: BinaryIO, told: Told = NOTHING
) -> Iterator[Result[Cleaned]]:
    """The same, cleaned. A document on which copydesk itself fails stops no other, as in a run."""
    for uri, raw in raw_documents(paths, stdin, told):
        if isinstance(raw, RejectedError):
            yield uri, raw
            continue
        if raw.kind not in READERS:
            yield uri, RejectedError(Reason.UNSUPPORTED, f"no reader for documents of {raw.kind}")
            continue
        try:
            yield uri, clean(raw)
        except RejectedError as error:
            yield uri, error
        except Exception as error:
            yield uri, RejectedError(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}")


def raw_document(path: str, stdin: BinaryIO, told: Told = NOTHING) -> RawDocument:
    """The first document of a file, or the one that releases call `FILE#17`; its RejectedError is raised."""
    if Path(path).is_dir():
        raise UsageError(f"'{path}' is a folder: name one file")
    for _, raw in raw_documents([path], stdin, told):
        if isinstance(raw, RejectedError):
            raise raw
        return raw
    raise UsageError(f"no document in '{path}'")


def _split(path: str) -> tuple[str, str]:
    """A path, and what names one of several documents in it: a file of the whole name comes first."""
    if os.path.lexists(path):
        return path, ""
    ends = [i for i, char in enumerate(path) if char == "#"]
    for end in (len(path), *ends) if ends or not is_remote(path) else ():
        for name in dict.fromkeys((path[:end], native(path[:end]))):
            if is_file(name):
                return name, path[end:]
    return path, ""

"""One document of a shard: read, cleaned, checked, and turned into rows; a broken one into a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from copydesk.contract import problems, to_row
from copydesk.document import RawDocument, Reason
from copydesk.errors import ChangedError, PassingError, RejectedError
from copydesk.formats import reader
from copydesk.formats.text import refuse_length
from copydesk.ids import document_id, sha256_hex
from copydesk.limits import Limits
from copydesk.plan import Shard, Source
from copydesk.rebuild import discrepancies
from copydesk.records import Article, LedgerRow, QuarantineRow

_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")


@dataclass(frozen=True, slots=True)
class Finished:
    """The rows of one document: an article and its ledger, or a quarantine row where it was refused."""

    row: dict[str, Any]
    ledger: tuple[dict[str, Any], ...] = ()
    refused: bool = False
    source_bytes: int = 0


def clean_source(source: Source, shard: Shard) -> Finished:
    """Clean the document of a source. Whatever is wrong with it is its own: no document stops a run.

    What is wrong with the machine or the moment is not the document's: PassingError where it could be read
    when planned and now cannot, or memory is short; ChangedError where it holds something else by now.
    """
    try:
        return _cleaned(_read(source, shard), shard.limits)
    except (ChangedError, PassingError):
        raise
    except RejectedError as error:
        return _refused(source, error, shard)
    except (OSError, MemoryError) as error:
        raise PassingError(shard.name, f"{source.uri}: {_described(error)}") from error
    except Exception as error:  # the document is put aside with the exception, and the others go on
        return _refused(source, RejectedError(Reason.INTERNAL_ERROR, _described(error)), shard)


def _read(source: Source, shard: Shard) -> RawDocument:
    if source.problem:
        raise RejectedError(Reason.UNREADABLE, source.problem)
    refuse_length(source.bytes or 0, shard.limits)
    try:
        (raw,) = reader(source.uri)(Path(source.path), source.uri, shard.limits)
    except RejectedError as error:
        if error.code == Reason.UNREADABLE:
            message = f"{source.uri} could be read when it was planned, and now cannot: {error.message}"
            raise PassingError(shard.name, message) from error
        raise ChangedError(source.uri) from error  # by its length it was no document to refuse
    if sha256_hex(raw.data) != source.sha256:
        raise ChangedError(source.uri)
    return raw


def _cleaned(raw: RawDocument, limits: Limits) -> Finished:
    from copydesk.clean import clean

    cleaned = clean(raw, limits)
    finished = Finished(
        to_row(cleaned.article), tuple(map(to_row, cleaned.ledger)), source_bytes=len(raw.data)
    )
    found = [*_broken(finished), *discrepancies(cleaned.article, cleaned.ledger)]
    if found:
        raise RejectedError(Reason.INTERNAL_ERROR, "cleaned wrongly: " + "; ".join(found[:3]))
    return finished


def _broken(finished: Finished) -> Iterator[str]:
    """What would make the release break its own contract."""
    yield from problems(Article, finished.row)
    for row in finished.ledger:
        yield from (f"ledger {problem}" for problem in problems(LedgerRow, row))


def _refused(source: Source, error: RejectedError, shard: Shard) -> Finished:
    row = QuarantineRow(
        id=document_id(source.uri),
        source_id=PurePosixPath(source.uri).stem,
        uri=source.uri,
        status="quarantined",
        reason=Reason(error.code) if error.code in set(Reason) else Reason.INTERNAL_ERROR,
        message=_portable(error.message)[: shard.limits.message_chars],
        superseded_by=None,
        source_sha256=source.sha256,
        source_bytes=source.bytes,
    )
    return Finished(to_row(row), refused=True)


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _portable(message: str) -> str:
    """A message that is the same on every run and fits into UTF-8."""
    return _ADDRESS.sub("0x…", message.encode("utf-8", "backslashreplace").decode())

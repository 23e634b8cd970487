"""One document of a shard: read, cleaned, checked, and turned into rows; a broken one into a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from copydesk.contract import problems, to_row
from copydesk.disk import reason
from copydesk.document import RawDocument, Reason
from copydesk.errors import PassingError, RejectedError
from copydesk.formats.framing import Passed, Record, Refused
from copydesk.ids import document_id, sha256_hex
from copydesk.limits import Limits
from copydesk.page import READERS
from copydesk.plan import Shard
from copydesk.reading import records
from copydesk.rebuild import discrepancies
from copydesk.records import Article, LedgerRow, QuarantineRow
from copydesk.sources import Source

_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")


@dataclass(frozen=True, slots=True)
class Finished:
    """The rows of one document: an article and its ledger, or a quarantine row where it was refused."""

    row: dict[str, Any]
    ledger: tuple[dict[str, Any], ...] = ()
    refused: bool = False
    source_bytes: int = 0


def clean_source(source: Source, shard: Shard) -> Iterator[Finished | Passed]:
    """Clean the documents of a source. Whatever is wrong with one is its own: no document stops a run.

    What is wrong with the machine or the moment is not the document's: PassingError where it could be read
    when planned and now cannot, or memory is short; ChangedError where it holds something else by now.
    """
    if source.problem:
        yield _refused(Refused(source.uri, RejectedError(Reason.UNREADABLE, source.problem)), shard)
        return
    try:
        for record in records(source, shard.columns, shard.limits):
            yield clean_record(record, shard)
    except OSError as error:
        message = f"{source.uri} could be read when it was planned, and now cannot: {reason(error)}"
        raise PassingError(shard.name, message) from error
    except MemoryError as error:
        raise PassingError(shard.name, f"{source.uri}: {_described(error)}") from error


def clean_record(record: Record, shard: Shard) -> Finished | Passed:
    """Clean one document, if it is one."""
    if isinstance(record, Refused):
        return _refused(record, shard)
    if isinstance(record, Passed):
        return record
    if record.kind not in READERS:
        return Passed(f"no reader for documents of {record.kind}")
    try:
        return _cleaned(record, shard.limits)
    except RejectedError as error:
        rejected = error
    except (OSError, MemoryError) as error:
        raise PassingError(shard.name, f"{record.uri}: {_described(error)}") from error
    except Exception as error:  # the document is put aside with the exception, and the others go on
        rejected = RejectedError(Reason.INTERNAL_ERROR, _described(error))
    found = Refused(record.uri, rejected, sha256_hex(record.data), len(record.data))
    return _refused(found, shard, document_id(record.uri, record.url), record.source_id)


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


def _refused(found: Refused, shard: Shard, id: str = "", source_id: str | None = None) -> Finished:
    error = found.error
    row = QuarantineRow(
        id=id or document_id(found.uri),
        source_id=source_id or PurePosixPath(found.uri).stem,
        uri=found.uri,
        status="quarantined",
        reason=Reason(error.code) if error.code in set(Reason) else Reason.INTERNAL_ERROR,
        message=_portable(error.message)[: shard.limits.message_chars],
        superseded_by=None,
        source_sha256=found.sha256,
        source_bytes=found.bytes,
    )
    return Finished(to_row(row), refused=True)


def _described(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _portable(message: str) -> str:
    """A message that is the same on every run and fits into UTF-8."""
    return _ADDRESS.sub("0x…", message.encode("utf-8", "backslashreplace").decode())

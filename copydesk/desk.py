"""One document of a shard: read, cleaned, checked, and turned into rows; a broken one into a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from copydesk.contract import to_row
from copydesk.document import RawDocument, Reason
from copydesk.errors import PassingError, RejectedError
from copydesk.formats.framing import Passed, Record, Refused
from copydesk.ids import document_id, sha256_hex
from copydesk.limits import Limits
from copydesk.page import READERS
from copydesk.pause import without_collections
from copydesk.plan import Shard
from copydesk.rebuild import discrepancies
from copydesk.records import Article, LedgerRow, QuarantineRow
from copydesk.sound import broken, broken_columns
from copydesk.whole import is_whole

if TYPE_CHECKING:
    from copydesk.clean import Cleaned

_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of one document: the row of an article and the columns of its ledger, or a quarantine row."""

    row: dict[str, Any]
    ledger: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    refused: bool = False
    source_bytes: int = 0


def clean_record(record: Record, shard: Shard) -> Finished | Passed:
    """Clean one document, if it is one.

    PassingError and MemoryError are the machine's and the moment's; all else is the document's.
    """
    if isinstance(record, Refused):
        return _quarantined(record, shard)
    if isinstance(record, Passed):
        return record
    if record.kind not in READERS:
        return Passed(f"no reader for documents of {record.kind}")
    return _guarded(record, shard, lambda: _cleaned(record, shard.limits))


@without_collections
def clean_records(records: Sequence[Record], shard: Shard) -> list[Finished | Passed]:
    """Clean some documents abreast, each as `clean_record` does; one by one where that fails."""
    from copydesk.clean import clean_all

    raws = [record for record in records if isinstance(record, RawDocument) and record.kind in READERS]
    try:
        cleaned = dict(zip(map(id, raws), clean_all(raws, shard.limits), strict=True))
    except MemoryError:
        raise
    except Exception:  # whose it is shows when each is by itself
        return [clean_record(record, shard) for record in records]
    return [
        _guarded(record, shard, partial(_checked, record, cleaned[id(record)]))
        if isinstance(record, RawDocument) and id(record) in cleaned
        else clean_record(record, shard)
        for record in records
    ]


def _guarded(record: RawDocument, shard: Shard, work: Callable[[], Finished]) -> Finished:
    """What work on a document comes to; an error that is its own is its reason for quarantine."""
    try:
        return work()
    except RejectedError as error:
        return refused(record, error, shard)
    except OSError as error:
        raise PassingError(shard.name, f"{record.uri}: {described(error)}") from error
    except MemoryError:
        raise
    except Exception as error:  # the document is put aside with the exception, and the others go on
        return refused(record, RejectedError(Reason.INTERNAL_ERROR, described(error)), shard)


def refused(raw: RawDocument, error: RejectedError, shard: Shard) -> Finished:
    """The quarantine row of a document that could be read."""
    found = Refused(raw.uri, error, sha256_hex(raw.data), len(raw.data))
    return _quarantined(found, shard, document_id(raw.uri, raw.url), raw.source_id)


@without_collections
def _cleaned(raw: RawDocument, limits: Limits) -> Finished:
    from copydesk.clean import clean

    return _checked(raw, clean(raw, limits))


def _checked(raw: RawDocument, cleaned: Cleaned | RejectedError) -> Finished:
    """The rows of a cleaned document, which keep their contract; the error it ended in is raised."""
    if isinstance(cleaned, RejectedError):
        raise cleaned
    row, ledger = to_row(cleaned.article), cleaned.columns
    finished = Finished(row, ledger, source_bytes=len(raw.data))
    found = list(_broken(finished))
    if found or not is_whole(row, ledger):
        found += discrepancies(cleaned.article, cleaned.ledger)
    if found:
        raise RejectedError(Reason.INTERNAL_ERROR, "cleaned wrongly: " + "; ".join(found[:3]))
    return finished


def _broken(finished: Finished) -> Iterator[str]:
    """What would make the release break its own contract."""
    yield from (problem for _, problem in broken(Article, (finished.row,)))
    yield from (f"ledger {problem}" for _, problem in broken_columns(LedgerRow, finished.ledger))


def _quarantined(found: Refused, shard: Shard, id: str = "", source_id: str | None = None) -> Finished:
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


def described(error: BaseException) -> str:
    """An exception as a message."""
    return f"{type(error).__name__}: {error}"


def _portable(message: str) -> str:
    """A message that is the same on every run and fits into UTF-8."""
    return _ADDRESS.sub("0x…", message.encode("utf-8", "backslashreplace").decode())

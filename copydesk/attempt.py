"""One process's way through a shard: it reads and cleans, careful with what an earlier one died of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from copydesk import desk, guard, journal
from copydesk.alone import Alone
from copydesk.desk import Finished
from copydesk.disk import reason
from copydesk.document import RawDocument, Reason
from copydesk.errors import PassingError, RejectedError
from copydesk.formats.framing import Passed, Record, Refused
from copydesk.plan import Shard
from copydesk.reading import records
from copydesk.sources import Source
from copydesk.steps import is_full

_MANY = 3
"""Deaths in one shard after which no document of it is trusted any more."""


class Attempt:
    """Cleans the sources of a shard, one after the other.

    A document an earlier process died of is cleaned by a process of its own, and quarantined if that dies
    too. A source that kills whoever reads it is read up to there.
    """

    def __init__(self, shard: Shard, store: Path) -> None:
        import copydesk.clean  # noqa: F401 - importing it is nothing that counts for the first document

        self._shard = shard
        self._journal = journal.Journal(journal.path_of(store, shard.name))
        self._alone = Alone()

    def __enter__(self) -> Attempt:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._alone.end()
        self._journal.end()

    def clean(self, sources: Sequence[Source]) -> Iterator[tuple[int, Finished | Passed]]:
        """Clean the documents of sources, each with the place of its source.

        Whatever is wrong with one is its own: no document stops a run. What is wrong with the machine or the
        moment is not the document's: PassingError where it could be read when planned and now cannot, or
        memory is short; ChangedError where it holds something else.
        """
        for group in self._groups(self._records(sources)):
            places, records = zip(*group, strict=True)
            yield from zip(places, self._clean_all(records), strict=True)

    def _records(self, sources: Sequence[Source]) -> Iterator[tuple[int, Record]]:
        for place, source in enumerate(sources):
            try:
                yield from ((place, record) for record in self._read(source))
            except OSError as error:
                message = f"{source.uri} could be read when it was planned, and now cannot: {reason(error)}"
                raise PassingError(self._shard.name, message) from error
            except MemoryError as error:
                raise PassingError(self._shard.name, f"{source.uri}: {desk.described(error)}") from error

    def writing(self) -> None:
        """All is cleaned; what comes now is the shard's own."""
        self._journal.now(journal.WRITING)

    def _read(self, source: Source) -> Iterator[Record]:
        if source.problem:
            self._journal.number += 1
            yield Refused(source.uri, RejectedError(Reason.UNREADABLE, source.problem))
            return
        found = records(source, self._shard.told, self._shard.limits)
        count = 0
        while True:
            self._journal.number += 1
            self._journal.now(journal.READING)
            if self._journal.deaths_of(journal.READING) > 1:
                yield _unreadable(source, count)
                return
            record = next(found, None)
            if record is None:
                return
            count += 1
            yield record

    def _groups(self, records: Iterator[tuple[int, Record]]) -> Iterator[list[tuple[int, Record]]]:
        """Records to clean abreast; each by itself once a process has died, so that it is told of which."""
        group, size = list[tuple[int, Record]](), 0
        for place, record in records:
            group.append((place, record))
            size += len(record.data) if isinstance(record, RawDocument) else 0
            if self._journal.deaths or is_full(len(group), size):
                yield group
                group, size = [], 0
        if group:
            yield group

    def _clean_all(self, records: Sequence[Record]) -> Iterator[Finished | Passed]:
        found = self._together(records) if len(records) > 1 else None
        if found is not None:
            yield from found
            return
        last = self._journal.number
        for self._journal.number, record in enumerate(records, last - len(records) + 1):
            yield self._clean(record)

    def _together(self, records: Sequence[Record]) -> list[Finished | Passed] | None:
        """What comes of records cleaned abreast; None where memory is too short for all of them."""
        self._journal.now(journal.TOGETHER)
        try:
            with guard.time_limit(self._shard.limits.document_seconds):
                return desk.clean_records(records, self._shard)
        except MemoryError:
            return None

    def _clean(self, record: Record) -> Finished | Passed:
        if not isinstance(record, RawDocument):
            return desk.clean_record(record, self._shard)
        self._journal.now(journal.CLEANING)
        if self._journal.deaths_of(journal.CLEANING) or self._journal.deaths_but(journal.TOGETHER) >= _MANY:
            return self._alone.clean(record, self._shard)
        try:
            with guard.time_limit(self._shard.limits.document_seconds):
                return desk.clean_record(record, self._shard)
        except MemoryError as error:
            if guard.armed():
                return self._alone.clean(record, self._shard)
            raise PassingError(self._shard.name, f"{record.uri}: {desk.described(error)}") from error


def _unreadable(source: Source, count: int) -> Refused:
    """The rest of a source; of one that is part of a file, it is called by its first record."""
    uri = source.uri if source.whole else f"{source.uri}#{source.after + count + 1}"
    message = f"reading it ended its process twice, after {count:,} documents"
    return Refused(uri, RejectedError(Reason.CRASHED, message))

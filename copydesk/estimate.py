"""What a run would do and how long it would take, from the plan and a sample of what is not cleaned yet."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from copydesk import desk
from copydesk.document import RawDocument
from copydesk.formats import kind_of
from copydesk.formats.framing import Passed, Refused
from copydesk.inputs import such_as
from copydesk.plan import Plan, Shard
from copydesk.progress import duration, many, size
from copydesk.reading import records

_PLACES = 12
"""Shards a sample is taken from."""
_MOST = 40
"""Documents of each at most."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is to be done, and what a sample of it took in one process."""

    documents: int
    bytes: int
    shards: int
    finished: int
    """Shards that an earlier run has cleaned."""
    sampled: int
    sampled_bytes: int
    sampled_seconds: float
    refused: int
    """Documents of the sample that would go to quarantine."""
    example: str = ""
    """One of these, with what was found."""

    def seconds(self, workers: int) -> float | None:
        """Seconds of cleaning with so many workers; None where nothing could be sampled."""
        if not self.bytes:
            return 0.0
        if not self.sampled_bytes:
            return None
        return self.bytes * self.sampled_seconds / self.sampled_bytes / min(workers, self.shards)


def estimate(planned: Plan, store: Path, seconds: float = 10.0) -> Estimate:
    """Clean a sample in this process, from shards spread over all that an earlier run has not cleaned.

    Nothing is written. The sample stops after so many seconds.
    """
    todo = [shard for shard in planned.shards if not (store / shard.name).is_dir()]
    sample = _Sample(time.monotonic, seconds)
    for shard in _spread(todo):
        sample.take(shard)
    return Estimate(
        documents=sum(shard.documents for shard in todo),
        bytes=sum(shard.bytes for shard in todo),
        shards=len(todo),
        finished=len(planned.shards) - len(todo),
        sampled=sample.documents,
        sampled_bytes=sample.bytes,
        sampled_seconds=sample.seconds,
        refused=sample.refused,
        example=sample.example,
    )


def _spread(shards: Sequence[Shard]) -> list[Shard]:
    step = max(1, len(shards) // _PLACES)
    return list(shards[::step][:_PLACES])


class _Sample:
    """Documents cleaned, and the time that took; the first one warms up and does not count."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock, self._end = clock, clock() + seconds
        self.documents = self.bytes = self.refused = 0
        self.seconds = 0.0
        self.example = ""
        self._warm = False

    def take(self, shard: Shard) -> None:
        """Clean the first documents of a shard, as long as there is time."""
        share = max(0.0, self._end - self._clock()) / 2
        until = self._clock() + share
        readable = (source for source in shard.sources if not source.problem)
        found = (record for source in readable for record in records(source, shard.told, shard.limits))
        began = self._clock()
        for record in islice((one for one in found if not isinstance(one, Passed)), _MOST):
            self._clean(record, shard, began)
            began = self._clock()
            if began > until and self.documents:
                return

    def _clean(self, record: RawDocument | Refused, shard: Shard, began: float) -> None:
        finished = desk.clean_record(record, shard)
        if isinstance(record, RawDocument) and not self._warm:
            self._warm = True
            return
        self.seconds += self._clock() - began
        self.documents += 1
        self.bytes += len(record.data) if isinstance(record, RawDocument) else record.bytes or 0
        if isinstance(finished, desk.Finished) and finished.refused:
            self.refused += 1
            self.example = self.example or f"{finished.row['uri']}: {finished.row['message']}"


def described(planned: Plan, found: Estimate, workers: int) -> Iterator[tuple[str, str]]:
    """The plan and the estimate as rows of a name and a text."""
    files = {source.uri for source in planned.sources}
    kinds = Counter(kind_of(uri).format.name for uri in files)
    listed = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
    yield "inputs", f"{many(len(files), 'file')} ({listed}), {size(planned.bytes)}"
    yield "documents", f"{planned.documents:,} at most, in {many(len(planned.shards), 'shard')}"
    unreadable = [source for source in planned.sources if source.problem]
    if unreadable:
        yield "unreadable", f"{len(unreadable):,}, such as {unreadable[0].uri}: {unreadable[0].problem}"
    if planned.skipped:
        yield "skipped", such_as(planned.skipped)
    yield "finished", f"{many(found.finished, 'shard')}, cleaned by an earlier run"
    work = f"{many(found.documents, 'document')}, {size(found.bytes)}, in {many(found.shards, 'shard')}"
    yield "to clean", work
    if found.sampled and found.sampled_seconds:
        rate = found.sampled / found.sampled_seconds
        speed = f"{rate:,.0f} documents and {size(found.sampled_bytes / found.sampled_seconds)} a second"
        yield "sample", f"{found.sampled:,} documents: {speed} in one process, {found.refused:,} refused"
    if found.example:
        yield "refused", f"such as {found.example}"
    seconds = found.seconds(workers)
    if seconds is not None:
        plural = "workers" if workers > 1 else "worker"
        yield "cleaning", f"about {duration(seconds)} with {workers} {plural}; publishing comes on top"

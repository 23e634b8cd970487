"""From what the user named to a plan: every input document hashed, and the shards they are cleaned in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from copydesk.digests import digests, versions
from copydesk.errors import UsageError
from copydesk.inputs import Skipped, find
from copydesk.limits import LIMITS, Limits
from copydesk.sources import Source, again, cut
from copydesk.spool import Spool
from copydesk.told import NOTHING, Told


@dataclass(frozen=True, slots=True)
class Shard:
    """Sources that are cleaned together, named by a digest of them and of all that decides the result."""

    name: str
    sources: tuple[Source, ...]
    limits: Limits = LIMITS
    told: Told = NOTHING

    @property
    def documents(self) -> int:
        """How many were counted when it was planned; some may turn out to be none."""
        return sum(source.documents for source in self.sources)

    @property
    def bytes(self) -> int:
        """Bytes of input."""
        return sum(source.bytes or 0 for source in self.sources)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will read, the largest shard first so that none is waited for alone; what was left out."""

    shards: tuple[Shard, ...]
    skipped: tuple[Skipped, ...]
    limits: Limits = LIMITS

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file or stretch of one, shard by shard."""
        return tuple(source for shard in self.shards for source in shard.sources)

    @property
    def documents(self) -> int:
        """How many were counted; some may turn out to be none."""
        return sum(shard.documents for shard in self.shards)

    @property
    def bytes(self) -> int:
        """Bytes of input."""
        return sum(shard.bytes for shard in self.shards)


def plan(
    inputs: Sequence[str],
    limits: Limits = LIMITS,
    besides: Path | None = None,
    told: Told = NOTHING,
    spool: Path | None = None,
    begin: Callable[[Shard], None] | None = None,
) -> Plan:
    """List the files and folders named in `inputs`, read each once and cut them into shards.

    The plan is the same for any order of `inputs`. UsageError where there is nothing to read. A folder
    `besides` the inputs (the output) is not looked into. In `spool`, stretches that are hard to reach are
    kept. Shards that are certain before all is read are given to `begin`.
    """
    keep = Spool(spool) if spool else None
    found, skipped = find(inputs, besides)
    made_by, sources = _made_by(limits, told), list[Source]()
    for source in (source for file in found for source in cut(file, told, limits, keep)):
        sources.append(source)
        if begin and _is_alone(source):
            begin(Shard(_name(made_by, (source,)), (source,), limits, told))
    if all(source.problem for source in sources):
        raise UsageError(f"no readable input: {sources[0].uri}: {sources[0].problem}")
    shards = [Shard(_name(made_by, group), group, limits, told) for group in _grouped(sources, limits)]
    shards.sort(key=lambda shard: (-shard.bytes, shard.sources[0].uri, shard.sources[0].start))
    return Plan(tuple(shards), tuple(skipped), limits)


def replan(shard: Shard) -> Shard:
    """The shard with its sources as they are now, for when one of them changed while the run was going on.

    ChangedError where that cannot be said of a stretch, because others of its file follow.
    """
    sources = tuple(_as_now(source, shard) for source in shard.sources)
    name = _name(_made_by(shard.limits, shard.told), sources)
    return Shard(name, sources, shard.limits, shard.told)


def _as_now(source: Source, shard: Shard) -> Source:
    return source if source.end is not None else again(source, shard.told, shard.limits)


def _grouped(sources: Iterable[Source], limits: Limits) -> Iterator[tuple[Source, ...]]:
    """Cut where the hash of a uri says so, or a cap does: one more file leaves other shards as they are."""
    shard: list[Source] = []
    size = count = 0
    for source in sorted(sources, key=lambda source: (source.uri, source.start)):
        length, documents = source.bytes or 0, source.documents
        full = count + documents > limits.shard_documents or size + length > limits.shard_bytes
        if shard and (full or _is_alone(source)):
            yield tuple(shard)
            shard, size, count = [], 0, 0
        shard.append(source)
        size, count = size + length, count + documents
        if _is_alone(source) or _is_boundary(
            f"{source.uri}#{source.after}" if source.start else source.uri, limits.shard_average
        ):
            yield tuple(shard)
            shard, size, count = [], 0, 0
    if shard:
        yield tuple(shard)


def _is_alone(source: Source) -> bool:
    """Whether it is followed by others of its file, which was cut so that none is too large."""
    return source.end is not None


def _is_boundary(uri: str, average: int) -> bool:
    return int.from_bytes(hashlib.sha256(uri.encode()).digest()[:8]) % average == 0


def _name(made_by: str, sources: Sequence[Source]) -> str:
    held = [[s.uri, s.sha256, s.problem, *([] if s.whole else [s.after, s.again])] for s in sources]
    return hashlib.sha256(json.dumps([made_by, held]).encode()).hexdigest()[:32]


def _made_by(limits: Limits, told: Told) -> str:
    """All that decides what becomes of a source, apart from the source."""
    return json.dumps([asdict(digests()), dict(versions()), asdict(limits), asdict(told)])

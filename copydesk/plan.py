"""From what the user named to a plan: every input document hashed, and the shards they are cleaned in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from copydesk.digests import digests, versions
from copydesk.disk import sha256_file
from copydesk.errors import UsageError
from copydesk.formats.text import reason
from copydesk.inputs import Found, Skipped, find
from copydesk.limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Source:
    """One input file: what it is called in the release, where it lies, and what it held when planned.

    `problem` says why its bytes could not be read; `sha256` is None then.
    """

    uri: str
    path: str
    sha256: str | None
    bytes: int | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """Sources that are cleaned together, named by a digest of them and of all that decides the result."""

    name: str
    sources: tuple[Source, ...]
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will read, the largest shard first so that none is waited for alone; what was left out."""

    shards: tuple[Shard, ...]
    skipped: tuple[Skipped, ...]
    limits: Limits = LIMITS

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every input document, shard by shard."""
        return tuple(source for shard in self.shards for source in shard.sources)


def plan(inputs: Sequence[str], limits: Limits = LIMITS, besides: Path | None = None) -> Plan:
    """List the files and folders named in `inputs`, hash each document and cut them into shards.

    The plan is the same for any order of `inputs`. UsageError where there is nothing to read. A folder
    `besides` the inputs (the output) is not looked into.
    """
    found, skipped = find(inputs, besides)
    sources = [_source(file) for file in found]
    if all(source.problem for source in sources):
        raise UsageError(f"no readable input: {sources[0].uri}: {sources[0].problem}")
    made_by = _made_by(limits)
    shards = [Shard(_name(made_by, cut), cut, limits) for cut in _cut(sources, limits)]
    shards.sort(key=lambda shard: (-sum(source.bytes or 0 for source in shard.sources), shard.sources[0].uri))
    return Plan(tuple(shards), tuple(skipped), limits)


def replan(shard: Shard) -> Shard:
    """The shard with its sources as they are now, for when one of them changed while the run was going on."""
    sources = tuple(_source(Found(source.uri, Path(source.path))) for source in shard.sources)
    return Shard(_name(_made_by(shard.limits), sources), sources, shard.limits)


def _source(file: Found) -> Source:
    path = str(file.path.absolute())
    try:
        sha256, length = sha256_file(file.path)
    except OSError as error:
        return Source(file.uri, path, None, None, reason(error))
    return Source(file.uri, path, sha256, length)


def _cut(sources: Iterable[Source], limits: Limits) -> Iterator[tuple[Source, ...]]:
    """Cut where the hash of a uri says so, or a cap does: one more file leaves other shards as they are."""
    shard: list[Source] = []
    size = 0
    for source in sorted(sources, key=lambda source: source.uri):
        length = source.bytes or 0
        if shard and (len(shard) >= limits.shard_documents or size + length > limits.shard_bytes):
            yield tuple(shard)
            shard, size = [], 0
        shard.append(source)
        size += length
        if _is_boundary(source.uri, limits.shard_average):
            yield tuple(shard)
            shard, size = [], 0
    if shard:
        yield tuple(shard)


def _is_boundary(uri: str, average: int) -> bool:
    return int.from_bytes(hashlib.sha256(uri.encode()).digest()[:8]) % average == 0


def _name(made_by: str, sources: Sequence[Source]) -> str:
    held = [[source.uri, source.sha256, source.problem] for source in sources]
    return hashlib.sha256(json.dumps([made_by, held]).encode()).hexdigest()[:32]


def _made_by(limits: Limits) -> str:
    """All that decides what becomes of a source, apart from the source."""
    return json.dumps([asdict(digests()), dict(versions()), asdict(limits)])

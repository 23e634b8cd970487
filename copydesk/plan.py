"""From what the user named to a plan: every input document hashed, and the shards they are cleaned in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
class Skipped:
    """A file found in a named folder and not taken, with the reason."""

    uri: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shard:
    """Sources that are cleaned together, named by a digest of them and of all that decides the result."""

    name: str
    sources: tuple[Source, ...]
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will read: shards in the order of their first uri, and what was left out."""

    shards: tuple[Shard, ...]
    skipped: tuple[Skipped, ...]
    limits: Limits = LIMITS

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every input document, shard by shard."""
        return tuple(source for shard in self.shards for source in shard.sources)


def plan(inputs: Sequence[str], limits: Limits = LIMITS) -> Plan:
    """List the files and folders named in `inputs`, hash each document and cut them into shards.

    The plan is the same for any order of `inputs`. UsageError where there is nothing to read.
    """
    raise NotImplementedError

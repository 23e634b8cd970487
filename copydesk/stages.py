"""How work goes on: its stages, and how much of each is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from copydesk.shards import ShardResult


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of a stage's work; what was found finished took no time."""

    documents: int = 0
    bytes: int = 0
    quarantined: int = 0
    reused: bool = False


def amount(result: ShardResult) -> Amount:
    """A shard as an amount of work."""
    return Amount(result.documents, result.bytes, result.quarantined, result.reused)


class Progress(Protocol):
    """Told how a run goes on; the core itself never prints."""

    def begin(self, stage: str, total: Amount | None = None) -> None:
        """A stage begins: plan, clean, resolve, audit or publish; `total` is what is to be done."""

    def advance(self, stage: str, done: Amount) -> None:
        """So much more of the stage is done."""

    def end(self, stage: str) -> None:
        """The stage is over."""


class Silent:
    """Progress for nobody."""

    def begin(self, stage: str, total: Amount | None = None) -> None: ...

    def advance(self, stage: str, done: Amount) -> None: ...

    def end(self, stage: str) -> None: ...

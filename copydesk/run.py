"""The sequence of a run, once, for every engine: plan, clean, resolve, assemble, audit, publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from copydesk.limits import LIMITS, Limits
from copydesk.manifest import Bookkeeping
from copydesk.plan import Shard
from copydesk.shards import ShardResult

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Order:
    """What a user asked for: read these inputs, publish under `out`.

    `mode` ("direct" or "prefect") and `engine` (what maps the shards: "processes", "threads", "dask", …)
    are only written into the manifest; they never change the data.
    """

    inputs: tuple[str, ...]
    out: Path
    mode: str = "direct"
    engine: str = "processes"
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: published, nothing new, or stopped by the gate, with a line for each failure."""

    published: str | None
    """Version that was published, None where there was nothing new or the gate stopped it."""
    latest: Path | None
    """Folder of the release `latest` names after the run."""
    nothing_new: bool
    counts: Bookkeeping
    reused_shards: int
    cleaned_shards: int
    skipped: int
    warnings: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


class Step(Protocol):
    """Runs a core function as one step of a run: a Prefect flow makes a task of it."""

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...


class MapShards(Protocol):
    """Applies `clean_shard` to every shard, calls `done` as each is finished, returns results in order."""

    def __call__(
        self, shards: Sequence[Shard], store: Path, done: Callable[[ShardResult], None]
    ) -> Sequence[ShardResult]: ...


class Audit(Protocol):
    """Judges a staged release, writes `validation/` into it and returns what it wrote to results.json.

    `gates` names what it judges by, suite file name to sha256: other gates make another release.
    """

    @property
    def gates(self) -> Mapping[str, str]: ...

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]: ...


class Progress(Protocol):
    """Told how a run goes on; the core itself never prints."""

    def begin(self, stage: str, total: int | None = None) -> None:
        """A stage begins: plan, clean, resolve, assemble, audit or publish; `total` counts documents."""

    def advance(self, stage: str, amount: int) -> None:
        """So many more documents of the stage are done."""

    def end(self, stage: str) -> None:
        """The stage is over."""


class Silent:
    """Progress for nobody."""

    def begin(self, stage: str, total: int | None = None) -> None: ...

    def advance(self, stage: str, amount: int) -> None: ...

    def end(self, stage: str) -> None: ...


def plainly(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """The step of `--direct`: just call it."""
    return function(*args, **kwargs)


def run(
    order: Order,
    *,
    map_shards: MapShards,
    audit: Audit,
    step: Step = plainly,
    progress: Progress | None = None,
) -> Outcome:
    """Bring an output up to date with its inputs, under its lock.

    The audit may send rows to quarantine: the release is then assembled and audited again without them.
    A gate that fails leaves `latest` untouched and says why in `Outcome.failures`.

    `--direct` is `with Workers(n) as workers: run(order, map_shards=workers.map_shards, audit=audit)`.
    """
    raise NotImplementedError

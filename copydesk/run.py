"""The sequence of a run, once, for every engine: plan, clean, resolve, assemble, audit, publish."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from copydesk import layout, manifest
from copydesk.abreast import Lazily, on_threads
from copydesk.doubts import Foresee, foreseen, settled
from copydesk.errors import OutputError
from copydesk.limits import LIMITS, Limits
from copydesk.lock import hold
from copydesk.manifest import Bookkeeping, Making
from copydesk.papers import complete
from copydesk.plan import Plan, Shard, plan
from copydesk.publish import (
    latest_release,
    newer_releases,
    point_latest,
    prune,
    publish,
    reject,
    remove_leftovers,
    tidy,
)
from copydesk.readback import reading_back, verify_staged
from copydesk.release import Staged, assemble
from copydesk.resolve import Resolution, resolve
from copydesk.shards import ShardResult
from copydesk.stages import Amount, Progress, Silent, amount
from copydesk.told import NOTHING, Told
from copydesk.verify import ReadBack, failures

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
    told: Told = NOTHING


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
    rejected: Path | None = None
    """Folder of the release that did not pass, with its report; the next one that fails replaces it."""


class Step(Protocol):
    """Runs a core function as one step of a run: a Prefect flow makes a task of it."""

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T: ...


class MapShards(Protocol):
    """Applies `clean_shard` to every shard, calls `done` as each is finished, returns results in order."""

    def __call__(
        self, shards: Sequence[Shard], store: Path, done: Callable[[ShardResult], None]
    ) -> Sequence[ShardResult]: ...


class Begin(Protocol):
    """Begins to clean a shard, while the plan is being made, for `map_shards` to give the result."""

    def __call__(self, shard: Shard, store: Path) -> None: ...


class Audit(Protocol):
    """Judges a staged release, writes `validation/` into it and returns what it wrote to results.json.

    Of that, `run` reads `success`; `failures` and `warnings`, a line each; and `refused`, uri to reason,
    the articles to be quarantined. `gates` names what it judges by, suite file name to sha256: other gates
    make another release.
    """

    @property
    def gates(self) -> Mapping[str, str]: ...

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]: ...


def plainly(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """The step of `--direct`: just call it."""
    return function(*args, **kwargs)


def run(  # noqa: PLR0913 - each by its name, and most of them seldom
    order: Order,
    *,
    map_shards: MapShards,
    audit: Audit,
    step: Step = plainly,
    spread: Lazily = on_threads,
    begin: Begin | None = None,
    foresee: Foresee | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Bring an output up to date with its inputs, under its lock.

    The audit may send rows to quarantine: the release is then assembled and audited again without them.
    A gate that fails leaves `latest` untouched and says why in `Outcome.failures`. A release that is not what
    its manifest says, read back from its files, is not published either: VerificationError.

    `spread` writes the tables of the release, a shard at a time, counts in them and reads them back. What
    `foresee` refuses before need not be packed twice. `--direct` is `with Workers(n) as workers: run(order,
    map_shards=workers.map_shards, audit=audit, spread=workers.each, begin=workers.begin)`.
    """
    tell = progress or Silent()
    store = layout.shard_store(order.out)
    with hold(order.out), _written(order.out), _tidied(order.out):
        with _stage(tell, "plan"):
            spool = layout.spool(order.out)
            early = partial(begin, store=store) if begin else None
            planned = step(plan, order.inputs, order.limits, order.out, order.told, spool, early)
        with _stage(tell, "clean", Amount(planned.documents, planned.bytes)):
            results = map_shards(planned.shards, store, lambda done: tell.advance("clean", amount(done)))
        planned = _as_cleaned(planned, results)
        making = Making(audit.gates, order.mode, order.engine)
        draft = _Draft(order.out, planned, tuple(results), making, foresee)
        judged = _judge(draft, audit, step, spread, tell)
        with _stage(tell, "publish"):
            return _conclude(draft, judged, step, spread)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a release is made of."""

    out: Path
    plan: Plan
    results: tuple[ShardResult, ...]
    making: Making
    foresee: Foresee | None = None


@dataclass(frozen=True, slots=True)
class _Judged:
    """A staged release and what the audit found; `existing` is the same release, published before."""

    staged: Staged
    findings: Mapping[str, Any]
    existing: Path | None = None
    back: ReadBack | None = None
    version: str = ""


@contextmanager
def _tidied(out: Path) -> Iterator[None]:
    """Nothing half done lies about before a run, nor after it, however it ends."""
    tidy(out)
    try:
        yield
    finally:
        remove_leftovers(out)


@contextmanager
def _written(out: Path) -> Iterator[None]:
    """Name the output where the system fails: what cannot be read of the inputs never comes this far."""
    try:
        yield
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise OutputError(str(out), f"{error.strerror or error}{place}") from error


@contextmanager
def _stage(tell: Progress, name: str, total: Amount | None = None) -> Iterator[None]:
    tell.begin(name, total)
    yield
    tell.end(name)


def _as_cleaned(planned: Plan, results: Sequence[ShardResult]) -> Plan:
    """The plan as it came about: documents as they were counted, and shards that were planned again."""
    pairs = zip(planned.shards, results, strict=True)
    return replace(
        planned, shards=tuple(_counted(result.replanned or shard, result) for shard, result in pairs)
    )


def _counted(shard: Shard, result: ShardResult) -> Shard:
    pairs = zip(shard.sources, result.read, strict=True)
    return replace(shard, sources=tuple(replace(source, documents=read) for source, read in pairs))


def _judge(draft: _Draft, audit: Audit, step: Step, spread: Lazily, tell: Progress) -> _Judged:
    """Assemble, audit and describe, again without the articles the audit refuses, until it refuses no more.

    What a refused article had superseded gets its chance once; of a text that is refused again no copy is
    published, because a text may have thousands of them.
    """
    refused: Mapping[str, str] = {}
    staged: Staged | None = None
    for attempt in count():
        with _stage(tell, "resolve"):
            before = staged
            staged, refused = _assembled(draft, refused, attempt > 1, before, step, spread)
            _discard(before)
        existing = _existing(draft, staged, spread)
        if existing:
            return _Judged(staged, {}, existing)
        with _stage(tell, "audit"), reading_back(staged, draft.plan, spread) as back:
            findings = step(audit, staged.folder, staged.bookkeeping)
            more = findings["refused"].keys() - refused.keys()
            papers = {} if more else step(complete, staged, draft.plan, draft.making, findings, spread)
        if not more:
            return _Judged(staged, findings, back=back.result(), version=papers["version"])
        refused = {**refused, **findings["refused"]}
    raise AssertionError("it counts for ever")


def _assembled(
    draft: _Draft, refused: Mapping[str, str], copies: bool, before: Staged | None, step: Step, spread: Lazily
) -> tuple[Staged, Mapping[str, str]]:
    """What was resolved is let go when it is assembled: of many documents it takes some room."""
    store = layout.shard_store(draft.out)

    def once_more(refused: Mapping[str, str], copies: bool) -> Resolution:
        return step(resolve, draft.results, store, refused, copies)

    look = foreseen(draft.results, store, draft.foresee, spread)
    resolution, refused = settled(once_more, refused, copies, look)
    return step(assemble, draft.results, resolution, draft.out, spread, before), refused


def _discard(staged: Staged | None) -> None:
    if staged:
        shutil.rmtree(staged.folder, ignore_errors=True)


def _existing(draft: _Draft, staged: Staged, spread: Lazily) -> Path | None:
    """The same data by the same code through the same gates: `latest`, or what a dead run left unnamed."""
    same = partial(manifest.is_same, dataset_digest=staged.dataset_digest, gates=draft.making.gates)
    current = latest_release(draft.out)
    if current and same(manifest.read(current)):
        return current
    unnamed = (release for release in newer_releases(draft.out) if same(manifest.read(release)))
    return next((release for release in unnamed if not any(failures(release, spread))), None)


def _conclude(draft: _Draft, judged: _Judged, step: Step, spread: Lazily) -> Outcome:
    """Publish what passed, set aside what did not, and leave alone what was published before."""
    current = latest_release(draft.out)
    if judged.existing:
        if judged.existing != current:
            point_latest(draft.out, judged.existing)
            return _passed(draft, judged, judged.existing)
        return replace(_passed(draft, judged, current), published=None, nothing_new=True)
    if judged.findings["success"]:
        if judged.back:
            step(verify_staged, judged.staged, judged.back, spread)
        release = step(publish, judged.staged, judged.version, draft.out)
        return _passed(draft, judged, release)
    rejected = step(reject, judged.staged, draft.out)
    return replace(_outcome(draft, judged), latest=current, rejected=rejected)


def _passed(draft: _Draft, judged: _Judged, release: Path) -> Outcome:
    prune(draft.plan, draft.out)
    return replace(_outcome(draft, judged), published=release.name, latest=release)


def _outcome(draft: _Draft, judged: _Judged) -> Outcome:
    reused = sum(result.reused for result in draft.results)
    return Outcome(
        published=None,
        latest=None,
        nothing_new=False,
        counts=judged.staged.bookkeeping,
        reused_shards=reused,
        cleaned_shards=len(draft.results) - reused,
        skipped=len(draft.plan.skipped),
        warnings=tuple(judged.findings.get("warnings", ())),
        failures=tuple(judged.findings.get("failures", ())),
    )

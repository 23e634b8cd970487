"""The flow that brings a release up to date: the sequence of `copydesk.run`, each of its steps a task."""

# Annotations stay objects here: Prefect reads the flow's in processes where it cannot look up their names.
import os
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copydesk.asked import Asked
from copydesk.errors import CopydeskError, GateError, PassingError, UsageError
from copydesk.formats.columns import Columns
from copydesk.plan import Shard
from copydesk.run import Order, Outcome, Progress, run
from copydesk.shards import ShardResult
from copydesk.visible import one_line
from copydesk.workers import Workers
from flows.audit import ReleaseAudit, prepare
from flows.server import SERVER_NAME
from flows.told import Told

P = ParamSpec("P")
T = TypeVar("T")

MAX_WORKERS = 64
RETRIES = 2
ARTIFACT = "copydesk-release"

progress_of_caller: ContextVar[Progress | None] = ContextVar("progress_of_caller", default=None)
"""Who is told how the run goes on, besides Prefect; a parameter of the flow could not hold it."""


class Parameters(BaseModel):
    """What a release is made of, and where it goes."""

    model_config = ConfigDict(extra="forbid")

    inputs: list[str] = Field(
        min_length=1,
        max_length=10_000,
        description="Files, folders and patterns to read, absolute or relative to the flow's working folder. "
        "Name them the same way each time: a document's id comes from its name where it has no url.",
    )
    out: str = Field(
        min_length=1,
        max_length=4_096,
        description="Folder the release is published in, under releases/; latest points to the newest.",
    )
    workers: int = Field(
        default=min(os.cpu_count() or 1, MAX_WORKERS),
        ge=1,
        le=MAX_WORKERS,
        description="Processes that clean. The result is the same for any number.",
    )
    map: list[str] = Field(
        default=[],
        max_length=100,
        description="Columns of rows that go by unusual names, as field=column: html=page_source.",
    )


def parameters(asked: Asked) -> Parameters:
    """Parameters from a command line; UsageError where they are out of bounds."""
    given = {} if asked.workers is None else {"workers": min(asked.workers, MAX_WORKERS)}
    try:
        return Parameters(inputs=list(asked.inputs), out=str(asked.out), map=list(asked.map), **given)
    except ValidationError as error:
        raise UsageError("; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())) from None


class NotPublishedError(GateError):
    """A run whose release did not pass its gates; `outcome` says what it would have held."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.failures)
        self.outcome = outcome


@flow(
    name="copydesk-release",
    flow_run_name="release to {order.out}",
    description="Plan, clean the shards that are new, resolve, audit, publish. Fails where a gate does.",
    persist_result=False,
)
def release(order: Parameters) -> Outcome | State[Any]:
    """Bring the release in `order.out` up to date with `order.inputs`.

    What copydesk raises on purpose ends in a failed state with its message. Raised, Prefect would log the
    way it took through the engine, and store the exception as a pickle.
    """
    try:
        return _release(order)
    except CopydeskError as error:
        return Failed(message=str(error), data=error)


def _release(order: Parameters) -> Outcome:
    wanted = Order(
        inputs=tuple(order.inputs),
        out=Path(order.out),
        mode=f"prefect, {os.environ.get(SERVER_NAME, 'configured server')}",
        engine="threads over processes",
        columns=Columns.parse(order.map),
    )
    prepare()
    threads = ThreadPoolTaskRunner[ShardResult](max_workers=order.workers)
    with Workers(order.workers) as workers, threads:
        outcome = run(
            wanted,
            map_shards=_ShardTasks(workers, threads),
            audit=ReleaseAudit(),
            step=as_task,
            progress=progress_of_caller.get(),
        )
    _summarise(outcome)
    if outcome.rejected:
        raise NotPublishedError(outcome)
    return outcome


def as_task(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a core function as a task of its name; Prefect sees neither what it takes nor what it returns."""
    name = getattr(function, "__name__", "audit")

    def step() -> T:
        return function(*args, **kwargs)

    return Task(step, name=name, task_run_name=name, persist_result=False, cache_policy=NO_CACHE)()


def worth_another_try(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether a shard may fare better next time: not if we know ourselves that it will not."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, PassingError) or not isinstance(error, CopydeskError)


@task(
    name="clean",
    task_run_name="clean shard {number}",
    retries=RETRIES,
    retry_delay_seconds=[1, 10],
    retry_condition_fn=worth_another_try,
    persist_result=False,
    cache_policy=NO_CACHE,
)
def clean_one(number: str, job: Callable[[], ShardResult]) -> ShardResult:
    """Clean a shard in the shared pool. `number` names the task: "3 of 12"."""
    result = job()
    how = "found finished" if result.reused else "cleaned"
    get_run_logger().info(f"{how}: {result.articles:,} articles, {result.quarantined:,} quarantined")
    return result


@dataclass(frozen=True, slots=True)
class _ShardTasks:
    """The mapper of the flow: a task for each shard, on as many threads as there are processes."""

    workers: Workers
    threads: ThreadPoolTaskRunner[ShardResult]

    def __call__(
        self, shards: Sequence[Shard], store: Path, done: Callable[[ShardResult], None]
    ) -> tuple[ShardResult, ...]:
        told = Told(shards)

        def job(shard: Shard) -> ShardResult:
            result = self.workers.clean(shard, store)
            done(result)
            told.add(result)
            return result

        numbers = (f"{number} of {len(shards)}" for number in range(1, len(shards) + 1))
        futures = [
            self.threads.submit(clean_one, {"number": number, "job": partial(job, shard)})
            for number, shard in zip(numbers, shards, strict=True)
        ]
        return tuple(future.result() for future in futures)


def _summarise(outcome: Outcome) -> None:
    """Leave the numbers of the release with its flow run; a server that will not take them stops nothing."""
    rows = [{"what": what, "found": found} for what, found in _figures(outcome)]
    try:
        create_table_artifact(rows, key=ARTIFACT, description=f"**{_ending(outcome)}**")
    except Exception as error:
        get_run_logger().warning(f"the summary could not be stored: {error!r}")


def _ending(outcome: Outcome) -> str:
    if outcome.rejected:
        return "not published: the release failed its gates"
    if outcome.published:
        return f"published {outcome.published}"
    return "nothing new"


def _figures(outcome: Outcome) -> Iterator[tuple[str, str | int]]:
    counts = outcome.counts
    yield "documents in", counts.documents_in
    yield "published", counts.published
    yield "superseded", counts.superseded
    yield "quarantined", counts.quarantined
    yield "characters on the pages", counts.page_chars
    yield "characters kept", counts.kept_chars
    yield "characters removed", counts.removed_chars
    yield "shards cleaned", outcome.cleaned_shards
    yield "shards found finished", outcome.reused_shards
    yield "files skipped", outcome.skipped
    yield from (("warning", one_line(line, 500)) for line in outcome.warnings)
    yield from (("failure", one_line(line, 500)) for line in outcome.failures)

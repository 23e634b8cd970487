"""The flow that brings a release up to date: the sequence of `copydesk.run`, each of its steps a task."""

# Annotations stay objects here: Prefect reads the flow's in processes where it cannot look up their names.
import os
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed
from prefect.tasks import Task
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copydesk.asked import ENGINES, Asked
from copydesk.errors import CopydeskError, GateError, UsageError
from copydesk.run import Order, Outcome, run
from copydesk.stages import Progress
from copydesk.told import Told
from copydesk.visible import one_line
from flows.audit import ReleaseAudit, prepare
from flows.engines import mapper
from flows.server import SERVER_NAME

P = ParamSpec("P")
T = TypeVar("T")

MAX_WORKERS = 64
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
    engine: str = Field(
        default="local",
        pattern=ENGINES,
        description="What the shards are cleaned by: local, dask or ray, these two also at the address of a "
        "cluster, as dask=tcp://10.0.0.1:8786. The result is the same for any.",
    )
    map: list[str] = Field(
        default=[],
        max_length=100,
        description="Columns of rows that go by unusual names, as field=column: html=page_source.",
    )
    encoding: str | None = Field(
        default=None,
        max_length=40,
        description="What texts and pages are in that are not UTF-8 and declare nothing: windows-1251.",
    )


def parameters(asked: Asked) -> Parameters:
    """Parameters from a command line; UsageError where they are out of bounds."""
    given: dict[str, Any] = {"map": list(asked.map), "encoding": asked.encoding, "engine": asked.engine}
    if asked.workers is not None:
        given["workers"] = min(asked.workers, MAX_WORKERS)
    try:
        return Parameters(inputs=list(asked.inputs), out=str(asked.out), **given)
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
        engine=order.engine.partition("=")[0],
        told=Told.parse(order.map, order.encoding),
    )
    prepare()
    with mapper(order.engine, order.workers) as map_shards:
        audit = ReleaseAudit(spread=map_shards.each_first)
        outcome = run(
            wanted,
            map_shards=map_shards,
            audit=audit,
            step=as_task,
            spread=map_shards.each,
            begin=map_shards.begin,
            foresee=audit.foresee,
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


def _summarise(outcome: Outcome) -> None:
    """Leave the numbers of the release with its flow run; a server that will not take them stops nothing.

    How it ended is also a line of the log: under a schedule nothing else says which release there is now.
    """
    get_run_logger().info(_ending(outcome))
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

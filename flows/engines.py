"""The engines by name: what a flow maps its shards with, on this machine or on a cluster."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from prefect import task
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from copydesk.abreast import R, T, on_threads
from copydesk.errors import UsageError
from copydesk.plan import Shard
from copydesk.shards import ShardResult
from copydesk.workers import Workers
from flows.retries import CLEANING, logged
from flows.told import Told

Done = Callable[[ShardResult], None]


@contextmanager
def mapper(engine: str, workers: int) -> Iterator[_Local | _Far]:
    """What maps shards: `local`, `dask`, `ray`, or one of these two at the address of a cluster."""
    name, _, address = engine.partition("=")
    if name == "local":
        threads = ThreadPoolTaskRunner[ShardResult](max_workers=workers)
        with Workers(workers) as pool, threads:
            yield _Local(pool, threads)
        return
    with _runner(name, address, workers) as runner:
        yield _Far(runner)


def _runner(name: str, address: str, workers: int) -> TaskRunner[Any]:
    """The engine's own task runner, on a cluster of its own where no address is given."""
    if name == "dask":
        make = _imported("prefect_dask", name).DaskTaskRunner
        own = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
        runner = make(address=address) if address else make(cluster_kwargs=own)
    else:
        make = _imported("prefect_ray", name).RayTaskRunner
        own = {"num_cpus": workers, "include_dashboard": False, "log_to_driver": False}
        runner = make(address=address) if address else make(init_kwargs=own)
    assert isinstance(runner, TaskRunner)
    return runner


def _imported(module: str, extra: str) -> Any:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        raise UsageError(f"--engine {extra} needs more: pip install 'copydesk[{extra}]'") from None


@task(**CLEANING)
def clean_one(number: str, job: Callable[[], ShardResult]) -> ShardResult:
    """Clean a shard in the shared pool. `number` names the task: "3 of 12"."""
    return logged(job())


@dataclass(frozen=True, slots=True)
class _Local:
    """A task for each shard, on as many threads as there are processes."""

    workers: Workers
    threads: ThreadPoolTaskRunner[ShardResult]

    def __call__(self, shards: Sequence[Shard], store: Path, done: Done) -> tuple[ShardResult, ...]:
        told = Told(shards)

        def job(shard: Shard) -> ShardResult:
            result = self.workers.clean(shard, store)
            done(result)
            told.add(result)
            return result

        futures = [
            self.threads.submit(clean_one, {"number": number, "job": partial(job, shard)})
            for number, shard in _numbered(shards)
        ]
        return tuple(future.result() for future in futures)

    def begin(self, shard: Shard, store: Path) -> None:
        """Clean a shard before its task asks for it."""
        self.workers.begin(shard, store)

    def each(self, function: Callable[[T], R], items: Sequence[T], /) -> Iterator[R]:
        """In the processes that have cleaned, each result as it comes."""
        return self.workers.each(function, items)

    def each_first(self, function: Callable[[T], R], items: Sequence[T], /) -> Iterator[R]:
        """The same, before what `each` is called with meanwhile."""
        return self.workers.each_first(function, items)


@dataclass(frozen=True, slots=True)
class _Far:
    """A task for each shard, wherever the engine runs it; `store` is a folder that all its machines share."""

    runner: TaskRunner[Any]
    begin: None = None

    def __call__(self, shards: Sequence[Shard], store: Path, done: Done) -> tuple[ShardResult, ...]:
        from flows.far import clean_far

        told, place = Told(shards), store.absolute()
        with _answering():
            futures = [
                self.runner.submit(clean_far, {"number": number, "shard": shard, "store": place})
                for number, shard in _numbered(shards)
            ]
        results = []
        for future in futures:
            result = future.result()
            done(result)
            told.add(result)
            results.append(result)
        return tuple(results)

    def each(self, function: Callable[[T], R], items: Sequence[T], /) -> Iterator[R]:
        """Here, where the release is to be."""
        return on_threads(function, items)

    each_first = each


@contextmanager
def _answering() -> Iterator[None]:
    """Say of a cluster that does not answer that it does not: it is not the output's fault."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"the engine does not answer ({error}): start it, or leave --engine out") from error


def _numbered(shards: Sequence[Shard]) -> Iterator[tuple[str, Shard]]:
    for number, shard in enumerate(shards, 1):
        yield f"{number} of {len(shards)}", shard

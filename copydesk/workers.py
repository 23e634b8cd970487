"""The processes that clean shards, each on its own, and another one for a shard whose worker died."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib.abc import MetaPathFinder
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from copydesk import forking, guard
from copydesk.abreast import R, T, abreast
from copydesk.errors import PassingError, ShardError
from copydesk.journal import WRITING, deaths
from copydesk.journal import path_of as journal_of
from copydesk.plan import Shard
from copydesk.shards import ShardResult, clean_shard

_TWICE, _MOST = 2, 100
_OBJECTS = 50_000
"""New objects after which a worker looks for garbage in cycles: it makes as many for a few documents."""


class Workers:
    """`count` processes that have imported a module, as a rule all that cleaning needs, each on its own.

    `clean` may be called from many threads at once (that is how the Prefect tasks share them).
    Workers exit when the process that started them is gone, and at Ctrl-C, in the middle of a shard.
    One that dies is replaced, and only its own shard begins again.

        with Workers(2) as workers:
            result = workers.clean(shard, store)
    """

    def __init__(self, count: int, module: str = "copydesk.warm") -> None:
        self.count = count
        self._module = module
        self._stopped = False
        # Workers hold the reading end: it ends when the other is closed, here or by this process ending.
        self._reader, self._writer = forking.CONTEXT.Pipe(duplex=False)
        self._idle: list[ProcessPoolExecutor | None] = [None] * count
        self._changed, self._urgent = threading.Condition(), 0
        self._early = ThreadPoolExecutor(count)
        self._begun: dict[str, Future[ShardResult]] = {}

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error and (self._begun or not isinstance(error, Exception)):
            self._stop()
        self._early.shutdown(cancel_futures=True)
        with ThreadPoolExecutor(self.count) as threads:
            for worker in filter(None, self._idle):
                threads.submit(worker.shutdown, cancel_futures=True)
        self._writer.close()
        self._reader.close()

    def prepare(self) -> None:
        """Have imported what workers will need, while the shards are not known yet."""
        if not forking.prepare(self._module):
            worker = self._take() or self._start()
            worker.submit(_import)
            self._give_back(worker)

    def begin(self, shard: Shard, store: Path) -> None:
        """Clean a shard as soon as a worker is free, while it is not known yet what else there is."""
        self._begun[shard.name] = self._early.submit(self._clean, shard, store)

    def clean(self, shard: Shard, store: Path) -> ShardResult:
        """Run `clean_shard` in a worker, in another if it dies, and once more if it fails by chance.

        From the first of these on, what was begun and not come to waits for its turn among the others, the
        largest of which come first.
        """
        self._early.shutdown(wait=False, cancel_futures=True)
        begun = self._begun.pop(shard.name, None)
        return self._clean(shard, store) if begun is None or begun.cancelled() else begun.result()

    def _clean(self, shard: Shard, store: Path) -> ShardResult:
        worker = self._take()
        try:
            failures, died = 0, _Deaths(shard, journal_of(store, shard.name))
            while True:
                worker = worker or self._start()
                try:
                    return worker.submit(clean_shard, shard, store).result()
                except BrokenProcessPool:
                    worker.shutdown(wait=False)
                    worker = None
                    if self._stopped:
                        raise
                    died.once_more()
                except PassingError:
                    failures += 1
                    if failures > 1:
                        raise
        finally:
            self._give_back(worker)

    def each(self, function: Callable[[T], R], items: Sequence[T], /) -> Iterator[R]:
        """Call a function, which can be imported, with each item in a worker, or in another if that dies.

        Each result comes as soon as all before it are there; few are made before they are taken.
        """
        return abreast(partial(self._call, False, function), items, self.count)

    def each_first(self, function: Callable[[T], R], items: Sequence[T], /) -> Iterator[R]:
        """The same, before whatever else is to be called with `each` meanwhile."""
        return abreast(partial(self._call, True, function), items, self.count)

    def _call(self, urgent: bool, function: Callable[[T], R], item: T) -> R:
        worker = self._take(urgent)
        try:
            worker = worker or self._start()
            try:
                return worker.submit(function, item).result()
            except BrokenProcessPool:
                worker.shutdown(wait=False)
                worker = None
                if self._stopped:
                    raise
                worker = self._start()
                return worker.submit(function, item).result()
        finally:
            self._give_back(worker)

    def _take(self, urgent: bool = True) -> ProcessPoolExecutor | None:
        """A worker that is at nothing, if it has been started: where all are busy, the next one."""
        with self._changed:
            self._urgent += urgent
            try:
                self._changed.wait_for(lambda: self._idle and (urgent or not self._urgent))
                return self._idle.pop()
            finally:
                self._urgent -= urgent
                self._changed.notify_all()

    def _give_back(self, worker: ProcessPoolExecutor | None) -> None:
        with self._changed:
            self._idle.append(worker)
            self._changed.notify_all()

    def map_shards(
        self, shards: Sequence[Shard], store: Path, done: Callable[[ShardResult], None]
    ) -> tuple[ShardResult, ...]:
        """The mapper of `--direct`: clean all shards, report each as it is finished, keep their order."""

        def one(shard: Shard) -> ShardResult:
            result = self.clean(shard, store)
            done(result)
            return result

        threads = ThreadPoolExecutor(self.count)
        try:
            return tuple(threads.map(one, shards))
        except KeyboardInterrupt:
            self._stop()
            raise
        finally:
            threads.shutdown(cancel_futures=self._stopped)

    def _stop(self) -> None:
        """End the workers at once: what they were at is not finished, and will be cleaned again."""
        self._stopped = True
        self._writer.close()

    def _start(self) -> ProcessPoolExecutor:
        forking.prepare(self._module)
        return ProcessPoolExecutor(
            1, mp_context=forking.CONTEXT, initializer=_begin, initargs=(self._reader,)
        )


class _Deaths:
    """The deaths of a shard's workers: of one of its documents as many as it takes, of nothing known one."""

    def __init__(self, shard: Shard, journal: Path) -> None:
        self._shard, self._journal = shard, journal
        self._known, self._unexplained = 0, 0

    def once_more(self) -> None:
        """Another worker died; ShardError where there is no point in starting yet another."""
        died = deaths(self._journal)
        known, self._known = self._known, died.total()
        worst = max(died.values(), default=0)
        if self._known == known or worst > _TWICE or any(entry.startswith(WRITING) for entry in died):
            self._unexplained += 1
        if self._unexplained >= _TWICE or self._known > _MOST:
            self._journal.unlink(missing_ok=True)
            message = f"its worker process died twice; it begins with {self._shard.sources[0].uri}"
            raise ShardError(self._shard.name, message) from None


def _begin(employer: Connection) -> None:
    """Leave Ctrl-C to the parent, and end when it says so or is gone: no worker outlives its run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(employer,), daemon=True).start()
    guard.arm()
    gc.set_threshold(_OBJECTS)
    atexit.register(_leave)
    sys.meta_path.insert(0, _NoPandas())


def _leave() -> None:
    """End without taking down all that is in memory one by one, which takes a while."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _import() -> None:
    import copydesk.clean  # noqa: F401


def _end_with(employer: Connection) -> None:
    employer.poll(None)
    os._exit(1)


class _NoPandas(MetaPathFinder):
    """Makes pandas look absent: pyarrow would import it for its first list, a second of work for nothing."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("workers do without pandas", name=fullname)

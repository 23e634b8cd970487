"""The processes that clean shards: one shared pool, and a second chance for a shard whose worker died."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib.abc import MetaPathFinder
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from copydesk.errors import PassingError, ShardError
from copydesk.plan import Shard
from copydesk.shards import ShardResult, clean_shard

_SPAWN = multiprocessing.get_context("spawn")


class Workers:
    """A pool of `count` spawned processes that import the core and nothing else.

    `clean` may be called from many threads at once (that is how the Prefect tasks share the pool).
    Workers exit when the process that started them is gone, and at Ctrl-C, in the middle of a shard.

        with Workers(2) as workers:
            result = workers.clean(shard, store)
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._lock = threading.Lock()
        self._stopped = False
        # Workers hold the reading end: it ends when the other is closed, here or by this process ending.
        self._reader, self._writer = _SPAWN.Pipe(duplex=False)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error and not isinstance(error, Exception):
            self._stop()
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        self._writer.close()
        self._reader.close()

    def clean(self, shard: Shard, store: Path) -> ShardResult:
        """Run `clean_shard` in a worker; if it dies or fails by chance, once more in a process of its own."""
        pool = self._shared()
        try:
            return pool.submit(clean_shard, shard, store).result()
        except PassingError:
            pass
        except BrokenProcessPool:
            if self._stopped:
                raise
            self._retire(pool)
        # Every shard in the pool fails with the one that killed it: alone, only the guilty one fails again.
        try:
            with self._start(1) as alone:
                return alone.submit(clean_shard, shard, store).result()
        except BrokenProcessPool:
            message = f"its worker process died twice; it begins with {shard.sources[0].uri}"
            raise ShardError(shard.name, message) from None

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

    def _shared(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = self._start(self.count)
            return self._pool

    def _start(self, count: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(count, mp_context=_SPAWN, initializer=_begin, initargs=(self._reader,))

    def _retire(self, pool: ProcessPoolExecutor) -> None:
        """Let the next shard start a new pool."""
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False)


def _begin(employer: Connection) -> None:
    """Leave Ctrl-C to the parent, and end when it says so or is gone: no worker outlives its run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(employer,), daemon=True).start()
    sys.meta_path.insert(0, _NoPandas())


def _end_with(employer: Connection) -> None:
    employer.poll(None)
    os._exit(1)


class _NoPandas(MetaPathFinder):
    """Makes pandas look absent: pyarrow would import it for its first list, a second of work for nothing."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("workers do without pandas", name=fullname)

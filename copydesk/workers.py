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
from pathlib import Path
from types import TracebackType

from copydesk.errors import ShardError
from copydesk.plan import Shard
from copydesk.shards import ShardResult, clean_shard


class Workers:
    """A pool of `count` spawned processes that import the core and nothing else.

    `clean` may be called from many threads at once (that is how the Prefect tasks share the pool).
    Workers ignore Ctrl-C and exit when the process that started them is gone.

        with Workers(2) as workers:
            result = workers.clean(shard, store)
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def clean(self, shard: Shard, store: Path) -> ShardResult:
        """Run `clean_shard` in a worker; if that dies, once more in a process of its own; then ShardError."""
        pool = self._shared()
        try:
            return pool.submit(clean_shard, shard, store).result()
        except BrokenProcessPool:
            self._retire(pool)
        # Every shard in the pool fails with the one that killed it: alone, only the guilty one fails again.
        try:
            with _pool(1) as alone:
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

        with ThreadPoolExecutor(self.count) as threads:
            return tuple(threads.map(one, shards))

    def _shared(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = _pool(self.count)
            return self._pool

    def _retire(self, pool: ProcessPoolExecutor) -> None:
        """Let the next shard start a new pool."""
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False)


def _pool(count: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C to the parent, and die with it: a killed run must not leave workers behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    sys.meta_path.insert(0, _NoPandas())


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


class _NoPandas(MetaPathFinder):
    """Makes pandas look absent: pyarrow would import it for its first list, a second of work for nothing."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("workers do without pandas", name=fullname)

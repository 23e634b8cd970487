"""The processes that clean shards: one shared pool, and a second chance for a shard whose worker died."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from copydesk.plan import Shard
from copydesk.shards import ShardResult


class Workers:
    """A pool of `count` spawned processes that import the core and nothing else.

    `clean` may be called from many threads at once (that is how the Prefect tasks share the pool).
    Workers ignore Ctrl-C and exit when the process that started them is gone.

        with Workers(2) as workers:
            result = workers.clean(shard, store)
    """

    def __init__(self, count: int) -> None:
        self.count = count

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError

    def clean(self, shard: Shard, store: Path) -> ShardResult:
        """Run `clean_shard` in a worker; if that dies, once more in a process of its own; then ShardError."""
        raise NotImplementedError

    def map_shards(
        self, shards: Sequence[Shard], store: Path, done: Callable[[ShardResult], None]
    ) -> tuple[ShardResult, ...]:
        """The mapper of `--direct`: clean all shards, report each as it is finished, keep their order."""
        raise NotImplementedError

"""How the cleaning goes on, as artifacts of the flow run: a bar that moves, and a table of the shards."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact

from copydesk.plan import Shard
from copydesk.progress import Meter
from copydesk.shards import ShardResult
from copydesk.stages import Amount, amount

PROGRESS, SHARDS = "copydesk-progress", "copydesk-shards"
_ROWS = 1_000
"""Rows of the table at most."""


class Told:
    """Tells Prefect of each shard that is finished; a server that will not listen stops nothing."""

    def __init__(self, shards: Sequence[Shard]) -> None:
        total = Amount(sum(shard.documents for shard in shards), sum(shard.bytes for shard in shards))
        self._meter, self._total = Meter(total), total
        self._lock = threading.Lock()
        self._done = 0
        self._left = len(shards)
        self._rows: list[dict[str, str | int]] = []
        self._bar = self._begin()

    def _begin(self) -> UUID | None:
        try:
            made = create_progress_artifact(0.0, key=PROGRESS, description="nothing cleaned yet")
        except Exception as error:
            get_run_logger().warning(f"progress could not be stored: {error!r}")
            return None
        return made if isinstance(made, UUID) else None

    def add(self, result: ShardResult) -> None:
        """One more shard is finished."""
        with self._lock:
            self._meter.add(amount(result))
            self._done += result.bytes
            self._left -= 1
            if len(self._rows) < _ROWS:
                self._rows.append(_row(result))
            self._tell()

    def _tell(self) -> None:
        if self._bar is None:
            return
        share = 100 * self._done / self._total.bytes if self._total.bytes else 100.0
        try:
            update_progress_artifact(self._bar, min(share, 100.0), description=str(self._meter))
            if not self._left:
                create_table_artifact(self._rows, key=SHARDS, description=f"**{self._meter}**")
        except Exception as error:
            self._bar = None
            get_run_logger().warning(f"progress could not be stored: {error!r}")


def _row(result: ShardResult) -> dict[str, str | int]:
    return {
        "shard": result.name,
        "documents": result.documents,
        "bytes": result.bytes,
        "articles": result.articles,
        "quarantined": result.quarantined,
        "how": "found finished" if result.reused else "cleaned",
    }

"""One shard: its documents read and cleaned into three Parquet files, once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from copydesk.plan import Shard


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What lies in a finished shard's folder, `store / name`: small, and safe to hand between processes."""

    name: str
    articles: int
    ledger_rows: int
    quarantined: int
    reused: bool
    """Whether it was found finished, from an earlier run."""

    @property
    def documents(self) -> int:
        """Documents that went in."""
        return self.articles + self.quarantined


def clean_shard(shard: Shard, store: Path) -> ShardResult:
    """Clean every document of a shard into `store / shard.name`, or verify that this was done before.

    Only a complete shard ever gets its name: files are written beside it, synced and renamed. A document
    that cannot be cleaned is a quarantine row. ShardError where a source changed since it was planned.
    """
    raise NotImplementedError

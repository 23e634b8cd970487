"""Cleaning a shard where an engine sends it: found by import, so that its machines need only the wheel."""

from __future__ import annotations

import multiprocessing
import os
from functools import cache
from pathlib import Path

from prefect import task

from copydesk.plan import Shard
from copydesk.shards import ShardResult
from copydesk.workers import Workers
from flows.retries import CLEANING, logged


@cache
def _workers() -> Workers:
    """Processes of our own, started as they are needed: a document may kill those, not the engine's."""
    # Dask marks its workers as daemons, which may have no children; ours end when their parent does.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    return Workers(os.cpu_count() or 1)


@task(**CLEANING)
def clean_far(number: str, shard: Shard, store: Path) -> ShardResult:
    """Clean a shard on whatever machine this is; `store` is the same folder on all of them."""
    return logged(_workers().clean(shard, store))

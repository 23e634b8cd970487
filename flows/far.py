"""Cleaning a shard where an engine sends it: found by import, so that its machines need only the wheel."""

from __future__ import annotations

import multiprocessing
import os
from functools import cache
from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from copydesk.plan import Shard
from copydesk.shards import ShardResult
from copydesk.workers import Workers
from flows.retries import DELAYS, RETRIES, worth_another_try


@cache
def _workers() -> Workers:
    """Processes of our own, started as they are needed: a document may kill those, not the engine's."""
    # Dask marks its workers as daemons, which may have no children; ours end when their parent does.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    return Workers(os.cpu_count() or 1)


@task(
    name="clean",
    task_run_name="clean shard {number}",
    retries=RETRIES,
    retry_delay_seconds=DELAYS,
    retry_condition_fn=worth_another_try,
    persist_result=False,
    cache_policy=NO_CACHE,
)
def clean_far(number: str, shard: Shard, store: Path) -> ShardResult:
    """Clean a shard on whatever machine this is; `store` is the same folder on all of them."""
    result = _workers().clean(shard, store)
    how = "found finished" if result.reused else "cleaned"
    get_run_logger().info(f"{how}: {result.articles:,} articles, {result.quarantined:,} quarantined")
    return result

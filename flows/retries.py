"""The task that cleans a shard, on any engine: when it is tried again, and what it says at its end."""

from __future__ import annotations

from typing import Any

from prefect import get_run_logger
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from copydesk.errors import CopydeskError, PassingError
from copydesk.shards import ShardResult


def worth_another_try(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether a shard may fare better next time: not if we know ourselves that it will not."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, PassingError) or not isinstance(error, CopydeskError)


CLEANING: dict[str, Any] = {
    "name": "clean",
    "task_run_name": "clean shard {number}",
    "retries": 2,
    "retry_delay_seconds": [1, 10],
    "retry_condition_fn": worth_another_try,
    "persist_result": False,
    "cache_policy": NO_CACHE,
}
"""Settings of a task that takes a `number`, "3 of 12", and cleans a shard."""


def logged(result: ShardResult) -> ShardResult:
    """The result, said in the log of the task that has it."""
    how = "found finished" if result.reused else "cleaned"
    get_run_logger().info(f"{how}: {result.articles:,} articles, {result.quarantined:,} quarantined")
    return result

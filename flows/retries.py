"""When a shard is tried again, on any engine."""

from __future__ import annotations

from typing import Any

from prefect.client.schemas.objects import State

from copydesk.errors import CopydeskError, PassingError

RETRIES = 2
DELAYS: list[float] = [1, 10]


def worth_another_try(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether a shard may fare better next time: not if we know ourselves that it will not."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, PassingError) or not isinstance(error, CopydeskError)

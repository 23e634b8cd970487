"""The flow on a schedule: one deployment for an output, served by the process that calls this."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from pathlib import Path
from typing import Any

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule
from prefect.logging import get_logger
from prefect.runner import Runner
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType
from pydantic import ValidationError

from copydesk.asked import Asked
from copydesk.errors import UsageError
from flows.release import parameters, release

ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
"""What a run would do that comes too early is done by the next one anyway."""


def serve_release(asked: Asked, cron: str) -> None:
    """Serve the deployment of an output until SIGINT or SIGTERM."""
    order, when = parameters(asked), schedule(cron)
    name = deployment_name(asked.out)
    get_logger("copydesk").info(f"serving '{release.name}/{name}' at '{cron}' UTC; Ctrl-C ends it")
    runner = _Runner(name)
    runner.add_flow(
        release,
        name=name,
        schedule=when,
        parameters={"order": order.model_dump()},
        concurrency_limit=ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(runner.start())


class _Runner(Runner):
    """Stops in order on SIGTERM: Prefect's own leaves before it has, and the schedule may go on."""

    def handle_sigterm(self, *_: Any, **__: Any) -> None:
        if not self.started:
            raise SystemExit(0)
        self.execute_in_background(self.astop)


def deployment_name(out: Path) -> str:
    """A name for the deployment of an output: its folder's, told apart from others of that name."""
    path = out.absolute()
    return f"{path.name or 'root'}-{hashlib.sha256(str(path).encode()).hexdigest()[:6]}"


def schedule(cron: str) -> Schedule:
    """The schedule five cron fields say, in UTC; UsageError where they say none."""
    try:
        CronSchedule(cron=cron)
    except ValidationError:
        raise UsageError(
            f"'{cron}' is not a cron schedule, such as \"0 5 * * *\" for five in the morning"
        ) from None
    return Cron(cron, timezone="UTC")

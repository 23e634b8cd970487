"""Starts the flow for the command line: once, or on a schedule, with a server of its own where none is set.

Starting takes seconds of importing, so what can go on side by side does: the server starts in its process
while Prefect is imported in this one, and Great Expectations in the background while the server gets ready.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from copydesk import layout
from copydesk.asked import Asked, check
from copydesk.errors import CopydeskError, UsageError
from copydesk.inputs import find
from copydesk.lock import hold
from copydesk.run import Outcome
from copydesk.stages import Progress, Silent
from flows import audit
from flows.imports import lasting
from flows.server import SILENCE, configured_api, embedded_server, environment


def run_flow(asked: Asked, progress: Progress | None = None) -> Outcome:
    """Run the flow in this process and return how it ended; gates that failed are in `Outcome.failures`.

    Where somebody is told of the `progress`, Prefect's log holds warnings only: lines would break the bars.
    """
    tell, level = progress or Silent(), "INFO" if progress is None else "WARNING"
    out = asked.out
    check(asked)
    find(asked.inputs, out)  # a slip in a path is said at once, not when a server has started
    home = layout.prefect_home(out)
    tell.begin("start")
    with hold(out), environment(_logging(level)), _api(home, "run"):
        from flows.release import NotPublishedError, parameters, progress_of_caller, release

        tell.end("start")
        order = parameters(asked)
        token = progress_of_caller.set(progress)
        try:
            ended: Any = release(order, return_state=True).result(raise_on_failure=False)
        finally:
            progress_of_caller.reset(token)
    if isinstance(ended, NotPublishedError):
        return ended.outcome
    if isinstance(ended, BaseException):
        raise ended
    assert isinstance(ended, Outcome)
    return ended


def serve(asked: Asked, cron: str) -> None:
    """Run the flow when `cron` says, in UTC, until interrupted; what is due while a run goes on is left out.

    Without a Prefect API, an embedded server lives as long as this does, in a home of its own.
    """
    check(asked)
    find(asked.inputs, asked.out)
    home = layout.prefect_home(asked.out).with_name("schedule")
    safe = {"PYTHONSAFEPATH": "1"}  # a folder of the user's called flows is not ours
    with hold(home), environment(_logging("INFO") | safe), _api(home, "serve"):
        from flows.schedule import serve_release

        serve_release(asked, cron)


@contextmanager
def _api(home: Path, purpose: str) -> Iterator[None]:
    """Within the block the flow is imported, and Prefect with it, and there is an API to speak to."""
    if configured_api():
        with environment(SILENCE):
            _import_flow(purpose)
            _check_api()
            yield
        return
    with embedded_server(home, purpose) as server, environment(server.environment):
        _import_flow(purpose)
        server.wait()
        with _without_heartbeat():
            try:
                yield
            finally:
                _hand_over()


def _check_api() -> None:
    """Say in a sentence what would else end in a traceback: the API that is configured does not answer."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        problem = client.api_healthcheck()
        if problem:
            raise UsageError(
                f"no Prefect API answers at {client.api_url} ({problem}): start it, "
                "or unset PREFECT_API_URL and a server is started for you, or use `copydesk run --direct`"
            )


def _import_flow(purpose: str) -> None:
    """Import the flow, have Prefect's log lines read well, and start on what is needed next."""
    with lasting():
        import prefect.flow_engine
        import prefect.task_engine  # noqa: F401 - both would be imported only once the server is ready
        from prefect.logging.configuration import setup_logging

        import flows.release  # noqa: F401

    setup_logging()
    for name in ("prefect", "prefect.flow_runs", "prefect.task_runs"):
        for handler in logging.getLogger(name).handlers:
            handler.addFilter(_worth_a_line)
    if purpose == "run":
        audit.prepare()


def _worth_a_line(record: logging.LogRecord) -> bool:
    """Drop tracebacks of errors that say themselves what to do, and the news that a queue is emptied."""
    if record.exc_info and isinstance(record.exc_info[1], CopydeskError | OSError):
        record.exc_info = None
    return "Still processing items" not in record.getMessage()


@contextmanager
def _without_heartbeat() -> Iterator[None]:
    """Heartbeats tell a lasting server that a run lives; joining their thread takes a second of each run."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def _hand_over() -> None:
    """Let the server have the last logs and events before it is stopped."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=5)
    EventsWorker.drain_all(timeout=5)


def _logging(level: str) -> dict[str, str]:
    """Prefect's log level, unless the user has set one."""
    return {} if "PREFECT_LOGGING_LEVEL" in os.environ else {"PREFECT_LOGGING_LEVEL": level}

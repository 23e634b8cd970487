"""Scheduled runs: what is deployed, when it runs, and that it ends quietly."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import yaml

from copydesk.errors import UsageError
from flows.server import SERVER_NAME, Server, embedded_server

COPYDESK = Path(sys.executable).with_name("copydesk")


@pytest.mark.parametrize("cron", ["", "often", "61 * * * *", "* * *"])
def test_a_schedule_that_is_none_is_refused_with_an_example(cron: str) -> None:
    from flows.schedule import schedule

    with pytest.raises(UsageError, match="is not a cron schedule, such as"):
        schedule(cron)


def test_cron_means_utc() -> None:
    from flows.schedule import schedule

    found = schedule("15 4 * * *")
    assert (found.cron, found.timezone) == ("15 4 * * *", "UTC")


def test_outputs_of_one_name_have_deployments_of_their_own(tmp_path: Path) -> None:
    from flows.schedule import deployment_name

    first, second = deployment_name(tmp_path / "a" / "dist"), deployment_name(tmp_path / "b" / "dist")
    assert first != second
    assert first == deployment_name(tmp_path / "a" / "dist")
    assert first.startswith("dist-")


# ── prefect.yaml ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def described(checkout: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((checkout / "prefect.yaml").read_text("utf-8"))
    return found


def test_the_deployment_names_the_flow_and_parameters_it_takes(
    described: dict[str, Any], checkout: Path
) -> None:
    from flows import release as module
    from flows.release import Parameters

    (deployment,) = described["deployments"]
    path, _, name = deployment["entrypoint"].partition(":")
    assert (checkout / path).is_file()
    assert getattr(module, name) is module.release
    assert Parameters(**deployment["parameters"]["order"]).inputs == ["seeds/*.txt"]
    assert deployment["enforce_parameter_schema"] is True


def test_the_deployment_runs_one_at_a_time_where_it_was_deployed(described: dict[str, Any]) -> None:
    from flows.schedule import ONE_AT_A_TIME, schedule

    (deployment,) = described["deployments"]
    assert deployment["concurrency_limit"] == {
        "limit": ONE_AT_A_TIME.limit,
        "collision_strategy": ONE_AT_A_TIME.collision_strategy,
    }
    assert schedule(deployment["schedules"][0]["cron"]).cron
    (step,) = described["pull"]
    assert step == {"prefect.deployments.steps.set_working_directory": {"directory": "{{ $PWD }}"}}


def test_the_page_on_schedules_names_what_there_is(described: dict[str, Any], checkout: Path) -> None:
    page = (checkout / "docs" / "scheduling.md").read_text("utf-8")
    (deployment,) = described["deployments"]
    assert f"`{deployment['name']}`" in page
    assert f"work-pool create {deployment['work_pool']['name']} --type process" in page
    assert (checkout / "bench" / "schedule.py").is_file()


# ── Served ───────────────────────────────────────────────────────────────────────────────────────────


class _Busy(Exception):  # noqa: N818 — no fault: the database is locked for now
    """The server says to ask again."""


def _answer(request: urllib.request.Request) -> Any:
    try:
        return urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.SERVICE_UNAVAILABLE:
            raise _Busy from error
        raise


@dataclass
class Served:
    """`copydesk serve` in a process of its own, and the server it speaks to."""

    server: Server
    process: subprocess.Popen[str]
    log: Path

    def ask(self, path: str, body: object) -> Any:
        credentials = base64.b64encode(self.server.auth.encode()).decode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.server.port}/api/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Basic {credentials}"},
        )
        for _ in range(3):
            with contextlib.suppress(_Busy), _answer(request) as answer:
                return json.load(answer)
            time.sleep(2)
        raise AssertionError(f"the server stays busy:\n{self.server.log.read_text()}")

    def wait_for(self, path: str, body: object, complaint: str) -> Any:
        """Ask until the answer holds something."""
        for _ in range(240):
            if found := self.ask(path, body):
                return found
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.5)
        raise AssertionError(f"{complaint}:\n{self.log.read_text()}\n{self.server.log.read_text()}")

    def run(self, deployment: str) -> dict[str, Any]:
        """Have the deployment run once; what it left in its table."""
        run = self.ask(f"deployments/{deployment}/create_flow_run", {"state": {"type": "SCHEDULED"}})["id"]
        ended = {"flow_runs": {"id": {"any_": [run]}, "state": {"type": {"any_": ["COMPLETED", "FAILED"]}}}}
        (found,) = self.wait_for("flow_runs/filter", ended, "the run does not end")
        assert found["state"]["type"] == "COMPLETED", found["state"]["message"]
        wanted = {"flow_run_id": {"any_": [run]}, "key": {"any_": ["copydesk-release"]}}
        (table,) = self.ask("artifacts/filter", {"artifacts": wanted})
        return {row["what"]: row["found"] for row in json.loads(table["data"])}


@pytest.fixture
def served(tmp_path: Path, seeds: Path) -> Iterator[Served]:
    """Serving the seeds into an output; the path of the inputs is relative, as users write it."""
    log = tmp_path / "serve.log"
    with embedded_server(tmp_path / "server", "serve") as server, log.open("w") as output:
        server.wait()
        environment = os.environ | server.environment | {SERVER_NAME: "configured server"}
        process = subprocess.Popen(
            [COPYDESK, "serve", "--cron", "0 5 * * *", "seeds/*.txt", "--out", str(tmp_path / "dist")],
            cwd=seeds.parent,
            env=environment | {"PREFECT_RUNNER_POLL_FREQUENCY": "1"},
            stdout=output,
            stderr=output,
            text=True,
        )
        yield Served(server, process, log)
        process.kill()
        process.wait()


@pytest.mark.slow
def test_what_is_served_runs_when_it_is_due_and_finds_nothing_new_the_second_time(
    served: Served, tmp_path: Path
) -> None:
    (deployment,) = served.wait_for("deployments/filter", {}, "nothing is deployed")
    due = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    runs = served.wait_for("flow_runs/filter", due, "the server schedules no runs")
    assert {run["expected_start_time"][11:16] for run in runs} == {"05:00"}
    first, second = served.run(deployment["id"]), served.run(deployment["id"])
    assert (first["shards cleaned"], first["published"]) == (1, 5)
    assert (second["shards cleaned"], second["shards found finished"]) == (0, 1)
    assert len(list((tmp_path / "dist" / "releases").iterdir())) == 1
    manifest = json.loads((tmp_path / "dist" / "latest" / "manifest.json").read_text("utf-8"))
    assert manifest["run"]["mode"] == "prefect, configured server"
    assert {row["uri"].partition("/")[0] for row in manifest["inputs"]} == {"seeds"}

    assert f"serving 'copydesk-release/{deployment['name']}' at '0 5 * * *' UTC" in served.log.read_text()
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert not re.search("Traceback|Warning", served.log.read_text())
    (deployment,) = served.ask("deployments/filter", {})
    assert deployment["paused"]

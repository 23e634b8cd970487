"""Two scheduled runs against a Prefect server: the second finds nothing new. Takes up to four minutes.

    python bench/schedule.py [SEEDS_DIR]

Starts `prefect server` on a loopback port and `copydesk serve` with a schedule of every minute, waits until
two runs are over, stops both, and prints what each run found. Exit status 1 where the second did something.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 240
TOOLS = Path(sys.executable).parent


def main(seeds: Path) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "dist")
        with prefect_server(Path(folder, "prefect")) as environment:
            print(f"{time.monotonic() - began:6.1f} s  prefect server answers")
            command = [TOOLS / "copydesk", "serve", "--cron", "* * * * *", f"{seeds}/*.txt", "--out", out]
            with running(command, environment, Path(folder, "serve.log")):
                runs = wait_for_runs(environment["PREFECT_API_URL"], began)
            print(f"{time.monotonic() - began:6.1f} s  copydesk serve stopped")
        releases = sorted(path.name for path in (out / "releases").iterdir())
    print(f"\n{'run':>4} {'state':10} {'shards cleaned':>15} {'found finished':>15}  summary")
    for number, run in enumerate(runs, 1):
        print(
            f"{number:>4} {run['state']:10} {run['shards cleaned']:>15} "
            f"{run['shards found finished']:>15}  {run['summary']}"
        )
    print(f"\nreleases: {', '.join(releases)}")
    second = runs[1]
    good = second["state"] == "Completed" and second["shards cleaned"] == 0 and len(releases) == 1
    print("the second run found nothing new" if good else "THE SECOND RUN DID SOMETHING")
    return 0 if good else 1


@contextmanager
def prefect_server(home: Path) -> Iterator[Mapping[str, str]]:
    """A server as `prefect server start` makes it, and the environment that points to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment = kept | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
    }
    command = [TOOLS / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    with running(command, environment, home / "server.log"):
        until(lambda: asked(f"http://127.0.0.1:{port}/api/health"), "the server does not answer")
        yield environment


@contextmanager
def running(command: list[Any], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """A process that is interrupted at the end, as by Ctrl-C."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(map(str, command)), env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield
            if process.poll() is not None:
                raise SystemExit(f"{command[:3]} ended by itself:\n{log.read_text()[-3000:]}")
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    if "Traceback" in log.read_text():
        print(f"{Path(command[0]).name} left a traceback:\n{log.read_text()[-2000:]}")


def wait_for_runs(api: str, began: float) -> list[dict[str, Any]]:
    """The first two runs of the schedule that are over, and the numbers they left."""

    def over() -> list[dict[str, Any]]:
        asked_for = {
            "sort": "START_TIME_ASC",
            "flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}},
        }
        return asked(f"{api}/flow_runs/filter", asked_for) or []

    runs = until(lambda: found if len(found := over()) >= 2 else None, "there are no two runs")[:2]
    print(f"{time.monotonic() - began:6.1f} s  two scheduled runs are over")
    return [{"state": run["state"]["name"], **numbers(api, run["id"])} for run in runs]


def numbers(api: str, run: str) -> dict[str, Any]:
    """The table a run left."""
    found = asked(f"{api}/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}}}) or []
    table = next((artifact for artifact in found if artifact["key"] == "copydesk-release"), None)
    if table is None:
        return {"shards cleaned": "-", "shards found finished": "-", "summary": "no table"}
    return {row["what"]: row["found"] for row in json.loads(table["data"])} | {
        "summary": table["description"].strip("*")
    }


def until(question: Any, complaint: str) -> Any:
    """Ask again and again until there is an answer."""
    for _ in range(PATIENCE):
        if answer := question():
            return answer
        time.sleep(1)
    raise SystemExit(f"{complaint}, after {PATIENCE} s")


def asked(url: str, body: object = None) -> Any:
    """What the server answers, None while it does not."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "seeds").resolve()))

"""From cold to published: how long a first run takes, where the time goes, and a bare Prefect flow beside it.

    python bench/startup.py [SEEDS_DIR] [--runs N]

Each row is a whole process, started into an empty output. The peer is the least that Prefect and Great
Expectations ask for: a flow with one empty task on Prefect's own temporary server, then one expectation on a
frame of five rows. Prints wall and processor time, peak memory of the process, and the ratio to the peer.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Function = Callable[..., Any]

PEER = """
import pandas as pd
from prefect import flow, task

@task
def nothing():
    return 1

@flow
def bare():
    return nothing.submit().result()

bare()
import great_expectations as gx
batch = (gx.get_context(mode="ephemeral").data_sources.add_pandas("p").add_dataframe_asset("a")
         .add_batch_definition_whole_dataframe("b").get_batch({"dataframe": pd.DataFrame({"n": range(5)})}))
assert batch.validate(gx.expectations.ExpectColumnValuesToNotBeNull(column="n")).success
"""

# What is timed in the run that is looked into: where it is found, and what the table calls it.
STAGES = (
    ("flows.server", "_start", "start the server's process"),
    ("flows.launch", "_import_flow", "import Prefect and the flow"),
    ("flows.server", "Server.wait", "wait for the server"),
    ("flows.launch", "_hand_over", "hand over logs and events"),
    ("flows.server", "_stop", "stop the server"),
    ("copydesk.workers", "Workers.clean", "clean the shard, starting a worker"),
    ("copydesk.run", "plan", "plan"),
    ("copydesk.run", "resolve", "resolve"),
    ("copydesk.run", "assemble", "assemble"),
    ("flows.audit", "ReleaseAudit.__call__", "audit, waiting for Great Expectations"),
    ("flows.audit", "_import_engine", "import Great Expectations (background)"),
    ("flows.audit", "judge", "  of it: judge a suite"),
    ("copydesk.run", "complete", "report, card, manifest"),
    ("copydesk.run", "publish", "publish"),
)


class Cost(NamedTuple):
    """What a process took."""

    wall: float
    cpu: float
    peak_mb: float


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("seeds", nargs="?", default="seeds")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    seeds = str(Path(options.seeds).resolve())
    rows = {
        "Prefect and Great Expectations, bare": [peer() for _ in range(options.runs)],
        "copydesk run, embedded server, empty output": [run(seeds) for _ in range(options.runs)],
        "copydesk run --direct, empty output": [run(seeds, "--direct") for _ in range(options.runs)],
    }
    print_costs(rows)
    print(
        "\nWhere the time goes, with the embedded server (seconds since the process began; steps overlap)\n"
    )
    print_stages(seeds)
    return 0


def print_costs(rows: Mapping[str, Sequence[Cost]]) -> None:
    """The median of each arrangement, and its wall time over the peer's."""
    base = statistics.median(cost.wall for cost in next(iter(rows.values())))
    print(f"{'5 documents, cold process':46} {'wall':>7} {'cpu':>7} {'memory':>8} {'ratio':>6}   runs")
    for name, costs in rows.items():
        wall, cpu, memory = (statistics.median(values) for values in zip(*costs, strict=True))
        each = " ".join(f"{cost.wall:.1f}" for cost in costs)
        print(f"{name:46} {wall:5.1f} s {cpu:5.1f} s {memory:5.0f} MB {wall / base:6.2f}   {each}")
    print(f"load at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def peer() -> Cost:
    with tempfile.TemporaryDirectory() as home:
        extra = {"PREFECT_HOME": home, "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180"}
        return cost([sys.executable, "-c", PEER], home, extra)


def run(seeds: str, *options: str) -> Cost:
    with tempfile.TemporaryDirectory() as out:
        command = Path(sys.executable).with_name("copydesk")
        return cost([str(command), "run", f"{seeds}/*.txt", "--out", f"{out}/dist", *options], out)


def cost(command: Sequence[str], folder: str, extra: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end; processor time counts the processes it waited for."""
    quiet = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", **(extra or {})}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with Path(folder, "output").open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=output, env=kept | quiet)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:6])} failed:\n{Path(folder, 'output').read_text()[-2000:]}")
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def print_stages(seeds: str) -> None:
    """One run in a process whose functions are timed from outside."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, __file__, "--look-into", seeds, f"{out}/dist"]
        found = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    width = 40
    marks = json.loads(found.stdout)
    end = max(stop for _, _, stop in marks)
    for name, start, stop in sorted(marks, key=lambda mark: mark[1]):
        bar = " " * round(start / end * width) + "█" * max(1, round((stop - start) / end * width))
        print(f"{name:40} {start:6.2f} to {stop:6.2f} {stop - start:6.2f} s  {bar}")


def look_into(seeds: str, out: str) -> None:
    """Run the flow in this process and print when each stage began and ended, as JSON."""
    began = time.perf_counter() - time.process_time()
    marks: list[tuple[str, float, float]] = []
    for module, path, name in STAGES:
        holder = importlib.import_module(module)
        *parents, last = path.split(".")
        for parent in parents:
            holder = getattr(holder, parent)
        setattr(holder, last, timed(getattr(holder, last), name, marks, began))
    marks.append(("start Python, import copydesk", 0.0, time.perf_counter() - began))
    from copydesk.asked import Asked
    from flows.launch import run_flow

    run_flow(Asked((f"{seeds}/*.txt",), Path(out), os.cpu_count()))
    print(json.dumps(marks))


def timed(function: Function, name: str, marks: list[tuple[str, float, float]], began: float) -> Function:
    @functools.wraps(function)
    def wrapper(*arguments: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            marks.append((name, start - began, time.perf_counter() - began))

    return wrapper


if __name__ == "__main__":
    if sys.argv[1:2] == ["--look-into"]:
        look_into(*sys.argv[2:])
    else:
        sys.exit(main())

"""Whole runs, and the bare loop of reading and cleaning, watched: time, processor time, memory."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from copydesk.plan import Shard, plan

# A process to which all orphans below it come, and which ends when they all have.
_FAMILY = """
import ctypes, os, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
code = subprocess.run(sys.argv[1:]).returncode
try:
    while True:
        os.wait()
except ChildProcessError:
    sys.exit(code)
"""


@dataclass
class Watched:
    """A run: how long it took, what it held at most, and what it said at its end."""

    seconds: float = 0.0
    processor: float = 0.0
    parent: int = 0
    child: int = 0
    said: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """One line of the summary."""
        return next((line.strip() for line in self.said if line.strip().startswith(name)), "")


def run(path: Path, out: Path, workers: int, site: Path | None = None) -> Watched:
    """`copydesk run --direct` over a file, watched; with a `site` folder to import from at its start."""
    command = ["run", str(path), "--out", str(out), "--workers", str(workers), "--direct", "--quiet"]
    began, before, found = time.monotonic(), processor(), Watched()
    path_of_python = os.pathsep.join(
        filter(None, (site and str(site.absolute()), os.environ.get("PYTHONPATH")))
    )
    environment = os.environ | ({"PYTHONPATH": path_of_python} if site else {})
    family = [sys.executable, "-c", _FAMILY, *copydesk(command)]
    with subprocess.Popen(family, stdout=subprocess.PIPE, text=True, env=environment) as process:
        stop = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, found, stop))
        watcher.start()
        said, _ = process.communicate()
        stop.set()
        watcher.join()
    found.seconds, found.said = time.monotonic() - began, said.splitlines()
    found.processor = processor() - before
    if process.returncode not in (0, 1):
        raise SystemExit(f"the run ended with {process.returncode}:\n{said}")
    return found


def descended(command: list[str], log: TextIO) -> Watched:
    """A command and all that it starts, also where that outlives its parent, as processes of a pool do."""
    found, began, before = Watched(), time.monotonic(), processor()
    subprocess.run([sys.executable, "-c", _FAMILY, *command], check=True, stdout=log, stderr=log)
    found.seconds, found.processor = time.monotonic() - began, processor() - before
    return found


def processor() -> float:
    """Seconds of processor time of all processes that have ended and were waited for."""
    used = os.times()
    return used.children_user + used.children_system


def copydesk(command: list[str]) -> list[str]:
    return [sys.executable, "-c", "from copydesk.cli import main; main()", *command]


def _watch(family: int, found: Watched, stop: threading.Event) -> None:
    """The first process of a family is the one that was asked for."""
    while not stop.wait(0.2):
        for place, one in enumerate(map(_peak, _children(family))):
            if place:
                found.child = max(found.child, one)
            else:
                found.parent = max(found.parent, one)


def _peak(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("VmHWM")), 0)


def _children(process: int) -> Iterator[int]:
    try:
        for path in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (path / "children").read_text().split()):
                yield child
                yield from _children(child)
    except OSError:
        return


def bare(path: Path, workers: int) -> Watched:
    """Nothing but reading and cleaning the same documents on as many processes."""
    shards, found, before = plan([str(path)]).shards, Watched(), processor()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        list(pool.map(_warm, range(workers * 2)))
        began = time.monotonic()
        list(pool.map(_bare, shards))
        found.seconds = time.monotonic() - began
    found.processor = processor() - before
    return found


def _warm(_: int) -> None:
    import copydesk.clean  # noqa: F401

    time.sleep(0.5)


def _bare(shard: Shard) -> int:
    """Clean all documents of a shard, as many abreast as a run does."""
    from copydesk.clean import clean_all
    from copydesk.document import RawDocument
    from copydesk.reading import records
    from copydesk.steps import is_full

    count, size, group = 0, 0, list[RawDocument]()
    for source in shard.sources:
        for record in records(source, shard.told, shard.limits):
            if isinstance(record, RawDocument):
                group.append(record)
                count, size = count + 1, size + len(record.data)
            if is_full(len(group), size):
                clean_all(group, shard.limits)
                group, size = [], 0
    clean_all(group, shard.limits)
    return count


def verify(out: Path) -> Watched:
    """`copydesk verify` of the release in a folder."""
    with Path(os.devnull).open("w") as nowhere:
        return descended(copydesk(["verify", str(out)]), nowhere)

"""Measure whole runs at scale: documents and bytes a second, workers, memory, what a kill and a poison cost.

    python bench/scale.py DATA [--documents 100000] [--pages 20000] [--folder build/scale]
        [--parts text,html,peer,memory,kill,poison]

`peer` runs datatrove over the same pages (see trove.py), which needs `.venv-train`.

Inputs are made by multiplying the pages of DATA with changed words; they stay in the folder and are never
published. What is made of them is removed, before and after each part. Memory is the peak of resident memory,
of the process that was started and of its largest child.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
from multiplied import make, pages, texts
from watched import Watched, bare, copydesk, descended, run, verify

from copydesk.plan import plan

_MB = 1_000_000
_SHORT = 600
"""Characters of the documents of which there are to be many."""
_POISON = "this document is poison"


def speed(path: Path, count: int, folder: Path, workers: int) -> Watched:
    """The whole run beside the bare loop, and one worker beside several; returns the whole run."""
    size = path.stat().st_size
    took = {"bare loop": bare(path, workers)}
    for number in (workers, 1):
        out = folder / f"out-{path.stem}-{number}"
        found = run(path, out, number)
        took[f"run, {number} workers"] = found
        print(
            f"    {found.line('documents')}; "
            f"peak {found.parent / _MB:,.0f} MB, largest child {found.child / _MB:,.0f} MB"
        )
    took["verify"] = verify(folder / f"out-{path.stem}-{workers}")
    for name, found in took.items():
        print(
            f"    {name:<16}{found.seconds:8.1f} s {count / found.seconds:8,.0f} documents/s "
            f"{size / found.seconds / _MB:7.2f} MB/s {found.processor:8.1f} s of processor time"
        )
    bare_loop, whole, one, checked = took.values()
    print(
        f"    run, which verifies what it has made, / bare loop {_ratio(bare_loop, whole)} (at most 1.35), "
        f"and the command `verify` after it {_ratio(bare_loop, whole, checked)}\n"
        f"    one worker / {workers} workers {one.seconds / whole.seconds:.2f} (at least 1.8)"
    )
    return whole


def _ratio(one: Watched, *others: Watched) -> str:
    """How many times as long others took together, and as much processor time."""
    seconds = sum(other.seconds for other in others) / one.seconds
    return f"{seconds:.2f}, of processor time {sum(other.processor for other in others) / one.processor:.2f}"


def peer(path: Path, count: int, folder: Path, workers: int, ours: Watched) -> None:
    """Run datatrove over the same pages, in as many files as keep its workers busy."""
    parts = _split(path, folder / f"out-{path.stem}-parts", workers * 4)
    out = folder / f"out-{path.stem}-datatrove"
    command = [sys.executable, str(Path(__file__).with_name("trove.py")), str(parts), str(out), str(workers)]
    with (folder / "out-datatrove.log").open("w") as log:
        found = descended(command, log)
    print(
        f"    datatrove {count / found.seconds:,.1f} documents/s, {found.processor:,.1f} s of a processor\n"
        f"    copydesk / datatrove {found.seconds / ours.seconds:.1f} (at least 5), "
        f"by processor time {found.processor / ours.processor:.1f}"
    )


def _split(path: Path, folder: Path, count: int) -> Path:
    """The lines of a file dealt out to several."""
    folder.mkdir()
    with contextlib.ExitStack() as opened, path.open("rb") as lines:
        files = [opened.enter_context((folder / f"{n:02}.jsonl").open("wb")) for n in range(count)]
        for line, file in zip(lines, itertools.cycle(files), strict=False):
            file.write(line)
    return folder


def memory(data: Path, folder: Path, counts: list[int], workers: int) -> None:
    """Peak memory as the input grows."""
    peaks = []
    for count in counts:
        path = make(folder, "short", "text", (text[:_SHORT] for text in texts(data)), count)
        found = run(path, folder / f"out-memory-{count}", workers)
        peaks.append(found.parent)
        print(
            f"    {count:>9,} documents: {found.parent / _MB:6,.0f} MB, "
            f"largest child {found.child / _MB:6,.0f} MB (at most 500), {found.seconds:6.1f} s"
        )
    print(f"    the parent grows {peaks[-1] / peaks[0]:.2f} times (at most 1.2, and 700 MB)")


def kill(path: Path, folder: Path, workers: int) -> None:
    """A run killed when half its shards are finished, and the next one."""
    out, total = folder / "out-kill", len(plan([str(path)]).shards)
    command = ["run", str(path), "--out", str(out), "--workers", str(workers), "--direct", "--quiet"]
    with subprocess.Popen(copydesk(command), start_new_session=True) as process:
        while process.poll() is None and len(_finished(out)) < total / 2:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGKILL)
    done = len(_finished(out))
    again = run(path, out, workers)
    print(
        f"    killed after {done} of {total} shards; {(total - done) / total:.0%} done again (at most 55%); "
        f"then: {again.line('shards')}; {again.line('documents')}"
    )


# Python imports this at the start of every process: a document that says so ends it.
_SITE = f"""
import importlib.util, os, sys
class Finder:
    def find_spec(self, name, path, target=None):
        if name != "copydesk.clean":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module
        def and_poison(module):
            load(module)
            straight = module.straight
            def poisonous(raw, *rest):
                return os.abort() if b"{_POISON}" in raw.data else straight(raw, *rest)
            module.straight = poisonous
        spec.loader.exec_module = and_poison
        return spec
sys.meta_path.insert(0, Finder())
"""


def poison(path: Path, folder: Path, workers: int) -> None:
    """One document that ends whatever process cleans it, in the middle of the others."""
    site, poisoned = folder / "out-site", folder / f"out-poisoned-{path.name}"
    site.mkdir()
    (site / "sitecustomize.py").write_text(_SITE)
    lines = path.read_bytes().split(b"\n")
    lines[len(lines) // 2] = orjson.dumps({"id": _POISON, "text": _POISON})
    poisoned.write_bytes(b"\n".join(lines))
    found = run(poisoned, folder / "out-poison", workers, site)
    print(f"    {found.line('documents')}")
    print(f"    {next((line.strip() for line in found.said if 'crashed' in line), 'none crashed')}")


def _finished(out: Path) -> list[Path]:
    return list((out / "work" / "shards").glob("[!.]*"))


@contextlib.contextmanager
def _part(title: str, folder: Path) -> Iterator[None]:
    """A part, which finds nothing of what another has made, and leaves nothing but inputs."""
    print(title)
    _remove_made(folder)
    try:
        yield
    finally:
        _remove_made(folder)


def _remove_made(folder: Path) -> None:
    for path in folder.glob("out-*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def main() -> None:
    """Make the inputs and print the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--memory", type=int, nargs="+", default=[1_000, 30_000, 300_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path("build/scale"))
    parser.add_argument("--parts", default="text,html,peer,memory,kill,poison")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    parts = asked.parts.split(",")
    if "text" in parts:
        with _part(f"text, {asked.documents:,} documents", asked.folder):
            path = make(asked.folder, "text", "text", texts(asked.data), asked.documents)
            speed(path, asked.documents, asked.folder, asked.workers)
    if "html" in parts:
        with _part(f"HTML, {asked.pages:,} pages", asked.folder):
            path = make(asked.folder, "html", "html", pages(asked.data), asked.pages)
            whole = speed(path, asked.pages, asked.folder, asked.workers)
            if "peer" in parts:
                peer(path, asked.pages, asked.folder, asked.workers, whole)
    if "memory" in parts:
        with _part("memory", asked.folder):
            memory(asked.data, asked.folder, asked.memory, asked.workers)
    if "kill" in parts:
        with _part("kill -9 at half", asked.folder):
            kill(_short(asked), asked.folder, asked.workers)
    if "poison" in parts:
        with _part(f"poison among {asked.documents:,} documents", asked.folder):
            poison(_short(asked), asked.folder, asked.workers)


def _short(asked: argparse.Namespace) -> Path:
    """Short documents, as many as there are to be texts."""
    short = (text[:_SHORT] for text in texts(asked.data))
    return make(asked.folder, "short", "text", short, asked.documents)


if __name__ == "__main__":
    main()

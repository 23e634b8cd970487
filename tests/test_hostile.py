"""Hostile input beside good documents, and the real command killed with all its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.formats import parquet
from copydesk.tables import TABLES
from copydesk.verify import verify

pytestmark = pytest.mark.slow

COPYDESK = Path(sys.executable).with_name("copydesk")
MB = 1024 * 1024
MARK = "COPYDESK_TEST_RUN"
"""An environment variable that every process of a run inherits, also those in sessions of their own."""
PARTS = (0.15, 0.35, 0.5, 0.65, 0.8, 0.92)


def command(inputs: Path, out: Path, *options: str) -> list[str]:
    return [str(word) for word in (COPYDESK, "run", inputs, "--out", out, "--workers", "2", *options)]


def data(out: Path) -> dict[str, bytes]:
    release = (out / "latest").resolve()
    paths = [path for table in TABLES for path in (release / table.folder).iterdir()]
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


def test_files_too_large_to_be_news_cost_the_good_documents_nothing(tmp_path: Path, seeds: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for seed in seeds.glob("*.txt"):
        (news / seed.name).write_bytes(seed.read_bytes())
    (news / "binary.txt").write_bytes(bytes(range(256)) * (20 * MB // 256))
    (news / "line.txt").write_bytes(b"word " * (10 * MB // 5))
    done = subprocess.run(command(news, tmp_path / "dist", "--direct"), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    latest = tmp_path / "dist" / "latest"
    assert verify(latest).articles == 5
    rows = [row for path in latest.glob("quarantine/*.parquet") for row in parquet.read_rows(path)]
    assert {Path(row["uri"]).name: (row["reason"], row["message"]) for row in rows} == {
        "binary.txt": ("binary", "NUL byte at 0"),
        "line.txt": ("too_large", "10,485,760 characters; the limit is 5,242,880"),
    }


# ── Killed ───────────────────────────────────────────────────────────────────────────────────────────


def processes_of(mark: str) -> Iterator[int]:
    """Running processes that carry the mark, found in /proc."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            carries = f"{MARK}={mark}\0".encode() in (folder / "environ").read_bytes()
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if carries and state != "Z":
            yield int(folder.name)


def start(seeds: Path, out: Path) -> subprocess.Popen[bytes]:
    """The command as a user starts it, with its server, Great Expectations and workers."""
    log = (out.parent / f"{out.name}.log").open("wb")
    environment = {**os.environ, MARK: str(out)}
    return subprocess.Popen(
        command(seeds, out), env=environment, stdout=log, stderr=log, start_new_session=True
    )


def await_any(mark: str) -> None:
    """A process that was just started may not show its environment yet."""
    for _ in range(600):
        if any(processes_of(mark)):
            return
        time.sleep(0.01)
    pytest.fail("no process carries the mark")


def await_the_end_of_all(mark: str) -> None:
    for _ in range(600):
        if not any(processes_of(mark)):
            return
        time.sleep(0.05)
    pytest.fail(f"processes {sorted(processes_of(mark))} outlived their run")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked up in /proc")
def test_a_run_killed_with_its_server_and_workers_can_be_done_again(tmp_path: Path, seeds: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    begun = time.monotonic()
    with start(seeds, undisturbed) as process:
        await_any(str(undisturbed))
        assert process.wait() == 0, (tmp_path / "undisturbed.log").read_text()
    duration = time.monotonic() - begun
    await_the_end_of_all(str(undisturbed))
    killed = []
    for part in PARTS:
        out = tmp_path / f"killed-{part}"
        with start(seeds, out) as process:
            time.sleep(part * duration)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                killed.append(out)
        await_the_end_of_all(str(out))
        if os.path.lexists(out / "latest"):
            verify(out / "latest")
    assert killed
    with start(seeds, killed[-1]) as process:
        assert process.wait() == 0, (tmp_path / f"{killed[-1].name}.log").read_text()
    await_the_end_of_all(str(killed[-1]))
    verify(killed[-1] / "latest")
    assert data(killed[-1]) == data(undisturbed)

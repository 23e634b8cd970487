"""Killed at any moment, a run leaves a complete release or none; the next ends where it would have."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from copydesk.limits import LIMITS
from copydesk.manifest import Bookkeeping
from copydesk.run import Order, Outcome, run
from copydesk.shards import clean_shard
from copydesk.tables import TABLES
from copydesk.verify import verify

pytestmark = pytest.mark.slow

STORY = """Ministers meet for talks on trade, round {0}

By Ana Lima

The ministers met in Beijing on day {0} and said that the ties of the two countries were close.

Share on Facebook

They agreed to meet again in the autumn, officials said, when round {0} of the new rules is in force.
"""
DOCUMENTS = 12
LIMITS_OF_TEST = replace(LIMITS, shard_average=4)
MOMENTS = 20

# Runs copydesk in a fresh process for each moment, a number of file operations, and kills it just before that
# one. Moment 0 is not killed: it prints the operations. Forking spares the imports.
VICTIM = """
    import json, os, signal, sys
    from dataclasses import replace
    from pathlib import Path

    from copydesk import clean, report, verify
    from copydesk.limits import LIMITS
    from copydesk.run import Order, run
    from copydesk.shards import clean_shard

    OPERATIONS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.truncate"}

    os.fsync = lambda _: None  # a killed process loses nothing that it wrote

    class Audit:
        gates = {"stub.json": "1"}

        def __call__(self, folder, bookkeeping):
            results = {"success": True, "suites": [], "failures": [], "warnings": [], "refused": {}}
            (folder / "validation").mkdir()
            (folder / "validation" / "results.json").write_text(json.dumps(results))
            return results

    def work(out, average, moment):
        seen = []

        def watch(event, args):
            if event in OPERATIONS:
                seen.append(event)
                if len(seen) == moment:
                    os.killpg(0, signal.SIGKILL)

        sys.addaudithook(watch)
        run(
            Order(("news",), out, limits=replace(LIMITS, shard_average=average)),
            map_shards=lambda shards, store, done: [clean_shard(shard, store) for shard in shards],
            audit=Audit(),
        )
        operations = json.dumps(seen)
        Path("operations.json").write_text(operations)

    if __name__ == "__main__":
        average, *moments = map(int, sys.argv[1:])
        for moment in moments:
            child = os.fork()
            if not child:
                os.setsid()
                work(Path(f"out{moment}"), average, moment)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            assert status == (signal.SIGKILL if moment else 0), (moment, status)
"""


class PassingAudit:
    gates: Mapping[str, str] = {"stub.json": "1"}

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]:
        results = {"success": True, "suites": [], "failures": [], "warnings": [], "refused": {}}
        (folder / "validation").mkdir()
        (folder / "validation" / "results.json").write_text(json.dumps(results))
        return results


def go(out: Path, *inputs: str) -> Outcome:
    return run(
        Order(inputs or ("news",), out, limits=LIMITS_OF_TEST),
        map_shards=lambda shards, store, _: [clean_shard(shard, store) for shard in shards],
        audit=PassingAudit(),
    )


def tables(out: Path) -> dict[str, bytes]:
    release = (out / "latest").resolve()
    paths = [path for table in TABLES for path in (release / table.folder).iterdir()]
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


def check_that_only_complete_releases_have_a_name(out: Path) -> None:
    """`latest`, latest.json and every folder with a version for a name lead to a release that verifies."""
    named = {release.resolve() for release in (out / "releases").glob("[!.]*")}
    if os.path.lexists(out / "latest"):
        named.add((out / "latest").resolve())
    if (out / "latest.json").exists():
        named.add((out / json.loads((out / "latest.json").read_text())["path"]).resolve())
    for release in named:
        verify(release)


def kill(top: Path, moments: Sequence[int]) -> None:
    (top / "victim.py").write_text(textwrap.dedent(VICTIM))
    command = [sys.executable, top / "victim.py", LIMITS_OF_TEST.shard_average, *moments]
    done = subprocess.run([str(word) for word in command], cwd=top, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True, slots=True)
class Scene:
    """Where runs are killed: an output to start from, what an undisturbed run makes, and the moments."""

    top: Path
    start: Path | None
    undisturbed: Mapping[str, bytes]
    moments: tuple[int, ...]


@pytest.fixture(scope="module", params=["a first run", "a run after another"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    top = tmp_path_factory.mktemp("kill")
    (top / "news").mkdir()
    names = [f"news/{i}.txt" for i in range(DOCUMENTS)]
    for i, name in enumerate(names):
        (top / name).write_text(STORY.format(i), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        patch.setattr(os, "fsync", lambda _: None)
        start = None
        if request.param == "a run after another":
            start = top / "start"
            go(Path("start"), *names[: DOCUMENTS // 2])
            shutil.copytree(start, top / "out0", symlinks=True)
        go(Path("before"))  # the first run on a machine caches what the others read
        kill(top, [0])
        operations = json.loads((top / "operations.json").read_text())
        yield Scene(top, start, tables(top / "out0"), moments_of(operations))


def moments_of(operations: Sequence[str]) -> tuple[int, ...]:
    """Before and after each of the last changes of a name, the other moments spread over the whole run."""
    naming = [i for i, name in enumerate(operations, 1) if name in {"os.rename", "os.symlink"}][-4:]
    last = {at + after for at in naming for after in (0, 1)}
    count = MOMENTS - len(last)
    return tuple(sorted(last | {1 + i * naming[0] // count for i in range(count)}))


def test_killed_at_any_moment_a_run_leaves_a_complete_release_or_none(scene: Scene) -> None:
    assert len(scene.moments) == MOMENTS
    if scene.start:
        for moment in scene.moments:
            shutil.copytree(scene.start, scene.top / f"out{moment}", symlinks=True)
    kill(scene.top, scene.moments)
    published = 0
    for moment in scene.moments:
        out = scene.top / f"out{moment}"
        check_that_only_complete_releases_have_a_name(out)
        published += (out / "latest").exists() and tables(out) == scene.undisturbed
        go(Path(out.name))
        assert tables(out) == scene.undisturbed, f"killed before operation {moment}"
        check_that_only_complete_releases_have_a_name(out)
        assert list((out / "releases").glob(".*")) == list((out / "work" / "shards").glob(".*")) == []
        assert json.loads((out / "latest.json").read_text())["version"] == (out / "latest").resolve().name
    assert 0 < published < len(scene.moments), "some were killed before and some after publishing"


# ── With workers, by the clock ───────────────────────────────────────────────────────────────────────

EMPLOYER = """
    import sys
    from dataclasses import replace
    from pathlib import Path

    from copydesk.limits import LIMITS
    from copydesk.run import Order, run
    from copydesk.workers import Workers

    if __name__ == "__main__":
        from victim import Audit

        out, average = sys.argv[1:]
        with Workers(2) as workers:
            order = Order(("news",), Path(out), limits=replace(LIMITS, shard_average=int(average)))
            run(order, map_shards=workers.map_shards, audit=Audit())
"""


def employ(out: Path) -> subprocess.Popen[bytes]:
    """A run with two workers, all in a process group of their own."""
    command = [sys.executable, "employer.py", str(out), str(LIMITS_OF_TEST.shard_average)]
    return subprocess.Popen(command, start_new_session=True)


@pytest.mark.parametrize("scene", ["a first run"], indirect=True)
def test_killed_with_or_without_its_workers_a_run_can_be_done_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scene.top)
    Path("employer.py").write_text(textwrap.dedent(EMPLOYER))
    begun = time.monotonic()
    assert employ(Path("employed")).wait() == 0
    duration = time.monotonic() - begun
    assert tables(Path("employed")) == scene.undisturbed
    for part, signalled in ((0.55, os.killpg), (0.8, os.kill)):
        out = Path(f"employed{part}")
        with employ(out) as process:
            time.sleep(part * duration)
            if process.poll() is None:
                signalled(process.pid, signal.SIGKILL)
        if out.exists():
            check_that_only_complete_releases_have_a_name(out)
        go(out)
        assert tables(out) == scene.undisturbed

"""The engines: each gives the same release, byte for byte, and goes on where it loses a worker."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import textwrap
from pathlib import Path

import pytest

from copydesk.asked import Asked, check
from copydesk.errors import UsageError
from copydesk.manifest import read
from copydesk.tables import TABLES
from flows import engines
from flows.launch import run_flow

STORY = """Ministers meet for talks on trade, round {0}

By Ana Lima

The ministers met in Beijing on day {0} and said that the ties of the two countries were close.

They agreed to meet again in the autumn, officials said, when round {0} of the new rules is in force.
"""
PACKAGES = {"dask": "prefect_dask", "ray": "prefect_ray"}


def tables(out: Path) -> dict[str, bytes]:
    release = (out / "latest").resolve()
    paths = [path for table in TABLES for path in (release / table.folder).iterdir()]
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.slow
def test_every_engine_gives_the_same_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("a", "b", "c"):  # a shard each, because two are more than one may hold
        rows = ({"text": STORY.format(f"{folder}{i}")} for i in range(1_010))
        Path(f"{folder}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = ["local", *(name for name, package in PACKAGES.items() if importlib.util.find_spec(package))]
    assert len(found) > 1, "neither Dask nor Ray is installed: nothing would be compared"
    for engine in found:
        outcome = run_flow(Asked(("a.jsonl", "b.jsonl", "c.jsonl"), tmp_path / engine, 2, engine=engine))
        assert outcome.counts.published == 3 * 1_010
        assert outcome.latest is not None
        assert read(outcome.latest)["run"]["engine"] == engine
    for engine in found[1:]:
        assert tables(tmp_path / engine) == tables(tmp_path / "local")


# Workers run this as Python starts: the first that cleans a certain text takes the engine's worker with it.
SITE = """
    import importlib.util, os, signal, sys
    from pathlib import Path

    def parent_of(process):  # of the one that workers are forked from
        return int(Path(f"/proc/{{process}}/stat").read_text().rpartition(")")[2].split()[1])

    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name != "copydesk.clean":
                return None
            sys.meta_path.remove(self)
            spec = importlib.util.find_spec(name)
            load = spec.loader.exec_module
            def and_watch(module):
                load(module)
                straight = module.straight
                def watched(raw, *rest):
                    if b"round c7 " in raw.data and not Path(LOST).exists():
                        Path(LOST).touch()
                        parent = os.getppid()
                        os.kill(parent_of(parent) if sys.platform == "linux" else parent, signal.SIGKILL)
                    return straight(raw, *rest)
                module.straight = watched
            spec.loader.exec_module = and_watch
            return spec

    LOST = {lost!r}
    sys.meta_path.insert(0, Finder())
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", PACKAGES)
def test_a_cluster_that_loses_a_worker_goes_on(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(PACKAGES[engine])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site").mkdir()
    lost = tmp_path / "lost"
    (tmp_path / "site" / "sitecustomize.py").write_text(textwrap.dedent(SITE).format(lost=str(lost)))
    known = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(tmp_path / "site"), known])))
    rows = ({"text": STORY.format(f"c{i}")} for i in range(20))
    Path("c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    outcome = run_flow(Asked(("c.jsonl",), tmp_path / "dist", 2, engine=engine))
    assert lost.exists()
    assert (outcome.counts.published, outcome.counts.quarantined) == (20, 0)


@pytest.mark.parametrize("engine", ["spark", "local=here", "dask=", "ray=a b", ""])
def test_an_engine_that_is_none_is_said_before_anything_is_started(engine: str) -> None:
    with pytest.raises(UsageError, match="it is local, dask, ray, dask=ADDRESS or ray=ADDRESS"):
        check(Asked(("news",), Path("dist"), engine=engine))


@pytest.mark.parametrize("engine", PACKAGES)
def test_an_engine_that_is_not_installed_says_how_to_have_it(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with (
        pytest.raises(UsageError, match=rf"pip install 'copydesk\[{engine}\]'"),
        engines.mapper(engine, 2),
    ):
        pass


def test_a_cluster_that_does_not_answer_is_not_blamed_on_the_output() -> None:
    with (
        pytest.raises(UsageError, match=r"the engine does not answer \(timed out after 30 s\)"),
        engines._answering(),
    ):
        raise TimeoutError("timed out after 30 s")

"""A document that kills or holds up its process: tried again alone, then quarantined; its neighbours live."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from copydesk import guard, journal, shards
from copydesk.formats import parquet
from copydesk.limits import LIMITS, MB
from copydesk.plan import Shard, plan
from copydesk.shards import clean_shard
from copydesk.told import Told

pytestmark = pytest.mark.slow

STORY = "The ministers met in Beijing on day {0} and said that the ties of the two countries were close.\n"
POISON = {
    "segfault": "os.kill(os.getpid(), signal.SIGSEGV)",
    "spin": "while True: pass",
    "memory": "bytearray(3 << 30)",
    "once": "Path('was').exists() or (Path('was').touch(), os._exit(7))",
}
# Workers import this because Python does so at its start: a text that names a poison acts it out.
SITE = """
    import os, signal, sys, time
    from pathlib import Path
    POISON = {poison}

    def watch(name):
        import copydesk.clean as cleaning
        straight = cleaning.straight
        def clean(raw, *rest):
            for name, act in POISON.items():
                if f"poison: {{name}}".encode() in raw.data:
                    exec(act)
            return straight(raw, *rest)
        cleaning.straight = clean

    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name == "copydesk.clean":
                sys.meta_path.remove(self)
                import importlib.util
                spec = importlib.util.find_spec(name)
                load = spec.loader.exec_module
                def and_watch(module):
                    load(module)
                    sys.modules[name] = module
                    watch(name)
                spec.loader.exec_module = and_watch
                return spec

    sys.meta_path.insert(0, Finder())
"""
RUN = """
    import json, sys
    from dataclasses import replace
    from pathlib import Path
    from copydesk.limits import LIMITS, MB
    from copydesk.plan import plan
    from copydesk.workers import Workers

    if __name__ == "__main__":
        seconds = float(sys.argv[1])
        limits = replace(LIMITS, document_seconds=seconds, document_memory=600 * MB, shard_documents=20)
        shards = plan(["news.jsonl"], limits).shards
        with Workers(2) as workers:
            results = workers.map_shards(shards, Path("store"), lambda _: None)
        print(json.dumps([[result.name, result.articles, result.quarantined] for result in results]))
"""


def run(folder: Path, *poisons: str) -> dict[str, Mapping[str, Any]]:
    """What lies in quarantine after a run over sixty rows, some of them poisonous."""
    rows = [{"text": STORY.format(i)} for i in range(60)]
    for i, name in enumerate(poisons):
        rows[7 * i + 3]["text"] += f"poison: {name}"
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(textwrap.dedent(SITE.format(poison=POISON)))
    (folder / "go.py").write_text(textwrap.dedent(RUN))
    path = os.pathsep.join([str(folder / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
    ended = subprocess.run(
        [sys.executable, "go.py", "2"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr
    results = json.loads(ended.stdout)
    assert sum(articles + quarantined for _, articles, quarantined in results) == 60
    folders = [folder / "store" / name for name, *_ in results]
    assert not list((folder / "store").glob(".*"))
    return {row["uri"]: row for one in folders for row in parquet.read_rows(one / shards.QUARANTINE)}


def test_poison_among_documents_costs_its_own_rows(tmp_path: Path) -> None:
    found = run(tmp_path, "segfault", "spin", "memory", "once")
    assert {uri: row["reason"] for uri, row in found.items()} == {
        "news.jsonl#4": "crashed",
        "news.jsonl#11": "timeout",
        "news.jsonl#18": "crashed",
    }
    assert found["news.jsonl#4"]["message"] == "cleaning it ended its process twice, by SIGSEGV"
    assert (
        found["news.jsonl#11"]["message"] == "cleaning it took more than 2 seconds of processor time, twice"
    )
    assert "bytes of memory, twice" in found["news.jsonl#18"]["message"]


def test_a_process_that_waits_for_ever_is_ended_by_the_clock() -> None:
    code = (
        "import time; from copydesk import guard; guard.arm()\nwith guard.time_limit(0.1): time.sleep(1000)"
    )
    ended = subprocess.run([sys.executable, "-c", code], timeout=120)
    assert ended.returncode == -signal.SIGALRM


def test_a_source_that_kills_its_readers_is_read_up_to_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("news.jsonl").write_text("".join(json.dumps({"text": STORY.format(i)}) + "\n" for i in range(9)))
    (shard,) = plan(["news.jsonl"]).shards
    store = Path("store")
    for _ in range(2):
        died = journal.Journal(journal.path_of(store, shard.name))
        died.number = 4
        died.now(journal.READING)
    result = clean_shard(shard, store)
    assert (result.articles, result.quarantined) == (3, 1)
    (row,) = parquet.read_rows(store / shard.name / shards.QUARANTINE)
    assert (row["uri"], row["reason"]) == ("news.jsonl", "crashed")
    assert row["message"] == "reading it ended its process twice, after 3 documents"


def test_a_document_suspected_wrongly_is_cleaned_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one in an encoding that only the user told."""
    monkeypatch.chdir(tmp_path)
    story = "Президент заявил во вторник {0}-го, что новый закон о бюджете готов.\n"
    for i in range(5):
        Path(f"news{i}.txt").write_bytes(story.format(i).encode("windows-1251"))
    (shard,) = plan(["."], told=Told.parse((), "windows-1251")).shards
    assert clean_shard(shard, Path("one")).articles == 5
    died = journal.Journal(journal.path_of(Path("two"), shard.name))
    died.number = 3
    died.now(journal.CLEANING)
    clean_shard(shard, Path("two"))
    assert contents(Path("one"), shard) == contents(Path("two"), shard)


def contents(store: Path, shard: Shard) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store / shard.name).iterdir()}


def test_nobody_is_ended_who_was_not_armed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(signal, "setitimer", lambda *given: asked.append(given))
    with guard.time_limit(1):
        pass
    assert not guard.armed()
    assert asked == []


def test_the_time_of_a_document_is_that_of_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, float]] = []
    monkeypatch.setattr(signal, "setitimer", lambda which, seconds: asked.append((which, seconds)))
    monkeypatch.setattr(guard, "_armed", True)
    with guard.time_limit(replace(LIMITS, document_seconds=2).document_seconds):
        assert asked == [(signal.ITIMER_PROF, 2), (signal.ITIMER_REAL, 20)]
    assert asked[2:] == [(signal.ITIMER_PROF, 0), (signal.ITIMER_REAL, 0)]
    assert LIMITS.document_memory == 2048 * MB

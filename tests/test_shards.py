"""One shard: cleaned once, complete or not there, and never stopped by one of its documents."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from copydesk import clean as cleaning
from copydesk import disk, shards, storage, workers
from copydesk.abreast import on_threads
from copydesk.document import RawDocument
from copydesk.errors import PassingError, RejectedError, ShardError, UsageError
from copydesk.formats import drafts, parquet
from copydesk.ids import sha256_hex
from copydesk.limits import LIMITS
from copydesk.plan import Shard, plan, replan
from copydesk.shards import ShardResult, clean_shard
from copydesk.workers import Workers

STORY = """Ministers meet for talks on trade, round {0}

By Ana Lima

The ministers met in Beijing on day {0} and said that the ties of the two countries were close.

Share on Facebook

They agreed to meet again in the autumn, officials said, when round {0} of the new rules is in force.
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("news").mkdir()
    for i in range(3):
        Path(f"news/{i}.txt").write_text(STORY.format(i), encoding="utf-8")
    return tmp_path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def planned(**limits: int) -> Shard:
    """The shard of all that lies in news/."""
    (shard,) = plan(["news"], replace(LIMITS, **limits)).shards
    return shard


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refusals(store: Path, shard: Shard) -> dict[str, dict[str, Any]]:
    return {row["uri"]: row for row in parquet.read_rows(store / shard.name / shards.QUARANTINE)}


# ── Finished work ────────────────────────────────────────────────────────────────────────────────────


def test_a_shard_holds_each_document_once(store: Path) -> None:
    shard = planned()
    result = clean_shard(shard, store)
    articles, lines = shards.read_articles(store / shard.name)
    rows = articles.to_pylist()
    assert sorted(row["uri"] for row in rows) == ["news/0.txt", "news/1.txt", "news/2.txt"]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert rows == [json.loads(line) for line in lines.decode().split("\n")[:-1]]
    ledger = drafts.read_table(store / shard.name / shards.LEDGER).to_pylist()
    assert {row["id"] for row in ledger} == {row["id"] for row in rows}
    assert result == ShardResult(shard.name, 3, len(ledger), 0, (1, 1, 1))


def test_a_finished_shard_is_not_cleaned_again(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = clean_shard(planned(), store)
    monkeypatch.setattr(shards, "Attempt", None)
    assert clean_shard(planned(), store) == replace(first, reused=True)


def _flip(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)


def _note(folder: Path, text: str) -> None:
    (folder / "shard.json").write_text(text)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


DAMAGE: dict[str, Callable[[Path], None]] = {
    **{f"a bit of {name}": partial(_flip, name=name) for name in shards._FILES},
    "a missing file": lambda folder: (folder / shards.LEDGER).unlink(),
    "no note": lambda folder: (folder / "shard.json").unlink(),
    "an empty note": partial(_note, text=""),
    "a note of another kind": partial(_note, text="[]"),
    "a note without counts": partial(_note, text="{}"),
    "an empty folder": _empty,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_shard_is_cleaned_again(damage: str, store: Path) -> None:
    shard = planned()
    first = clean_shard(shard, store)
    whole = contents(store / shard.name)
    DAMAGE[damage](store / shard.name)
    assert clean_shard(shard, store) == first
    assert contents(store / shard.name) == whole


def test_nothing_half_done_stays_behind(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shards, "sync_tree", fail)
    with pytest.raises(ShardError, match=r"it cannot be written to '.*store': No space left on device"):
        clean_shard(planned(), store)
    assert list(store.iterdir()) == []


def test_bytes_are_the_same_in_another_process_and_place(tmp_path: Path) -> None:
    shard = planned()
    clean_shard(shard, tmp_path / "one")
    with Workers(1) as pool:
        pool.clean(shard, tmp_path / "two")
    assert contents(tmp_path / "one" / shard.name) == contents(tmp_path / "two" / shard.name)


def test_the_slower_of_two_twins_takes_over_the_work_of_the_faster(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shard = planned()
    write = shards._write

    def and_meanwhile(draft: Path, name: str, finished: Any) -> ShardResult:
        monkeypatch.setattr(shards, "_write", write)
        clean_shard(shard, store)
        monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # what _rename finds cannot be removed
        return write(draft, name, finished)

    monkeypatch.setattr(shards, "_write", and_meanwhile)
    assert clean_shard(shard, store).articles == 3


# ── Sources that change while a run goes on ──────────────────────────────────────────────────────────


def test_a_shard_with_a_source_that_changed_is_planned_and_cleaned_once_more(store: Path) -> None:
    shard = planned()
    Path("news/1.txt").write_text(STORY.format(9), encoding="utf-8")
    result = clean_shard(shard, store)
    assert result.replanned == planned()
    assert [path.name for path in store.iterdir()] == [result.name] == [planned().name]
    assert clean_shard(planned(), store) == replace(result, reused=True, replanned=None)


def test_a_source_that_grew_over_the_limit_is_refused_as_what_it_is_now(store: Path) -> None:
    shard = planned(document_bytes=1_000)
    Path("news/1.txt").write_text("x" * 1_001)
    result = clean_shard(shard, store)
    assert result.name == planned(document_bytes=1_000).name != shard.name
    assert refusals(store, planned(document_bytes=1_000))["news/1.txt"]["source_bytes"] == 1_001


def test_a_source_that_changes_again_fails_the_shard_and_is_named(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shard = planned()

    def and_change_again(changed: Shard) -> Shard:
        again = replan(changed)
        Path("news/1.txt").write_text("Something else again.")
        return again

    monkeypatch.setattr(shards, "replan", and_change_again)
    Path("news/1.txt").write_text("Something else.")
    with pytest.raises(ShardError, match=r"news/1\.txt changed twice .* run again") as caught:
        clean_shard(shard, store)
    assert not isinstance(caught.value, PassingError)
    assert not store.exists() or list(store.iterdir()) == []


def _remove(_: pytest.MonkeyPatch) -> None:
    Path("news/1.txt").rename("elsewhere")


def _fail_to_read(patch: pytest.MonkeyPatch) -> None:
    opened = disk.open_regular

    def failing(path: Path) -> Any:
        if path.name == "1.txt":
            raise OSError(5, "Input/output error")
        return opened(path)

    patch.setattr(storage, "open_regular", failing)


def _want_for_memory(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cleaning, "straight", _raise(MemoryError()))


def _want_for_handles(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cleaning, "straight", _raise(OSError(24, "Too many open files")))


@pytest.mark.parametrize("fault", [_remove, _fail_to_read, _want_for_memory, _want_for_handles])
def test_what_fails_by_chance_is_never_stored_as_finished_work(
    fault: Callable[[pytest.MonkeyPatch], None], store: Path
) -> None:
    shard = planned()
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        with pytest.raises(PassingError, match=r"news/1\.txt"):
            clean_shard(shard, store)
    assert not store.exists() or list(store.iterdir()) == []
    if Path("elsewhere").exists():
        Path("elsewhere").rename("news/1.txt")
    assert clean_shard(shard, store) == ShardResult(shard.name, 3, 3 * 2, 0, (1, 1, 1))


# ── Documents that cannot be cleaned ─────────────────────────────────────────────────────────────────


def test_documents_that_cannot_be_cleaned_are_rows_with_a_reason(store: Path) -> None:
    Path("news/empty.txt").touch()
    Path("news/binary.txt").write_bytes(b"\x7fELF\0\0" * 100)
    Path("news/broken.txt").write_bytes("Größe".encode() + b"\xff")
    Path("news/gone.txt").symlink_to("nowhere")
    os.mkfifo("news/pipe.txt")
    shard = planned()
    result = clean_shard(shard, store)
    rows = refusals(store, shard)
    assert {uri: row["reason"] for uri, row in rows.items()} == {
        "news/binary.txt": "binary",
        "news/broken.txt": "invalid_encoding",
        "news/empty.txt": "empty",
        "news/gone.txt": "unreadable",
        "news/pipe.txt": "unreadable",
    }
    assert (result.articles, result.quarantined, result.documents) == (3, 5, 8)
    binary = rows["news/binary.txt"]
    assert binary["id"] == sha256_hex("news/binary.txt")[:16]
    assert (binary["source_id"], binary["source_bytes"]) == ("binary", 600)
    assert binary["source_sha256"] == sha256_hex(b"\x7fELF\0\0" * 100)
    assert (binary["status"], binary["superseded_by"]) == ("quarantined", None)
    assert (rows["news/gone.txt"]["source_sha256"], rows["news/gone.txt"]["source_bytes"]) == (None, None)
    assert rows["news/gone.txt"]["message"] == "No such file or directory"
    assert rows["news/pipe.txt"]["message"] == "it is a pipe, not a file"


def test_a_document_over_the_limit_is_never_read_into_memory(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("news/huge.txt").open("wb") as file:
        file.truncate(LIMITS.document_bytes + 1)
    cleaned: list[str] = []
    clean = cleaning.straight

    def and_note(raw: RawDocument, *rest: Any) -> Any:
        cleaned.append(raw.uri)
        return clean(raw, *rest)

    monkeypatch.setattr(cleaning, "straight", and_note)
    shard = planned()
    clean_shard(shard, store)
    row = refusals(store, shard)["news/huge.txt"]
    assert row["reason"] == "too_large"
    assert row["message"] == "33,554,433 bytes; a document may have 33,554,432"
    assert sorted(cleaned) == ["news/0.txt", "news/1.txt", "news/2.txt"]


@pytest.mark.parametrize(
    ("limits", "reason", "message"),
    [
        ({"page_chars": 100}, "too_large", "276 characters; the limit is 100"),
        ({"text_chars": 100}, "too_large", " characters of text; the limit is 100"),
        (
            {"combining_run": 2},
            "combining_marks",
            "3 combining marks in a row near character 273; the limit is 2",
        ),
        ({"message_chars": 8, "page_chars": 100}, "too_large", "276 char"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_the_limits_of_a_shard_are_those_it_is_cleaned_within(
    limits: dict[str, int], reason: str, message: str, store: Path
) -> None:
    with Path("news/1.txt").open("a", encoding="utf-8") as file:
        file.write("e" + "\u0301" * 3 + "\n")
    shard = planned(**limits)
    clean_shard(shard, store)
    row = refusals(store, shard)["news/1.txt"]
    assert row["reason"] == reason
    assert message in row["message"]
    assert len(row["message"]) <= shard.limits.message_chars


def _raise(error: Exception) -> Callable[..., Any]:
    clean = cleaning.straight

    def instead(raw: RawDocument, *rest: Any) -> Any:
        if raw.uri == "news/1.txt":
            raise error
        return clean(raw, *rest)

    return instead


@pytest.mark.parametrize(
    ("error", "reason", "message"),
    [
        (ZeroDivisionError("division by zero"), "internal_error", "ZeroDivisionError: division by zero"),
        (RecursionError("too deep"), "internal_error", "RecursionError: too deep"),
        (KeyError("a \ud83d b"), "internal_error", "KeyError: 'a \\ud83d b'"),
        (ValueError("<View object at 0x7f3a5c0b1d90>"), "internal_error", "ValueError: <View object at 0x…>"),
        (ValueError("x" * 9_999), "internal_error", "ValueError: " + "x" * 488),
        (RejectedError("no_article", "nothing in it"), "no_article", "nothing in it"),
        (RejectedError("out_of_tune", "nobody knows this code"), "internal_error", "nobody knows this code"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_no_error_over_one_document_stops_the_others(
    error: Exception, reason: str, message: str, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "straight", _raise(error))
    shard = planned()
    result = clean_shard(shard, store)
    (row,) = refusals(store, shard).values()
    assert (row["uri"], row["reason"], row["message"]) == ("news/1.txt", reason, message)
    assert result.articles == 2


def test_an_article_that_breaks_the_contract_or_its_ledger_is_not_let_through(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = cleaning.straight
    spoilt: dict[str, Any] = {
        "news/0.txt": {"language": "English"},
        "news/1.txt": {"headline": "Another one"},
    }

    def badly(raw: RawDocument, *rest: Any) -> Any:
        cleaned = yield from clean(raw, *rest)
        return replace(cleaned, article=replace(cleaned.article, **spoilt.get(raw.uri, {})))

    monkeypatch.setattr(cleaning, "straight", badly)
    shard = planned()
    clean_shard(shard, store)
    messages = {uri: row["message"] for uri, row in refusals(store, shard).items()}
    assert messages.keys() == spoilt.keys()
    assert messages["news/0.txt"].startswith("cleaned wrongly: language: 'English' does not match")
    assert "is not the page that was read" in messages["news/1.txt"]


# ── Workers ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def saboteur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Stands in for clean_shard, in a module that spawned workers can import: a worker dies of `deadly`."""
    source = """
        import os
        import threading
        from pathlib import Path
        from copydesk.errors import PassingError
        from copydesk.shards import clean_shard

        def always(shard, store):
            if shard.name == Path("deadly").read_text():
                os._exit(9)
            return clean_shard(shard, store)

        def never_ends(shard, store):
            Path("worker.new").write_text(str(os.getpid()))
            Path("worker.new").rename("worker")
            threading.Event().wait()

        def by_chance(shard, store):
            if not Path("failed").exists():
                Path("failed").touch()
                raise PassingError(shard.name, "no memory")
            return clean_shard(shard, store)

        def once(shard, store):
            if not Path("died").exists():
                Path("died").touch()
                os._exit(9)
            return clean_shard(shard, store)

        def name_once(shard):
            if not Path("died").exists():
                Path("died").touch()
                os._exit(9)
            return shard.name
    """
    (tmp_path / "saboteur.py").write_text(textwrap.dedent(source))
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("saboteur")
    del sys.modules["saboteur"]


def single_shards() -> tuple[Shard, ...]:
    return plan(["news"], replace(LIMITS, shard_documents=1)).shards


def test_shards_are_mapped_in_order_and_each_is_reported(store: Path) -> None:
    cut = single_shards()
    reported: list[ShardResult] = []
    with Workers(2) as pool:
        results = pool.map_shards(cut, store, reported.append)
    assert [result.name for result in results] == [shard.name for shard in cut]
    assert sorted(reported, key=str) == sorted(results, key=str)


def test_shards_that_were_begun_are_reported_with_the_others_in_their_order(store: Path) -> None:
    cut = single_shards()
    reported: list[ShardResult] = []
    with Workers(1) as pool:
        for shard in cut:
            pool.begin(shard, store)
        results = pool.map_shards(tuple(reversed(cut)), store, reported.append)
    assert [result.name for result in results] == [shard.name for shard in reversed(cut)]
    assert sorted(reported, key=str) == sorted(results, key=str)
    assert not any(result.reused for result in results)


def test_a_shard_that_was_begun_fails_where_its_result_is_asked_for(
    store: Path, saboteur: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly, *_ = cut = single_shards()
    Path("deadly").write_text(deadly.name)
    monkeypatch.setattr(workers, "clean_shard", saboteur.always)
    with Workers(1) as pool, pytest.raises(ShardError) as caught:
        pool.begin(deadly, store)
        pool.map_shards(cut, store, lambda _: None)
    assert caught.value.shard == deadly.name


def test_what_was_begun_ends_with_a_plan_that_fails(
    store: Path, saboteur: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "clean_shard", saboteur.never_ends)
    with pytest.raises(UsageError), Workers(1) as pool:
        for shard in single_shards():
            pool.begin(shard, store)
        while not Path("worker").exists():
            time.sleep(0.01)
        raise UsageError("no readable input")
    _wait_for_end_of(int(Path("worker").read_text()))


@pytest.mark.parametrize("fault", ["once", "by_chance"])
def test_a_shard_whose_worker_died_or_failed_by_chance_is_tried_once_more(
    fault: str, store: Path, saboteur: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "clean_shard", getattr(saboteur, fault))
    with Workers(1) as pool:
        results = pool.map_shards(single_shards(), store, lambda _: None)
    assert [result.articles for result in results] == [1, 1, 1]


def test_a_worker_is_for_what_comes_first_before_what_may_wait() -> None:
    order = list[bool]()
    with Workers(1) as pool, ThreadPoolExecutor(2) as threads:
        busy = pool._take()

        def call(urgent: bool) -> None:
            worker = pool._take(urgent)
            order.append(urgent)
            pool._give_back(worker)

        calls = [threads.submit(call, urgent) for urgent in (False, True)]
        while not pool._urgent:
            time.sleep(0.01)
        pool._give_back(busy)
        for one in calls:
            one.result()
    assert order == [True, False]


def test_a_function_is_spread_over_workers_in_order_and_survives_the_death_of_one(
    store: Path, saboteur: ModuleType
) -> None:
    with Workers(2) as pool:
        names = tuple(pool.each(saboteur.name_once, single_shards()))
    assert names == tuple(shard.name for shard in single_shards())
    assert Path("died").exists()


@pytest.mark.parametrize("far", [True, False])
def test_few_results_are_made_before_they_are_taken(tmp_path: Path, far: bool) -> None:
    paths = [tmp_path / str(number) for number in range(30)]
    with Workers(1) as pool:
        results = (pool.each if far else on_threads)(Path.touch, paths)
        next(results)
        time.sleep(0.2)  # in which more could be made
        assert sum(path.exists() for path in paths) < len(paths)
        assert len(list(results)) == len(paths) - 1
    assert all(path.exists() for path in paths)


def test_a_shard_that_kills_its_workers_is_named_and_the_others_are_finished(
    store: Path, saboteur: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, deadly, _ = cut = single_shards()
    Path("deadly").write_text(deadly.name)
    monkeypatch.setattr(workers, "clean_shard", saboteur.always)
    with Workers(2) as pool, pytest.raises(ShardError) as caught:
        pool.map_shards(cut, store, lambda _: None)
    assert caught.value.shard == deadly.name
    assert f"its worker process died twice; it begins with {deadly.sources[0].uri}" in str(caught.value)
    whole = {path.name for path in store.glob("[!.]*")}  # who died with the other left a draft behind
    assert whole == {shard.name for shard in cut} - {deadly.name}


def test_workers_die_with_their_parent(tmp_path: Path) -> None:
    script = """
        import os, sys, time
        from copydesk.workers import Workers

        if __name__ == "__main__":
            workers = Workers(1)
            worker = workers._start()  # held: a worker that nobody holds ends by itself
            print(worker.submit(os.getpid).result(), flush=True)
            time.sleep(600)
    """
    (tmp_path / "parent.py").write_text(textwrap.dedent(script))
    with subprocess.Popen([sys.executable, tmp_path / "parent.py"], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert _is_alive(worker)
        parent.send_signal(signal.SIGKILL)
    _wait_for_end_of(worker)


def test_an_interrupted_run_does_not_wait_for_its_shards(tmp_path: Path, saboteur: ModuleType) -> None:
    script = """
        import signal
        from pathlib import Path
        import saboteur
        from copydesk import workers
        from copydesk.plan import plan

        if __name__ == "__main__":
            # Where tests run in the background, the shell had them ignore it.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            workers.clean_shard = saboteur.never_ends
            with workers.Workers(1) as pool:
                pool.map_shards(plan(["news"]).shards, Path("store"), print)
    """
    (tmp_path / "patient.py").write_text(textwrap.dedent(script))
    command = [sys.executable, str(tmp_path / "patient.py")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
        while not Path("worker").exists():
            assert run.poll() is None, "it ended before it was interrupted"
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=300)  # it would sleep for ever
    assert said.splitlines()[-1] == "KeyboardInterrupt"
    assert not _is_alive(int(Path("worker").read_text()))


def _wait_for_end_of(worker: int) -> None:
    for _ in range(600):
        if not _is_alive(worker):
            return
        time.sleep(0.05)
    pytest.fail(f"worker {worker} outlives its parent, or what that was to do")


def _is_alive(process: int) -> bool:
    """Whether a process runs; one that ended and was not waited for yet does not."""
    status = Path(f"/proc/{process}/stat")
    if Path("/proc").is_dir():
        return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True

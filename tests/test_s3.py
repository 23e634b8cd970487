"""Inputs and outputs on S3, by a server that speaks its API."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from copydesk import layout
from copydesk.errors import OutputError, UsageError
from copydesk.inputs import find
from copydesk.limits import LIMITS
from copydesk.mirror import mirrored
from copydesk.plan import plan
from copydesk.run import Order, Outcome, run
from copydesk.shards import clean_shard
from copydesk.storage import filesystem
from copydesk.told import NOTHING
from copydesk.verify import verify

s3fs = pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")
pytestmark = pytest.mark.slow

STORY = "The ministers met in Beijing on day {0} and said that the ties of the two countries were close.\n"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A file system with an empty bucket of the test's own."""
    given = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
    for name, value in (given | {"AWS_DEFAULT_REGION": "us-east-1"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    s3fs.S3FileSystem.clear_instance_cache()
    files, _ = filesystem("s3://bucket")
    if files.exists("bucket"):
        files.rm("bucket", recursive=True)
    files.mkdir("bucket")
    for i in range(3):
        files.pipe_file(f"bucket/news/{i}.txt", STORY.format(i).encode())
    rows = "".join(json.dumps({"text": STORY.format(i)}) + "\n" for i in range(10, 20)).encode()
    files.pipe_file("bucket/news/more/a.jsonl.gz", gzip.compress(rows))
    files.pipe_file("bucket/news/b.png", b"\x89PNG")
    return files


class Audit:
    gates = {"stub.json": "1"}  # noqa: RUF012 - never changed

    def __call__(self, folder: Path, _: object) -> dict[str, Any]:
        results = {"success": True, "suites": [], "failures": [], "warnings": [], "refused": {}}
        (folder / "validation").mkdir()
        (folder / "validation" / "results.json").write_text(json.dumps(results))
        return results


def go(*inputs: str) -> tuple[Outcome, list[str]]:
    said: list[str] = []
    with mirrored("s3://bucket/dist", said.append) as out:
        outcome = run(
            Order(inputs, out),
            map_shards=lambda shards, store, _: [clean_shard(shard, store) for shard in shards],
            audit=Audit(),
        )
    return outcome, said


def test_files_on_s3_are_read_where_they_lie(bucket: Any) -> None:
    found, skipped = find(["s3://bucket/news"])
    assert [file.uri.removeprefix("s3://bucket/news/") for file in found] == [
        "0.txt",
        "1.txt",
        "2.txt",
        "more/a.jsonl.gz",
    ]
    assert [entry.uri for entry in skipped] == ["s3://bucket/news/b.png"]
    planned = plan(["s3://bucket/news"], replace(LIMITS, shard_documents=4), told=NOTHING)
    assert planned.documents == 13
    with pytest.raises(UsageError, match="'s3://bucket/nothing' does not exist"):
        plan(["s3://bucket/nothing"])


def test_a_release_on_s3_is_whole_and_pointed_to_last(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[str] = []
    put_file = bucket.put_file

    def and_note(here: str, there: str, **options: Any) -> Any:
        put.append(there)
        return put_file(here, there, **options)

    monkeypatch.setattr(bucket, "put_file", and_note)
    outcome, said = go("s3://bucket/news")
    version = outcome.published
    assert outcome.counts.published == 13
    assert said == [f"copied to bucket/dist/releases/{version}"]
    assert put[-1] == f"bucket/dist/releases/{version}/manifest.json"
    assert json.loads(bucket.cat_file("bucket/dist/latest.json"))["version"] == version
    bucket.get(f"bucket/dist/releases/{version}", "copy", recursive=True)
    assert verify(Path("copy")).articles == 13


def test_another_machine_finds_nothing_new(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = go("s3://bucket/news")
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path("elsewhere").absolute()))
    second, said = go("s3://bucket/news")
    assert second.nothing_new
    assert said == []
    assert second.latest is not None
    assert second.latest.name == first.published
    assert verify(second.latest).articles == 13


def test_the_slower_of_two_runs_does_not_move_the_pointer_back(bucket: Any) -> None:
    go("s3://bucket/news/0.txt")
    with pytest.raises(OutputError, match=r"another run has moved latest\.json meanwhile"):  # noqa: SIM117
        with mirrored("s3://bucket/dist", print) as out:
            run(
                Order(("s3://bucket/news",), out),
                map_shards=lambda shards, store, _: [clean_shard(shard, store) for shard in shards],
                audit=Audit(),
            )
            bucket.pipe_file("bucket/dist/latest.json", b'{"version": "99990101T000000Z-00000000"}')
    assert b"9999" in bucket.cat_file("bucket/dist/latest.json")


def test_a_local_output_is_where_it_is_named() -> None:
    with mirrored("dist", print) as out:
        assert out == Path("dist")
    assert layout.latest(out) == Path("dist/latest")


@pytest.mark.parametrize("name", ["ftp://a/b", "file:///etc/passwd", "hdfs://a"])
def test_a_scheme_that_is_not_ours_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is not read; s3, gs, https, http are"):
        find([name])

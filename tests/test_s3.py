"""Inputs and outputs on S3, by a server that speaks its API."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk import layout
from copydesk.documents import raw_document, raw_documents
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


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.csv", "a.warc", "a.tar", "a.parquet"])
def test_files_of_many_documents_are_read_as_they_are_here(bucket: Any, name: str) -> None:
    written(Path(name))
    bucket.put_file(name, f"bucket/{name}")
    here, there = (plan([place], told=NOTHING) for place in (name, f"s3://bucket/{name}"))
    assert [source.sha256 for source in there.sources] == [source.sha256 for source in here.sources]
    (second,) = (uri for uri in documents(f"s3://bucket/{name}") if uri.endswith(("#2", "#b.txt")))
    assert raw_document(second, io.BytesIO()).data.strip() == STORY.format(2).encode().strip()


def test_patterns_stand_for_the_files_on_s3_they_match(bucket: Any) -> None:
    bucket.pipe_file("bucket/news/more/a.csv", b"text\nOne.\n")
    found, _ = find(["s3://bucket/news/*/a.*", "s3://bucket/news/[01].txt"])
    names = [file.uri.removeprefix("s3://bucket/news/") for file in found]
    assert names == ["0.txt", "1.txt", "more/a.csv", "more/a.jsonl.gz"]
    with pytest.raises(UsageError, match=r"nothing matches 's3://bucket/news/\*\.warc'"):
        find(["s3://bucket/news/*.warc"])


def test_an_output_that_is_not_there_is_said_before_anything_is_done(bucket: Any) -> None:
    with pytest.raises(OutputError, match=r"'s3://tekcub/dist' cannot be written: .* bucket does not exist"):  # noqa: SIM117
        with mirrored("s3://tekcub/dist", print):
            pytest.fail("the run began")


def documents(*named: str) -> list[str]:
    return [uri for uri, _ in raw_documents(named, io.BytesIO())]


def written(path: Path) -> None:
    """Two stories in a file of some format."""
    stories = [STORY.format(i) for i in (1, 2)]
    rows = "".join(json.dumps({"text": story}) + "\n" for story in stories).encode()
    if path.suffix == ".parquet":
        pq.write_table(pa.table({"text": stories}), path)
    elif path.suffix == ".tar":
        with tarfile.open(path, "w") as archive:
            for name, story in zip(("a.txt", "b.txt"), stories, strict=True):
                member = tarfile.TarInfo(name)
                member.size = len(story)
                archive.addfile(member, io.BytesIO(story.encode()))
    elif path.suffix == ".warc":
        path.write_bytes(b"".join(map(record, stories)))
    elif path.suffix == ".csv":
        path.write_text("text\n" + "".join(f'"{story}"\n' for story in stories))
    else:
        path.write_bytes(gzip.compress(rows) if path.suffix == ".gz" else rows)


def record(story: str) -> bytes:
    head = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n"
    return f"{head}Content-Length: {len(story.encode())}\r\n\r\n{story}\r\n\r\n".encode()


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
    assert said == [f"copied to s3://bucket/dist/releases/{version}"]
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

"""What a run will read: every file found once, hashed, and cut so that little is cleaned again."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import digests, inputs
from copydesk import plan as planning
from copydesk.errors import UsageError
from copydesk.estimate import Estimate, described, estimate
from copydesk.formats import SUFFIXES
from copydesk.ids import sha256_hex
from copydesk.limits import LIMITS
from copydesk.plan import Plan, Shard, plan
from copydesk.sources import Source

TAKEN = f"{', '.join(SUFFIXES)} files are taken"
SMALL = replace(LIMITS, shard_average=4, shard_documents=8)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tests name their inputs as users do, relative to where they are."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str) -> None:
    """Files with their own name in them."""
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"This is {name}.\n", encoding="utf-8")


def uris(planned: Plan) -> list[str]:
    return sorted(source.uri for source in planned.sources)


def skipped(planned: Plan) -> dict[str, str]:
    return {entry.uri: entry.reason for entry in planned.skipped}


# ── What is found ────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_stands_for_the_text_files_below_it() -> None:
    write("news/b.txt", "news/a.text", "news/2024/04/c.TXT")
    assert uris(plan(["news"])) == ["news/2024/04/c.TXT", "news/a.text", "news/b.txt"]


def test_other_files_of_a_folder_are_listed_with_a_reason() -> None:
    write("news/a.txt", "news/gold.json", "news/LICENSE", "news/.a.txt.swp", "news/.git/b.txt")
    assert skipped(plan(["news"])) == {
        "news/.a.txt.swp": "hidden",
        "news/.git": "hidden",
        "news/LICENSE": "no reader for suffixless files",
        "news/gold.json": ".json files are read only where they are named",
    }


def test_a_folder_that_cannot_be_looked_into_is_a_document_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("news/a.txt", "news/locked/b.txt")
    scan = os.scandir

    def refusing(path: str | Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    planned = plan(["news"])
    assert [(source.uri, source.problem) for source in planned.sources] == [
        ("news/a.txt", None),
        ("news/locked", "Permission denied"),
    ]
    with pytest.raises(UsageError, match=r"cannot read 'news/locked': Permission denied"):
        plan(["news/locked"])


def test_a_file_that_is_named_is_read_whatever_its_suffix() -> None:
    write("news/a.txt", "news/b.dump", "news/.c")
    planned = plan(["news", "news/b.dump", "news/.c"])
    assert uris(planned) == ["news/.c", "news/a.txt", "news/b.dump"]
    assert skipped(planned) == {}


@pytest.mark.parametrize("name", ["./news", "news/", "news/../news", "./news//"])
def test_uris_are_the_normalised_path_as_it_was_named(name: str) -> None:
    write("news/a.txt")
    assert uris(plan([name])) == ["news/a.txt"]


def test_uris_of_an_absolute_path_are_absolute(here: Path) -> None:
    write("news/a.txt")
    assert uris(plan([str(here / "news")])) == [f"{here}/news/a.txt"]


def test_the_same_file_counts_once_however_often_it_is_named() -> None:
    write("news/a.txt", "news/b.txt")
    planned = plan(["news", "./news", "news/a.txt", "news/a.txt"])
    assert uris(planned) == ["news/a.txt", "news/b.txt"]
    assert skipped(planned) == {}


def test_a_link_to_a_file_that_is_read_is_skipped() -> None:
    write("news/b.txt")
    Path("news/a-link.txt").symlink_to("b.txt")
    planned = plan(["news"])
    assert uris(planned) == ["news/b.txt"]
    assert skipped(planned) == {"news/a-link.txt": "the same file as news/b.txt"}


def test_links_cannot_make_a_walk_go_in_circles() -> None:
    write("news/deep/a.txt")
    Path("news/deep/up").symlink_to("../..", target_is_directory=True)
    Path("news/again").symlink_to("deep", target_is_directory=True)
    planned = plan(["news"])
    assert uris(planned) == ["news/deep/a.txt"]
    assert skipped(planned) == {
        "news/again": "the same folder as news/deep",
        "news/deep/up/news": "the same folder as news",
    }


def test_the_output_is_not_an_input() -> None:
    write("a.txt", "dist/work/b.txt")
    planned = plan(["."], besides=Path("dist"))
    assert uris(planned) == ["a.txt"]
    assert skipped(planned) == {"dist": "the output of this run"}
    with pytest.raises(UsageError, match="'dist' is the output itself, which is not read"):
        plan(["a.txt", "dist"], besides=Path("dist"))


def test_file_names_that_are_not_unicode_get_uris_that_are(here: Path) -> None:
    name = b"caf\xe9.txt"
    try:
        Path(os.fsdecode(bytes(here) + b"/" + name)).write_text("Coffee.")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    (source,) = plan(["."]).sources
    assert source.uri == "caf\\xe9.txt"
    assert source.sha256 == sha256_hex("Coffee.")


def test_a_name_in_broken_utf8_and_one_that_spells_its_escape_are_two_documents(here: Path) -> None:
    try:
        Path(os.fsdecode(bytes(here) + b"/\xff.txt")).write_text("One.")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    Path("\\xff.txt").write_text("Another.")
    planned = plan(["."])
    assert uris(planned) == ["\\\\xff.txt", "\\xff.txt"]
    assert skipped(planned) == {}


@pytest.mark.parametrize("named", ["sub/../x.txt", "./sub/.././x.txt", "sub/../news/../x.txt"])
def test_the_way_back_from_a_link_leads_elsewhere(named: str) -> None:
    write("x.txt", "far/deep/b.txt", "far/x.txt", "far/news/c.txt")
    Path("sub").symlink_to("far/deep", target_is_directory=True)
    planned = plan(["x.txt", named])
    assert uris(planned) == ["sub/../x.txt", "x.txt"]
    assert {source.sha256 for source in planned.sources} == {
        sha256_hex("This is x.txt.\n"),
        sha256_hex("This is far/x.txt.\n"),
    }


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("a//b/./c", "a/b/c"),
        ("a/../b", "b"),
        ("../a", "../a"),
        ("/../a", "/../a"),
        ("a/..", "."),
        ("/a/..", "/"),
    ],
)
def test_paths_without_links_are_normalised(path: str, normal: str) -> None:
    assert str(inputs._normal(Path(path))) == normal


def test_two_files_never_go_by_one_uri() -> None:
    write("a.txt", "b.txt")
    with pytest.raises(UsageError, match=r"'a\.txt' and 'b\.txt' would both be called news: rename one"):
        inputs._distinct([inputs.Found("news", Path("b.txt")), inputs.Found("news", Path("a.txt"))])


# ── What cannot be read ──────────────────────────────────────────────────────────────────────────────


def test_each_document_is_hashed() -> None:
    write("a.txt")
    (source,) = plan(["a.txt"]).sources
    assert (source.sha256, source.bytes, source.problem) == (sha256_hex("This is a.txt.\n"), 15, None)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path.relative_to(Path.cwd())))


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere.txt")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (_pipe, "it is a pipe, not a file"),
        (_socket, "it is a socket, not a file"),
        (_dangling, "No such file or directory"),
        (_loop, "Too many levels of symbolic links"),
    ],
)
def test_what_cannot_be_read_is_a_source_with_a_problem(
    make: Callable[[Path], None], problem: str, here: Path
) -> None:
    write("good.txt")
    make(here / "bad.txt")
    bad, good = sorted(plan(["."]).sources, key=lambda source: source.uri)
    assert (bad.uri, bad.sha256, bad.bytes, bad.problem) == ("bad.txt", None, None, problem)
    assert good.problem is None
    assert bad in plan(["bad.txt", "good.txt"]).sources


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ([], "nothing to read: name at least one file or folder"),
        ([""], "'' does not exist"),
        (["nowhere"], "'nowhere' does not exist"),
        (["news", "nowhere.txt"], "'nowhere.txt' does not exist"),
        (["empty"], f"no document in 'empty': {TAKEN}"),
        (["news", "pictures"], f"no document in 'pictures': {TAKEN}; 1 other entries"),
        (["bad.txt"], "no readable input: bad.txt: No such file or directory"),
    ],
)
def test_nothing_to_read_is_a_clear_sentence(inputs: list[str], sentence: str) -> None:
    write("news/a.txt", "pictures/a.jpg")
    Path("empty").mkdir()
    _dangling(Path("bad.txt"))
    with pytest.raises(UsageError) as caught:
        plan(inputs)
    assert str(caught.value) == sentence


# ── How it is cut ────────────────────────────────────────────────────────────────────────────────────


def test_the_plan_is_the_same_for_any_order_of_inputs() -> None:
    write(*(f"{folder}/{i}.txt" for folder in "abc" for i in range(20)))
    assert plan(["a", "b", "c/3.txt", "c"], SMALL) == plan(["c", "b", "c/3.txt", "a"], SMALL)


@given(st.integers(min_value=0, max_value=300), st.integers(min_value=0, max_value=299))
def test_one_more_file_changes_one_shard(count: int, new: int) -> None:
    new = min(new, count)
    sources = [Source(f"news/{i:03}.txt", "", f"{i:064}", 100) for i in range(count)]
    uncapped = replace(LIMITS, shard_average=20)
    before = set(planning._grouped(sources, uncapped))
    added = Source(f"news/{new:03}-new.txt", "", "f" * 64, 100)
    after = set(planning._grouped([*sources, added], uncapped))
    assert len(before - after) <= 1
    assert {source for shard in after for source in shard} == {*sources, added}


def test_shards_keep_to_their_caps() -> None:
    sources = [Source(f"{i:03}.txt", "", f"{i:064}", 10) for i in range(100)]
    limits = replace(LIMITS, shard_average=10**9, shard_documents=8, shard_bytes=50)
    assert {len(shard) for shard in planning._grouped(sources, limits)} == {5}
    assert {len(shard) for shard in planning._grouped(sources, replace(limits, shard_bytes=10**9))} == {8, 4}


def test_stretches_of_a_file_grow_with_what_is_before_them_and_each_is_a_shard() -> None:
    Path("news.jsonl").write_text("".join(f'{{"text": "This is text {i}."}}\n' for i in range(400)))
    planned = plan(["news.jsonl"], replace(LIMITS, shard_average=10, shard_documents=30))
    counts = {shard.sources[0].after: shard.documents for shard in planned.shards if len(shard.sources) == 1}
    at, last = 0, 0
    while at + counts.get(at, 400) < 400:
        assert counts[at] == max(10, min(30, at // 8)) >= last
        at, last = at + counts[at], counts[at]
    assert planned.documents == 400


def test_shards_that_are_certain_are_told_of_while_the_others_are_read() -> None:
    Path("news.jsonl").write_text("".join(f'{{"text": "This is text {i}."}}\n' for i in range(400)))
    Path("one.txt").write_text("Alone")
    told, inputs, limits = list[Shard](), ["news.jsonl", "one.txt"], replace(LIMITS, shard_average=10)
    planned = plan(inputs, limits, begin=told.append)
    assert planned == plan(inputs, limits)
    assert set(told) < set(planned.shards)
    (left,) = set(planned.shards) - set(told)
    assert {source.end for source in left.sources} == {None}


def test_a_document_larger_than_a_shard_is_a_shard_of_its_own() -> None:
    sources = [Source(f"{i}.txt", "", f"{i:064}", size) for i, size in enumerate([5, 500, 5])]
    limits = replace(LIMITS, shard_average=10**9, shard_bytes=50)
    assert [len(shard) for shard in planning._grouped(sources, limits)] == [1, 1, 1]


def test_shards_hold_on_average_what_the_limits_say() -> None:
    sources = [Source(f"{i:05}.txt", "", f"{i:064}", 10) for i in range(20_000)]
    shards = list(planning._grouped(sources, replace(LIMITS, shard_average=50, shard_documents=10**9)))
    assert 20_000 / 60 < len(shards) < 20_000 / 40


# ── What a shard is called ───────────────────────────────────────────────────────────────────────────


def name_of(limits: object = LIMITS) -> str:
    (shard,) = plan(["news"], replace(LIMITS) if limits is LIMITS else SMALL).shards
    return shard.name


def test_a_shard_keeps_its_name_while_nothing_changes() -> None:
    write("news/a.txt")
    before = name_of()
    Path("news/a.txt").touch()
    write("other/b.txt")
    assert name_of() == before


def _change_content(_: pytest.MonkeyPatch) -> None:
    Path("news/a.txt").write_text("Something else.")


def _rename(_: pytest.MonkeyPatch) -> None:
    Path("news/a.txt").rename("news/b.txt")


def _make_unreadable(_: pytest.MonkeyPatch) -> None:
    write("news/b.txt")
    Path("news/a.txt").unlink()
    _dangling(Path("news/a.txt"))


def _change_code(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planning, "digests", lambda: digests.Digests("other code", "rules", "model"))


def _change_library(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planning, "versions", lambda: {"ftfy": "99"})


@pytest.mark.parametrize(
    "change", [_change_content, _rename, _make_unreadable, _change_code, _change_library]
)
def test_what_may_change_the_result_changes_the_name(
    change: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("news/a.txt")
    before = name_of()
    change(monkeypatch)
    assert name_of() != before


def test_another_limit_makes_another_shard() -> None:
    write("news/a.txt")
    assert name_of() != name_of(SMALL)


def test_the_place_of_a_file_is_not_part_of_the_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("one/news/a.txt", "two/news/a.txt")
    for folder in ("one", "two"):
        Path(folder, "news/a.txt").write_text("The same.")
    names = set()
    for folder in ("one", "two"):
        monkeypatch.chdir(here / folder)
        names.add(name_of())
    assert len(names) == 1


# ── Digests ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_digest_of_code_depends_on_names_and_contents_alone(tmp_path: Path) -> None:
    write("p/a.py", "p/sub/b.py")
    files = [Path("p/a.py"), Path("p/sub/b.py")]
    digest = digests.digest_of(files, Path("p"))
    assert digests.digest_of(reversed(files), Path("p")) == digest
    Path("p/a.py").rename("p/c.py")
    assert digests.digest_of([Path("p/c.py"), files[1]], Path("p")) != digest


def test_code_rules_words_and_model_are_part_of_what_cleaned_a_document() -> None:
    made_by = digests.digests()
    assert len(made_by.code) == len(made_by.rules) == len(made_by.model) == 64
    assert made_by.code != made_by.rules
    assert set(digests.versions()) >= {"copydesk", "python", "unicode", "ftfy", "pyarrow"}


# ── What a run would take ────────────────────────────────────────────────────────────────────────────


def test_an_estimate_counts_what_is_left_to_clean_and_writes_nothing(here: Path) -> None:
    Path("news.jsonl").write_text("".join(f'{{"text": "This is text {i}."}}\n' for i in range(40)))
    planned = plan(["news.jsonl"], replace(LIMITS, shard_documents=10))
    (here / "store" / planned.shards[0].name).mkdir(parents=True)
    before = sorted(here.rglob("*"))
    found = estimate(planned, here / "store")
    assert (found.shards, found.finished, found.documents) == (3, 1, 30)
    assert found.bytes == sum(shard.bytes for shard in planned.shards[1:])
    assert 0 < found.sampled < 30
    rows = dict(described(planned, found, 2))
    assert rows["inputs"].startswith("1 file (1 jsonl)")
    assert rows["documents"] == "40 at most, in 4 shards"
    assert sorted(here.rglob("*")) == before


def test_an_estimate_counts_rows_that_hold_no_document(here: Path) -> None:
    Path("news.jsonl").write_text('{"page_body": "This is a text."}\n' * 5)
    planned = plan(["news.jsonl"])
    found = estimate(planned, here / "store")
    assert (found.sampled, found.refused) == (5, 5)
    rows = dict(described(planned, found, 2))
    assert rows["refused"].startswith("such as news.jsonl#1: no column holds a text or page")


def test_twice_the_workers_take_half_the_time_unless_there_are_fewer_shards() -> None:
    found = Estimate(100, 1_000, 4, 0, sampled=10, sampled_bytes=100, sampled_seconds=2.0, refused=0)
    assert [found.seconds(workers) for workers in (1, 2, 4, 8)] == [20.0, 10.0, 5.0, 5.0]


def test_a_shard_is_named_by_all_that_names_its_documents() -> None:
    stretch = Source("dump.tar", "dump.tar", "0" * 64, 9, start=512, after=3)
    names = {planning._name("code", [replace(stretch, again=again)]) for again in ((), (4,), (4, 5))}
    assert len(names) == 3

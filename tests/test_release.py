"""From inputs to a published release: repeatable, judged, atomic, and nothing new where nothing is."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk import digests, giving, layout, manifest, papers, release, shards
from copydesk.dataset import dataset_digest, document_digest
from copydesk.errors import OutputError, ShardError, UsageError, VerificationError
from copydesk.formats import drafts, jsonl, parquet
from copydesk.ids import sha256_hex
from copydesk.limits import LIMITS
from copydesk.lock import hold
from copydesk.manifest import Bookkeeping
from copydesk.plan import Shard
from copydesk.report import counted
from copydesk.run import Order, Outcome, run
from copydesk.shards import ShardResult, clean_shard
from copydesk.stages import Silent
from copydesk.tables import TABLES
from copydesk.verify import verify
from copydesk.workers import Workers

STORY = """Ministers meet for talks on trade, round {0}

By Ana Lima

The ministers met in Beijing on day {0} and said that the ties of the two countries were close.

Share on Facebook

They agreed to meet again in the autumn, officials said, when round {0} of the new rules is in force.
"""
pytestmark = pytest.mark.slow

OUT = Path("dist")
HOLD = "from pathlib import Path; from copydesk.lock import hold\nwith hold(Path('dist'))"
FEW = replace(LIMITS, shard_average=3)


class StubAudit:
    """Refuses the articles it is told to, and fails or warns as it is told to."""

    def __init__(self, gates: str = "1", refused: Sequence[str] = (), **results: Any) -> None:
        self.gates: Mapping[str, str] = {"stub.json": gates}
        self.refused = refused
        self.results = {"success": True, "suites": [], "failures": [], "warnings": []} | results
        self.seen: list[Bookkeeping] = []

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]:
        self.seen.append(bookkeeping)
        uris = [row["uri"] for path in folder.glob("data/*.parquet") for row in parquet.read_rows(path)]
        results = self.results | {"refused": {uri: "refused" for uri in uris if uri in self.refused}}
        (folder / "validation").mkdir()
        (folder / "validation" / "results.json").write_text(json.dumps(results))
        return results

    def foresee(self, articles: Sequence[pa.Table], /) -> Mapping[str, str]:
        """What it refuses of these."""
        uris = [uri for table in articles for uri in table["uri"].to_pylist()]
        return {uri: "refused" for uri in uris if uri in self.refused}


def one_by_one(
    shards: Sequence[Shard], store: Path, done: Callable[[ShardResult], None]
) -> tuple[ShardResult, ...]:
    """A mapper in this process."""
    return tuple(clean_shard(shard, store) for shard in shards)


def go(
    *inputs: str, out: Path = OUT, audit: StubAudit | None = None, map_shards: Any = one_by_one
) -> Outcome:
    order = Order(inputs or ("news",), out, limits=FEW)
    return run(order, map_shards=map_shards, audit=audit or StubAudit())


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve documents in several shards: ten stories, one of them twice, and one that is no text."""
    monkeypatch.chdir(tmp_path)
    for i in range(10):
        write(f"news/{i}.txt", STORY.format(i))
    write("news/copy-of-3.txt", STORY.format(3))
    Path("news/broken.txt").write_bytes(b"\0\1\2\3" * 50)
    write("news/notes.md", "Not an input.")
    return tmp_path


def link() -> str:
    return str((OUT / "latest").readlink())


def released(outcome: Outcome) -> Path:
    assert outcome.latest is not None
    return outcome.latest


def rows(outcome: Outcome, pattern: str = "data/*.parquet") -> list[dict[str, Any]]:
    return [row for path in sorted(released(outcome).glob(pattern)) for row in parquet.read_rows(path)]


def tables(release: Path) -> dict[str, bytes]:
    paths = [path for table in TABLES for path in (release / table.folder).iterdir()]
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


# ── What is published ────────────────────────────────────────────────────────────────────────────────


def test_a_release_has_every_file_of_the_contract() -> None:
    outcome = go()
    assert outcome.published == released(outcome).name
    names = {path.relative_to(released(outcome)).as_posix() for path in released(outcome).rglob("*.*")}
    numbered = {name for name in names if "-0" in name}
    assert names - numbered == {
        "README.md",
        "croissant.json",
        "manifest.json",
        "report.html",
        "validation/results.json",
    }
    articles, quarantines = (
        len({name for name in numbered if part in name}) for part in ("ledger-", "quarantine-")
    )
    assert articles > 2
    assert numbered == {
        *(f"data/articles-{i:05}.parquet" for i in range(articles)),
        *(f"data/articles-{i:05}.jsonl.gz" for i in range(articles)),
        *(f"ledger/ledger-{i:05}.parquet" for i in range(articles)),
        *(f"quarantine/quarantine-{i:05}.parquet" for i in range(quarantines)),
    }


def test_a_release_verifies() -> None:
    outcome = go()
    verified = verify(OUT / "latest")
    assert verified.version == outcome.published
    assert (verified.articles, verified.quarantine_rows) == (10, 2)


def test_every_document_is_published_superseded_or_quarantined() -> None:
    outcome = go()
    counts = outcome.counts
    assert (counts.documents_in, counts.published, counts.superseded, counts.quarantined) == (12, 10, 1, 1)
    assert counts.reasons == {"binary": 1, "exact_duplicate": 1}
    assert counts.kept_chars + counts.removed_chars == counts.page_chars > 0
    assert counts.ledger_rows == len(rows(outcome, "ledger/*.parquet"))
    refused = {row["uri"]: row for row in rows(outcome, "quarantine/*.parquet")}
    assert refused["news/copy-of-3.txt"]["superseded_by"] == "news/3.txt"
    assert refused["news/broken.txt"]["reason"] == "binary"
    assert len(rows(outcome)) == 10


def test_rows_and_records_are_documents_of_a_release_as_files_are() -> None:
    stories = [{"text": STORY.format(i), "url": f"https://example.org/{i}"} for i in range(20, 30)]
    write("more/a.jsonl", "".join(json.dumps(row) + "\n" for row in (*stories, stories[0])) + "no row\n")
    with gzip.open("more/b.warc.gz", "wb") as file:
        file.write(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    outcome = go("news", "more")
    assert (outcome.counts.documents_in, outcome.counts.published) == (12 + 12, 10 + 10)
    assert outcome.counts.passed == {"WARC record of type warcinfo": 1}
    row = next(row for row in rows(outcome) if row["uri"] == "more/a.jsonl#3")
    assert (row["id"], row["url"]) == (sha256_hex("https://example.org/22")[:16], "https://example.org/22")
    assert verify(released(outcome)).articles == 20


def test_files_are_sorted_by_id_and_by_their_first_id() -> None:
    outcome = go()
    ids = [
        [row["id"] for row in parquet.read_rows(path)]
        for path in sorted(released(outcome).glob("data/*.parquet"))
    ]
    assert ids == [sorted(some) for some in ids]
    assert [some[0] for some in ids] == sorted(some[0] for some in ids)


def test_the_ledger_of_a_file_of_articles_has_its_number() -> None:
    release = released(go())
    for path in release.glob("data/*.parquet"):
        ledger = release / "ledger" / path.name.replace("articles", "ledger")
        assert {row["id"] for row in parquet.read_rows(ledger)} == {
            row["id"] for row in parquet.read_rows(path)
        }


def test_json_lines_hold_the_rows_of_the_parquet_file_beside_them() -> None:
    for path in released(go()).glob("data/*.parquet"):
        assert list(jsonl.read_rows(path.with_suffix(".jsonl.gz"))) == parquet.read_rows(path)


def test_files_carry_no_time_stamp_and_no_name() -> None:
    release = released(go())
    header = (release / "data/articles-00000.jsonl.gz").read_bytes()[:10]
    assert header[3:8] == b"\0\0\0\0\0"  # no name, no time
    metadata = pq.read_metadata(release / "data/articles-00000.parquet").metadata
    assert set(metadata) == {b"ARROW:schema"}


def test_a_table_without_rows_has_one_empty_file() -> None:
    outcome = go("news/1.txt")
    (quarantine,) = released(outcome).glob("quarantine/*")
    assert parquet.count_rows(quarantine) == 0
    verify(released(outcome))


def test_the_manifest_says_what_was_made_of_what_by_what() -> None:
    outcome = go(audit=StubAudit(gates="abc"))
    described = manifest.read(released(outcome))
    listed = {file["path"] for file in described["files"]}
    assert listed | {"manifest.json"} == {
        path.relative_to(released(outcome)).as_posix()
        for path in released(outcome).rglob("*")
        if path.is_file()
    }
    assert described["counts"]["documents_in"] == len(described["inputs"]) == 12
    assert described["gates"] == {"stub.json": "abc"}
    assert described["digests"]["code"] == digests.digests().code
    assert described["run"] == {"mode": "direct", "engine": "processes"}
    assert described["skipped"] == [{"uri": "news/notes.md", "reason": "no reader for .md files"}]
    assert described["version"].endswith(described["dataset_digest"][:8])
    (source,) = (source for source in described["inputs"] if source["uri"] == "news/3.txt")
    assert source["bytes"] == len(STORY.format(3))
    assert {source["shard"] for source in described["inputs"]} == {
        path.name for path in layout.shard_store(OUT).iterdir()
    }


def test_no_file_names_a_path_of_this_machine(here: Path) -> None:
    release = released(go())
    for path in release.rglob("*.*"):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert str(here).encode() not in data, path.name


def test_latest_json_says_what_the_link_says() -> None:
    outcome = go()
    assert link() == f"releases/{outcome.published}"
    note = json.loads((OUT / "latest.json").read_text())
    assert (note["version"], note["path"]) == (outcome.published, f"releases/{outcome.published}")


# ── The same again ───────────────────────────────────────────────────────────────────────────────────


def test_two_runs_give_the_same_bytes_for_any_order_and_number_of_workers() -> None:
    def backwards(shards: Sequence[Shard], store: Path, _: Any) -> tuple[ShardResult, ...]:
        return tuple(reversed([clean_shard(shard, store) for shard in reversed(shards)]))

    one = go(out=Path("one"))
    other = go("news/7.txt", "./news", out=Path("other"), map_shards=backwards)
    with Workers(2) as pool:
        third = go(out=Path("third"), map_shards=pool.map_shards)
    assert tables(released(one)) == tables(released(other)) == tables(released(third))
    digest = {manifest.read(released(outcome))["dataset_digest"] for outcome in (one, other, third)}
    assert len(digest) == 1


def test_what_is_begun_while_the_plan_is_made_is_cleaned_once_and_published_the_same() -> None:
    rows = ({"text": STORY.format(f"r{i}")} for i in range(40))
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    order = Order(("rows.jsonl", "news"), Path("begun"), limits=FEW)
    with Workers(2) as pool:
        begun = run(order, map_shards=pool.map_shards, begin=pool.begin, audit=StubAudit())
    assert (begun.reused_shards, begun.counts.published) == (0, 50)
    assert tables(released(begun)) == tables(released(go("rows.jsonl", "news")))


def test_the_dataset_digest_does_not_depend_on_how_documents_are_cut_into_shards() -> None:
    audit = StubAudit()
    cuts = [1, 3, 10**9]
    found = set()
    for average in cuts:
        out = Path(f"out{average}")
        order = Order(("news",), out, limits=replace(LIMITS, shard_average=average))
        found.add(manifest.read(released(run(order, map_shards=one_by_one, audit=audit)))["dataset_digest"])
    assert len(found) == 1


def test_the_dataset_digest_depends_on_every_value() -> None:
    row = {"id": "a", "text": "x", "n": None}
    ledger: dict[str, list[Any]] = {"id": ["a"], "start": [0], "code": ["X1"]}
    digest = document_digest(jsonl.line(row), ledger)
    tuples = {name: tuple(values) for name, values in ledger.items()}
    assert document_digest(jsonl.line(row), tuples) == digest
    others = [
        document_digest(jsonl.line(row)),
        document_digest(jsonl.line(row), {name: [] for name in ledger}),
        document_digest(jsonl.line(row), {name: values * 2 for name, values in ledger.items()}),
        document_digest(jsonl.line({**row, "n": 0}), ledger),
        document_digest(jsonl.line(row), {**ledger, "start": [1]}),
        document_digest(jsonl.line(row), {**ledger, "code": ["X2"]}),
    ]
    assert len({digest, *others}) == 7
    one, other = bytes.fromhex(digest), bytes.fromhex(others[0])
    assert dataset_digest([one, other]) == dataset_digest([other, one]) == dataset_digest([one + other])
    assert dataset_digest([one]) != dataset_digest([one, one])


def test_the_same_again_is_nothing_new() -> None:
    first = go()
    before = link()
    again = go(audit=StubAudit(success=False))  # not even asked
    assert (again.nothing_new, again.published) == (True, None)
    assert (again.latest, again.counts) == (first.latest, first.counts)
    assert (again.cleaned_shards, again.reused_shards) == (0, first.cleaned_shards)
    assert link() == before
    assert [path.name for path in (OUT / "releases").iterdir()] == [first.published]


def test_the_same_through_other_gates_is_a_new_release() -> None:
    first, second = go(), go(audit=StubAudit(gates="2"))
    assert not second.nothing_new
    assert second.published != first.published
    assert tables(released(first)) == tables(released(second))


def test_the_same_by_other_code_is_a_new_release(monkeypatch: pytest.MonkeyPatch) -> None:
    first = go()
    monkeypatch.setattr(manifest, "digests", lambda: digests.Digests("other", "rules", "model"))
    assert go().published not in {None, first.published}


def test_one_more_document_cleans_one_shard() -> None:
    first = go()
    write("news/5-more.txt", STORY.format(55))
    second = go()
    assert second.counts.published == first.counts.published + 1
    assert 1 <= second.cleaned_shards <= 2  # its own hash may cut the shard it falls in
    assert second.reused_shards >= first.cleaned_shards - 1
    verify(OUT / "latest")


def test_a_document_that_changes_what_is_published_from_another_shard_does_not_clean_that_shard() -> None:
    go("news/1.txt", "news/3.txt")
    outcome = go("news/1.txt", "news/3.txt", "news/copy-of-3.txt")
    assert outcome.counts.superseded == 1
    verify(OUT / "latest")


def test_shards_no_longer_used_are_removed_after_publishing() -> None:
    go()
    before = {path.name for path in layout.shard_store(OUT).iterdir()}
    Path("news/5.txt").unlink()
    go()
    after = {path.name for path in layout.shard_store(OUT).iterdir()}
    assert before - after
    assert after == {source["shard"] for source in manifest.read(OUT / "latest")["inputs"]}


def test_a_new_unreadable_file_is_a_new_release() -> None:
    first = go()
    Path("news/gone.txt").symlink_to("nowhere")
    second = go()
    assert second.published not in {None, first.published}
    assert second.counts.reasons["unreadable"] == 1


# ── Judged ───────────────────────────────────────────────────────────────────────────────────────────


def test_refused_articles_go_to_quarantine_and_the_rest_is_judged_again() -> None:
    audit = StubAudit(refused=["news/1.txt", "news/3.txt", "news/copy-of-3.txt"])
    outcome = go(audit=audit)
    # Without news/3.txt its copy is published, which is refused as well.
    assert [book.published for book in audit.seen] == [10, 9, 8]
    assert outcome.counts.reasons == {"binary": 1, "failed_expectation": 3}
    refused = {row["uri"]: row for row in rows(outcome, "quarantine/*.parquet")}
    assert refused["news/1.txt"]["message"] == "refused"
    verify(OUT / "latest")
    assert go(audit=audit).nothing_new


def foreseen(*inputs: str, out: Path = OUT, audit: StubAudit) -> Outcome:
    order = Order(inputs or ("news",), out, limits=FEW)
    return run(order, map_shards=one_by_one, audit=audit, foresee=audit.foresee)


def test_what_is_foreseen_to_be_refused_is_packed_once_and_the_release_is_the_same() -> None:
    refused = ["news/1.txt", "news/3.txt", "news/copy-of-3.txt", "news/9.txt"]
    for name, number in zip(refused, (1, 3, 3, 9), strict=True):
        write(name, STORY.format(f"{number}, with x <y in it," if number < 9 else number))
    audit, other = StubAudit(refused=refused), StubAudit(refused=refused)
    outcome = foreseen(audit=audit)
    assert [book.published for book in audit.seen] == [8, 7]  # nothing is to be seen in news/9.txt
    assert files_of(outcome) == files_of(go(out=Path("other"), audit=other))
    assert [book.published for book in other.seen] == [10, 8, 7]
    assert foreseen(audit=audit).nothing_new


def test_of_a_text_that_is_foreseen_to_be_refused_no_copy_is_published() -> None:
    copies = ["news/3.txt", "news/copy-of-3.txt", *(f"news/another-copy-{i}.txt" for i in range(9))]
    for name in copies:
        write(name, STORY.format("3, with x <y in it,"))
    audit = StubAudit(refused=copies)
    outcome = foreseen(audit=audit)
    assert outcome.counts.reasons["failed_expectation"] == len(copies)
    assert [book.published for book in audit.seen] == [9]


def test_what_an_earlier_draft_holds_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, ...]] = []
    pack = giving._pack

    def noted(job: giving.Job) -> tuple[tuple[manifest.ReleaseFile, ...], bytes]:
        without = np.frombuffer(job.given.without, np.int32)
        written.append(tuple(key.uri for key in shards.read_keys(job.given.shard, without)))
        return pack(job)

    with monkeypatch.context() as patch:
        patch.setattr(giving, "_pack", noted)
        outcome = go(audit=StubAudit(refused=["news/1.txt"]))
    assert len(list((OUT / "latest" / "data").glob("*.parquet"))) > 1
    assert [without for without in written if "news/1.txt" in without] == written[-1:]
    verify(OUT / "latest")
    again = go(out=Path("other"), audit=StubAudit(refused=["news/1.txt"]))
    assert files_of(again) == files_of(outcome)


def test_what_a_shard_has_given_before_is_copied_for_the_next_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = go()
    write("news/one-more.txt", STORY.format(77))
    packed: list[giving.Job] = []
    pack = giving._pack

    def noted(job: giving.Job) -> tuple[tuple[manifest.ReleaseFile, ...], bytes]:
        packed.append(job)
        return pack(job)

    with monkeypatch.context() as patch:
        patch.setattr(giving, "_pack", noted)
        second = go()
    assert second.cleaned_shards == len(packed) == 1 < second.reused_shards
    assert {digest for _, digest in files_of(second)} & {digest for _, digest in files_of(first)}
    verify(OUT / "latest")
    assert files_of(go(out=Path("other"))) == files_of(second)


def test_what_is_counted_when_a_shard_is_packed_is_what_its_files_hold() -> None:
    release = released(go(audit=StubAudit(refused=["news/1.txt"])))
    files = [counted.Files(release, number) for number, _ in enumerate(release.glob("data/*.parquet"))]
    kept = [path.read_bytes() for path in (OUT / "work" / "shards").glob("*/given/numbers.json")]
    assert sorted(kept) == sorted(counted.packed(counted.counted(file)) for file in files)


KEPT = ["articles.parquet", "articles.jsonl.gz", "ledger.parquet", "note.json", "numbers.json"]


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_of_a_shard_and_damaged_is_packed_again(name: str) -> None:
    before = files_of(go())
    for path in (OUT / "work" / "shards").glob(f"*/given/{name}"):
        data = path.read_bytes()
        path.unlink()  # it is the file of the release under another name
        path.write_bytes(data[:-9])
    for path in (OUT / "releases").iterdir():
        shutil.rmtree(path)
    assert files_of(go()) == before
    verify(OUT / "latest")


def files_of(outcome: Outcome) -> list[tuple[str, str]]:
    """The tables of a release and their digests."""
    listed = manifest.read(released(outcome))["files"]
    return [(file["path"], file["sha256"]) for file in listed if file["rows"] is not None]


def test_of_a_text_that_is_refused_again_no_copy_is_published() -> None:
    for i in range(9):
        write(f"news/another-copy-{i}.txt", STORY.format(3))
    copies = ["news/3.txt", "news/copy-of-3.txt", *(f"news/another-copy-{i}.txt" for i in range(9))]
    audit = StubAudit(refused=copies)
    outcome = go(audit=audit)
    assert outcome.counts.reasons["failed_expectation"] == len(copies)
    assert outcome.counts.published == 9
    assert len(audit.seen) == 3


def test_a_release_that_fails_its_gates_is_set_aside_and_latest_stays() -> None:
    first = go()
    write("news/new.txt", STORY.format(77))
    outcome = go(audit=StubAudit(success=False, failures=["articles: no text: 1 row"]))
    assert (outcome.published, outcome.nothing_new) == (None, False)
    assert outcome.failures == ("articles: no text: 1 row",)
    assert outcome.latest == first.latest
    assert link() == f"releases/{first.published}"
    assert [path.name for path in (OUT / "releases").iterdir()] == [first.published]
    assert outcome.rejected == layout.rejected(OUT)
    assert (outcome.rejected / "report.html").is_file()


def test_a_first_release_that_fails_its_gates_leaves_no_latest() -> None:
    outcome = go(audit=StubAudit(success=False, failures=["it is empty"]))
    assert outcome.latest is None
    assert not os.path.lexists(OUT / "latest")
    assert not (OUT / "latest.json").exists()
    assert go(audit=StubAudit(success=False, failures=["again"])).rejected == outcome.rejected


def test_warnings_are_told_and_published() -> None:
    outcome = go(audit=StubAudit(warnings=["articles: rather short: 3 rows"]))
    assert outcome.warnings == ("articles: rather short: 3 rows",)
    assert outcome.published


def test_an_audit_that_raises_publishes_nothing_and_leaves_nothing_behind() -> None:
    class Broken(StubAudit):
        def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        go(audit=Broken())
    assert list((OUT / "releases").iterdir()) == []
    assert not os.path.lexists(OUT / "latest")


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)


def _badly_packed(patch: pytest.MonkeyPatch, damage: Callable[[Path], object], place: int) -> None:
    """Files come to the disk otherwise than they were meant to."""
    pack = giving._pack

    def packed(job: giving.Job) -> tuple[tuple[manifest.ReleaseFile, ...], bytes]:
        found = pack(job)
        damage(job.paths()[place])
        return found

    patch.setattr(giving, "_pack", packed)


def _miscounted(patch: pytest.MonkeyPatch, name: str, more: int) -> None:
    count = release._bookkeeping

    def counted(*parts: Any) -> Bookkeeping:
        found = count(*parts)
        return replace(found, **{name: getattr(found, name) + more})

    patch.setattr(release, "_bookkeeping", counted)


def _without_an_input(patch: pytest.MonkeyPatch) -> None:
    """A source is forgotten when the books are closed."""
    inputs = manifest.inputs
    patch.setattr(manifest, "inputs", lambda plan: inputs(plan)[1:])


def _changed_later(patch: pytest.MonkeyPatch) -> None:
    """A table is replaced after it was read back, and listed as it is then."""
    complete = papers.complete

    def completed(staged: release.Staged, *rest: Any) -> dict[str, Any]:
        path = next(staged.folder.glob("ledger/*.parquet"))
        parquet.write_table(path, parquet.read_table(path).slice(1))
        other = manifest.describe(path, staged.folder, parquet.count_rows(path))
        files = [other if file.path == other.path else file for file in staged.files]
        return complete(replace(staged, files=tuple(files)), *rest)

    patch.setattr("copydesk.run.complete", completed)


def _another_article(patch: pytest.MonkeyPatch) -> None:
    """Rows that are packed otherwise than they were cleaned, in all tables alike."""
    read = drafts.read_lines
    patch.setattr(drafts, "read_lines", lambda path: read(path).replace(b"the ties of", b"the tie of"))


pack = parquet.packed
WRONG: dict[str, tuple[Callable[[pytest.MonkeyPatch], object], str]] = {
    "a flipped bit of articles": (
        lambda patch: _badly_packed(patch, _flip, 0),
        r"data/articles-0000\d.parquet: other bytes than those its sha256 was taken of",
    ),
    "a flipped bit of lines": (
        lambda patch: _badly_packed(patch, _flip, 1),
        r"data/articles-0000\d.jsonl.gz: other bytes than those its sha256 was taken of",
    ),
    "a ledger cut short": (
        lambda patch: _badly_packed(patch, lambda path: os.truncate(path, path.stat().st_size // 2), 2),
        r"ledger/ledger-0000\d.parquet: [\d,]+ bytes instead of [\d,]+",
    ),
    "lines twice": (
        lambda patch: patch.setattr(jsonl, "packed", lambda lines: gzip.compress(lines) * 2),
        r"articles-0000\d.jsonl.gz: \d rows; the Parquet file has \d that keep the contract",
    ),
    "rows that are not packed": (
        lambda patch: patch.setattr(
            parquet, "packed", lambda table: pack(table[1:]) if len(table) > 1 else pack(table)
        ),
        r"ledger-0000\d.parquet: \d rows instead of \d",
    ),
    "rows that changed": (
        _another_article,
        r"news/\w+.txt\): text_sha256 is not the digest of text(?s:.)*dataset_digest is not that of the rows",
    ),
    "a document too many": (
        lambda patch: _miscounted(patch, "documents_in", 1),
        "counts: documents_in is 13, counted 12",
    ),
    "characters that are lost": (
        lambda patch: _miscounted(patch, "removed_chars", -1),
        "counts: removed_chars is",
    ),
    "another digest": (
        lambda patch: patch.setattr(
            release, "dataset_digest", lambda some: dataset_digest([*some, b"\0" * 32])
        ),
        "dataset_digest is not that of the rows",
    ),
    "an input that is forgotten": (_without_an_input, "in the release and not among its inputs"),
    "a table that is changed later": (_changed_later, "not those that were read back"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_release_that_is_not_what_it_says_is_not_published(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = go()
    write("news/new.txt", STORY.format(77))
    Path("news/0.txt").unlink()
    break_, said = WRONG[name]
    with monkeypatch.context() as patch:
        break_(patch)
        with pytest.raises(VerificationError, match=said):
            go()
    assert link() == f"releases/{first.published}"
    assert [path.name for path in (OUT / "releases").iterdir()] == [first.published]
    second = go()  # what was packed badly is packed again
    assert second.published
    verify(released(second))


def test_a_stage_that_fails_is_not_said_to_be_over() -> None:
    ended: list[str] = []

    class Told(Silent):
        def end(self, stage: str) -> None:
            ended.append(stage)

    def interrupted(shards: Sequence[Shard], store: Path, done: Any) -> tuple[ShardResult, ...]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Order(("news",), OUT, limits=FEW), map_shards=interrupted, audit=StubAudit(), progress=Told())
    assert ended == ["plan"]


def test_a_full_disk_is_said_with_the_name_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(giving, "_pack", full)
        with pytest.raises(OutputError, match="'dist' cannot be written: No space left on device"):
            go()
    assert list((OUT / "releases").iterdir()) == []
    assert go().published


def test_a_shard_that_fails_stops_the_run_before_anything_is_published() -> None:
    def failing(shards: Sequence[Shard], *_: Any) -> tuple[ShardResult, ...]:
        raise ShardError(shards[0].name, "its worker process died twice")

    with pytest.raises(ShardError):
        go(map_shards=failing)
    assert not os.path.lexists(OUT / "latest")
    assert go().published


def test_a_file_that_changes_during_a_run_is_released_as_it_is_then() -> None:
    def meanwhile(shards: Sequence[Shard], *rest: Any) -> tuple[ShardResult, ...]:
        write("news/4.txt", STORY.format(44))
        return one_by_one(shards, *rest)

    outcome = go(map_shards=meanwhile)
    verify(released(outcome))
    (changed,) = [row for row in rows(outcome) if row["uri"] == "news/4.txt"]
    assert changed["source_sha256"] == sha256_hex(STORY.format(44))
    assert go().nothing_new
    assert tables(released(outcome)) == tables(released(go(out=Path("undisturbed"))))


# ── One at a time, whatever died before ──────────────────────────────────────────────────────────────


def test_a_second_run_into_the_same_output_is_refused_and_told_by_whom() -> None:
    script = f"{HOLD}: print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UsageError) as caught:
            go()
        other.communicate("\n")
    assert str(caught.value) == (
        f"another run (process {other.pid}) is writing to 'dist': wait for it, or choose another output"
    )
    assert go().published


def test_a_run_holds_the_lock_until_it_has_ended() -> None:
    def nested(*_: Any) -> tuple[ShardResult, ...]:
        script = f"{HOLD}: pass"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        assert "another run" in done.stderr
        return one_by_one(*_)

    assert go(map_shards=nested).published


def test_who_holds_the_lock_may_run() -> None:
    with hold(OUT):
        assert go().published
    assert go().nothing_new


def test_an_output_that_cannot_be_written_is_a_clear_sentence() -> None:
    write("file", "Not a folder.")
    with pytest.raises(UsageError, match="cannot write to 'file': Not a directory"):
        go(out=Path("file"))


def test_latest_that_is_not_a_link_is_not_overwritten() -> None:
    (OUT / "latest").mkdir(parents=True)
    with pytest.raises(UsageError, match="'dist/latest' is not a link: move it away"):
        go()
    assert (OUT / "latest").is_dir()


def test_what_a_dead_run_left_half_done_is_removed() -> None:
    (OUT / "releases" / ".staging-dead" / "data").mkdir(parents=True)
    (layout.shard_store(OUT) / ".dead-shard").mkdir(parents=True)
    (OUT / ".latest.new").symlink_to("nowhere")
    outcome = go()
    assert [path.name for path in (OUT / "releases").iterdir()] == [outcome.published]
    assert [path for path in layout.shard_store(OUT).iterdir() if path.name.startswith(".")] == []
    assert not os.path.lexists(OUT / ".latest.new")


def test_a_release_that_was_complete_when_its_run_died_is_taken_up() -> None:
    first = go()
    (OUT / "latest").unlink()
    (OUT / "latest.json").unlink()
    again = go(audit=StubAudit(success=False))  # it was judged before it got its name
    assert (again.published, again.latest, again.nothing_new) == (first.published, first.latest, False)
    assert (OUT / "latest").resolve() == released(first).resolve()
    assert json.loads((OUT / "latest.json").read_text())["version"] == first.published


def test_a_release_that_was_damaged_when_its_run_died_is_not_taken_up() -> None:
    first = go()
    (OUT / "latest").unlink()
    (released(first) / "README.md").write_text("Damaged.")
    again = go()
    assert again.published not in {None, first.published}
    verify(OUT / "latest")


def test_latest_json_is_put_right_when_a_run_died_before_it() -> None:
    first = go()
    (OUT / "latest.json").write_text("{}")
    go()
    assert json.loads((OUT / "latest.json").read_text())["version"] == first.published


@pytest.mark.parametrize("text", [None, "", "{}", "[]"], ids=["missing", "empty", "bare", "another kind"])
def test_a_release_whose_manifest_cannot_be_read_is_replaced(text: str | None) -> None:
    first = go()
    (released(first) / "manifest.json").unlink()
    if text is not None:
        (released(first) / "manifest.json").write_text(text)
    second = go()
    assert second.published != first.published
    assert (OUT / "latest").resolve() == released(second).resolve()

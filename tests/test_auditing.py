"""An audit of a dataset: what is wrong with it, by source, and nothing left behind."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from copydesk.auditing import Findings, InOrder, SourceTally, as_row, audit, offenders, place_of, report
from copydesk.inputs import Skipped
from copydesk.plan import Shard, plan
from copydesk.shards import ShardResult
from copydesk.sources import Source

pytestmark = pytest.mark.slow

STORY = """Ministers meet for talks on trade, round {0}

By Ana Lima

The ministers met in Beijing on day {0} and said that the ties of the two countries were close.

Share on Facebook

They agreed to meet again in the autumn, officials said, when round {0} of the new rules is in force.

The talks had begun on Monday and went on for {0} days longer than had been planned by either side.
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """Ten stories of a good source; of a bad one a story three times, a stub, and a row that is none."""
    folder = tmp_path_factory.mktemp("audit")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        good = [{"url": f"https://good.example/{i}", "text": STORY.format(i)} for i in range(10)]
        bad = [{"url": f"https://bad.example/{i}", "text": STORY.format(99)} for i in range(3)]
        stub = {"url": "https://bad.example/stub", "text": "The ministers met in Beijing on Monday, he said."}
        rows = [*good, *bad, stub, {"nothing": 1}]
        Path("set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        found = audit(plan(["set.jsonl"]), 1)
        assert [path.name for path in Path().iterdir()] == ["set.jsonl"]
        return found


def test_duplicates_stubs_and_refusals_are_counted_by_source(found: Findings) -> None:
    assert found.total.documents == 15
    assert (found.total.duplicates, found.total.stubs, found.total.refused) == (2, 1, 1)
    bad = found.sources["bad.example"]
    assert (bad.documents, bad.duplicates, bad.stubs) == (4, 2, 1)
    assert found.sources["set.jsonl"].refused == found.reasons["malformed"] == 1
    assert found.sources["good.example"].duplicates == 0


def test_boilerplate_is_a_share_of_the_characters_with_its_lines(found: Findings) -> None:
    assert 0 < found.total.boilerplate < 0.5
    assert found.total.removed_chars == found.categories.total()
    assert ("SO001", "Share on Facebook") in {line for line, _ in found.lines.most_common(3)}


def test_the_worst_source_comes_first(found: Findings) -> None:
    assert [name for name, _ in offenders(found)] == ["bad.example", "set.jsonl", "good.example"]


def test_the_report_says_what_was_found(found: Findings) -> None:
    lines = list(report(found))
    assert lines[0].startswith("15 documents, ")
    assert any("duplicates             13.3%  2: the same text again" in line for line in lines)
    assert any(line.split()[-1:] == ["Facebook"] for line in lines)
    assert json.loads(json.dumps(as_row(found)))["total"]["documents"] == 15
    assert list(report(Findings())) == ["0 documents, 0 characters"]


def test_a_dataset_of_nothing_but_articles_is_told_as_one() -> None:
    clean = Findings(total=SourceTally(documents=2, page_chars=900), flags=Counter(live_blog=1))
    clean.skipped = Skipped("in/.a", "hidden"), Skipped("in/a.pdf", "no reader for .pdf files")
    assert list(report(clean)) == [
        "2 documents, 900 characters",
        "  boilerplate             0.0%  of the characters",
        "  duplicates              0.0%  0: the same text again",
        "  stubs                   0.0%  0: no article, or under 250 characters",
        "  refused                 0.0%  0: none",
        "  live_blog              50.0%  1",
        "  skipped: 2, such as in/a.pdf: no reader for .pdf files",
        "",
        "sources, the worst first       documents  boilerplate  duplicates   stubs  refused",
        "",
        "lines removed most often",
        "  none",
    ]


@pytest.mark.parametrize(
    ("uri", "place"), [("a/b.jsonl#17", "a/b.jsonl"), ("a/b/c.txt", "a/b"), ("c.txt", "c.txt")]
)
def test_a_document_without_a_url_is_counted_under_its_file_or_folder(uri: str, place: str) -> None:
    assert place_of(uri) == place


def test_what_is_found_does_not_depend_on_which_worker_is_first() -> None:
    shards = [Shard(f"shard{i}", (Source(f"{i}.txt", f"{i}.txt", None, None),)) for i in range(4)]
    results = [ShardResult(shard.name, 1, 0, 0) for shard in shards]
    results[1] = ShardResult("another name", 1, 0, 0, replanned=replace(shards[1], name="another name"))
    seen: list[str] = []
    done = InOrder(shards, lambda result: seen.append(result.name))
    for i in (3, 0, 2, 1):
        done(results[i])
    assert seen == ["shard0", "another name", "shard2", "shard3"]

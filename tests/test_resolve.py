"""Which documents are published, and which give way to them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.contract import to_row
from copydesk.formats import drafts
from copydesk.formats.arrays import table_of
from copydesk.gathered import Key
from copydesk.resolve import Dropped, resolve
from copydesk.shards import KEYS, ShardResult


def key(
    uri: str, id: str = "", text: str = "", published: str | None = None, modified: str | None = None
) -> Key:
    return Key(
        id=id or uri,
        source_id=uri,
        uri=uri,
        published_at=published,
        modified_at=modified,
        text_sha256=text or uri,
        source_sha256="",
        source_bytes=0,
        page_chars=0,
        kept_chars=0,
        removed_chars=0,
        ledger_rows=0,
        digest="",
        doubtful=None,
    )


def resolved(
    store: Path, shards: list[list[Key]], refused: Mapping[str, str] | None = None
) -> dict[str, Dropped]:
    """What is not published, by uri."""
    results = [ShardResult(f"shard{i}", len(keys), 0, 0) for i, keys in enumerate(shards)]
    for result, keys in zip(results, shards, strict=True):
        (store / result.name).mkdir(exist_ok=True)
        drafts.write_table(store / result.name / KEYS, table_of(Key, [to_row(one) for one in keys]))
    found = resolve(results, store, refused or {})
    dropped = dict[str, Dropped]()
    for result, keys in zip(results, shards, strict=True):
        uris = [keys[row].uri for row in found.without(result.name)]
        dropped |= dict(zip(uris, found.dropped(result.name, uris), strict=True))
    return dropped


CASES: dict[str, tuple[list[Key], dict[str, tuple[str, str]]]] = {
    "different documents are all published": ([key("a"), key("b")], {}),
    "of one text the first by uri is published": (
        [key("b", text="T"), key("a", text="T"), key("c", text="T")],
        {"b": ("exact_duplicate", "a"), "c": ("exact_duplicate", "a")},
    ),
    "of one text the earliest is published": (
        [key("a", text="T", published="2024-04-09"), key("b", text="T", published="2024-04-08")],
        {"a": ("exact_duplicate", "b")},
    ),
    "a text with a date goes before one without": (
        [key("a", text="T"), key("b", text="T", published="2024-04-08")],
        {"a": ("exact_duplicate", "b")},
    ),
    "dates are compared as moments, not as letters": (
        [
            key("a", text="T", published="2024-04-08T23:30:00-05:00"),
            key("b", text="T", published="2024-04-09T01:00:00+02:00"),
        ],
        {"a": ("exact_duplicate", "b")},
    ),
    "a date begins where it is open": (
        [key("a", text="T", published="2024-02"), key("b", text="T", published="2024")],
        {"a": ("exact_duplicate", "b")},
    ),
    "of one page the newest revision is published": (
        [key("a", id="P", published="2024-04-09"), key("b", id="P", published="2024-04-08")],
        {"b": ("revision", "a")},
    ),
    "a change makes a revision newer than its publication": (
        [
            key("a", id="P", published="2024-04-08", modified="2024-04-10"),
            key("b", id="P", published="2024-04-09"),
        ],
        {"b": ("revision", "a")},
    ),
    "revisions without a date go by uri": (
        [key("a", id="P"), key("b", id="P")],
        {"a": ("revision", "b")},
    ),
    "the same text under one id is a duplicate": (
        [key("a", id="P", text="T"), key("b", id="P", text="T")],
        {"b": ("exact_duplicate", "a")},
    ),
    "who gave way to a loser gives way to the winner": (
        [
            key("old", id="P", text="S", published="2024-04-01"),
            key("new", id="P", text="T", published="2024-04-09"),
            key("copied", id="Q", text="T", published="2024-04-08"),
        ],
        {"old": ("revision", "copied"), "new": ("exact_duplicate", "copied")},
    ),
    "a revision that was replaced has no part in duplicates": (
        [
            key("old", id="P", text="T", published="2024-04-01"),
            key("new", id="P", text="S", published="2024-04-09"),
            key("other", id="Q", text="T", published="2024-04-08"),
        ],
        {"old": ("revision", "new")},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_superseded_documents_and_what_is_published_in_their_place(name: str, tmp_path: Path) -> None:
    keys, expected = CASES[name]
    for shards in ([keys], [[one] for one in keys], [[], list(reversed(keys))]):
        dropped = resolved(tmp_path, shards)
        assert {uri: (one.reason, one.superseded_by) for uri, one in dropped.items()} == expected
        assert {one.status for one in dropped.values()} <= {"superseded"}


def test_a_refused_article_is_quarantined_and_what_it_replaced_is_published(tmp_path: Path) -> None:
    keys = [
        key("new", id="P", published="2024-04-09"),
        key("old", id="P", published="2024-04-08"),
        key("older", id="P", published="2024-04-07"),
    ]
    dropped = resolved(tmp_path, [keys], {"new": "the date lies in the future", "not here": "?"})
    assert {uri: (one.status, one.reason, one.superseded_by) for uri, one in dropped.items()} == {
        "new": ("quarantined", "failed_expectation", None),
        "older": ("superseded", "revision", "old"),
    }
    assert dropped["new"].message == "the date lies in the future"


DATES = st.sampled_from([None, "2023", "2024-04", "2024-04-08", "2024-04-08T10:00Z", "not a date"])
KEYS_OF_FEW = st.lists(
    st.builds(key, st.uuids().map(str), st.sampled_from("PQR"), st.sampled_from("STU"), DATES, DATES),
    max_size=12,
)


@given(KEYS_OF_FEW, st.randoms(use_true_random=False))
def test_every_document_is_published_or_gives_way_to_one_that_is(
    tmp_path_factory: pytest.TempPathFactory, keys: list[Key], chance: random.Random
) -> None:
    store = tmp_path_factory.mktemp("store")
    dropped = resolved(store, [keys])
    published = [one for one in keys if one.uri not in dropped]
    assert len({one.id for one in published}) == len({one.text_sha256 for one in published}) == len(published)
    assert {one.superseded_by for one in dropped.values()} <= {one.uri for one in published}
    shuffled = chance.sample(keys, len(keys))
    assert resolved(store, [shuffled[:5], shuffled[5:]]) == dropped

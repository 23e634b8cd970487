"""A shard's rows in columns: the contract asked of them at once, and their order."""

from __future__ import annotations

import random
from typing import Any

import orjson
import pytest

from copydesk.clean import clean
from copydesk.contract import problems, to_row
from copydesk.desk import Finished
from copydesk.document import RawDocument
from copydesk.gathered import Gathered
from copydesk.ids import sha256_hex
from copydesk.records import LedgerRow
from copydesk.sound import broken, broken_columns, is_sound

SPAN: dict[str, Any] = {
    "id": "0123456789abcdef",
    "uri": "a.txt",
    "start": 0,
    "end": 4,
    "action": "removed",
    "code": "SO001",
    "category": "share",
    "text": "“Tw”",
    "replacement": "",
    "offset": None,
    "score": 0.25,
}


STORY = """Ministers meet for talks on trade

The ministers met in Beijing on Monday and said that the ties of the two countries were close.

They agreed to meet again in the autumn, officials said, when the new rules are in force.
"""


@pytest.fixture
def article_row() -> dict[str, Any]:
    return to_row(clean(RawDocument("a.txt", STORY.encode(), "text", "a")).article)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", -1),
        ("start", True),
        ("start", None),
        ("start", 1.0),
        ("score", -0.5),
        ("score", 1),
        ("id", "0123"),
        ("id", 7),
        ("action", "kept"),
        ("text", "\ud83d"),
        ("text", None),
        ("offset", "0"),
    ],
)
def test_columns_are_found_broken_where_their_rows_are(name: str, value: object) -> None:
    rows = [SPAN, {**SPAN, name: value}, SPAN]
    assert not is_sound(LedgerRow, rows)
    assert list(broken(LedgerRow, rows)) == [(1, problem) for problem in problems(LedgerRow, rows[1])]
    columns = {column: [row[column] for row in rows] for column in SPAN}
    assert list(broken_columns(LedgerRow, columns)) == list(broken(LedgerRow, rows))
    assert is_sound(LedgerRow, [SPAN, SPAN])


def test_a_row_that_lacks_a_column_or_has_another_is_broken() -> None:
    less = {name: value for name, value in SPAN.items() if name != "score"}
    assert [number for number, _ in broken(LedgerRow, [SPAN, less, {**SPAN, "more": 1}])] == [1, 2]


def test_halves_of_a_pair_in_two_rows_are_not_taken_for_a_whole_one() -> None:
    assert not is_sound(LedgerRow, [{**SPAN, "text": "\ud83d"}, {**SPAN, "text": "\ude00"}])


@pytest.mark.parametrize("full", [0, 2**31])
def test_what_is_gathered_is_given_out_by_id_with_its_own_ledger(
    article_row: dict[str, Any], full: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.gathered._FULL", full)
    names = [f"{i}.txt" for i in range(150)]
    random.Random(1).shuffle(names)
    gathered = Gathered()
    for i, uri in enumerate(names):
        id = sha256_hex(uri)[:16]
        rows = [{**SPAN, "id": id, "uri": uri, "start": at} for at in range(i % 4)]
        spans = {name: [row[name] for row in rows] for name in SPAN}
        gathered.add(Finished({**article_row, "id": id, "uri": uri}, spans))
    found = gathered.sorted()
    ids = [orjson.loads(line)["id"] for line in found.lines]
    assert ids == sorted(sha256_hex(uri)[:16] for uri in names) == [key["id"] for key in found.keys]
    counts = {key["id"]: key["ledger_rows"] for key in found.keys}
    expected = [(id, at) for id in ids for at in range(counts[id])]
    assert list(zip(*(found.ledger[name].to_pylist() for name in ("id", "start")), strict=True)) == expected


@pytest.mark.parametrize(
    ("name", "value", "doubtful"),
    [
        ("text", "a <b>minister</b>", True),
        ("text", "a </ p> there", True),
        ("text", "Russia&#039;s", True),
        ("text", "Russia&#X27;s", True),
        ("text", "cut &amp;amp; so on", True),
        ("headline", "Caf&eacute;", True),
        ("captions", ["Left", "<i>right"], True),
        ("text", "AT&T, Q&A: 2 < 3 & 3 > 2; or <3", False),
        ("headline", None, False),
    ],
)
def test_the_line_of_an_article_that_seems_to_hold_markup_is_kept_with_its_key(
    name: str, value: object, doubtful: bool, article_row: dict[str, Any]
) -> None:
    gathered = Gathered()
    columns: dict[str, list[Any]] = {column: [] for column in SPAN}
    gathered.add(Finished({**article_row, name: value}, columns))
    found = gathered.sorted()
    assert found.keys[0]["doubtful"] == (found.lines[0].decode() if doubtful else None)

"""What is compiled for rows and their pages says what plain Python says, whatever the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any, NamedTuple

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.clean import Cleaned, clean
from copydesk.contract import problems, to_row
from copydesk.document import RawDocument, Role
from copydesk.formats.arrays import array_of, solid_counts
from copydesk.native import growing, rows, solid
from copydesk.native.laying import laid_out
from copydesk.rebuild import discrepancies
from copydesk.records import Article, LedgerRow, Span
from copydesk.sound import are_sound, is_sound
from copydesk.whole import is_whole

TEXT = st.text(st.characters(codec="utf-8"))
VALUE = st.none() | TEXT | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.booleans()
ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64()}

STORY = """Home | News | Sport

Ministers meet for talks on trade

By Jane Doe

The ministers met in Beijing on Monday &amp; said that the ties of the two countries were close.

They agreed to meet again in the autumn, officials said, when the new rules are in force (jd).

Share on Facebook
"""


@given(TEXT | st.text(st.sampled_from(" \t\n\x1c\x85\xa0\u1680\u2003\u3000aé中🙂\ud800")))
def test_a_text_loses_its_whitespace_and_nothing_else(text: str) -> None:
    assert solid.solid(text) == "".join(text.split())
    assert solid.count(text) == len("".join(text.split()))


@given(st.lists(st.tuples(TEXT, st.sampled_from(["removed", "edited", "removed\u00e9"]))))
def test_texts_with_a_mark_are_counted_together(rows: list[tuple[str, str]]) -> None:
    texts, marks = tuple(text for text, _ in rows), tuple(mark for _, mark in rows)
    expected = sum(solid.count(text) for text, mark in rows if mark == "removed")
    assert solid.count_where(texts, marks, "removed") == expected
    with pytest.raises(ValueError, match="marks"):
        solid.count_where((*texts, ""), marks, "removed")


_SPACES = "".join(chr(i) for i in range(0x3010) if chr(i).isspace())


@given(
    st.lists(st.none() | TEXT | st.text(st.sampled_from(f"{_SPACES}aéß中🙂\u200b\u1681\u2100\u3001"))),
    st.integers(0, 3),
)
def test_texts_in_columns_are_counted_as_each_is(texts: list[str | None], first: int) -> None:
    column = pa.array(texts, pa.string())[first:]
    expected = [solid.count(text or "") for text in texts[first:]]
    assert solid_counts(column).tolist() == expected


@pytest.mark.parametrize("data", [b"\xe2\x80", b"\xc2", b"\xe3", b"\xe2\x80\x80\xe2", b"\xff\x80"])
def test_counting_stays_within_a_text_that_is_no_utf_8(data: bytes) -> None:
    ends = pa.array([0, len(data)], pa.int32()).buffers()[1]
    assert len(solid.counts(ends, data, 0, 1)) == 8


@pytest.mark.parametrize(("first", "rows"), [(0, 3), (2, 1), (-1, 1), (0, -1)])
def test_no_text_is_counted_that_is_not_there(first: int, rows: int) -> None:
    _, ends, values = pa.array(["a", "b"]).buffers()
    with pytest.raises(ValueError, match="texts"):
        solid.counts(memoryview(ends)[:12], values, first, rows)


def test_no_text_is_counted_beyond_the_last() -> None:
    with pytest.raises(ValueError, match="behind the last"):
        solid.counts(pa.array([0, 9], pa.int32()).buffers()[1], b"short", 0, 1)


@given(
    st.data(), st.sampled_from([(str, TEXT), (int, st.integers(-(2**63), 2**63 - 1)), (float, st.floats())])
)
def test_a_column_that_grows_is_the_array_of_its_values(
    data: st.DataObject, of: tuple[type, st.SearchStrategy[Any]]
) -> None:
    column = growing.Growing(of[0])
    for _ in range(2):
        column.clear()
        some = st.lists(st.none() | of[1], max_size=9).map(tuple)
        parts = data.draw(st.lists(some | some.map(lambda values: values * 3), max_size=4))
        for part in parts:
            column.add(part)
        found, expected = array_of(column, ARROW[of[0]]), pa.array(sum(parts, ()), ARROW[of[0]])
        found.validate(full=True)
        assert found.null_count == expected.null_count
        assert repr(found.to_pylist()) == repr(expected.to_pylist())


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [(str, 1), (str, b"a"), (int, True), (int, 2**63), (int, 1.0), (float, 1), (str, "\ud800")],
)
def test_a_column_takes_all_of_some_values_or_none(kind: type, wrong: object) -> None:
    column = growing.Growing(kind)
    column.add((kind(1), None))
    with pytest.raises((TypeError, OverflowError, UnicodeEncodeError)):
        column.add((None, kind(2), wrong))
    column.add((kind(3),))
    assert array_of(column, ARROW[kind]).to_pylist() == [kind(1), None, kind(3)]


@dataclass(frozen=True, slots=True)
class _Pair:
    role: object
    number: object


@given(st.lists(st.builds(_Pair, VALUE | st.sampled_from(list(Role)), VALUE), max_size=5))
def test_instances_become_dicts_of_plain_values(records: list[_Pair]) -> None:
    plain = [{"role": _plain(each.role), "number": each.number} for each in records]
    found = rows.dicts(_Pair, records)
    assert found == plain
    assert [[type(value) for value in each.values()] for each in found] == [
        [type(value) for value in each.values()] for each in plain
    ]


class _Place(NamedTuple):
    start: object
    end: object


@given(st.lists(TEXT))
def test_texts_on_lines_stand_where_they_begin_and_end(texts: list[str]) -> None:
    starts, ends = rows.spans(texts)
    page = "\n".join(texts)
    assert [page[start:end] for start, end in zip(starts, ends, strict=True)] == texts
    assert starts[1:] == [end + 1 for end in ends[:-1]]
    assert starts[:1] == [0][: len(texts)]


@given(st.lists(st.builds(_Place, VALUE, VALUE), max_size=5))
def test_named_tuples_become_a_list_for_each_field(records: list[_Place]) -> None:
    assert rows.fields(_Place, records) == [[each[k] for each in records] for k in range(2)]
    assert [rows.field(_Place, name, records) for name in _Place._fields] == rows.fields(_Place, records)
    assert rows.tuples(_Place, *rows.fields(_Place, records)) == tuple(records)


def test_what_is_no_named_tuple_of_the_class_has_no_fields_of_it() -> None:
    with pytest.raises(TypeError, match="no _Place"):
        rows.fields(_Place, [(1, 2)])
    with pytest.raises(TypeError):
        rows.field(_Place, _Place._fields[0], [(1, 2)])


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value


PLACED = st.tuples(st.integers(-1, 9), st.integers(0, 3)).map(lambda place: (place[0], sum(place)))
ROWS = st.tuples(PLACED, st.sampled_from([0, 0, 0, 1]), st.sampled_from([None, None, 0]))


@given(st.lists(PLACED, max_size=4), st.lists(ROWS, max_size=4), st.booleans())
def test_pieces_are_laid_side_by_side_as_plain_python_does(
    kept: list[tuple[int, int]], others: list[Any], ordered: bool
) -> None:
    if ordered:
        kept, others = sorted(kept), sorted(others, key=lambda other: other[0])
    pieces = [(start, end, f"kept {i}") for i, (start, end) in enumerate(kept)]
    columns = [(*place, "x" * (place[1] - place[0] + more), offset) for place, more, offset in others]
    found = laid_out(pieces, *(list(zip(*columns, strict=True)) if columns else [()] * 4))
    assert found == _laid_out(pieces, columns)


def _laid_out(kept: list[Any], columns: list[Any]) -> list[str] | None:
    whole = [row[:3] for row in columns if row[3] is None]
    if any(len(text) != end - start for start, end, text, _ in columns):
        return None
    if [kept, whole] != [sorted(some, key=lambda piece: piece[0]) for some in (kept, whole)]:
        return None
    done, found = 0, []
    for start, end, text in merge(kept, whole, key=lambda piece: piece[0]):
        if start < done:
            return None
        done = end
        found.append(text)
    return found


def cleaned() -> Cleaned:
    return clean(RawDocument("a.txt", STORY.encode(), "text", "a"))


def columns_of(ledger: Iterable[LedgerRow]) -> dict[str, tuple[Any, ...]]:
    rows = [to_row(row) for row in ledger]
    return {name: tuple(row[name] for row in rows) for name in LedgerRow.__slots__}


def test_columns_and_dicts_are_what_the_rows_are() -> None:
    found = cleaned()
    assert found.columns == columns_of(found.ledger)
    assert list(found.columns) == list(to_row(found.ledger[0]))
    assert {row.action for row in found.ledger} == {"removed", "edited"}
    assert sorted(found.ledger, key=lambda row: (row.start, row.end)) == list(found.ledger)
    assert all(type(text) is str for name in ("action", "category") for text in found.columns[name])
    paragraphs = to_row(found.article)["paragraphs"]
    assert paragraphs == [
        {"role": str(one.role), "text": one.text, "start": one.start, "end": one.end}
        for one in found.article.paragraphs
    ]
    assert all(type(paragraph["role"]) is str for paragraph in paragraphs)
    with pytest.raises(TypeError, match="no LedgerRow"):
        rows.dicts(LedgerRow, [found.article])


COLUMN = st.lists(st.none() | st.sampled_from([*Role, "paragraph", "x"]))


@given(COLUMN)
def test_places_in_a_column_are_those_of_the_same_objects(column: list[Any]) -> None:
    wanted = (Role.PARAGRAPH, Role.SUMMARY)
    expected = [i for i, one in enumerate(column) if any(one is other for other in wanted)]
    assert rows.places(column, *wanted) == expected
    assert rows.places(column) == []
    assert rows.filled(column) == [i for i, one in enumerate(column) if one is not None]


@given(COLUMN)
def test_a_plain_column_has_no_members_of_enumerations(column: list[Any]) -> None:
    assert rows.plain(column) == tuple(column)
    assert {type(one) for one in rows.plain(column)} <= {str, type(None)}


TEXTS = ["", "x", "removed", "0123456789abcdef", "\ud83d", "🙂\ud83d", "é"]
NUMBERS = [7, -1, True, 0.5, -0.5, float("inf"), float("nan")]
NESTED = [[], ["live_blog"], ["x"], [None], {}, [{}], [{"start": 0, "end": 1}], {"start": 0, "end": -1}]
ODD = st.none() | st.sampled_from(TEXTS) | st.sampled_from(NUMBERS) | st.sampled_from(NESTED)


@given(st.data())
def test_a_row_is_sound_where_it_has_no_problems(data: st.DataObject) -> None:
    found = cleaned()
    record, row = data.draw(
        st.sampled_from([(Article, to_row(found.article)), (LedgerRow, to_row(found.ledger[0]))])
    )
    if record is Article and data.draw(st.booleans()):
        row["paragraphs"][0][data.draw(st.sampled_from(["role", "text", "start", "more"]))] = data.draw(ODD)
    else:
        row[data.draw(st.sampled_from(sorted(row)))] = data.draw(ODD)
    assert is_sound(record, [row]) == (not list(problems(record, row)))
    if record is LedgerRow:
        columns = {name: [value, value] for name, value in row.items()}
        assert are_sound(record, columns) == is_sound(record, [row])


def test_columns_that_are_not_those_of_the_record_are_not_sound() -> None:
    columns = dict(cleaned().columns)
    assert are_sound(LedgerRow, columns)
    assert not are_sound(LedgerRow, {**columns, "score": columns["score"][:-1]})
    assert not are_sound(LedgerRow, dict(reversed(columns.items())))
    assert not are_sound(LedgerRow, {name: columns[name] for name in columns if name != "score"})
    assert not is_sound(LedgerRow, [dict(reversed(to_row(cleaned().ledger[0]).items()))])


PLACES = st.integers(0, 400)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "start": PLACES,
        "end": PLACES,
        "text": st.sampled_from(["", "x", "Home"]),
        "action": st.sampled_from(["removed", "edited"]),
        "replacement": st.sampled_from(["", "&", "talks"]),
        "offset": st.none() | st.integers(0, 120),
    },
)


@given(st.lists(st.tuples(st.integers(0, 9), CHANGES), max_size=2), st.booleans())
def test_what_is_called_whole_has_no_discrepancies(
    changes: list[tuple[int, dict[str, Any]]], moved: bool
) -> None:
    found = cleaned()
    rows = list(found.ledger)
    for at, change in changes:
        rows[at % len(rows)] = replace(rows[at % len(rows)], **change)
    article = replace(found.article, headline_span=Span(0, 5)) if moved else found.article
    whole = is_whole(to_row(article), columns_of(rows))
    assert whole == (not list(discrepancies(article, rows)))

"""What compiled code says of tables where Arrow has them is what plain Python says of their rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.clean import clean
from copydesk.contract import problems, to_row
from copydesk.dataset import document_digest
from copydesk.document import RawDocument
from copydesk.formats import jsonl
from copydesk.formats.arrays import column_of, record_of, table_of
from copydesk.intact import Intact, intact
from copydesk.native.arrow import Column
from copydesk.native.pages import Pages
from copydesk.rebuild import discrepancies
from copydesk.records import Article, Doc, LedgerRow, Span
from copydesk.sound import is_sound_table

TEXT = st.text(st.characters(codec="utf-8")) | st.text(st.sampled_from('a"\\\n\x00\x1f\x7fé\u2028🙂'))
NUMBER = st.integers(-(2**63), 2**63 - 1)
SHARE = st.floats(allow_nan=False, allow_infinity=False)


@dataclass(frozen=True, slots=True)
class Inner:
    """A record in another one."""

    text: Annotated[str, Doc("A text.")]
    number: Annotated[int | None, Doc("A number, or none.")]


@dataclass(frozen=True, slots=True)
class Row:
    """A record with columns of all kinds."""

    text: Annotated[str, Doc("A text.")]
    maybe: Annotated[str | None, Doc("A text, or none.")]
    number: Annotated[int, Doc("A number.")]
    share: Annotated[float | None, Doc("A share.")]
    texts: Annotated[tuple[str, ...], Doc("Some texts.")]
    inner: Annotated[Inner | None, Doc("A record, or none.")]
    inners: Annotated[tuple[Inner, ...], Doc("Some records.")]


INNER = st.tuples(TEXT, st.none() | NUMBER).map(lambda row: dict(zip(Inner.__slots__, row, strict=True)))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": TEXT,
            "maybe": st.none() | TEXT,
            "number": NUMBER,
            "share": st.none() | SHARE,
            "texts": st.lists(TEXT, max_size=3),
            "inner": st.none() | INNER,
            "inners": st.lists(INNER, max_size=3),
        }
    ),
    max_size=12,
)


@given(ROWS, st.data())
def test_rows_are_written_as_orjson_writes_them(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    rows = [{name: row[name] for name in Row.__slots__} for row in rows]  # they come in any order
    column = record_of(table_of(Row, rows))
    assert [column.row(i) for i in range(len(rows))] == list(map(jsonl.line, rows))
    start = data.draw(st.integers(0, len(rows)))
    end = data.draw(st.integers(start, len(rows)))
    assert column.rows(start, end) == jsonl.line(
        {name: [row[name] for row in rows[start:end]] for name in Row.__slots__}
    )
    for wrong in (-1, len(rows)):
        with pytest.raises(IndexError):
            column.row(wrong)
    with pytest.raises(IndexError):
        column.rows(0, len(rows) + 1)


@pytest.mark.parametrize("length", [31, 32, 33, 64, 65])
@pytest.mark.parametrize("odd", ['"', "\\", "\x1f", "é", "\x7f"])
def test_a_text_is_written_wherever_its_odd_character_stands(length: int, odd: str) -> None:
    texts = ["x" * at + odd + "x" * (length - at) for at in range(length + 1)]
    column = column_of(pa.StructArray.from_arrays([pa.array(texts)], ["text"]))
    assert [column.row(i) for i in range(len(texts))] == [jsonl.line({"text": text}) for text in texts]


def test_a_slice_of_an_array_is_refused() -> None:
    with pytest.raises(ValueError, match="slice"):
        column_of(pa.array(["a", "b"])[1:])


ENDS = pa.array([0, 1, 2], pa.int32()).buffers()[1]


@pytest.mark.parametrize(
    "wrong",
    [
        ("text", 3, None, ENDS, b"ab"),
        ("text", 2, None, ENDS, b"a"),
        ("text", 2, None, ENDS, None),
        ("text", 1, None, pa.array([2, 1], pa.int32()).buffers()[1], b"ab"),
        ("text", 1, None, pa.array([-1, 1], pa.int32()).buffers()[1], b"ab"),
        ("text", 9, b"\1", bytes(40), b""),
        ("text", -1, None, ENDS, b"ab"),
        ("number", 2, None, None, bytes(15)),
        ("list", 2, None, ENDS, None, (Column("number", 1, None, None, bytes(8)),)),
        ("list", 2, None, ENDS, None, ()),
        ("record", 2, None, None, None, (Column("number", 1, None, None, bytes(8)),), ("a",)),
        ("record", 1, None, None, None, (), ("a",)),
        ("record", 1, None, None, None, ("a",), ("a",)),
        ("record", 1, None, None, None),
    ],
)
def test_no_value_is_looked_for_that_is_not_there(wrong: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Column(*wrong)


STORY = """Home | News | Sport

Ministers meet for talks – on trade

By Jane Doe

The ministers met in Beijing on Monday &amp; said that the ties of\u2003the two firms&#039; were “close”.

They agreed to meet again in the autumn, officials said, when the new rules are in force (jd).

Share on Facebook

Foto: Ein Minister kommt an. Jane Doe/Reuters

„Grüße aus Köln“, sagte sie &amp; ging.
"""
CLEANED = [clean(RawDocument(f"{i}.txt", f"{STORY}\n\nThe end of {i}.".encode())) for i in range(3)]
CLEANED.sort(key=lambda cleaned: cleaned.article.id)


def tables(articles: list[Article], ledgers: list[list[LedgerRow]]) -> tuple[pa.Table, pa.Table]:
    spans = [to_row(row) for rows in ledgers for row in rows]
    return table_of(Article, list(map(to_row, articles))), table_of(LedgerRow, spans)


def test_what_is_intact_has_the_lines_and_digests_of_its_rows() -> None:
    articles, ledgers = [one.article for one in CLEANED], [list(one.ledger) for one in CLEANED]
    columns = [one.columns for one in CLEANED]
    lines = [jsonl.line(to_row(article)) for article in articles]
    found = intact(*tables(articles, ledgers), b"".join(lines))
    assert found
    assert found.same
    pairs = zip(lines, columns, strict=True)
    assert found.digests == [document_digest(line, ledger) for line, ledger in pairs]
    assert intact(*tables([], []), b"") == Intact([], True)
    assert intact(*tables(articles, ledgers), b"".join(lines), proven=True) == found
    for wrong in (lines[:2], [*lines, b"\n"], lines[::-1], []):
        assert intact(*tables(articles, ledgers), b"".join(wrong)) == replace(found, same=False)


PACKED = jsonl.packed(b"some lines")


@pytest.mark.parametrize(
    "data", [b"", PACKED[:-1], PACKED + b"x", PACKED * 2, PACKED + PACKED[-8:], PACKED[1:], b"x" * 40]
)
def test_lines_that_are_not_packed_in_one_piece_are_left_to_another(data: bytes) -> None:
    assert jsonl.unpacked(data) is None
    assert jsonl.unpacked(PACKED) == b"some lines"


PLACES = st.integers(0, 400)
SPANS = st.fixed_dictionaries(
    {},
    optional={
        "start": PLACES,
        "end": PLACES,
        "text": st.sampled_from(["", "x", "Home", "é"]),
        "action": st.sampled_from(["removed", "edited"]),
        "replacement": st.sampled_from(["", "&", "talks", "’"]),
        "offset": st.none() | st.integers(0, 120),
    },
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["", "x"]),
        "headline": st.none() | st.sampled_from(["", "Ministers"]),
        "headline_printed": st.none() | st.sampled_from(["", "Ministers"]),
        "headline_span": st.none() | st.builds(Span, PLACES, PLACES),
        "captions": st.just(("a",)) | st.just(()),
        "caption_spans": st.lists(st.builds(Span, PLACES, PLACES), max_size=2).map(tuple),
        "page_chars": PLACES,
        "kept_chars": PLACES,
        "removed_chars": PLACES,
        **{name: st.sampled_from(["0" * 64]) for name in ("text_sha256", "page_sha256")},
    },
)


@given(st.lists(st.tuples(st.integers(0, 12), SPANS), max_size=2), st.just({}) | FIELDS)
def test_what_is_intact_has_no_discrepancies(
    changes: list[tuple[int, dict[str, Any]]], fields: dict[str, Any]
) -> None:
    article, rows = CLEANED[1].article, list(CLEANED[1].ledger)
    for at, change in changes:
        rows[at % len(rows)] = replace(rows[at % len(rows)], **change)
    article = replace(article, **fields)
    ledgers = [list(CLEANED[0].ledger), rows, list(CLEANED[2].ledger)]
    found = intact(*tables([CLEANED[0].article, article, CLEANED[2].article], ledgers), b"")
    assert (found is not None) == (not list(discrepancies(article, rows)))


@pytest.mark.parametrize("name", ["id", "uri"])
def test_rows_of_another_article_are_not_intact(name: str) -> None:
    ledgers = [list(one.ledger) for one in CLEANED]
    ledgers[1][2] = replace(ledgers[1][2], **{name: getattr(CLEANED[0].article, name)})
    assert intact(*tables([one.article for one in CLEANED], ledgers), b"") is None


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 1), (0, 2, 1)])
def test_articles_in_another_order_are_not_intact(order: tuple[int, ...]) -> None:
    some = [CLEANED[i] for i in order]
    assert intact(*tables([one.article for one in some], [list(one.ledger) for one in some]), b"") is None


def test_a_page_that_is_not_there_is_not_put_together() -> None:
    articles, ledger = tables([CLEANED[0].article], [list(CLEANED[0].ledger)])
    pages = Pages(record_of(articles), record_of(ledger))
    assert pages.page(0, 0, len(ledger))
    for wrong in ((-1, 0, 0), (1, 0, 0), (0, 2, 1), (0, 0, len(ledger) + 1)):
        with pytest.raises(IndexError):
            pages.page(*wrong)
    with pytest.raises(ValueError, match="headline"):
        Pages(record_of(ledger), record_of(ledger.drop_columns("text")))


VALUES = {
    "id": st.sampled_from(["x", "0123456789abcdef", "0123456789abcdef\n"]),
    "language": st.none() | st.sampled_from(["en", "x", "de\n"]),
    "published_at": st.none() | st.sampled_from(["2024", "x", "2024-02-03T10:00Z"]),
    "flags": st.lists(st.sampled_from(["live_blog", "x"]), max_size=2),
    "confidence": st.none() | st.sampled_from([0.5, -0.5, float("nan"), float("inf")]),
    "page_chars": st.integers(-1, 1),
    "headline_span": st.none() | st.fixed_dictionaries({"start": st.integers(-1, 1), "end": st.just(3)}),
    "captions": st.lists(st.sampled_from(["", "é"]), max_size=2),
    "sources": st.lists(
        st.fixed_dictionaries({"field": st.just("x"), "source": st.sampled_from(["h1", "x"])})
    ),
}


@given(st.fixed_dictionaries({}, optional=VALUES), st.integers(0, 2))
def test_a_table_is_sound_where_its_rows_have_no_problems(change: dict[str, Any], at: int) -> None:
    rows = [to_row(one.article) for one in CLEANED]
    rows[at] |= change
    table = table_of(Article, rows)
    assert is_sound_table(Article, table) == (not list(problems(Article, rows[at])))


def test_a_table_with_texts_that_are_no_utf_8_is_not_sound() -> None:
    table = tables([CLEANED[0].article], [])[0]
    place = table.schema.get_field_index("text")
    wrong = pa.array([b"\xed\xa0\x80"]).view(pa.string())
    assert not is_sound_table(Article, table.set_column(place, table.schema.field("text"), wrong))

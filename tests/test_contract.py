"""The contract of the tables: rendered from the records, current, and strict."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import contract, resources
from copydesk.formats import jsonl, parquet
from copydesk.formats.arrays import table_of, table_of_lines
from copydesk.ids import sha256_hex
from copydesk.records import Article, FieldSource, Image, LedgerRow, Paragraph, QuarantineRow, Span
from copydesk.sound import is_sound

RECORDS = [Article, LedgerRow, QuarantineRow]
ARTICLE = Article(
    id="0123456789abcdef",
    source_id="one",
    uri="news/one.txt",
    url=None,
    domain=None,
    publisher=None,
    headline="Ministers meet",
    headline_printed=None,
    text="They met.",
    paragraphs=(Paragraph("paragraph", "They met.", 20, 29),),
    captions=("A hall",),
    images=(Image("https://a.example/1.jpg", "A hall"),),
    authors=("Ana Lima",),
    agency="AFP",
    dateline=None,
    section=None,
    topics=(),
    published_at="2024-04-08T10:30+02:00",
    modified_at=None,
    date_source="byline",
    licence=None,
    restrictions=("noai",),
    access="free",
    language="en",
    sources=(FieldSource("headline", "h1"),),
    flags=("low_confidence",),
    confidence=0.7,
    headline_span=Span(0, 14),
    caption_spans=(Span(30, 36),),
    encoding="utf-8",
    page_chars=27,
    kept_chars=27,
    removed_chars=0,
    text_sha256=sha256_hex("They met."),
    page_sha256=sha256_hex(""),
    source_sha256=sha256_hex(b""),
)
# What is done to the row above, and the column that is to blame.
BREAKAGES: dict[str, tuple[Any, str]] = {
    "a column is missing": (lambda row: row.pop("agency"), "agency"),
    "a column is unknown": (lambda row: row.update(colour="red"), "colour"),
    "a null where there is none": (lambda row: row.update(text=None), "text"),
    "a number for a text": (lambda row: row.update(uri=7), "uri"),
    "a truth for a number": (lambda row: row.update(page_chars=True), "page_chars"),
    "a negative length": (lambda row: row.update(kept_chars=-1), "kept_chars"),
    "a text for a list": (lambda row: row.update(authors="Ana Lima"), "authors"),
    "a null in a list": (lambda row: row["authors"].append(None), "authors[1]"),
    "a flag nobody knows": (lambda row: row["flags"].append("nice"), "flags[1]"),
    "a headline among the paragraphs": (
        lambda row: row["paragraphs"][0].update(role="headline"),
        "paragraphs[0].role",
    ),
    "a list for a record": (lambda row: row.update(headline_span=[0, 14]), "headline_span"),
    "half a record": (lambda row: row["headline_span"].pop("end"), "headline_span.end"),
    "an id of another make": (lambda row: row.update(id="0123456789ABCDEF"), "id"),
    "a line feed after an id": (lambda row: row.update(id="0123456789abcdef\n"), "id"),
    "a date in words": (lambda row: row.update(published_at="8 April 2024"), "published_at"),
    "a date whose source is unheard of": (lambda row: row.update(date_source="guess"), "date_source"),
    "a language by name": (lambda row: row.update(language="English"), "language"),
}


@pytest.fixture
def row() -> dict[str, Any]:
    return contract.to_row(ARTICLE)


@pytest.mark.parametrize("name", contract.TABLES)
def test_committed_schemas_are_those_of_the_records(name: str) -> None:
    committed = json.loads((resources.schemas() / f"{name}.json").read_text("utf-8"))
    assert committed == contract.json_schema(contract.TABLES[name]), "run `make generate`"


@pytest.mark.parametrize("record", RECORDS)
def test_schemas_are_valid_json_schema(record: type) -> None:
    jsonschema.Draft202012Validator.check_schema(contract.json_schema(record))


def test_vocabularies_and_patterns_belong_to_columns_that_exist() -> None:
    named = {*contract.VALUES, *contract.PATTERNS}
    records = (*RECORDS, Paragraph, FieldSource)
    assert named <= {(record, field.name) for record in records for field in fields(record)}


@pytest.mark.parametrize("record", [*RECORDS, Paragraph, Span])
def test_every_column_is_documented_in_a_sentence(record: type) -> None:
    docs = [column.doc for column in contract.columns(record)]
    assert [doc for doc in docs if len(doc.split()) < 3 or not doc.endswith(".")] == []


def test_a_column_without_documentation_is_an_error() -> None:
    with pytest.raises(TypeError, match=r"Column\.name has no Doc"):
        contract.columns(contract.Column)


@pytest.mark.parametrize("record", RECORDS)
def test_column_table_has_a_row_for_each_column_in_order(record: Any) -> None:
    lines = contract.column_table(record).splitlines()[2:]
    assert [line.split("`")[1] for line in lines] == [field.name for field in fields(record)]


@pytest.mark.parametrize("record", RECORDS)
def test_arrow_columns_carry_their_documentation(record: type) -> None:
    described = [field.metadata[b"description"].decode() for field in contract.arrow_schema(record)]
    assert described == [column.doc for column in contract.columns(record)]


def test_arrow_schema_says_what_may_be_null() -> None:
    schema = contract.arrow_schema(Article)
    assert not schema.field("text").nullable
    assert schema.field("headline").nullable
    paragraphs = schema.field("paragraphs").type
    assert not paragraphs.value_field.nullable
    assert paragraphs.value_type == pa.struct(
        [
            pa.field("role", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
            pa.field("start", pa.int64(), nullable=False),
            pa.field("end", pa.int64(), nullable=False),
        ]
    )


@given(st.from_type(Article) | st.from_type(LedgerRow) | st.from_type(QuarantineRow))
def test_a_row_gives_its_record_back(record: Any) -> None:
    assert contract.from_row(type(record), contract.to_row(record)) == record


def test_rows_come_back_from_parquet_and_json_lines_as_they_went_in(
    row: dict[str, Any], tmp_path: Path
) -> None:
    bare = {**row, "headline_span": None, "paragraphs": [], "caption_spans": []}
    parquet.write_rows(tmp_path / "rows.parquet", Article, [row, bare])
    jsonl.write_lines(tmp_path / "rows.jsonl.gz", jsonl.line(row) + jsonl.line(bare))
    assert parquet.read_rows(tmp_path / "rows.parquet") == [row, bare]
    assert list(jsonl.read_rows(tmp_path / "rows.jsonl.gz")) == [row, bare]
    assert parquet.read_table(tmp_path / "rows.parquet").schema.equals(contract.arrow_schema(Article))


TEXT, NUMBER = st.text(st.characters(codec="utf-8")), st.integers(0, 2**63 - 1)
CHANGES = st.fixed_dictionaries({
    "headline": st.none() | TEXT,
    "paragraphs": st.lists(
        st.fixed_dictionaries({"role": TEXT, "text": TEXT, "start": NUMBER, "end": NUMBER}), max_size=3
    ),
    "images": st.lists(st.fixed_dictionaries({"url": TEXT, "caption": st.none() | TEXT}), max_size=2),
    "authors": st.lists(TEXT, max_size=3),
    "confidence": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "headline_span": st.none() | st.fixed_dictionaries({"start": NUMBER, "end": NUMBER}),
    "page_chars": NUMBER,
})  # fmt: skip


@given(st.lists(CHANGES, max_size=4))
def test_a_table_of_lines_is_that_of_their_rows(changes: list[dict[str, Any]]) -> None:
    rows = [contract.to_row(ARTICLE) | changed for changed in changes]
    found, expected = table_of_lines(Article, b"".join(map(jsonl.line, rows))), table_of(Article, rows)
    assert found.schema.equals(expected.schema, check_metadata=True)
    assert found.equals(expected)
    found.validate(full=True)


def test_a_row_that_keeps_the_contract_has_no_problem(row: dict[str, Any]) -> None:
    assert is_sound(Article, [row])
    assert list(contract.problems(Article, row)) == []
    jsonschema.validate(row, contract.json_schema(Article))


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_row_has_one_problem_which_names_the_column(name: str, row: dict[str, Any]) -> None:
    damage, column = BREAKAGES[name]
    damage(row)
    assert not is_sound(Article, [row])
    (problem,) = contract.problems(Article, row)
    assert problem.startswith(f"{column}: ")


@pytest.mark.parametrize("name", BREAKAGES.keys() - {"a line feed after an id"})  # `$` in Python's `re`
def test_the_json_schema_refuses_the_same_rows(name: str, row: dict[str, Any]) -> None:
    before = deepcopy(row)
    BREAKAGES[name][0](row)
    assert row != before
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, contract.json_schema(Article))


def test_half_a_surrogate_pair_is_a_problem_and_not_a_crash(row: dict[str, Any]) -> None:
    row["headline"] = "Ministers \ud83d meet"
    (problem,) = contract.problems(Article, row)
    assert problem == "headline: half of a surrogate pair at 10, which UTF-8 cannot write"


@pytest.mark.parametrize(
    ("date", "good"),
    {
        "2024": True,
        "2024-04": True,
        "2024-04-08": True,
        "2024-04-08T10:30": True,
        "2024-04-08T10:30:15.25Z": True,
        "2024-04-08T10:30:15+05:30": True,
        "2024-4-8": False,
        "2024-04-08 10:30": False,
        "2024-04-08T10": False,
        "24-04-08": False,
    }.items(),
)
def test_dates_are_iso_8601_as_precise_as_the_page_says(date: str, good: bool, row: dict[str, Any]) -> None:
    row["published_at"] = date
    assert (list(contract.problems(Article, row)) == []) is good

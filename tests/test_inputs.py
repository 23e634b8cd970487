"""Every kind of input: read whole or in stretches to the same documents, and never trusted."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from copydesk.document import RawDocument, Reason
from copydesk.errors import ChangedError, OutputError, RejectedError, UsageError
from copydesk.formats import compression, parquetrows
from copydesk.formats.framing import Passed, Record, Refused
from copydesk.ids import sha256_hex
from copydesk.inputs import Found
from copydesk.limits import LIMITS, MB, Limits
from copydesk.metadata.stamp import read_stamp
from copydesk.page.unseen import hidden_text
from copydesk.plan import plan
from copydesk.reading import records
from copydesk.sources import Source, again, cut
from copydesk.spool import Spool
from copydesk.told import NOTHING, Told

STORY = "The ministers met in Beijing on day {0} and said that the ties of the two countries were close.\n"
PAGE = "<!doctype html><html><head><title>Talks {0}</title></head><body><p>Ministers met.</p></body></html>"
FEW = replace(LIMITS, shard_documents=3)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(name: str, limits: Limits = LIMITS, told: Told = NOTHING) -> list[Record]:
    """What a file holds, cut and read as a run does it."""
    sources = list(cut(Found(name, Path(name)), told, limits))
    return [record for source in sources for record in records(source, told, limits)]


def documents(found: list[Record]) -> dict[str, bytes]:
    return {record.uri: record.data for record in found if isinstance(record, RawDocument)}


def refusals(found: list[Record]) -> dict[str, tuple[str, str]]:
    refused = [record for record in found if isinstance(record, Refused)]
    return {record.uri: (record.error.code, record.error.message) for record in refused}


def passed(found: list[Record]) -> list[str]:
    return [record.reason for record in found if isinstance(record, Passed)]


def lines(count: int) -> bytes:
    return b"".join(
        json.dumps({"id": f"n{i}", "text": STORY.format(i)}).encode() + b"\n" for i in range(count)
    )


def packed(data: bytes, suffix: str) -> bytes:
    if suffix == ".gz":
        return gzip.compress(data)
    return zstandard.compress(data) if suffix == ".zst" else data


def record(kind: str, content: bytes, url: str = "https://example.org/1", **headers: str) -> bytes:
    """One WARC record as the standard has it."""
    fields = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": "2024-04-22T10:00:00Z"}
    if kind == "response":
        fields["Content-Type"] = "application/http; msgtype=response"
    fields |= {"Content-Length": str(len(content))} | {
        name.replace("_", "-"): v for name, v in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + content + b"\r\n\r\n"


def response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    head = "\r\n".join((f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html; charset=utf-8",))))
    return head.encode() + b"\r\n\r\n" + body


def tar(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return held.getvalue()


# ── Stretches ────────────────────────────────────────────────────────────────────────────────────────


def _warc(count: int) -> bytes:
    return b"".join(record("response", response(PAGE.format(i).encode())) for i in range(count))


def _members(make: Callable[[int], list[bytes]], suffix: str) -> Callable[[int], bytes]:
    return lambda count: b"".join(packed(one, suffix) for one in make(count))


MANY: dict[str, Callable[[int], bytes]] = {
    "a.jsonl": lines,
    "a.ndjson.gz": lambda count: gzip.compress(lines(count)),
    "a.jsonl.zst": lambda count: zstandard.compress(lines(count)),
    "by-row.jsonl.gz": _members(lambda count: lines(count).splitlines(keepends=True), ".gz"),
    "a.warc": _warc,
    "a.warc.gz": lambda count: gzip.compress(_warc(count)),
    "by-record.warc.gz": _members(lambda count: [_warc(1)] * count, ".gz"),
    "by-record.warc.zst": _members(lambda count: [_warc(1)] * count, ".zst"),
    "a.tar": lambda count: tar({f"{i}.txt": STORY.format(i).encode() for i in range(count)}),
    "a.tgz": lambda count: gzip.compress(tar({f"{i}.html": PAGE.format(i).encode() for i in range(count)})),
}


@pytest.mark.parametrize("name", MANY)
def test_stretches_hold_each_document_once_and_are_read_alone(name: str) -> None:
    Path(name).write_bytes(MANY[name](10))
    stretches = list(cut(Found(name, Path(name)), NOTHING, FEW))
    assert [stretch.documents for stretch in stretches] == [3, 3, 3, 1]
    whole = documents(read(name))
    assert len(whole) == 10
    apart = [documents(list(records(stretch, NOTHING, FEW))) for stretch in reversed(stretches)]
    assert {uri: data for some in apart for uri, data in some.items()} == whole
    assert [len(some) for some in apart] == [1, 3, 3, 3]


@pytest.mark.parametrize("name", ["by-row.jsonl.gz", "by-record.warc.gz", "by-record.warc.zst"])
def test_a_stretch_that_begins_with_a_compressed_member_is_read_from_there(name: str) -> None:
    Path(name).write_bytes(MANY[name](10))
    assert None not in [stretch.at for stretch in cut(Found(name, Path(name)), NOTHING, FEW)][1:]


@pytest.mark.parametrize("name", ["a.ndjson.gz", "a.jsonl.zst", "a.warc.gz", "a.tgz"])
def test_a_stretch_within_a_compressed_member_is_kept_and_its_file_not_read_again(name: str) -> None:
    Path(name).write_bytes(MANY[name](10))
    whole = documents(read(name))
    stretches = plan([name], FEW, spool=Path("spool")).sources
    assert [stretch.start for stretch in stretches if stretch.spooled is None] == [0]
    later = [stretch for stretch in stretches if stretch.start]
    Path(name).write_bytes(b"gone")
    found = [documents(list(records(stretch, NOTHING, FEW))) for stretch in later]
    assert sum(map(len, found)) == 7
    assert {uri: data for some in found for uri, data in some.items()}.items() <= whole.items()


def test_of_a_damaged_file_the_end_is_not_kept_so_that_its_damage_is_found_again() -> None:
    Path("a.jsonl.gz").write_bytes(gzip.compress(lines(2000))[:-100])
    some = replace(LIMITS, shard_documents=500)
    sources = plan(["a.jsonl.gz"], some, spool=Path("spool")).sources
    last = max(sources, key=lambda source: source.start)
    assert last.spooled is None
    found = [record for source in sources for record in records(source, NOTHING, some)]
    assert [code for code, _ in refusals(found).values()] == ["damaged"]
    assert len(list(Path("spool").iterdir())) == len(sources) - 2


@pytest.mark.parametrize("rows", [1, 2, 4, 100])
def test_parquet_is_cut_by_row_groups_and_large_ones_by_rows(rows: int) -> None:
    table = pa.table({"text": [STORY.format(i) for i in range(10)], "other": list(range(10))})
    pq.write_table(table, "a.parquet", row_group_size=rows)
    stretches = list(cut(Found("a.parquet", Path("a.parquet")), NOTHING, FEW))
    assert max(stretch.documents for stretch in stretches) <= 3
    assert sum(stretch.documents for stretch in stretches) == 10
    found = documents(read("a.parquet", FEW))
    assert found == {f"a.parquet#{i + 1}": STORY.format(i).encode() for i in range(10)}


def test_rows_added_at_the_end_leave_the_stretches_before_as_they_are() -> None:
    Path("a.jsonl").write_bytes(lines(10))
    before = {shard.name for shard in plan(["a.jsonl"], FEW).shards}
    Path("a.jsonl").write_bytes(lines(11))
    after = {shard.name for shard in plan(["a.jsonl"], FEW).shards}
    assert len(before - after) == 1


@given(
    st.lists(st.sampled_from([b"", b" ", b"\r", b'{"text": "a"}', b'{"text": "\\u2028"}', b"x"]), max_size=12)
)
def test_any_lines_give_the_same_documents_in_one_stretch_or_many(some: list[bytes]) -> None:
    Path("any.jsonl").write_bytes(b"\n".join(some))
    one, many = read("any.jsonl"), read("any.jsonl", replace(LIMITS, shard_documents=1))
    assert documents(one) == documents(many)
    assert refusals(one) == refusals(many)
    assert len(one) == sum(bool(line.strip()) for line in some)


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────


def rows(*some: dict[str, Any], **options: Any) -> list[Record]:
    Path("r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in some), encoding="utf-8")
    return read("r.jsonl", **options)


@pytest.mark.parametrize("name", ["text", "Content", "body", "raw_content", "maintext"])
def test_a_text_is_found_under_its_usual_names(name: str) -> None:
    assert documents(rows({"meta": 1, name: "A text."})) == {"r.jsonl#1": b"A text."}


def test_what_comes_with_a_row_comes_with_its_document() -> None:
    row = {
        "id": 17,
        "text": "A text.",
        "url": " https://example.org/a ",
        "title": "Talks",
        "date": "2024-04-22",
        "authors": ["Ana Lima", {"name": "Bo Chen"}, None],
        "lang": "en",
    }
    (raw,) = rows(row)
    assert isinstance(raw, RawDocument)
    assert (raw.source_id, raw.url, raw.kind) == ("17", "https://example.org/a", "text")
    assert (raw.given.title, raw.given.date, raw.given.language) == ("Talks", "2024-04-22", "en")
    assert raw.given.authors == ("Ana Lima", "Bo Chen")


def test_a_page_is_preferred_to_the_text_somebody_made_of_it() -> None:
    (raw,) = rows({"text": "Made of it.", "html": PAGE})
    assert isinstance(raw, RawDocument)
    assert (raw.kind, raw.data) == ("html", PAGE.encode())


def test_a_page_in_a_column_for_texts_is_a_page() -> None:
    (raw,) = rows({"content": "\n " + PAGE})
    assert isinstance(raw, RawDocument)
    assert raw.kind == "html"


def test_columns_can_be_mapped_also_within_a_column() -> None:
    told = Told.parse(["text=meta.words", "url=where"])
    (raw,) = rows({"text": "Not this.", "meta": {"words": "This."}, "where": "http://a.b/"}, told=told)
    assert isinstance(raw, RawDocument)
    assert (raw.data, raw.url) == (b"This.", "http://a.b/")


@pytest.mark.parametrize("pair", ["words=text", "text=", "text"])
def test_a_map_that_says_nothing_is_an_error(pair: str) -> None:
    with pytest.raises(UsageError, match=f"'{pair}' maps nothing: write field=column, field one of html"):
        Told.parse([pair])


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("['Ana Lima', \"Pat O'Hara\"]", ("Ana Lima", "Pat O'Hara")),
        ('["Ana Lima","Bo Chen"]', ("Ana Lima", "Bo Chen")),
        ("['Ana Lima' 'Bo \\'B\\' Chen']", ("Ana Lima", "Bo 'B' Chen")),
        ("[]", ()),
        ("[Ana Lima]", ("[Ana Lima]",)),
        ("'Ana Lima'", ("'Ana Lima'",)),
        ("['Ana Lima'] of the Globe", ("['Ana Lima'] of the Globe",)),
    ],
)
def test_a_list_that_a_program_printed_is_read_as_its_names(printed: str, names: tuple[str, ...]) -> None:
    (raw,) = rows({"text": "A text.", "author": printed})
    assert isinstance(raw, RawDocument)
    assert raw.given.authors == names


@pytest.mark.parametrize(
    "url", ["/a", "javascript:1", "https://a b", "https://a/\x01", "https://" + "a" * 9000, 7]
)
def test_what_is_no_url_names_no_document(url: object) -> None:
    (raw,) = rows({"text": "A text.", "url": url})
    assert isinstance(raw, RawDocument)
    assert raw.url is None


def test_another_map_cleans_again() -> None:
    rows({"text": "A text.", "words": "Others."})
    (one,) = plan(["r.jsonl"]).shards
    (other,) = plan(["r.jsonl"], told=Told.parse(["text=words"])).shards
    assert one.name != other.name


@pytest.mark.parametrize(
    ("line", "reason", "message"),
    [
        (b'{"text": ', "malformed", "not JSON: "),
        (b'{"text": "\xff"}', "malformed", "not JSON: "),
        (b"null", "malformed", "a row is an object, and this is null"),
        (b"[1]", "malformed", "a row is an object, and this is an array"),
        (b'{"a": 1, "b": 2}', "malformed", "no column holds a text or page; there are: a, b; name the one"),
        (b'{"text": ["a"]}', "malformed", "column text holds an array, and not a text or page"),
        (b'{"Body": 5}', "malformed", "column Body holds a number, and not a text or page"),
        (b"{}", "malformed", "no column holds a text or page; the row is empty"),
        (b'{"text": "a", "x": ' + b"[" * 64 + b"]" * 64 + b"}", "too_large", "JSON nested more than 64 deep"),
        (b'{"text": "a", "x": ' + b"[" * 10**6, "too_large", "JSON nested more than 64 deep"),
        (b'{"text": "' + b"a" * 2000 + b'"}', "too_large", "a row of 2,013 bytes; one may have 1,000"),
        (b'{"text": "' + b"a" * 3 * MB + b'"}', "too_large", "a row of 3,145,741 bytes; one may have 1,000"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_that_cannot_be_read_costs_one_row(line: bytes, reason: str, message: str) -> None:
    limits = LIMITS if b"[[" in line else replace(LIMITS, document_bytes=1000)
    Path("r.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "One."}\n' + line + b'\n{"text": "Three."}')
    found = read("r.jsonl", limits)
    assert documents(found) == {"r.jsonl#1": b"One.", "r.jsonl#3": b"Three."}
    assert refusals(found)["r.jsonl#2"][0] == reason
    assert message in refusals(found)["r.jsonl#2"][1]


@pytest.mark.parametrize(
    "written",
    [
        '{"text": "One."}\n{"text": "Two."}\n',
        '\n\ufeff{"text": "One."}\n{"text": "Two."}',
        '[{"text": "One."}, {"text": "Two."}]',
        '[\n {"text": "One."},\n {\n  "text": "Two."\n }\n]\n',
    ],
    ids=["lines", "lines behind a blank one", "an array", "an array on many lines"],
)
def test_a_file_that_is_named_json_is_read_by_row(written: str) -> None:
    Path("a.json").write_text(written, "utf-8")
    assert [*documents(read("a.json")).values()] == [b"One.", b"Two."]


def test_one_row_may_be_a_file_of_its_own() -> None:
    Path("a.json").write_text(json.dumps({"text": "One.", "url": "https://a.example/1"}, indent=2), "utf-8")
    (raw,) = read("a.json")
    assert isinstance(raw, RawDocument)
    assert (raw.uri, raw.source_id, raw.url, raw.data) == ("a.json#1", "a#1", "https://a.example/1", b"One.")


def test_lines_in_a_file_named_json_are_cut_as_those_of_json_lines() -> None:
    Path("a.json").write_bytes(lines(10))
    stretches = list(cut(Found("a.json", Path("a.json")), NOTHING, FEW))
    assert max(stretch.documents for stretch in stretches) <= 3
    assert documents(read("a.json", FEW)) == {f"a.json#{i + 1}": STORY.format(i).encode() for i in range(10)}


@pytest.mark.parametrize(
    ("written", "uri", "message"),
    [
        (b"Harbour reopens after storm.", "a.json#1", "not JSON"),
        (b'["One.", "Two."]', "a.json#2", "a row is an object, and this is a string"),
        (b'{"articles": [{"text": "One."}]}', "a.json#1", "there are: articles; name the one"),
        (b'[{"text": "One."}', "a.json#1", "not JSON"),
    ],
)
def test_a_file_named_json_without_rows_is_refused_with_what_it_could_be(
    written: bytes, uri: str, message: str
) -> None:
    Path("a.json").write_bytes(written)
    reason, told = refusals(read("a.json"))[uri]
    assert reason == "malformed"
    assert message in told
    assert told.endswith("a .json file is read as lines or an array of rows")


def test_a_row_that_is_refused_has_the_digest_and_length_of_its_bytes() -> None:
    Path("a.json").write_bytes(b'[{"text": "One."}, {"id": 2}]')
    (found,) = (record for record in read("a.json") if isinstance(record, Refused))
    assert found.sha256 == sha256_hex(b'{"id":2}')
    assert found.bytes == len(b'{"id":2}')


def test_an_array_may_begin_with_a_byte_order_mark() -> None:
    Path("a.json").write_bytes(codecs.BOM_UTF8 + b'[{"text": "One."}]')
    assert refusals(read("a.json")) == {}


def test_an_array_over_the_limit_is_refused() -> None:
    Path("a.json").write_bytes(b"[" + lines(30).replace(b"\n", b",")[:-1] + b"]")
    ((reason, message),) = refusals(read("a.json", replace(LIMITS, member_bytes=1000))).values()
    assert reason == "too_large"
    assert "write its rows as lines of a .jsonl" in message


def test_a_json_file_in_a_folder_is_no_document(here: Path) -> None:
    (here / "a.json").write_bytes(lines(1))
    (here / "a.jsonl").write_bytes(lines(1))
    planned = plan(["."])
    assert [skipped.reason for skipped in planned.skipped] == [
        ".json files are read only where they are named"
    ]


def test_a_number_for_a_date_comes_with_its_document_as_it_stands() -> None:
    (whole, parts) = rows(
        {"text": "A text.", "date": 1703224803}, {"text": "A text.", "date": 1703224803250.0}
    )
    assert isinstance(whole, RawDocument)
    assert isinstance(parts, RawDocument)
    assert (clean_date(whole), clean_date(parts)) == ("2023-12-22T06:00:03Z", "2023-12-22T06:00:03.250Z")


def clean_date(raw: RawDocument) -> str | None:
    return read_stamp(raw.given.date or "")


def test_brackets_in_a_text_are_no_depth() -> None:
    assert len(documents(rows({"text": '[{"' * 100}))) == 1


def test_an_empty_text_is_an_empty_document_and_not_a_missing_one() -> None:
    assert (
        list(documents(rows({"text": ""}, {"text": None}, {"html": " ", "text": ""})).values()) == [b""] * 3
    )


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────

TABLES = {
    "commas": ("a.csv", 'id,text,author\n7,"One, \n\nand ""more"".",Ana Lima\n8,Two.,\n'),
    "semicolons, a byte order mark and other line ends": (
        "a.csv",
        '\ufeffid;text;author\r\n7;"One, \n\nand ""more"".";Ana Lima\r\n\r\n8;Two.;\r\n',
    ),
    "tabs": ("a.tsv", 'id\ttext\tauthor\n7\t"One, \n\nand ""more""."\tAna Lima\n8\tTwo.\t'),
}


@pytest.mark.parametrize(("name", "written"), TABLES.values(), ids=TABLES)
def test_a_table_that_is_named_is_read_by_row(name: str, written: str) -> None:
    Path(name).write_text(written, "utf-8", newline="")
    found = read(name)
    assert documents(found) == {f"{name}#1": b'One, \n\nand "more".', f"{name}#2": b"Two."}
    assert [raw.source_id for raw in found if isinstance(raw, RawDocument)] == ["7", "8"]
    assert [raw.given.authors for raw in found if isinstance(raw, RawDocument)] == [("Ana Lima",), ()]
    (source,) = plan([name], replace(LIMITS, shard_documents=1)).sources
    assert (source.documents, source.end) == (2, None)


def test_a_table_in_a_folder_is_no_document(here: Path) -> None:
    (here / "a.csv.gz").write_bytes(gzip.compress(b"text\nOne.\n"))
    (here / "a.jsonl").write_bytes(lines(1))
    why = ".csv files are read only where they are named"
    assert [skipped.reason for skipped in plan(["."]).skipped] == [why]


def test_rows_of_a_table_that_are_none_cost_no_other() -> None:
    Path("a.csv").write_text("id,text\n1,One.\n2\n3,Three.\n4,Four.,more\n5,\n" + '6,"Six."7"\n8,Eight.\n')
    found = read("a.csv")
    assert documents(found) == {"a.csv#1": b"One.", "a.csv#3": b"Three.", "a.csv#5": b""}
    told = refusals(found)
    assert told["a.csv#2"] == ("malformed", "a row of 1 values, and not one for each name")
    assert told["a.csv#4"] == ("malformed", "a row of 3 values, and not one for each name")
    assert told["a.csv"] == (
        "damaged",
        "not CSV in line 7: ',' expected after '\"'; the rows before are read",
    )


def test_a_table_over_the_limit_is_refused_with_what_to_do() -> None:
    Path("a.csv").write_text("text\n" + "One.\n" * 300)
    ((reason, message),) = refusals(read("a.csv", replace(LIMITS, member_bytes=1000))).values()
    assert (reason, "write it as Parquet" in message) == ("too_large", True)


def test_a_table_without_a_text_says_which_columns_there_are() -> None:
    Path("a.csv").write_text("id,words\n1,One.\n")
    ((reason, message),) = refusals(read("a.csv")).values()
    assert (reason, "there are: id, words; name the one" in message) == ("malformed", True)
    assert documents(read("a.csv", told=Told.parse(["text=words"]))) == {"a.csv#1": b"One."}


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_corrupt_page_of_parquet_is_refused_and_not_read_wrong() -> None:
    texts = [STORY.format(i) for i in range(2000)]
    pq.write_table(pa.table({"text": texts}), "a.parquet", write_page_checksum=True, compression="none")
    data = bytearray(Path("a.parquet").read_bytes())
    data[len(data) // 2] ^= 1
    Path("a.parquet").write_bytes(data)
    found = read("a.parquet")
    assert all(
        data == STORY.format(int(uri.partition("#")[2]) - 1).encode()
        for uri, data in documents(found).items()
    )
    ((reason, message),) = refusals(found).values()
    assert reason == "damaged"
    assert "cannot be read" in message


def test_a_row_of_parquet_that_is_refused_has_a_digest() -> None:
    times = pa.array([1], pa.timestamp("us"))
    pq.write_table(pa.table({"page_body": ["A text."], "date": times, "id": [b"1"]}), "a.parquet")
    (found,) = (one for one in read("a.parquet") if isinstance(one, Refused))
    assert (found.uri, found.error.code) == ("a.parquet#1", "malformed")
    assert re.fullmatch(r"[0-9a-f]{64}", found.sha256 or "")


def test_parquet_without_a_text_says_which_columns_there_are() -> None:
    table = pa.table({"page_body": ["A text."], "crawled": [1]})
    pq.write_table(table, "a.parquet")
    ((reason, message),) = refusals(read("a.parquet")).values()
    assert reason == "malformed"
    assert "there are: page_body, crawled; name the one that does, --map text=COLUMN" in message
    assert documents(read("a.parquet", told=Told.parse(["text=page_body"]))) == {"a.parquet#1": b"A text."}


@pytest.mark.parametrize(
    "change", [lambda d: d[:-20], lambda d: b"PAR1" + d[-100:], lambda _: b"", lambda _: b"x" * 99]
)
def test_a_file_that_is_no_parquet_is_refused(change: Callable[[bytes], bytes]) -> None:
    pq.write_table(pa.table({"text": ["A text."]}), "a.parquet")
    Path("a.parquet").write_bytes(change(Path("a.parquet").read_bytes()))
    assert [reason for reason, _ in refusals(read("a.parquet")).values()] == ["damaged"]


def test_a_column_that_expands_beyond_measure_is_refused() -> None:
    pq.write_table(
        pa.table({"text": ["a" * 5000] * 100}), "a.parquet", use_dictionary=False, compression="zstd"
    )
    found = refusals(read("a.parquet", replace(LIMITS, ratio_from=1000)))
    assert found["a.parquet#1"][0] == "damaged"
    assert "of column text hold" in found["a.parquet#1"][1]


def test_columns_of_parquet_that_nobody_asks_for_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table({"text": ["A text."], "pixels": [b"x"], "URL": ["https://a.b/"]}), "a.parquet")
    asked: list[object] = []
    batches = pq.ParquetFile.iter_batches

    def and_note(self: Any, *args: Any, **options: Any) -> Any:
        asked.append(options["columns"])
        return batches(self, *args, **options)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", and_note)
    (raw,) = read("a.parquet")
    assert isinstance(raw, RawDocument)
    assert raw.url == "https://a.b/"
    assert asked == [["URL", "text"]]


# ── WARC and WET ─────────────────────────────────────────────────────────────────────────────────────


def test_pages_and_texts_are_taken_from_warc_and_the_rest_is_counted() -> None:
    page = PAGE.encode()
    Path("a.warc").write_bytes(
        record("warcinfo", b"software: x\r\n")
        + record("request", b"GET / HTTP/1.1\r\n\r\n")
        + record("response", response(page), WARC_Record_ID="<urn:uuid:0001>")
        + record("response", response(b"", "Location: /b", status="301 Moved"))
        + record("response", response(b"gone", "Content-Type: text/html", status="404 Not Found"))
        + record("response", response(b"\x89PNG", "Content-Type: image/png"))
        + record("response", response(page, "Server: x"))
        + record("conversion", b"Only text.", Content_Type="text/plain")
        + record("resource", page, Content_Type="text/html")
    )
    found = read("a.warc")
    assert documents(found) == {
        "a.warc#3": page,
        "a.warc#7": page,
        "a.warc#8": b"Only text.",
        "a.warc#9": page,
    }
    assert passed(found) == [
        "WARC record of type warcinfo",
        "WARC record of type request",
        "HTTP redirect",
        "HTTP status 4xx",
        "not a page of HTML",
    ]
    first = next(one for one in found if isinstance(one, RawDocument))
    assert (first.kind, first.source_id, first.url) == ("html", "0001", "https://example.org/1")
    assert first.given.charset == "utf-8"


CHUNKED = b"%x\r\n" % len(PAGE) + PAGE.encode() + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE.encode())),
        ("Content-Encoding: deflate", zlib.compress(PAGE.encode())),
        ("Transfer-Encoding: chunked", CHUNKED),
        ("Content-Encoding: gzip", PAGE.encode()),
        ("Transfer-Encoding: chunked", PAGE.encode()),
    ],
    ids=["gzip", "deflate", "chunked", "gzip in name only", "chunked in name only"],
)
def test_the_body_of_a_response_is_decoded_where_it_still_is_encoded(header: str, body: bytes) -> None:
    Path("a.warc").write_bytes(record("response", response(body, "Content-Type: text/html", header)))
    assert documents(read("a.warc")) == {"a.warc#1": PAGE.encode()}


def test_a_body_that_expands_beyond_the_limit_is_refused() -> None:
    body = gzip.compress(b"a" * 10_000)
    encoded = response(body, "Content-Type: text/html", "Content-Encoding: gzip")
    Path("a.warc").write_bytes(record("response", encoded))
    found = read("a.warc", replace(LIMITS, document_bytes=5000))
    assert refusals(found) == {"a.warc#1": ("too_large", "decoded, it has more than 5,000 bytes")}


GOOD = record("response", response(PAGE.encode()))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (GOOD.replace(b"Content-Length: 1", b"Content-Length: 0001"), None),
        (
            record("response", b"x" * 50, Content_Length="20"),
            "its Content-Length is 20, and that is not where it ends",
        ),
        (record("response", b"x", Content_Length="-1"), "its Content-Length is b'-1'"),
        (record("response", b"x", Content_Length="9" * 30), "its Content-Length is b'999"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "it does not begin as a WARC record"),
        (b"WARC/1.0\r\n" + b"a: b\r\n" * 300 + b"\r\n", "more than 200 headers"),
        (record("response", b"not http at all"), "a response without an HTTP status"),
    ],
)
def test_after_a_record_that_is_not_as_it_says_reading_goes_on(bad: bytes, message: str | None) -> None:
    Path("a.warc").write_bytes(GOOD + bad + GOOD + GOOD)
    found = read("a.warc")
    assert len(documents(found)) == (4 if message is None else 3)
    assert [text[: len(message or "")] for _, text in refusals(found).values()] == (
        [message] if message else []
    )


def test_a_record_that_claims_to_be_longer_takes_the_next_one_with_it_and_says_so() -> None:
    Path("a.warc").write_bytes(GOOD + record("response", b"x" * 50, Content_Length="60") + GOOD + GOOD)
    found = read("a.warc")
    assert list(documents(found)) == ["a.warc#1", "a.warc#3"]
    message = "its Content-Length is 60, and that is not where it ends; what it reaches into is lost with it"
    assert refusals(found) == {"a.warc#2": ("damaged", message)}


@pytest.mark.parametrize("cut_at", [20, 150, -10])
def test_a_warc_file_that_is_cut_off_says_so(cut_at: int) -> None:
    Path("a.warc").write_bytes(GOOD + GOOD[:cut_at])
    found = read("a.warc")
    assert list(documents(found)) == ["a.warc#1"]
    assert [code for code, _ in refusals(found).values()] == ["damaged"]


def test_a_huge_record_is_never_held() -> None:
    Path("a.warc").write_bytes(record("response", b"x" * 5000) + GOOD)
    found = read("a.warc", replace(LIMITS, document_bytes=1000))
    assert refusals(found) == {"a.warc#1": ("too_large", "a record of 5,000 bytes; one may have 1,000")}
    assert list(documents(found)) == ["a.warc#2"]


def test_a_dictionary_at_the_front_of_warc_zst_is_used() -> None:
    dictionary = zstandard.ZstdCompressionDict(PAGE.encode() * 5)
    data = dictionary.as_bytes()
    head = (0x184D2A5D).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    Path("a.warc.zst").write_bytes(head + data + b"".join(packer.compress(_warc(1)) for _ in range(4)))
    assert len(documents(read("a.warc.zst", FEW))) == 4


# ── Compressed files ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_compressed_file_that_is_cut_off_is_read_up_to_there_and_refused_once(suffix: str) -> None:
    data = packed(lines(10), suffix) + packed(lines(1000), suffix)[:-9]
    Path("a.jsonl" + suffix).write_bytes(data)
    found = read("a.jsonl" + suffix, FEW)
    assert len(documents(found)) >= 10
    ((uri, (reason, message)),) = refusals(found).items()
    assert (uri, reason) == ("a.jsonl" + suffix, "damaged")
    assert "it is cut off at byte" in message


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<p>They met.</p><p>They talked.</p>\n", "html"),
        ('\n<div class="body"><p>They met.</p></div>', "html"),
        ("<p>They met, says a text that ends without a mark", "text"),
        ("<b>They met.</b> They talked.", "text"),
        ("<pressure> was the word.</p>", "text"),
        ("They met.</p>", "text"),
    ],
)
def test_a_text_of_block_elements_is_read_as_html(text: str, kind: str) -> None:
    Path("a.jsonl").write_text(json.dumps({"content": text}))
    assert [found.kind for found in read("a.jsonl") if isinstance(found, RawDocument)] == [kind]


def test_a_page_called_gz_that_is_none_is_said_to_be_none() -> None:
    Path("a.html.gz").write_text("<p>This was expanded on the way.</p>")
    ((code, message),) = refusals(read("a.html.gz")).values()
    assert (code, message.partition(":")[0]) == ("damaged", "not gz from its first bytes")


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_compressed_file_that_is_damaged_is_refused(suffix: str) -> None:
    Path("a.txt" + suffix).write_bytes(packed(b"A text.", suffix)[:-1] + b"\xff\xff")
    assert [code for code, _ in refusals(read("a.txt" + suffix)).values()] == ["damaged"]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"ratio_from": 100_000}, "hold more than 200 times as many"),
        ({"expanded_bytes": 100_000}, "it holds more than 100,000 bytes"),
        ({"compressed_bytes": 100}, "a compressed file may have 100 bytes"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bomb_is_refused_before_it_is_expanded(suffix: str, limits: dict[str, int], message: str) -> None:
    Path("a.jsonl" + suffix).write_bytes(packed(b'{"text": "a"}\n' + b"\n" * 20 * MB, suffix))
    found = read("a.jsonl" + suffix, replace(LIMITS, **limits))
    ((reason, said),) = refusals(found).values()
    assert reason == "too_large"
    assert message in said


def test_zeros_at_the_end_of_a_gzip_file_are_nothing() -> None:
    Path("a.txt.gz").write_bytes(gzip.compress(b"A text.") + b"\0" * 1000)
    assert documents(read("a.txt.gz")) == {"a.txt.gz": b"A text."}


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_texts_and_pages_are_read_compressed_or_not(suffix: str) -> None:
    Path("a.txt" + suffix).write_bytes(packed(b"A text.", suffix))
    Path("a.html" + suffix).write_bytes(packed(PAGE.encode(), suffix))
    (text,), (page,) = read("a.txt" + suffix), read("a.html" + suffix)
    assert isinstance(text, RawDocument)
    assert isinstance(page, RawDocument)
    assert (text.kind, text.source_id, page.kind, page.source_id) == ("text", "a", "html", "a")


# ── Archives and saved pages ─────────────────────────────────────────────────────────────────────────


def test_a_tar_may_hold_any_other_kind_but_another_archive() -> None:
    Path("a.tar").write_bytes(
        tar({
            "one.txt": b"A text.",
            "rows/two.jsonl.gz": gzip.compress(lines(2)),
            "inner.tar": tar({"x.txt": b"x"}),
            "picture.png": b"\x89PNG",
            ".hidden.txt": b"x",
            "../../etc/passwd.txt": b"A name is only a name.",
        })
    )  # fmt: skip
    found = read("a.tar")
    assert documents(found).keys() == {
        "a.tar#one.txt",
        "a.tar#rows/two.jsonl.gz#1",
        "a.tar#rows/two.jsonl.gz#2",
        "a.tar#../../etc/passwd.txt",
    }
    assert refusals(found) == {"a.tar#inner.tar": ("unsupported", "an archive in an archive")}
    assert passed(found) == ["no reader for .png files", "hidden member"]


def test_links_and_devices_of_a_tar_are_passed_over() -> None:
    with tarfile.open("a.tar", "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE):
            member = tarfile.TarInfo(f"{kind!r}.txt")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    assert passed(read("a.tar")) == ["member that is no regular file"] * 5


def test_members_of_one_name_are_two_documents() -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for data in (b"One.", b"Two.", b"Three."):
            member = tarfile.TarInfo("a.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    Path("a.tar").write_bytes(held.getvalue())
    expected = {"a.tar#a.txt": b"One.", "a.tar#a.txt#2": b"Two.", "a.tar#a.txt#3": b"Three."}
    assert documents(read("a.tar")) == expected
    assert documents(read("a.tar", replace(LIMITS, shard_documents=1))) == expected


@pytest.mark.parametrize("length", [700, 1024, 1100, 2048])
def test_a_tar_that_is_cut_off_or_has_no_end_is_refused(length: int) -> None:
    Path("a.tar").write_bytes(tar({"a.txt": b"One.", "b.txt": b"Two." * 200})[:length])
    assert Reason.DAMAGED in {code for code, _ in refusals(read("a.tar")).values()}


def test_a_header_of_a_tar_that_claims_gigabytes_is_not_believed() -> None:
    member = tarfile.TarInfo("././@LongLink")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 5 * 1024 * MB
    Path("a.tar").write_bytes(member.tobuf() + b"x" * 4096)
    ((reason, message),) = refusals(read("a.tar")).values()
    assert reason == "damaged"
    assert "a header of 5,368,709,120 bytes" in message


def test_members_over_a_limit_are_refused_and_the_others_read() -> None:
    Path("a.tar").write_bytes(tar({"a.txt": b"x" * 2000, "b.jsonl": lines(30), "c.txt": b"Three."}))
    found = read("a.tar", replace(LIMITS, document_bytes=1000, member_bytes=1500))
    assert list(documents(found)) == ["a.tar#c.txt"]
    assert {uri: code for uri, (code, _) in refusals(found).items()} == {
        "a.tar#a.txt": "too_large",
        "a.tar#b.jsonl": "too_large",
    }


def test_a_bomb_in_a_tar_is_refused() -> None:
    Path("a.tar").write_bytes(tar({"a.jsonl.gz": gzip.compress(b"\n" * 20 * MB), "b.txt": b"Two."}))
    found = read("a.tar", replace(LIMITS, member_bytes=MB))
    assert refusals(found) == {"a.tar#a.jsonl.gz": ("too_large", "it holds more than 1,048,576 bytes")}
    assert list(documents(found)) == ["a.tar#b.txt"]


MHTML = """From: <Saved by a browser>
Snapshot-Content-Location: https://example.org/a
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable
Content-Location: https://example.org/a

<html><body><p>Caf=C3=A9</p></body></html>
--b
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b--
"""


def test_a_saved_page_is_read_with_its_url() -> None:
    Path("a.mhtml").write_text(MHTML, encoding="utf-8")
    (raw,) = read("a.mhtml")
    assert isinstance(raw, RawDocument)
    assert (raw.kind, raw.url, raw.given.charset) == ("html", "https://example.org/a", "utf-8")
    assert "<p>Café</p>" in raw.data.decode()


@pytest.mark.parametrize("text", ["", "Just text.", "Content-Type: multipart/related; boundary=b\n\n--b--"])
def test_a_saved_page_without_a_page_is_malformed(text: str) -> None:
    Path("a.mhtml").write_text(text, encoding="utf-8")
    assert [code for code, _ in refusals(read("a.mhtml")).values()] == ["malformed"]


# ── What changes meanwhile ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson.gz", "by-record.warc.gz", "a.tar"])
def test_a_stretch_that_holds_something_else_by_now_is_said_to_have_changed(name: str) -> None:
    Path(name).write_bytes(MANY[name](10))
    first, *_, last = cut(Found(name, Path(name)), NOTHING, FEW)
    Path(name).write_bytes(MANY[name](10).replace(b"day", b"month") if name == "a.jsonl" else MANY[name](9))
    with pytest.raises(ChangedError):
        list(records(last, NOTHING, FEW))
    with pytest.raises(ChangedError):
        again(first, NOTHING, FEW)


def test_the_last_stretch_of_a_growing_file_is_read_as_it_is_now() -> None:
    Path("a.jsonl").write_bytes(lines(10))
    *_, last = cut(Found("a.jsonl", Path("a.jsonl")), NOTHING, FEW)
    Path("a.jsonl").write_bytes(lines(12))
    now = again(last, NOTHING, FEW)
    assert (last.documents, now.documents) == (1, 3)
    assert list(documents(list(records(now, NOTHING, FEW)))) == ["a.jsonl#10", "a.jsonl#11", "a.jsonl#12"]


def test_patterns_stand_for_the_files_they_match() -> None:
    for name in ("dumps/1/a.jsonl", "dumps/2/b.jsonl", "dumps/2/c.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(lines(1))
    assert {source.uri for source in plan(["dumps/**/*.jsonl"]).sources} == {
        "dumps/1/a.jsonl",
        "dumps/2/b.jsonl",
    }
    with pytest.raises(UsageError, match=r"nothing matches 'dumps/\*\.warc'"):
        plan(["dumps/*.warc"])


def test_a_whole_file_is_one_source_with_nothing_said_of_stretches() -> None:
    Path("a.jsonl").write_bytes(lines(2))
    (source,) = cut(Found("a.jsonl", Path("a.jsonl")), NOTHING, LIMITS)
    assert source == Source(
        "a.jsonl", str(Path("a.jsonl").absolute()), source.sha256, len(lines(2)), documents=2
    )
    assert source.whole


# ── Whose fault it is ────────────────────────────────────────────────────────────────────────────────


def test_a_row_group_that_says_it_is_endless_is_damaged() -> None:
    file = io.BytesIO()
    pq.write_table(pa.table({"text": ["A text."] * 3}), file)
    with pytest.raises(RejectedError) as raised:
        parquetrows.opened(file, replace(LIMITS, group_rows=2))
    assert raised.value.code == Reason.DAMAGED


class Unreachable(io.BytesIO):
    """A file whose store stops to answer."""

    answers = True

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.answers:
            raise TimeoutError(110, "Connection timed out")
        return super().read(size)


def test_a_read_that_the_system_breaks_off_is_no_damage_of_the_file() -> None:
    file = Unreachable()
    pq.write_table(pa.table({"text": ["A text."] * 3}), file)
    file.answers = False
    with pytest.raises(OSError, match="timed out"):
        parquetrows.opened(file, LIMITS)


def test_a_full_disk_is_no_fault_of_the_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path / "spool")
    spool.begin()

    class Full:
        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool, "_packed", Full())
    with pytest.raises(OutputError, match="No space left"):
        spool.write(b"a text")


@pytest.mark.parametrize(
    ("holder", "hostile", "found"),
    [
        ("script", '"a\\' * 20_000, ""),
        ("noscript", "<" * 200_000, "<" * 200_000),
        ("script", "[" * 50_000 + "]" * 50_000, ""),
        ("script", f"{'[1,2,' * 900}{'1]' * 900}", ""),
        ("script", f"[{'[[],[],[]],' * 50_000}1]", ""),
    ],
    ids=[
        "strings that do not end",
        "tags that do not end",
        "deep data",
        "data as deep as is read",
        "many lists",
    ],
)
def test_a_hidden_text_is_looked_for_in_linear_time(holder: str, hostile: str, found: str) -> None:
    """In quadratic time this would take minutes."""
    assert hidden_text(f"<body><{holder}>{hostile}</{holder}></body>", None) == found


def test_members_that_hold_nothing_take_no_memory() -> None:
    file = gzip.compress(b"a\n") + gzip.compress(b"") * 1000 + gzip.compress(b"b\n")
    opened = compression.Expanded(io.BytesIO(file), ".gz", LIMITS, b"", 0)
    assert opened.read(4) + opened.read(4) == b"a\nb\n"
    at = opened.member_at(2)
    assert at is not None
    assert compression.expand(io.BytesIO(file), ".gz", LIMITS, at).read() == b"b\n"
    assert len(opened._members) <= 2

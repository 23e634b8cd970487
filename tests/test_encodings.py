"""Encodings by name, and documents read in the one that a user names."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from copydesk.asked import Asked, check
from copydesk.document import RawDocument
from copydesk.encodings import KNOWN, asked, named
from copydesk.errors import RejectedError, UsageError
from copydesk.page import read
from copydesk.plan import plan
from copydesk.reading import records
from copydesk.told import Told

NAMES = {
    "windows-1250": ("windows-1250", "Windows-1250", " cp1250", "x-cp1250", "win-1250", "win1250"),
    "windows-1252": ("iso-8859-1", "latin1", "us-ascii", "cp1252", "l1"),
    "windows-1254": ("iso-8859-9", "latin5"),
    "iso-8859-2": ("iso-8859-2", "latin2", "iso_8859-2", "iso8859-2"),
    "gb18030": ("gb2312", "GBK", "x-gbk", "gb18030"),
    "cp932": ("Shift_JIS", "shift-jis", "sjis", "x-sjis", "windows-31j"),
    "cp949": ("euc-kr", "ks_c_5601-1987"),
    "big5hkscs": ("Big5", "big5-hkscs"),
    "cp874": ("tis-620", "windows-874", "iso-8859-11"),
    "iso-8859-8": ("iso-8859-8", "ISO-8859-8-I"),
    "mac-roman": ("macintosh",),
    "utf-8": ("UTF8", "utf-8"),
    None: ("cp037", "rot13", "base64", "utf-7", "utf-16", "x-user-defined", "", "a\0b", "é", None),
}


@pytest.mark.parametrize("encoding", NAMES, ids=str)
def test_an_encoding_has_many_names(encoding: str | None) -> None:
    assert {named(label) for label in NAMES[encoding]} == {encoding}


def test_every_encoding_is_known_by_its_own_name() -> None:
    assert [named(name) for name in KNOWN] == [*KNOWN]
    assert [asked(name) for name in KNOWN] == [*KNOWN]
    assert [asked(name) for name in ("utf-16", "UTF_16LE", "utf-16-be")] == [
        "utf-16-le",
        "utf-16-le",
        "utf-16-be",
    ]


def test_an_encoding_that_is_none_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no encoding 'klingon': it is one of utf-8, gb18030"):
        Told.parse((), "klingon")


STORIES = {
    "windows-1251": "Президент заявил во вторник, что правительство готовит новый закон о бюджете.",
    "windows-1250": "Premiér řekl ve čtvrtek, že vláda připravuje nový zákon o školách.",
    "windows-1254": "Başbakan perşembe günü yaptığı açıklamada yeni yasayı duyurdu.",
    "windows-1253": "Ο πρωθυπουργός ανακοίνωσε την Τετάρτη νέα μέτρα για την οικονομία.",
    "gb18030": "国务院总理星期二表示，政府正在准备一项新的预算法案。",
    "cp932": "首相は火曜日、政府が新しい予算案を準備していると述べた。",
    "cp949": "총리는 화요일 정부가 새로운 예산안을 준비하고 있다고 밝혔다.",
    "iso-2022-jp": "首相は火曜日、政府が新しい予算案を準備していると述べた。",
    "utf-16-le": "The ministers met on Tuesday – and left.",
    "utf-16-be": "Ministři se sešli v úterý.",
}


@pytest.mark.parametrize("kind", ["text", "html"])
@pytest.mark.parametrize("encoding", STORIES)
def test_a_document_that_says_nothing_is_read_in_the_encoding_that_is_named(encoding: str, kind: str) -> None:
    story = STORIES[encoding]
    page = read(RawDocument("a", story.encode(encoding), kind, encoding=encoding))
    assert (page.text, page.encoding) == (story, encoding)


@pytest.mark.parametrize("kind", ["text", "html"])
@pytest.mark.parametrize("encoding", STORIES)
def test_what_is_utf8_is_read_as_that_whatever_is_named(encoding: str, kind: str) -> None:
    for story in STORIES.values():
        page = read(RawDocument("a", story.encode(), kind, encoding=encoding))
        assert (page.text, page.encoding) == (story, "utf-8")


@pytest.mark.parametrize("kind", ["text", "html"])
def test_broken_utf8_is_not_taken_for_what_is_named(kind: str) -> None:
    broken = (STORIES["windows-1251"] * 9).encode() + b"\xd0 \xff\xfe\xff\xff"
    with pytest.raises(RejectedError, match=r"invalid_encoding: not valid (UTF|utf)-8"):
        read(RawDocument("a", broken, kind, encoding="windows-1251"))


@pytest.mark.parametrize("declared", ["windows-1250", "iso-2022-jp"])
def test_what_a_page_declares_goes_before_what_is_named(declared: str) -> None:
    story = STORIES[declared]
    data = f"<meta charset={declared}><p>".encode() + story.encode(declared)
    page = read(RawDocument("a", data, "html", encoding="windows-1251"))
    assert (page.text, page.encoding) == (story, declared)


def test_an_escape_makes_no_page_japanese_that_does_not_say_so() -> None:
    assert read(RawDocument("a", b"<p>\x1b[0m caf\xc3\xa9", "html")).encoding == "utf-8"


def test_files_and_rows_of_a_plan_are_read_in_the_encoding_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told, story = Told.parse((), "cp1251"), STORIES["windows-1251"]
    Path("a.txt").write_bytes(story.encode("cp1251"))
    Path("b.html").write_bytes(b"<p>" + story.encode("cp1251"))
    row = json.dumps({"text": story}, ensure_ascii=False)
    Path("c.jsonl").write_bytes(f"{row}\n{row}\n".encode("cp1251") + row.encode())
    Path("d.json").write_bytes(f"[{row}]".encode("cp1251"))
    Path("e.csv").write_bytes(f'id,text\n1,"{story}"\n'.encode("cp1251"))
    Path("f.csv.gz").write_bytes(gzip.compress(Path("e.csv").read_bytes()))
    planned = plan(["a.txt", "b.html", "c.jsonl", "d.json", "e.csv", "f.csv.gz"], told=told)
    found = [one for source in planned.sources for one in records(source, told, planned.limits)]
    assert [read(raw).text for raw in found if isinstance(raw, RawDocument)] == [story] * 8
    assert plan(["a.txt"], told=told).shards[0].name != plan(["a.txt"]).shards[0].name


def test_an_encoding_reaches_the_flow_by_its_name() -> None:
    from flows.release import parameters

    order = parameters(Asked(("a.txt",), Path("out"), encoding="cp1251"))
    assert order.encoding == "cp1251"
    with pytest.raises(UsageError, match="klingon"):
        check(Asked(("a.txt",), Path("out"), encoding="klingon"))

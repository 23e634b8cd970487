"""Reading plain text: encodings, refusals with a reason, and hard-wrapped paragraphs."""

from __future__ import annotations

import gzip

import pytest

from copydesk.document import RawDocument
from copydesk.errors import RejectedError
from copydesk.limits import LIMITS
from copydesk.page import read

TEXT = "The ministers met in Beijing – “at last” – on Tuesday."


def page_of(data: bytes | str) -> tuple[str, ...]:
    page = read(RawDocument("page.txt", data if isinstance(data, bytes) else data.encode()))
    return tuple(block.text for block in page.blocks)


ENCODINGS = {
    "utf-8": TEXT.encode(),
    "utf-8 with a mark": TEXT.encode("utf-8-sig"),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16-be": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "utf-32": TEXT.encode("utf-32"),
    "windows-1252": TEXT.encode("windows-1252"),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
def test_known_encodings_are_read(data: bytes) -> None:
    assert page_of(data) == (TEXT,)


RUSSIAN = "Президент заявил во вторник, что правительство готовит новый закон о бюджете на следующий год. "
GREEK = "Ο πρωθυπουργός ανακοίνωσε την Τετάρτη νέα μέτρα για την οικονομία της χώρας. "
WESTERN = (
    "Le député s'est exprimé hier : « Une réforme créée à Évry. » ",
    "Päästäänkö töihin? Jäätelötötterö sulaa, hän sanoo, ja lähtee päällystetylle pihalle. ",
    "A page in English with a link to its Russian twin, once: " + "Русский".encode("cp1251").decode("cp1252"),
)


@pytest.mark.parametrize("text", WESTERN)
def test_words_with_accents_are_windows_1252(text: str) -> None:
    assert page_of((text * 3).encode("cp1252")) == ((text * 3).strip(),)


REFUSED = {
    "Cyrillic that nobody named": (RUSSIAN.encode("cp1251"), "invalid_encoding", "no words"),
    "Greek that nobody named": (GREEK.encode("cp1253") * 2, "invalid_encoding", "with --encoding"),
    "nothing": (b"", "empty", "the document is empty"),
    "only blanks": (b" \n\t\n", "empty", "no visible character"),
    "a NUL byte": (b"abc\0def", "binary", "NUL byte at 3"),
    "UTF-16 without a mark": (TEXT.encode("utf-16-le"), "binary", "UTF-16 without a byte order mark"),
    "control characters": (bytes(range(1, 9)) * 40, "binary", "control characters"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "binary", "a picture"),
    "a PDF": (b"%PDF-1.4\nall of it in ASCII", "binary", "a PDF"),
    "a Word document": (b"PK\x03\x04\x14\0\x06\0", "binary", ".docx"),
    "a text that was packed": (gzip.compress(TEXT.encode()), "binary", ".gz"),
    "a feed": (b'\xef\xbb\xbf<?xml version="1.0"?><rss><title>Ministers met', "unsupported", "XML"),
    "a document in RTF": (rb"{\rtf1\ansi Ministers met.}", "binary", "RTF"),
    "broken UTF-8": (
        "Ministers – met".encode() + b"\xe2\x80 and left",
        "invalid_encoding",
        "not valid UTF-8",
    ),
    "bytes windows-1252 lacks": (b"abc \x81 def", "invalid_encoding", "byte 4"),
    "a line that is too long": (b"x" * (LIMITS.page_chars + 1), "too_large", f"{LIMITS.page_chars:,}"),
    "marks on marks": (("e" + "\u0301" * 100_000).encode(), "combining_marks", "100,000 combining marks"),
}


@pytest.mark.parametrize(("data", "code", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, code: str, words: str) -> None:
    with pytest.raises(RejectedError) as refused:
        page_of(data)
    assert refused.value.code == code
    assert words in refused.value.message


@pytest.mark.parametrize("before", [0, 1, 29, 30, 31, 32, 61])
def test_a_run_of_marks_is_found_wherever_it_begins(before: int) -> None:
    allowed = "a" * before + "\u0301" * LIMITS.combining_run + "b"
    assert page_of(allowed)
    with pytest.raises(RejectedError, match="combining_marks"):
        page_of(allowed.replace("b", "\u0301b"))


WRAPPED = """\
The ministers of both countries met in the capital on Tuesday to talk
about trade. They agreed to meet again in the autumn, and officials
said that a first draft of the treaty would be ready by then.
"""
JOINED = " ".join(WRAPPED.split())


def test_a_wrapped_paragraph_is_one_block() -> None:
    assert page_of(f"{WRAPPED}\n{WRAPPED}") == (JOINED, JOINED)


def test_indents_part_wrapped_paragraphs_where_no_blank_line_does() -> None:
    assert page_of(f"   {WRAPPED}   {WRAPPED}") == (JOINED, JOINED)


def test_a_wrapped_note_in_brackets_ends_before_the_next() -> None:
    note = "(Reporting by Ana Lima in Beijing and by Raj Rao in Moscow; Editing\nby Liv Berg)"
    blocks = page_of(f"{WRAPPED}\n{note}\n(c) The Daily 2024\n")
    assert blocks == (JOINED, note.replace("\n", " "), "(c) The Daily 2024")


def test_a_short_line_ends_a_wrapped_paragraph() -> None:
    assert page_of(WRAPPED + "It ends here.\n" + WRAPPED) == (JOINED + " It ends here.", JOINED)


def test_an_indented_wrapped_text_is_joined_too() -> None:
    text = "".join(f"    {line}\n" for line in WRAPPED.splitlines())
    assert page_of(f"{text}\n{text}") == (JOINED, JOINED)


def test_a_word_broken_at_its_hyphen_is_joined_without_a_space() -> None:
    text = WRAPPED.replace("on Tuesday to talk", "to talk about co-").replace("about trade", "operation")
    assert "talk about co-operation. They" in page_of(f"{text}\n{WRAPPED}")[0]


def test_paragraphs_of_one_wrapped_text_need_no_blank_line_between_them() -> None:
    short = "".join(line + "\n" for line in (*WRAPPED.splitlines()[:2], "said so."))
    assert page_of(short * 3) == (" ".join(short.split()),) * 3


def test_the_items_of_a_list_in_a_wrapped_text_stay_apart_from_what_follows() -> None:
    items = "  * a bridge\n  * a road\n"
    assert page_of(f"{WRAPPED}\n{items}{WRAPPED}\n{WRAPPED}") == (
        JOINED,
        "* a bridge",
        "* a road",
        JOINED,
        JOINED,
    )


def test_rules_and_heads_of_pages_stay_apart_from_wrapped_text() -> None:
    head, ruler = "THE DAILY OF THE CAPITAL   |   Tuesday, 14 March, Morning   |   1", "=" * 60
    text = f"{head}\n{WRAPPED}{ruler}\n{WRAPPED}{head}\n{WRAPPED}"
    assert page_of(text) == (head, JOINED, ruler, JOINED, head, JOINED)


def test_some_long_lines_do_not_hide_that_a_text_is_wrapped() -> None:
    address = "https://news.example/" + "a" * 100
    assert page_of(f"{WRAPPED}\n{WRAPPED}\n{WRAPPED}\n{address}") == (JOINED, JOINED, JOINED, address)


BRACKETED = {
    ("The bridge was closed (", "Image:", "Agency)"): ("The bridge was closed (Image: Agency)",),
    ("It was seen in May (", "1", ",", "2", ").", "More."): ("It was seen in May (1, 2).", "More."),
    ("He left (", "one", "two", "three", "four", "five)"): (
        "He left (",
        "one",
        "two",
        "three",
        "four",
        "five)",
    ),
}


@pytest.mark.parametrize("lines", BRACKETED, ids=" ".join)
def test_lines_that_a_tool_broke_in_brackets_are_one(lines: tuple[str, ...]) -> None:
    assert page_of("\n".join(lines)) == BRACKETED[lines]


NOT_WRAPPED = {
    "a tale of sentences of one length": "\n".join(
        f"I heard a step on the {place}, and then another one, and nothing more."
        for place in ("old stairs", "stairs", "bridge", "long bridge", "road", "quiet road")
    ),
    "a list of goods of one length": "\n".join(
        f"Pan of Copper with a Lid {size} Now $19 - $29 Before $59 - {size}"
        for size in (21, 23, 25, 28, 31, 33)
    ),
    "a paragraph on each line": "\n".join([JOINED, "Another paragraph, which is shorter.", JOINED]),
    "a menu": "Home\nWorld\nPolitics\nSport\nOpinion\nWeather",
    "headline and standfirst": "Ministers meet for talks on trade\nBoth sides hope for a treaty by autumn.",
    "a list": "- one item that is long enough to fill a line\n- and another one, more or less\n- third",
    "titles": "How volunteers eased the journey home\nA recipe for eggs\nThe bridge stays closed",
}


@pytest.mark.parametrize("text", NOT_WRAPPED.values(), ids=NOT_WRAPPED)
def test_lines_that_are_not_wrapped_stay_lines(text: str) -> None:
    assert page_of(text) == tuple(text.split("\n"))


def test_blank_lines_and_indents_are_hints_of_a_block() -> None:
    page = read(RawDocument("page.txt", b"One.\n\n\n\tTwo.\r\n\r\nThree.\nFour."))
    assert [(b.hints.gap, b.hints.indent) for b in page.blocks] == [(0, 0), (2, 8), (1, 0), (0, 0)]


GLUED = (
    "The council met on Monday to speak of the bridge, which has been closed for two years.",
    "“We were never told why it was closed,” said a baker from the other side of the river.",
    "A new one could be built within a year, as the engineers have found out.",
    "Nobody knows who is to pay for it, and the council will meet again in the autumn.",
)


def test_paragraphs_that_a_tool_ran_into_one_line_are_apart_again() -> None:
    text = "Bridge stays closed\n" + "".join(GLUED)
    page = read(RawDocument("glued.txt", text.encode()))
    assert [block.text for block in page.blocks] == ["Bridge stays closed", *GLUED]
    assert [page.text[block.start : block.end] for block in page.blocks] == ["Bridge stays closed", *GLUED]
    assert page.text == text


@pytest.mark.parametrize(
    "line",
    [
        f"{GLUED[0]}{GLUED[2]} {GLUED[1]} {GLUED[3]}",
        "They use Web.Site for all, and Web.Site is what they know; Web.Site has what they need. Web.Site "
        "will stay with them, as nothing else is as easy to use, says the head of the office in the north.",
        "Движение закрыли по ул.Ленина от дома двенадцать, на пер.Садовый и у пл.Победы возле театра "
        "им.Гагарина, и откроют его только через неделю, как сообщили в мэрии города в понедельник вечером.",
    ],
)
def test_one_slip_or_a_name_with_a_full_stop_parts_no_paragraph(line: str) -> None:
    assert [block.text for block in read(RawDocument("one.txt", line.encode())).blocks] == [line]


def test_a_copy_of_the_text_in_one_line_is_parted_no_more_than_it_was() -> None:
    text = "\n".join((*GLUED, "".join(GLUED)))
    page = read(RawDocument("copy.txt", text.encode()))
    assert [block.text for block in page.blocks] == [*GLUED, "".join(GLUED)]

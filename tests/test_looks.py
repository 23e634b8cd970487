"""What is told by one look at all lines, or by a few words, is what a look at each line or pattern tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.characters import Characters, Class, Seen, class_of
from copydesk.firstwords import Phrases
from copydesk.ids import stem_of
from copydesk.lexicon import alternatives, phrases
from copydesk.literals import literals
from copydesk.metadata import address, dates, names
from copydesk.metadata.datewords import months
from copydesk.metadata.days import undated
from copydesk.native import features, joining
from copydesk.native.sorts import SORTS, sort

LINE = st.lists(
    st.sampled_from(
        [
            "a",
            "É",
            "ß",
            "中文",
            "9",
            " ",
            "  ",
            ".",
            "–",
            "•",
            "|",
            "/",
            "(",
            "°",
            "said ",
            "İ",
            "ı",
            "A B C D ",
        ]
    ),
    max_size=10,
).map("".join)
LINES = st.lists(LINE, max_size=8)


@given(LINES, st.lists(st.booleans(), min_size=24, max_size=24))
def test_lines_are_sorted_as_each_would_be(texts: list[str], flags: list[bool]) -> None:
    seen, n = Characters.of(texts), len(texts)
    ended, prose, credit = (np.array(flags[k * 8 : k * 8 + n], np.uint8) for k in range(3))
    short, *found = sort(seen.table, seen.first, seen.lengths, seen.parts, ended, prose, credit)
    of_sort = dict(zip(SORTS, found, strict=True))
    for i, text in enumerate(texts):
        classes = {class_of(character) for character in text}
        between = [class_of(mark) in (Class.MARK, Class.BULLET, Class.PUNCTUATION) for mark in text]
        assert short[i] == (seen.parts[i] <= 3 and not ended[i])
        assert (i in of_sort["running"]) == (prose[i] and not credit[i])
        assert (i in of_sort["letterless"]) == (not classes & {Class.LOWER, Class.UPPER, Class.DIGIT})
        assert (i in of_sort["rows"]) == (not ended[i] and not prose[i] and sum(between) >= 2)
        assert (i in of_sort["marks"]) == (Class.MARK in classes)
        assert (i in of_sort["numbered"]) == (len(text) <= 30 and any(map(str.isdecimal, text)))
        assert (i in of_sort["marked"]) == (text != "" and Class.DASH <= class_of(text[0]) < Class.SPACE)
        assert (i in of_sort["unended"]) == (seen.parts[i] >= 3 and not ended[i])
        capitals = sum(class_of(character) is Class.UPPER for character in text)
        assert (i in of_sort["capitals"]) == (seen.parts[i] >= 8 and capitals >= 7 and not ended[i])


@given(LINES, st.lists(st.integers(1, 3), min_size=8, max_size=8), st.sets(st.integers(0, 7)))
def test_lines_that_were_seen_have_the_characters_they_have(
    texts: list[str], sizes: list[int], changed: set[int]
) -> None:
    lines = [line for text, size in zip(texts, sizes, strict=False) for line in [text] + ["-"] * (size - 1)]
    blocks = [f"{text}." if i in changed else text for i, text in enumerate(texts)]
    again = Characters.again(
        blocks, Seen(lines, Characters.of(lines)), np.array(sizes[: len(texts)], np.int64)
    )
    expected = Characters.of(blocks)
    for name in ("table", "first", "last", "lengths", "words", "parts"):
        assert getattr(again, name).tolist() == getattr(expected, name).tolist()


@given(st.lists(st.sampled_from("abc"), max_size=9))
def test_copies_are_counted_where_they_stand(keys: list[str]) -> None:
    _, repeated = features.repeated(keys)
    assert features.copies(repeated, len(keys)).tolist() == [keys.count(key) for key in keys]


@given(LINES, st.lists(st.integers(0, 1), min_size=8, max_size=8))
def test_lines_that_go_on_are_counted(texts: list[str], gaps: list[int]) -> None:
    seen, goes_on = Characters.of(texts), {Class.LOWER, Class.SENTENCE_END, Class.COMMA, Class.CLOSING}
    expected = [
        i for i in range(1, len(texts))
        if not gaps[i] and seen.last[i - 1] != Class.SENTENCE_END and seen.first[i] in goes_on
    ]  # fmt: skip
    given_gaps = np.array(gaps[: len(texts)], np.int64)
    assert joining.broken(seen.first, seen.last, given_gaps) == len(expected)


@given(st.data())
def test_phrases_are_found_as_one_pattern_finds_them(data: st.DataObject) -> None:
    kinds = ("day", "weekday", "said")
    phrase = data.draw(st.sampled_from([phrase for kind in kinds for phrase in phrases(kind)]))
    match = data.draw(st.from_regex(phrase, fullmatch=True))
    spelled = data.draw(st.sampled_from([match, match.upper(), match.lower(), match.title()]))
    text = data.draw(LINE) + spelled + data.draw(LINE)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(alternatives, kinds))})(?!\w)", re.IGNORECASE)
    assert Phrases.of(*kinds).among(text) == (pattern.search(text) is not None)


def test_a_phrase_that_begins_with_no_word_has_no_first_word() -> None:
    with pytest.raises(ValueError, match="begins with no word"):
        Phrases.of("credit_end")


@pytest.mark.parametrize("month", sorted(months()))
def test_every_month_makes_a_day(month: str) -> None:
    assert all(undated(text) for text in (f"Met on 9 {month.title()}", f"x {month} 9") if len(month) > 1)


def spelt(*kinds: str) -> list[str]:
    """All that the phrases of some kinds can be, or how they begin."""
    found = (literals(phrase) for kind in kinds for phrase in phrases(kind))
    return sorted(text for each in found for text in each.whole or each.opening)


CASES: st.SearchStrategy[Callable[[str], str]] = st.sampled_from((str, str.upper, str.lower, str.title))


@given(
    st.sampled_from(("", "Ana Lima", "Ana de la Cruz ")),
    st.sampled_from((",", ", ", " - ", "(", "/", " | ", " ")),
    st.sampled_from(("", "BBC ", "co-", "La ")),
    st.sampled_from(spelt("job", "newsroom")),
    CASES,
)
def test_no_job_behind_a_name_is_passed_over(
    name: str, mark: str, before: str, job: str, case: Callable[[str], str]
) -> None:
    text = f"{name}{mark}{before}{case(job)}"
    assert names._may_hold_aside(text) or not names._aside().search(text)
    assert names._may_hold_job(text) or not names._newsroom().fullmatch(text)
    assert names._may_hold_job(job) or not names._job().fullmatch(job)


@given(st.sampled_from(spelt("published", "modified")), CASES, st.sampled_from(("", " 3", ": x")))
def test_no_label_of_a_date_is_passed_over(label: str, case: Callable[[str], str], behind: str) -> None:
    text = f"{case(label)}{behind}"
    assert dates._may_open_label(text) or not dates._label().match(text)


@given(
    st.lists(st.sampled_from(("a", "b.c", ".", "/", "..", "é", " ", "%", "?x=1.2")), max_size=6).map("".join)
)
def test_a_stem_is_that_of_a_path(uri: str) -> None:
    assert stem_of(uri) == PurePosixPath(uri).stem


PARTS = (
    "http",
    "https",
    "ftp",
    "://",
    ":",
    "//",
    "/",
    "a.b",
    "A-1",
    "[",
    "]",
    "@",
    "?",
    "#",
    " ",
    "é",
    "\n",
    "8",
)


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
def test_an_address_is_what_can_be_taken_apart_as_one(url: str) -> None:
    assert address._is_address(url) == (address._split(url) is not None)
    assert address._is_address(f"https://{url}") == (address._split(f"https://{url}") is not None)

"""What is compiled says what plain Python says, whatever the text."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.characters import Characters, Class, class_of
from copydesk.commonwords import common, particles
from copydesk.document import Block, Blocks, Page
from copydesk.label.words import Words
from copydesk.lexicon import LABEL_GROUPS, fold, label_words
from copydesk.native import cues, lines, places
from copydesk.native.characters import COLUMNS
from copydesk.repairs import _repair_block as repair_block
from copydesk.repairs import needs_look
from copydesk.rules.cues import find_cues

PIECES = [
    *("a", "B", "é", "Σ", "İ", "9", "19", "2024", "20:15", "8.30", "h", ".", "!", "…", "。", "？", "'", '"'),
    *("”", ")", " ", "  ", "\t", "\xa0", "\x1c", "\x85", "\x00", "_", "-", "|", "•", "中", "文", "の", "ก"),
    *(
        "한",
        "🙂",
        "\ud800",
        "the",
        "said",
        "you",
        "news",
        "read more",
        "copyright",
        "photo: ",
        "by ",
        "Ã",
        "Â©",
    ),
    *("&", "<b>"),
]
LINE = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
LINES = st.lists(LINE, max_size=8)


# ── Characters ───────────────────────────────────────────────────────────────────────────────────────

SENTENCE = re.compile(r"[.!?…]['\"”’»)]? |[。！？]")
TIME = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b")


@given(LINES)
def test_characters_are_counted_as_patterns_count_them(texts: list[str]) -> None:
    found = Characters.of(texts)
    classes = [[class_of(character) for character in text] for text in texts]
    for class_ in Class:
        assert found.count(class_).tolist() == [line.count(class_) for line in classes]
    assert found.lengths.tolist() == list(map(len, texts))
    assert found.sentences.tolist() == [len(SENTENCE.findall(text)) for text in texts]
    assert found.times.tolist() == [len(TIME.findall(text)) for text in texts]


@given(LINES)
def test_first_and_last_class_and_words_are_those_of_the_characters(texts: list[str]) -> None:
    found = Characters.of(texts)
    for i, text in enumerate(texts):
        classes = [class_of(character) for character in text]
        closes = {Class.CLOSING, Class.QUOTE, Class.OPENING}
        ended = classes[-1:] and classes[-1] in closes and classes[-2:-1] == [Class.SENTENCE_END]
        assert found.first[i] == (classes[0] if classes else Class.BREAK)
        assert found.last[i] == (Class.SENTENCE_END if ended else classes[-1] if classes else Class.BREAK)
        solid = "".join("x" if class_ < Class.SPACE else " " for class_ in classes)
        ideographs = classes.count(Class.IDEOGRAPH)
        assert found.words[i] == max(len(solid.split()) + ideographs // 2, 1)
        starts = [k for k in range(len(solid)) if solid[k] == "x" and solid[k - 1 : k] != "x"]
        assert found.capitals[i] == sum(classes[k] == Class.UPPER for k in starts)
        assert found.spaceless[i] == (ideographs // 2 * 2 > len(text.split()))


def test_classes_and_counts_have_the_same_numbers_in_what_is_compiled(checkout: Path) -> None:
    known = {class_.name: int(class_) for class_ in Class} | {"CLASSES": len(Class)}
    known |= {name.upper(): len(Class) + i for i, name in enumerate(COLUMNS)}
    source = (checkout / "copydesk" / "native" / "classes.pxd").read_text("utf-8")
    found = {name: int(number) for name, number in re.findall(r"(?m)^    ([A-Z_]+) = (\d+)$", source)}
    assert found == known | {"WIDTH": len(Class) + len(COLUMNS)}


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────

EDGES = ".,:;!?…()[]\"'“”„‘’«»|"


@given(LINES)
def test_words_are_looked_up_as_sets_would(texts: list[str]) -> None:
    found = Words.of(texts, Characters.of(texts))
    cut = ["".join(text).lower().split() for text in texts]
    many = [sum(character in particles() for character in text.lower()) // 2 for text in texts]
    function = [sum(word in common("function") for word in words) for words in cut]
    assert found.function.tolist() == [a + b for a, b in zip(function, many, strict=True)]
    for kind in ("address", "said"):
        assert getattr(found, kind).tolist() == [sum(word in common(kind) for word in words) for words in cut]
    for group, counts in enumerate(found.labels):
        bits = [[label_words().get(word.strip(EDGES), 0) >> group & 1 for word in words] for words in cut]
        assert counts.tolist() == list(map(sum, bits))
    assert len(found.labels) == len(LABEL_GROUPS)
    title = {word for word in (cut[0] if cut else []) if len(word) >= 3}
    shares = [sum(word in title for word in w) / max(sum(len(word) >= 3 for word in w), 1) for w in cut]
    assert found.title.tolist() == shares


@given(LINES, st.integers(0, 7), st.integers(0, 7))
def test_cohesion_is_the_share_of_topical_words_that_others_of_the_run_have(
    texts: list[str], start: int, size: int
) -> None:
    characters = Characters.of(texts)
    topical = []
    for text, spaceless in zip(texts, characters.spaceless.tolist(), strict=True):
        pairs = {text[k : k + 2] for k in range(len(text) - 1)}
        topical.append(pairs if spaceless else {word for word in text.lower().split() if len(word) >= 5})
    run = range(start, start + size + 1)
    counts = Counter(word for i, words in enumerate(topical) if i in run for word in words)
    shares = [
        sum(counts[word] >= 1 + (i in run) for word in words) / max(len(words), 1)
        for i, words in enumerate(topical)
    ]
    assert Words.of(texts, characters).cohesion(run.start, run.stop - 1).tolist() == shares


# ── Places ───────────────────────────────────────────────────────────────────────────────────────────

BLOCK = st.tuples(st.integers(0, 900), *[st.booleans()] * 5)


@given(st.lists(BLOCK, max_size=40))
def test_places_are_what_their_names_say(blocks: list[Any]) -> None:
    prose = np.array([block[0] for block in blocks], float)
    masks = [np.array([block[k] for block in blocks], bool) for k in range(1, 6)]
    is_prose, (short, claimed, lists, credits, titles) = prose > 40, masks
    rows, start, end = places.places(prose, *(m.view(np.uint8) for m in (is_prose, *masks)))
    found = dict(zip(places.NAMES, rows.tolist(), strict=True))
    n = len(blocks)
    assert found["prose_before"] == [prose[:i].sum() for i in range(n)]
    assert found["prose_after"] == [prose[i + 1 :].sum() for i in range(n)]
    assert found["lists_before"] == [min(int(lists[: i + 1].sum()), 20) for i in range(n)]
    assert found["since_list"] == [_since(lists, i) for i in range(n)]
    assert found["since_credit"] == [_since(credits, i) for i in range(n)]
    assert found["until_credit"] == [_since(credits[::-1], n - 1 - i) for i in range(n)]
    assert found["since_prose"] == [min(_since(is_prose, i - 1) + 1, 200) for i in range(n)]
    assert found["prose_since_title"] == [_between(is_prose, titles, i) for i in range(n)]
    for k in (2, 5, 12, 25):
        near = [slice(max(i - k, 0), i + k + 1) for i in range(n)]
        assert found[f"prose_{k}"] == [prose[part].sum() for part in near]
        assert found[f"short_{k}"] == [short[part].sum() / len(short[part]) for part in near]
        assert found[f"claimed_{k}"] == [claimed[part].sum() / len(claimed[part]) for part in near]
    gains = np.where(is_prose, np.minimum(prose, 400), -60.0)
    best = max((gains[a : b + 1].sum() for a in range(n) for b in range(a, n)), default=0.0)
    assert not n or gains[start : end + 1].sum() == best
    assert found["in_run"] == [float(start <= i <= end) for i in range(n)]


def _since(mask: Any, i: int) -> int:
    return next((k for k in range(min(i + 1, 200)) if mask[i - k]), 200)


def _between(counted: Any, mask: Any, i: int) -> int:
    last = next((k for k in range(i, -1, -1) if mask[k]), None)
    return -1 if last is None else int(counted[last:i].sum())


# ── Cues ─────────────────────────────────────────────────────────────────────────────────────────────

ENTRIES = [
    ("by", 0, 1, ("byline",)),
    ("photo", 0, 2, ("credit",)),
    ("©", 0, 2, ("credit",)),
    ("a", 0, 4, ("letter",)),
    ("all rights reserved", 4, 4, ("rights",)),
    ("中文", 0, 4, ("chinese",)),
    ("photographer", 0, 2, ("job", "credit")),
]
MORE = (" ", "'", "x", "é", "1", "🙂", "reserved")
WORDS = st.lists(st.sampled_from([*(entry[0] for entry in ENTRIES), *MORE]), max_size=12)


@given(st.lists(WORDS.map("".join), max_size=6))
def test_cues_are_found_where_strings_may_begin(texts: list[str]) -> None:
    found = cues.Strings(ENTRIES).find(texts, "'")
    expected: dict[str, set[int]] = {}
    for number, text in enumerate(texts):
        for string, _, where, kinds in ENTRIES:
            if any(_may_begin(text, place.start(), where) for place in re.finditer(f"(?={string})", text)):
                for kind in kinds:
                    expected.setdefault(kind, set()).add(number)
    assert found == expected


def _may_begin(text: str, place: int, where: int) -> bool:
    opening = len(text) - len(text.lstrip("'"))
    if where == 1:
        return place == opening
    return where == 4 or place in (0, opening) or not text[place - 1].isalnum()


@pytest.mark.parametrize("size", [3_990, 4_001, 9_000])
def test_of_a_very_long_line_the_ends_are_looked_at(size: int) -> None:
    key = fold("by Jane Doe " + "x" * size + " all rights reserved")
    assert {"byline", "rights"} <= find_cues([key]).keys()


# ── Lines ────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(LINE, max_size=9).map("\n".join))
def test_lines_are_those_that_show_something(text: str) -> None:
    found: list[tuple[str, int, int, int]] = []
    gap = start = 0
    for line in text.split("\n"):
        lead = len(line) - len(line.lstrip())
        if line.strip():
            found.append((line.strip(), start + lead, gap, len(line[:lead].expandtabs(8))))
        gap = 0 if line.strip() else gap + 1
        start += len(line) + 1
    split = lines.split(text)
    assert split
    texts, *columns = split
    assert list(zip(texts, *(column.tolist() for column in columns), strict=True)) == found


@pytest.mark.parametrize("mark", ["\r", "\v", "\f", "\u2028", "\u2029"])
def test_text_with_other_line_breaks_is_not_split(mark: str) -> None:
    assert lines.split(f"Menu\nHome{mark}World") is None


@given(LINES)
def test_blocks_that_a_repair_would_change_are_looked_at(ragged: list[str]) -> None:
    texts = [text.strip() for text in ragged]
    looked_at = needs_look(texts)
    for i, text in enumerate(texts):
        block = Block(0, len(text), text)
        page = Page("page.txt", text, Blocks.of([block]))
        assert i in looked_at or repair_block(page.text, block, frozenset(), loose=True) == block


@given(LINES)
def test_texts_that_begin_with_a_letter_and_a_space_are_found(texts: list[str]) -> None:
    initial = re.compile("[Té中] ")
    assert lines.initials(texts, "Té中") == [i for i, text in enumerate(texts) if initial.match(text)]


@given(st.lists(st.sampled_from((".", "a", ". ", "é.b", "中。.", " ")), max_size=8).map("".join))
def test_full_stops_without_a_space_behind_are_counted(text: str) -> None:
    loose = len(text) >= 4 and text.count(".") - text.count(". ") >= 2
    assert lines.glued(["", text], 4, 2) == [1] * loose


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 3, st.integers(0, 1)), max_size=60))
def test_rows_alike_share_what_is_made_of_them(numbers: list[tuple[int, int, int, int]]) -> None:
    columns = [np.array([row[k] for row in numbers], np.int64) for k in range(4)]
    marks = columns.pop().astype(np.uint8)
    found = lines.alike(lambda *row: [row], columns[0], columns[1], columns[2], marks)
    assert [made[0] for made in found] == numbers
    first = dict(reversed([*zip(numbers, found, strict=True)][:16]))
    assert all(first.get(row, made) is made for row, made in zip(numbers, found, strict=True))


def test_blocks_without_anything_to_repair_are_left_alone() -> None:
    texts = [
        "News & events",
        "AT&T and R&D",
        "“Ёж” − ну, naïve façade",
        "न ह",
        "1\u00a02",
        "a &amp; b",
        "a &b;",
    ]
    assert needs_look(texts) == [4, 5, 6]

"""What is compiled for text says what plain Python says: blocks, joints, trees, facts and features."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.characters import Characters, Class
from copydesk.commonwords import common
from copydesk.label.words import Words
from copydesk.lexicon import fold, phrases, plane_of
from copydesk.literals import literals
from copydesk.metadata import datewords
from copydesk.metadata.bylines import AROUND, parse_dated_byline, parse_source
from copydesk.metadata.dates import LONGEST, parse_date_line
from copydesk.native import endings, facts, features, joining, lines, rows, sentences
from copydesk.page import joining as page_joining
from copydesk.page.wrapping import Lines
from copydesk.rules import credit
from copydesk.rules.credit import ends_in_credit
from copydesk.rules.cues import find_cues
from copydesk.rules.line import _bylines, ends_sentence
from copydesk.steps import taken
from copydesk.trace import Draft
from copydesk.trees import UNIT, Trees

PIECES = [
    *(
        "a",
        "B",
        "é",
        "Σ",
        "İ",
        "9",
        "2024",
        "20:15",
        ".",
        "!",
        "…",
        "？",
        "'",
        "”",
        ")",
        "(",
        " ",
        "\xa0",
        "_",
    ),
    *(
        "-",
        "|",
        "/",
        ":",
        "中",
        "한",
        "🙂",
        "the",
        "of",
        "said",
        "Ana ",
        "Lima",
        "April ",
        "hours",
        "Updated ",
    ),
    *("(dpa)", "Reuters", "©", "Photo: ", " by ", "ı", "ß", "ﬁ", "K", "٣", ",", "EDT"),
]
LINE = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
LINES = st.lists(LINE, max_size=8)
SOLID = st.lists(LINE.map(str.strip).filter(bool), min_size=1, max_size=8)


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────


class Pair(NamedTuple):
    first: int
    second: str


@dataclass(frozen=True, slots=True)
class Both:
    first: int
    second: str


@dataclass(frozen=True)
class Loose:
    first: int


def test_instances_made_together_are_those_made_one_by_one() -> None:
    columns = list(range(1_000)), [str(i) for i in range(1_000)]
    assert rows.tuples(Pair, *columns) == tuple(map(Pair, *columns))
    assert rows.instances(Both, *columns) == tuple(map(Both, *columns))
    assert repr(rows.instances(Both, *columns)[7]) == repr(Both(7, "7"))


@pytest.mark.parametrize("columns", [([1],), ([1], ["a", "b"]), ([1], ("a",))])
def test_columns_that_do_not_fit_a_class_are_refused(columns: Any) -> None:
    for make, cls in ((rows.tuples, Pair), (rows.instances, Both)):
        with pytest.raises((TypeError, ValueError)):
            make(cls, *columns)


def test_classes_without_slots_are_refused() -> None:
    with pytest.raises((TypeError, AttributeError)):
        rows.instances(Loose, [1])


# ── Joined lines ─────────────────────────────────────────────────────────────────────────────────────


@given(SOLID, st.data())
def test_joined_blocks_are_drafts_with_their_line_breaks_replaced(
    texts: list[str], data: st.DataObject
) -> None:
    joined = np.array([False, *(data.draw(st.booleans()) for _ in texts[1:])])
    text = "\n\n".join(texts)
    starts = np.cumsum([0, *(len(line) + 2 for line in texts[:-1])])
    (firsts, ends, found, *_), edits = lines.join(text, texts, starts, joined.view(np.uint8), _is_tight)
    blocks = [i for i, goes_on in enumerate(joined.tolist()) if not goes_on]
    for k, (first, end) in enumerate(zip(blocks, [*blocks[1:], len(texts)], strict=True)):
        draft = Draft.of(text, int(starts[first]), int(starts[end - 1]) + len(texts[end - 1]))
        parts, gaps = [texts[first]], []
        for i in range(first + 1, end):
            parts.append("" if _is_tight(parts, texts[i]) else " ")
            gaps.append((int(starts[i]) - 2 - draft.start, parts[-1]))
            parts.append(texts[i])
        draft = draft.substitute([(at, at + 2, after) for at, after in gaps], None)
        assert (firsts[k], ends[k], found[k]) == (draft.start, draft.end, draft.text)
        own = [edit for edit in zip(*edits, strict=True) if draft.start <= edit[0] < draft.end]
        assert own == [(e.start, e.end, e.before, e.after, e.at) for e in draft.edits]


def _is_tight(parts: Sequence[str], line: str) -> bool:
    return parts[-1][-1] in "(" or line[0] in ".)" or (len(parts) > 1 and line[0] in "!")


@given(SOLID)
def test_features_of_breaks_are_those_of_the_lines_around(texts: list[str]) -> None:
    found = Lines(texts, *(np.arange(len(texts)) % 3 for _ in range(3)))
    columns = page_joining.columns(found, Characters.of(texts))
    known, n = common("function"), len(texts)
    for i in range(n):
        for step, place in ((-1, "b"), (0, "a"), (1, "aa")):
            line = texts[i + step] if 0 <= i + step < n else None
            first, last = (line[:24].split()[0].lower(), line[-24:].split()[-1].lower()) if line else ("", "")
            assert columns[f"starts_{place}"][i] == (-9 if line is None else first in known)
            assert columns[f"ends_{place}"][i] == (-9 if line is None else last in known)
            assert columns[f"length_{place}"][i] == (-9 if line is None else len(line))
        assert columns["gap_next"][i] == (float((i + 1) % 3) if i + 1 < n else -9)
    assert set(columns) == set(joining.NAMES)
    lower = [Characters.of([line]).first[0] == Class.LOWER for line in texts]
    assert set(columns["lower"]) == {sum(lower) / n}


@given(st.lists(st.sampled_from(("T", "Té", "he", "he ran", "He ran", "1", "é met", "X")), max_size=9))
def test_lines_below_a_capital_that_stands_alone_are_found(texts: list[str]) -> None:
    seen = Characters.of(texts)
    below = [i for i, text in enumerate(texts) if i and texts[i - 1] in "TX" and text in ("he ran", "é met")]
    assert joining.below_capitals(seen.lengths, seen.words, seen.first) == below


# ── Trees ────────────────────────────────────────────────────────────────────────────────────────────


def _grow(random: np.random.Generator, tree: int, low: int, high: int) -> list[list[int]]:
    """The nodes that part some leaves."""
    if high - low == 1:
        return []
    middle = int(random.integers(low + 1, high))
    node = [tree, int(random.integers(0, 3)), int(random.integers(0, 4)), low, middle]
    return [node, *_grow(random, tree, low, middle), *_grow(random, tree, middle, high)]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 33])
def test_trees_reach_the_leaves_that_a_walk_reaches(count: int) -> None:
    random = np.random.default_rng(count)
    sizes = [1, 2, 31, 32, 5]
    nodes = [node for tree, size in enumerate(sizes) for node in _grow(random, tree, 0, size)]
    leaves = [random.integers(-UNIT, UNIT, size).tolist() for size in sizes]
    cuts = [[-1.0, 0.0, 0.1, 2.5]] * 3
    plain = {"features": ["a", "b", "c"], "thresholds": cuts, "nodes": nodes, "leaves": leaves}
    columns = {name: random.choice([-2.0, -1.0, 0.0, 0.1, 1.0, 2.5, 9.0], count) for name in "abc"}
    odds = Trees.of(plain).odds(columns)
    for row in range(count):
        total = sum(leaves[tree][_walk(plain, tree, columns, row)] for tree in range(len(sizes)))
        assert math.isclose(odds[row], 1 / (1 + math.exp(-total / UNIT)))


def _walk(plain: Any, tree: int, columns: Any, row: int) -> int:
    low, high = 0, len(plain["leaves"][tree])
    while high - low > 1:
        inside = [node for node in plain["nodes"] if node[0] == tree and low == node[3] and node[4] < high]
        _, feature, cut, _, middle = max(inside, key=lambda node: node[4])
        value = float(np.float32(columns["abc"[feature]][row]))
        low, high = (middle, high) if value > plain["thresholds"][feature][cut] else (low, middle)
    return low


def test_trees_with_too_many_leaves_are_refused() -> None:
    with pytest.raises(ValueError, match="leaves at most"):
        Trees.of({"features": [], "thresholds": [], "nodes": [], "leaves": [[0] * 33]})


# ── Facts ────────────────────────────────────────────────────────────────────────────────────────────


@given(LINES)
def test_lines_that_are_dates_or_bylines_with_one_are_never_passed_over(texts: list[str]) -> None:
    numbers = [i for i, text in enumerate(texts) if any(map(str.isdecimal, text))]
    dates, bylines = datewords.date_words().likely(texts, numbers, LONGEST, AROUND)
    for i in numbers:
        assert i in dates or parse_date_line(texts[i]) is None
        assert i in bylines or parse_dated_byline(texts[i]) is None


def test_most_lines_with_numbers_are_no_dates_at_a_glance() -> None:
    texts = ["12", "5 Movies Of The Director", "Top 10 phones", "9 April 2024", "Updated 20:15", "9. 4. 2024"]
    assert datewords.date_words().likely(texts, list(range(6)), LONGEST, AROUND)[0] == [3, 4, 5]


@given(LINE)
def test_no_date_begins_before_the_last_word_of_none(text: str) -> None:
    earliest = datewords.date_words().behind(text)
    assert 0 <= earliest <= len(text)
    assert all(datewords.has_strange_word(text[start:]) for start in range(earliest))


def test_dates_begin_inside_or_behind_the_last_word_of_none() -> None:
    texts = ["Ana Lima said on 9 April 2024", "Ana LimaApril 9, 2024", "April 9, 2024", "Ana Lima", "Ana ﬁ 9"]
    assert [datewords.date_words().behind(text) for text in texts] == [10, 5, 0, 5, 0]


def test_of_words_of_dates_that_begin_with_any_letter_the_end_is_known() -> None:
    found = [literals(phrase) for kind in datewords.KINDS for phrase in phrases(kind)]
    assert all("" not in entry.ending for entry in found if "" in entry.opening)


@given(LINES, st.sets(st.integers(0, 7)))
def test_lines_that_end_in_an_agency_or_in_brackets_with_a_stroke_are_found(
    texts: list[str], seen: set[int]
) -> None:
    keys, last, names = [fold(text) for text in texts], {"reuters", "lima"}, ("reuters", "ana lima")
    found = facts.ending(keys, texts, seen, facts.Names({*names}, last), " /:_()", 20, " -_|", "(", ") ")
    for i, (key, text) in enumerate(zip(keys, texts, strict=True)):
        bare = key.rstrip(" /:_()")
        named = bare.endswith(names) and re.split("[ /:_()]", bare)[-1] in last
        bracketed = text.endswith((")", " ")) and text.lstrip(" -_|").startswith("(") and "/" in text
        assert (i in found) == (i not in seen and len(text) <= 20 and (named or bracketed))


_SOURCE = st.sampled_from(
    [
        *(" ", "/", ", ", "(", ")", "[", "]", "（", "）", ":", "：", "«", "»", "“", '"', "_", "*", ".", "- "),
        *("Source", "mit", "Quelle", "dpa", "AFP", "Europa Press", "Ana Lima", "lno", "新华社", "来源"),
    ]
)


@given(st.lists(_SOURCE, max_size=8).map("".join))
@example('"(dpa)"')
@example("(lno/dpa)")
@example("_*dpa[(")
@example("Quelle:dpa")
def test_no_line_that_names_its_agency_is_passed_over(text: str) -> None:
    if parse_source(text):
        assert _bylined(text)


def _bylined(text: str) -> bool:
    keys = [fold(text)]
    return 0 in taken(_bylines([text], keys, {"digit": frozenset(), **find_cues(keys)}, []))


@given(LINES)
def test_ends_of_sentences_are_found_together_as_one_by_one(texts: list[str]) -> None:
    found = facts.ended(texts, ".!?…。！？؟۔।:：", "\"'”’»“‘」』)]*", ")]»", 36, ends_sentence)
    assert found.tolist() == list(map(ends_sentence, texts))


@given(
    st.lists(st.sampled_from([*'.:)]»"* \u00a0(a中']), max_size=9).map("".join), st.sampled_from((0, 35, 36))
)
def test_behind_marks_that_close_an_end_is_found_as_alone(text: str, more: int) -> None:
    texts = [text, "met." + '"' * more + text]
    found = facts.ended(texts, ".!?…。！？؟۔।:：", "\"'”’»“‘」』)]*", ")]»", 36, ends_sentence)
    assert found.tolist() == list(map(ends_sentence, texts))


@given(st.lists(LINE, max_size=4))
def test_whole_lines_are_known_as_in_a_dict(texts: list[str]) -> None:
    known = {"home": 1, "share on": 2, "é": 3, "": 4, **{fold(text): 5 for text in texts[::2]}}
    keys = [*map(fold, texts), *known, "hom", "share on x"]
    texts = [*texts, *(key + " " * (i % 2) * 9 for i, key in enumerate(keys[len(texts) :]))]
    found, places = facts.Whole(known).find(keys, texts, 12, 0)
    assert found == [
        known.get(key, 0) if len(text) <= 12 else 0 for key, text in zip(keys, texts, strict=True)
    ]
    assert places == [i for i, value in enumerate(found) if value]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("The ministers met. Photo: Ana Lima", True),
        ("The ministers met (Foto: Ana Lima).", True),
        ("The ministers met. © Reuters", True),
        ("The ministers met /Handout via REUTERS", True),
        ("Photo: Ana Lima. The ministers met in Beijing", False),
        ("© Reuters. They met.", False),
    ],
)
def test_a_credit_is_looked_for_behind_the_last_sentence(text: str, ends: bool) -> None:
    assert ends_in_credit(text) == ends


_CREDIT = st.sampled_from(
    [
        *(". ", "Ana Lima", " / ", "/", "|", "(", ")", "]", ".", "AP", "afp", "Getty Images", " via ", ", "),
        *("courtesy of ", "(archiv)", "Foto", "REUTERS", "the ministers met", "Associated Press"),
        *("AP연합뉴스", "사진", "提供"),
    ]
)


@given(st.lists(_CREDIT, max_size=6).map("".join))
def test_a_look_at_its_end_lets_each_text_pass_that_ends_in_a_set_phrase(text: str) -> None:
    if credit._set_end().search(text):
        assert credit.may_end_in_set_phrase([text], [0])


ENDS, FREE, WORDS = ("afp", "é", "b ", ").x", "press agency"), ("é", ").x"), ("via ", "제공")
PART = st.sampled_from((*ENDS, *WORDS, "a", "AP", "Éa", "中", "/", "|", ")", ".", " ", ""))
FOLDED = plane_of(str.casefold)


@given(st.lists(st.lists(PART, max_size=6).map("".join), max_size=3), st.integers(1, 12))
def test_parts_of_texts_end_in_strings_as_each_part_does(texts: list[str], most: int) -> None:
    def may_end(text: str) -> bool:
        tail = text[-most:].casefold()
        ends = ENDS if any(sign in tail for sign in "/|.中제공") else FREE
        parts = [part.rstrip(" ).]") for part in tail.replace("|", "/").split("/")]
        return any(part.endswith(ends) for part in parts) or any(word in tail for word in WORDS)

    ends = endings.Endings(ENDS, FREE, FOLDED, WORDS, "/|", " ).]", "/|.")
    found = ends.may_end(texts, range(len(texts)), 9, most)
    assert found == [i for i, text in enumerate(texts) if len(text) <= 9 and may_end(text)]


def test_texts_whose_letters_become_several_without_case_may_end_anyhow() -> None:
    assert endings.Endings(ENDS, FREE, FOLDED, WORDS, "/|", "", "/").may_end(
        ["groß", "gros"], [0, 1], 9, 9
    ) == [0]


@given(st.lists(st.lists(st.sampled_from([". ", ".", " ", "a", "é", "9", ")"]), max_size=7).map("".join)))
def test_texts_are_signed_behind_a_full_stop_near_their_end(texts: list[str]) -> None:
    plain = [
        i
        for i, text in enumerate(texts)
        if text.rfind(". ", -5) > 0 and text[-1].isalpha() and len(text) <= 9
    ]
    assert endings.signed(texts, 9, 5) == plain


@given(st.lists(st.lists(st.sampled_from("aéßBÉ中9 🙂"), max_size=9).map("".join), max_size=4))
def test_texts_whose_words_run_together_have_capitals_behind_letters(texts: list[str]) -> None:
    def many(text: str) -> int:
        pairs = pairwise(text)
        return sum(a.isalpha() and a not in "BÉ" and b in "BÉ" for a, b in pairs)

    among = [i for i in range(len(texts)) if i != 1]
    assert lines.run_together(texts, among, "BÉ", 2) == [i for i in among if many(texts[i]) >= 2]


@given(st.lists(st.sampled_from(["](", "]", "(", "[", "#", "a", "é", "中", "🙂"]), max_size=9).map("".join))
def test_marks_of_markdown_are_counted(text: str) -> None:
    assert lines.marks(text) == (text.count("]("), text.count("#"), text.count("["))


# ── Marks of translation ─────────────────────────────────────────────────────────────────────────────

_SMALL = [
    *(
        "a",
        "abcd",
        "à",
        "ÿ",
        "B",
        ".",
        ". ",
        "!",
        " ",
        " ",
        "-",
        '"',
        "”",
        "\u2003",
        "🙂",
        " für",
        "über ",
        "où",
    )
]


@given(st.lists(st.lists(st.sampled_from(_SMALL), max_size=12).map("".join), max_size=3))
def test_marks_of_translation_are_those_of_the_patterns(texts: list[str]) -> None:
    broken = re.compile(r"\.(?<=[a-zà-ÿ]{4}.) (?:-?[a-zà-ÿ]{2,}\s)")
    assert sentences.broken(texts) == sum(len(broken.findall(text)) for text in texts)
    foreign = re.compile(r"(?<=[a-z] )(?:où|für|über)(?= [A-Za-z])")
    assert sentences.foreign(texts, ("où", "für", "über")) == sum(len(foreign.findall(t)) for t in texts)


# ── Features ─────────────────────────────────────────────────────────────────────────────────────────


@given(SOLID)
def test_features_are_shares_and_amounts_of_what_was_counted(texts: list[str]) -> None:
    seen = Characters.of(texts)
    words, n = Words.of(texts, seen), len(texts)
    masks, claims = np.zeros((3, n), np.uint8), (np.arange(n) % 3).astype(np.float64)
    none = np.zeros(16, np.uint8)
    found, prose, _ = features.columns(
        seen.table, seen.first, seen.last, seen.lengths, seen.words, words.counts,
        np.arange(3 * n).reshape(3, n), np.ones(n, np.int64), masks, claims, none, none,
    )  # fmt: skip
    columns = dict(zip(features.NAMES, found, strict=True))
    letters = seen.count(Class.LOWER, Class.UPPER, Class.LETTER, Class.IDEOGRAPH)
    marks = seen.count(*range(Class.SENTENCE_END, Class.DIGIT), *range(Class.DASH, Class.OTHER))
    assert columns["word_length"].tolist() == (letters / seen.words).tolist()
    assert columns["upper"].tolist() == (seen.count(Class.UPPER) / np.maximum(letters, 1)).tolist()
    assert columns["punctuation"].tolist() == (marks / np.maximum(letters, 1)).tolist()
    assert columns["function"].tolist() == (words.function / seen.words).tolist()
    assert columns["title"].tolist() == words.title.tolist()
    for i, labels in enumerate(words.labels):
        assert columns[f"labels_share_{i}"].tolist() == (labels / seen.words).tolist()
    ended = np.where(seen.last == Class.SENTENCE_END, 1.0, 0.5)
    able = (seen.words >= 8) & (claims == 0)
    common_words = np.minimum(1.0, columns["function"] / 0.2)
    assert prose.tolist() == np.where(able, seen.lengths * ended * common_words, 0.0).tolist()
    assert set(columns["page_mean_chars"]) == {sum(map(len, texts)) / n}
    assert set(columns["page_claimed"]) == {float((claims > 0).sum()) / n}


ENDED = st.tuples(LINE, st.sampled_from(["", "1", "12", "12.", "123 4"]))


@given(st.lists(st.lists(ENDED, min_size=1, max_size=4), max_size=4))
def test_groups_of_texts_are_parted_by_the_numbers_they_end_in(groups: list[list[tuple[str, str]]]) -> None:
    texts, behind = [text + end for group in groups for text, end in group], ").] "
    numbers = iter(range(len(texts)))
    places = {str(i): [next(numbers) for _ in group] for i, group in enumerate(groups)}
    ends = [re.findall(r"\d*$", text.rstrip(behind)[-2:])[0] for text in texts]
    same = [
        [i for i in group if ends[i] == end]
        for group in places.values()
        for end in dict.fromkeys(ends[i] for i in group)
    ]
    twins = [i for part in same for i in part if i - 1 in part]
    counted = [group for group in places.values() if any(ends[i] for i in group)]
    found = [part for part in same if len(part) > 1], twins, counted
    assert features.parted(places, texts, behind, 2) == found


@given(st.lists(st.sampled_from("abc"), max_size=9))
def test_repeats_are_known_by_their_places(keys: list[str]) -> None:
    first, repeated = features.repeated(keys)
    places = {key: [i for i, other in enumerate(keys) if other == key] for key in keys}
    assert first == {key: found[0] for key, found in places.items()}
    assert repeated == {key: found for key, found in places.items() if len(found) > 1}


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 3))
def test_runs_are_as_long_as_they_can_be(mask: list[bool], least: int) -> None:
    found = features.runs(np.array(mask, np.uint8), least, 0, len(mask))
    inside = {i for run in found for i in run}
    assert all(mask[i] for i in inside)
    assert all(len(run) >= least and mask[run.stop : run.stop + 1] != [True] for run in found)
    spelled = "".join("x" if yes else " " for yes in mask).split()
    assert len(inside) == sum(len(part) for part in spelled if len(part) >= least)

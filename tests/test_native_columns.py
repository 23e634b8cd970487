"""What surrounds a block of an HTML page, as compiled code counts it and as plain Python does."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.characters import Class
from copydesk.document import RawDocument
from copydesk.label.survey import FAR, PROSE, Survey, survey
from copydesk.label.tokens import KIND_OF, KINDS
from copydesk.label.tree import LEVELS
from copydesk.native import columns, odds
from copydesk.native.attributes import Attributes
from copydesk.native.keys import letters
from copydesk.native.names import Names, tokens
from copydesk.native.plainness import OTHERS, SPACES, spare
from copydesk.native.told import TOLD, plain, told
from copydesk.page import read

TEXTS = (
    "word " * 12 + "end.",
    "Word, WORD “2” —",
    "Short",
    '<a href="/">' + "link " * 9 + "</a>",
    "中文。 é",
)
NAMES = ("", ' class="text body"', ' class="newsletter"', ' id="main" class="text body"', ' class="adBox"')
LEAVES = st.builds(
    lambda tag, names, text: f"<{tag}{names}>{text}</{tag}>",
    *map(st.sampled_from, (("p", "h1", "h2", "li", "nav"), NAMES, TEXTS)),
)
PAGES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda names, parts: f"<div{names}>{''.join(parts)}</div>",
        st.sampled_from(NAMES),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=16,
)
ODDS = {"text": 0.9, "body": 0.75, "box": -0.5, "newsletter": -2.0}


def seen(html: str) -> tuple[Survey, list[str]]:
    page = read(RawDocument("page.html", html.encode(), "html"))
    assert page.markup is not None
    texts = [block.text for block in page.blocks]
    return survey(texts, page.markup), texts


def near(found: Survey) -> Any:
    """Some of the blocks: every second."""
    return np.arange(0, found.tree.blocks, 2)


def way(found: Survey, block: int) -> list[int]:
    """The elements around a block, as many as are looked at; the page is around itself."""
    elements = [int(found.tree.markup.elements[block])]
    while len(elements) < LEVELS:
        elements.append(int(found.tree.markup.parents[elements[-1]]))
    return elements


@given(PAGES)
def test_characters_of_blocks_are_shared_out(html: str) -> None:
    found, texts = seen(html)
    characters = found.characters
    rows = columns.own(near(found), characters.table, characters.words, characters.first, texts)
    own = dict(zip(columns.OWN, rows, strict=True))

    def count(*classes: Class) -> int:
        return int(characters.count(*classes)[i])

    for k, i in enumerate(near(found).tolist()):
        some = count(Class.LOWER, Class.UPPER, Class.LETTER, Class.IDEOGRAPH)
        assert own["word_length"][k] == some / characters.words[i]
        assert own["upper"][k] == count(Class.UPPER) / max(some, 1)
        assert own["digits"][k] == count(Class.DIGIT) / max(some, 1)
        assert own["commas"][k] == min(count(Class.COMMA), 9)
        assert own["quotes"][k] == min(count(Class.QUOTE, Class.OPENING), 9)
        assert own["marks"][k] == min(count(Class.MARK), 9)
        assert own["first"][k] == characters.first[i]
        assert own["capitals"][k] == characters.capitals[i] / characters.words[i]
        assert own["copies"][k] == min(texts.count(texts[i]), 9)


@given(PAGES)
def test_neighbours_are_those_before_and_behind(html: str) -> None:
    found, _ = seen(html)
    characters = found.characters
    rows = columns.neighbours(near(found), found.columns, characters.table, characters.words)
    values = {**found.columns, "capitals": characters.capitals / characters.words}
    for name, row in zip(columns.NEIGHBOURS, rows, strict=True):
        column, step = values[name[:-2]], int(name[-2:])
        expected = [column[i + step] if 0 <= i + step < len(column) else -1.0 for i in near(found).tolist()]
        assert row.tolist() == expected


@given(PAGES)
def test_blocks_alike_are_a_group(html: str) -> None:
    found, _ = seen(html)
    markup, column = found.tree.markup, found.columns
    rows = columns.groups(near(found), found.tree.above, markup, column)
    group = dict(zip(columns.GROUPS, rows, strict=True))

    def key(block: int) -> list[tuple[str, list[str]]]:
        names = [(markup.tags[e], markup.attributes[e]) for e in way(found, block)[:2]]
        return [(tag, re.findall(r' class="[^"]*', attributes)) for tag, attributes in names]

    for k, i in enumerate(near(found).tolist()):
        alike = [other for other in range(found.tree.blocks) if key(other) == key(i)]
        prose = column["prose"][alike]
        assert group["group_count"][k] == len(alike)
        assert group["group_share"][k] == len(alike) / found.tree.blocks
        assert group["group_prose"][k] == pytest.approx(prose.sum() / (column["prose"].sum() + 1))
        assert group["group_chars"][k] == pytest.approx(column["chars"][alike].mean())
        assert group["group_linked"][k] == pytest.approx(column["linked"][alike].mean())
        assert group["group_prosy"][k] == pytest.approx((prose > PROSE).mean())


@given(PAGES)
def test_blocks_are_inside_of_landmarks(html: str) -> None:
    found, _ = seen(html)
    markup = found.tree.markup
    kinds = {"nav": 0.0, "li": 1.0}
    landmarks = np.array([kinds.get(tag, -1.0) for tag in markup.tags])
    hidden = [e for e, names in enumerate(markup.attributes) if "newsletter" in names]
    nav, item, below = columns.inside(near(found), markup, landmarks, len(kinds), hidden)
    for k, i in enumerate(near(found).tolist()):
        around = [e for e in range(len(markup)) if markup.first[e] <= i < markup.last[e]]
        assert nav[k] == any(landmarks[e] == 0 for e in around)
        assert item[k] == any(landmarks[e] == 1 for e in around)
        assert below[k] == any(e in hidden for e in around)


@given(PAGES)
def test_names_around_a_block_make_promises(html: str) -> None:
    found, _ = seen(html)
    names, places = found.tree.markup.attributes, near(found)
    asked = columns.around(places, found.tree.above, len(names))
    assert set(np.flatnonzero(asked).tolist()) == {e for i in places.tolist() for e in way(found, i)}
    odds, spoken = Names(ODDS, KIND_OF).read(names, asked)
    share = np.linspace(0.3, 0.7, 5 * len(places)).reshape(5, -1)
    rows = columns.promises(places, found.tree.above, odds, spoken, share, len(KINDS))
    low, high, mean = odds
    for k, i in enumerate(places.tolist()):
        elements = way(found, i)
        said = dict(zip(columns.PROMISES, rows[:, k], strict=False))
        assert [said["names"], said["names_low"], said["names_high"]] == [
            column[elements[0]] for column in (mean, low, high)
        ]
        for name, some in (("near", elements[1:3]), ("far", elements[3:])):
            assert said[f"names_{name}_low"] == low[some].min()
            assert said[f"names_{name}_high"] == high[some].max()
            assert said[f"names_{name}"] == pytest.approx(mean[some].mean())
        for kind in range(len(KINDS)):
            levels = [n for n in range(5) if share[n, k] < 0.5 and spoken[elements[n]] >> kind & 1]
            assert rows[len(columns.PROMISES) + kind, k] == min(levels, default=5)


# ── Names and keys ───────────────────────────────────────────────────────────────────────────────────

PIECES = (
    *(' class="', ' id="', ' role="', ' data-type="', ' x="', '"', " ", "-", "_", "é", "中", "1", "&quot;"),
    *("text", "Body", "BOX", "adBox", "textBody", "a", "Q", "gH", "word" * 6, "q" * 400, "newsletter"),
    *(f"w{chr(97 + i)}" for i in range(26)),
)


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), max_size=3))
def test_names_have_the_odds_of_their_words(attributes: list[str]) -> None:
    asked = np.array([i != 1 for i in range(len(attributes))], np.uint8)
    odds, spoken = Names(ODDS, KIND_OF).read(Attributes(attributes), asked)
    for e, names in enumerate(attributes):
        words = tokens(names) if asked[e] else ()
        known = [ODDS[word] for word in words if word in ODDS]
        assert odds[:, e].tolist() == [
            min(known, default=0.0), max(known, default=0.0), sum(known) / max(len(known), 1)
        ]  # fmt: skip
        bits = 0
        for word in words:
            bits |= KIND_OF.get(word, 0)
        assert spoken[e] == bits


CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
DOUBTFUL = "ab  \n\t\x0b&;<>é€😀\xa0\xad\u200b\u2003\u2028\u2060\u3000\ufeff\x1c\x1f\x85\x7f\x00\ud800"


@given(st.text(st.sampled_from(DOUBTFUL), max_size=12) | st.text(max_size=12))
def test_a_value_in_which_nothing_is_spare_is_plain_as_it_stands(value: str) -> None:
    found = spare(value)
    if found < OTHERS:
        assert not re.search(rf"[&<\xad\u200b\u200e\u200f\u2060\ufeff{CONTROLS}\ud800-\udfff]", value)
        assert found == SPACES or value == " ".join(value.split())


def test_most_values_hold_nothing_that_is_spare() -> None:
    values = ("", "a", "Ana Lima", "1.5 %", "„Für“ – 3 €", "ある日", "👍 👍")
    assert not any(map(spare, values))
    assert {spare(value) for value in (" a", "a ", "a  b", "a\nb", "a\xa0b", " ")} == {SPACES}


@given(st.text(st.characters() | st.sampled_from("aB1_- \t\n\x1c\x85\xa0\u3000²½Ⅷ٣中👍\ud800")))
def test_letters_leave_out_what_patterns_leave_out(text: str) -> None:
    assert letters(text) == re.sub(r"[\W_]+", "", text)


# ── Claims, and blocks alike ─────────────────────────────────────────────────────────────────────────


def since(flags: list[bool], i: int) -> int:
    """Blocks since the last flag before one."""
    return min((i - k for k in range(i) if flags[k]), default=FAR)


@given(st.lists(st.integers(0, 3), max_size=90))
def test_claims_are_seen_from_the_blocks_around(claims: list[int]) -> None:
    kinds = np.array([0, 1, 2, 0], np.uint8)
    rows = columns.claimed(np.array(claims, float), kinds)
    found = dict(zip(columns.CLAIMED, rows.tolist(), strict=True))
    assert found["claim-1"] == [-1, *claims][: len(claims)]
    assert found["claim+1"] == [*claims, -1][1:]
    for name, kind in (("since_credit", 1), ("since_list", 2)):
        flags = [claim == kind for claim in claims]
        assert found[name] == [min(since(flags, i), FAR) for i in range(len(claims))]


@given(st.lists(st.tuples(*[st.sampled_from((0.0, 0.5, 1.0, 1 / 3))] * 4), max_size=40))
def test_columns_alike_have_the_number_of_the_first(values: list[tuple[float, ...]]) -> None:
    numbers: dict[tuple[float, ...], int] = {}
    expected = [numbers.setdefault((*value[:3], value[3] > 0.4), len(numbers)) for value in values]
    one, two, three, share = np.array(values, float).reshape(-1, 4).T.copy()
    assert odds.alike(one, two, three, share, 0.4).tolist() == expected


LIKELY = st.sampled_from((0.0, 0.1, 0.2, 0.9))


@given(
    st.lists(st.tuples(LIKELY, st.sampled_from((9.0, 2.0, 1.0))), min_size=1, max_size=30), st.integers(0, 4)
)
def test_blocks_around_clear_ones_and_the_title_are_near(
    blocks: list[tuple[float, float]], reach: int
) -> None:
    own, headings = (np.array(values) for values in zip(*blocks, strict=True))
    found = odds.near(own, headings, 0.1, 0.5, reach, 2, 3).tolist()
    title = next((i for i, level in enumerate(headings) if level == 1), -99)
    around = [max(own[max(i - reach, 0) : i + reach + 1]) for i in range(len(own))]
    expected = [i for i in range(len(own)) if own[i] > 0.1 or around[i] > 0.5 or title - 2 <= i < title + 3]
    assert found == expected or (
        not expected and found == [*range(max(int(own.argmax()) - reach, 0), len(own))]
    )


@given(st.lists(st.tuples(LIKELY, st.integers(0, 9), st.integers(0, 3), st.booleans()), max_size=30))
def test_odds_are_evened_and_promise_as_sums_in_order_say(
    blocks: list[tuple[float, int, int, bool]],
) -> None:
    numbers: dict[int, int] = {}
    group = np.array([numbers.setdefault(group, len(numbers)) for _, _, group, _ in blocks], np.int64)
    own, words = np.array([(block[0], block[1] + 1.0) for block in blocks]).reshape(-1, 2).T.copy()
    kept = np.array([block[3] for block in blocks], bool)
    weight = np.sqrt(words)
    mean = np.bincount(group, own * weight) / np.bincount(group, weight)
    shared = np.where(np.bincount(group) >= 3, 0.5, 0.0)[group]
    expected = (1 - shared) * own + shared * mean[group]
    assert odds.evened(own, words, group, 0.5, 3).tolist() == expected.tolist()
    whole = np.cumsum([0.0, *(kept * words + own * words)])[-1]
    both = np.cumsum([0.0, *(kept * own * words)])[-1]
    found = odds.promise(own, words.astype(np.int64), kept.view(np.uint8))
    assert found == (2 * both / whole if whole else 0.0)


BLOCKS = st.tuples(LIKELY, LIKELY, st.booleans(), st.booleans())


@given(st.lists(BLOCKS, max_size=20))
def test_blocks_are_kept_by_their_odds_and_found_before_those_kept(
    blocks: list[tuple[float, float, bool, bool]],
) -> None:
    own, summary = (np.array([block[k] for block in blocks], float) for k in (0, 1))
    spared, exempt = (np.array([block[k] for block in blocks], bool) for k in (2, 3))
    likely = (own > 0.5) | (summary > 0.35) | (spared & (own > 0.1))
    kept = odds.kept(own, summary, spared.view(np.uint8), exempt.view(np.uint8), 0.5, 0.35, 0.1).view(bool)
    assert kept.tolist() == (~exempt & likely).tolist()
    assert odds.before(kept.view(np.uint8)) == (~kept[:-1] & kept[1:]).nonzero()[0].tolist()
    neither = odds.neither(kept.view(np.uint8), exempt.view(np.uint8))
    assert neither == (~kept & ~exempt).nonzero()[0].tolist()


ROWS = st.tuples(
    st.sampled_from((0.0, 0.2, 0.35, 1.0)),
    st.sampled_from((Class.LOWER, Class.UPPER, Class.DIGIT)),
    st.sampled_from((0, 0, 2)),
    st.booleans(),
    st.sampled_from((True, True, True, False)),
    st.sampled_from((1, 3, 4)),
)


ENOUGH = (3, 0.3), (6, 0.2)


@given(st.lists(st.tuples(ROWS, st.integers(1, 5)), max_size=9))
def test_rows_are_found_as_runs_that_look_alike(several: list[tuple[tuple[Any, ...], int]]) -> None:
    lines = [line for line, times in several for _ in range(times)]
    table = np.zeros((len(lines), len(Class)), np.int32)
    table[:, Class.COLON] = [line[2] for line in lines]
    looks = [
        (first, ended, colon > 0)
        if free and words < 4 and first and (colon or first == Class.DIGIT)
        else None
        for _, first, colon, ended, free, words in lines
    ]
    expected: list[bool] = []
    for look, run in groupby(enumerate(looks), lambda each: each[1]):
        among = [lines[i][0] for i, _ in run]
        total = round(sum(among) * 10_000)
        likely = any(len(among) >= few and total > least * 10_000 * len(among) for few, least in ENOUGH)
        expected += [look is not None and likely] * len(among)
    own, first, _, ended, free, words = np.array(lines, float).reshape(-1, 6).T.copy()
    begin, end, mask = (column.astype(np.uint8) for column in (first, ended, free))
    found = odds.rows(own, mask, table, begin, end, words.astype(np.int64), 3, ENOUGH)
    assert found.view(bool).tolist() == expected


# ── What search engines are told ─────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(("Harbour", "harbour ", " ß", "SS", "ſ", "İ", "reopens", "中文", "\u3000a", ""))
PHRASES = st.lists(WORDS, max_size=4).map("".join)


def test_plain_texts_are_without_white_space_and_case() -> None:
    for first in range(0, 0x110000, 0x10):
        text = "".join(map(chr, range(first, first + 0x10)))
        assert plain(text) == "".join(text.split()).casefold()


@given(st.lists(PHRASES, max_size=8), PHRASES, st.lists(PHRASES, max_size=2), st.sets(PHRASES, max_size=2))
def test_blocks_are_told_as_plain_texts_are_compared(
    texts: list[str], body: str, descriptions: list[str], titles: set[str]
) -> None:
    starts = tuple(form[:6] for text in descriptions if (form := plain(text)))
    rows = told(texts, plain(body), starts, set(map(plain, titles)), 3)
    found = dict(zip(TOLD, rows.tolist(), strict=True))
    forms = ["".join(text.split()).casefold() for text in texts]
    long = [len(form) > 3 for form in forms]
    held = [size and form in plain(body) for form, size in zip(forms, long, strict=True)]
    assert found["told"] == ([1.0 + yes for yes in held] if plain(body) else [0.0] * len(texts))
    begun = [size and form.startswith(starts) for form, size in zip(forms, long, strict=True)]
    assert found["described"] == (list(map(float, begun)) if starts else [-1.0] * len(texts))
    assert found["titled"] == [form in set(map(plain, titles)) for form in forms]

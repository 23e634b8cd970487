"""The learned scorer: its trees, the lines it rejoins, and what it may and may not remove."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from copydesk import codes, digests, model, network, trees
from copydesk.clean import Cleaned, clean
from copydesk.document import Blocks, RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.label import certainty
from copydesk.label.claims import claim
from copydesk.label.features import CLAIMS
from copydesk.label.scorer import Odds
from copydesk.label.sequence import below_headline, judge
from copydesk.page import read
from copydesk.rules.view import View
from copydesk.steps import taken

PROSE = (
    "The ministers of both countries met in the capital on Tuesday to discuss trade and prices.",
    "They agreed to meet again in the autumn, officials said after the talks, which took six hours.",
    "“We will share what we know with our neighbours,” the minister told reporters on Friday evening.",
    "Farmers had asked for the talks in spring, when the harvest of the year before could not be sold.",
    "A first agreement could be signed in November, according to people who have seen the draft.",
)
MENU = ("Home", "World", "Business", "Markets", "Opinion", "Sport", "Travel", "Weather", "Log in", "Search")
FOOT = ("About us", "Contact", "Terms of use", "Privacy policy", "Advertise with us", "Jobs", "Newsletters")


def cleaned(*lines: str, separator: str = "\n") -> Cleaned:
    return clean(RawDocument("page.txt", separator.join(lines).encode()))


# ── Trees ────────────────────────────────────────────────────────────────────────────────────────────

TREE = {  # a <= 1 ? (b <= 5 ? 0.5 : -1) : (a <= 2 ? 2 : 0.25)
    "features": ["a", "b"],
    "thresholds": [[1.0, 2.0], [5.0]],
    "nodes": [[0, 0, 0, 0, 2], [0, 1, 0, 0, 1], [0, 0, 1, 2, 3]],
    "leaves": [[trees.UNIT // 2, -trees.UNIT, 2 * trees.UNIT, trees.UNIT // 4]],
}


@pytest.mark.parametrize(
    ("a", "b", "leaf"), [(0, 5, 0.5), (1, 5.5, -1), (1, 9, -1), (1.5, 0, 2), (2, 9, 2), (2.1, 0, 0.25)]
)
def test_trees_are_walked_to_the_right_leaf(a: float, b: float, leaf: float) -> None:
    (odds,) = trees.Trees.of(TREE).odds({"a": np.array([a]), "b": np.array([b])})
    assert math.isclose(odds, 1 / (1 + math.exp(-leaf)))


def test_many_rows_are_judged_as_each_alone() -> None:
    grown = trees.Trees.of(TREE)
    a, b = np.linspace(-3, 5, 5_000), np.linspace(9, 1, 5_000)
    alone = [grown.odds({"a": a[i : i + 1], "b": b[i : i + 1]})[0] for i in range(0, 5_000, 499)]
    assert grown.odds({"a": a, "b": b})[::499].tolist() == alone


# ── The network ──────────────────────────────────────────────────────────────────────────────────────

WIDTH, HEADS = 3, ("text", "headline")


def layer(rows: int, columns: int, random: np.random.Generator) -> dict[str, Any]:
    return network.plain_layer(random.normal(size=(rows, columns)) / 2, random.normal(size=columns) / 4)


def small_network(distances: tuple[int, ...] = (1, 2)) -> network.Network:
    return network.Network.of(json.loads(json.dumps(plain_network(distances))))


def plain_network(distances: tuple[int, ...] = (1, 2)) -> dict[str, Any]:
    random = np.random.default_rng(7)
    bins = [{"name": "a", "cuts": [0.5, 2.0, 7.5], "centre": 1.5, "scale": 0.9}]
    return {
        "heads": HEADS, "inputs": {"bins": bins, "classes": [["kind", 3]]}, "distances": distances,
        "members": [member(distances, random) for _ in range(3)],
    }  # fmt: skip


def member(distances: tuple[int, ...], random: np.random.Generator) -> dict[str, Any]:
    return {
        "first": layer(4, WIDTH, random), "mixing": [layer(3 * WIDTH, WIDTH, random) for _ in distances],
        "pooling": layer(2 * WIDTH, WIDTH, random), "last": layer(2 * WIDTH, len(HEADS), random),
    }  # fmt: skip


def some_columns(rows: int) -> dict[str, Any]:
    random = np.random.default_rng(rows)
    return {"a": random.uniform(-1, 9, rows), "kind": random.integers(0, 3, rows).astype(float)}


def test_inputs_are_bins_and_classes() -> None:
    columns = {"a": np.array([0.5, 0.6, 99.0]), "kind": np.array([0.0, 2.0, 7.0])}
    values = small_network().inputs(columns)
    assert values[:, 0].tolist() == [round(-1.5 * 0.9 * 64), round(-0.5 * 0.9 * 64), round(1.5 * 0.9 * 64)]
    assert (values[:, 1:4] / 64).tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]


def floats(plain: dict[str, Any], columns: dict[str, Any]) -> Any:
    """What networks say, by their definition: in floating point, which holds all of their sums exactly."""
    inputs = network.Inputs.of(plain["inputs"])
    values = inputs(columns)[:, : inputs.width] / network.STEP
    sums = [member_floats(entry, plain["distances"], values) for entry in plain["members"]]
    return np.round(1 / (1 + np.exp(-np.mean(sums, axis=0))), 4)


def member_floats(plain: dict[str, Any], distances: Sequence[int], values: Any) -> Any:
    def apply(entry: dict[str, Any], values: Any) -> Any:
        return values @ (np.array(entry["weights"]) / network.UNIT) + np.array(entry["bias"]) / network.UNIT

    def grid(values: Any) -> Any:
        return np.round(values * network.UNIT) / network.UNIT

    alone = seen = grid(np.maximum(apply(plain["first"], values), 0))
    for i, (distance, entry) in enumerate(zip(distances, plain["mixing"], strict=True)):
        far = np.zeros((distance, seen.shape[1]))
        before, after = np.vstack((far, seen))[: len(seen)], np.vstack((seen, far))[-len(seen) :]
        around = apply(entry, np.hstack((before, seen, after)))
        seen = seen + grid(np.maximum(around, 0))
        if i == len(distances) // 2:
            mean, peak = grid(seen.sum(axis=0) / len(seen)), seen.max(axis=0)
            seen = seen + grid(apply(plain["pooling"], np.concatenate((mean, peak))))
    return apply(plain["last"], np.hstack((seen, alone)))


@pytest.mark.parametrize("rows", [1, 2, 7, 40, 300])
def test_a_network_says_what_its_definition_says_to_the_last_digit(rows: int) -> None:
    shipped = json.loads(digests.MODEL.read_bytes())["text"]
    random = np.random.default_rng(rows)
    columns = {
        entry["name"]: random.choice([*entry["cuts"], -1.0, 1e9], rows) for entry in shipped["inputs"]["bins"]
    }
    columns |= {name: random.integers(0, many, rows) * 1.0 for name, many in shipped["inputs"]["classes"]}
    for plain, values in ((shipped, columns), (plain_network(), some_columns(rows))):
        odds, expected = network.Network.of(plain).odds(values), floats(plain, values)
        for i, head in enumerate(plain["heads"]):
            assert odds[head].tolist() == expected[:, i].tolist()


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 40, 300])
def test_rows_that_are_wanted_have_the_odds_that_they_have_among_all(rows: int) -> None:
    shipped = json.loads(digests.MODEL.read_bytes())["text"]
    for plain, of in ((shipped, None), (plain_network(), some_columns(rows))):
        random = np.random.default_rng(rows)
        names = [*(entry["name"] for entry in plain["inputs"]["bins"]), *dict(plain["inputs"]["classes"])]
        columns = of or {name: random.integers(0, 3, rows) * 1.0 for name in names}
        wanted = random.random(rows) < random.choice((0.02, 0.1, 0.5))
        net = network.Network.of(plain)
        every, some = net.odds(columns), taken(net.judge(columns, wanted))
        assert all(every[head][wanted].tolist() == some[head][wanted].tolist() for head in net.heads)


def test_weights_whose_sums_could_overflow_are_refused() -> None:
    huge = {"weights": [[2**15 - 1]] * 3, "bias": [0]}
    with pytest.raises(ValueError, match="too large for exact sums"):
        network.layer_of(huge)


@pytest.mark.parametrize("rows", [0, 1, 2, 5])
def test_pages_of_few_blocks_have_odds(rows: int) -> None:
    odds = small_network().odds(some_columns(rows))
    assert {head: len(found) for head, found in odds.items()} == dict.fromkeys(HEADS, rows)


def test_a_page_of_very_many_blocks_is_judged_in_parts_that_see_around_them() -> None:
    net, rows = small_network(), 9_000
    same = {"a": np.tile([1.0, 8.0, 3.0], rows // 3), "kind": np.tile([0.0, 1.0, 2.0], rows // 3)}
    text = net.odds(same)["text"]
    assert len(text) == rows
    assert len(set(text[2046:2049])) > 1
    for middle in (4095, 8190):
        assert np.allclose(text[middle - 30 : middle + 30], text[990:1050], atol=0.01)


# ── The model file ───────────────────────────────────────────────────────────────────────────────────


def test_the_model_file_is_small_plain_and_named_by_its_digest() -> None:
    data = digests.MODEL.read_bytes()
    assert len(data) < 500_000
    assert hashlib.sha256(data).hexdigest() == digests.digests().model
    entries = json.loads(data)
    assert entries["version"] == model.version()
    assert {low < high for _, _, _, low, high in entries["joining"]["nodes"]} == {True}
    assert entries["text"]["heads"] == ["text", "headline", "summary", "subheading"]


def test_the_networks_weights_are_small_enough_to_be_exact() -> None:
    text = json.loads(digests.MODEL.read_bytes())["text"]
    layers = [
        layer for member in text["members"] for layer in (
            member["first"], *member["mixing"], member["pooling"], member["last"]
        )
    ]  # fmt: skip
    weights = [abs(weight) for entry in layers for row in entry["weights"] for weight in row]
    assert {type(weight) for weight in weights} == {int}
    assert max(weights) < 2**15


def test_promises_and_what_they_are_worth_rise_together() -> None:
    promises, reached = json.loads(digests.MODEL.read_bytes())["certainty"]
    assert promises == sorted(promises)
    assert reached == sorted(reached)
    assert 0 < reached[0] < reached[-1] <= 1


@pytest.mark.parametrize(
    ("odds", "kept", "promised"),
    [
        ([1.0, 0.0], [True, False], 1.0),
        ([0.5, 0.0], [True, False], 2 * 5 / (10 + 5)),
        ([1.0, 0.5], [True, False], 2 * 10 / (10 + 15)),
        ([0.0, 0.0], [False, False], 0.0),
    ],
)
def test_a_promise_is_the_f1_that_the_odds_imply(
    odds: list[float], kept: list[bool], promised: float
) -> None:
    words = np.array([10, 10])
    assert math.isclose(certainty.promise(np.array(odds), words, np.array(kept)), promised)


def test_confidence_lies_between_the_pages_whose_promises_were_nearest() -> None:
    table = [[0.2, 0.6, 1.0], [0.1, 0.7, 0.9]]
    assert [certainty.confidence(p, table) for p in (0.0, 0.4, 0.8, 1.0)] == [0.1, 0.4, 0.8, 0.9]


def test_the_card_is_of_the_model_that_ships(checkout: Path) -> None:
    assert digests.digests().model in (checkout / "docs/model.md").read_text("utf-8"), "run `make train`"


def test_numbers_of_categories_stay_as_the_model_learned_them() -> None:
    assert list(CLAIMS) == [
        "navigation", "byline", "date", "share", "related", "promo", "tags", "comments", "author_bio",
        "copyright", "duplicate", "caption_credit", "consent", "boilerplate", "repair",
    ]  # fmt: skip
    assert list(CLAIMS.values()) == list(range(1, 16))


# ── Rejoining ────────────────────────────────────────────────────────────────────────────────────────

BROKEN = (
    "The ministers of both countries met in",
    "the capital",
    "on Tuesday to discuss trade, the price of grain and",
    "new rules",
    ", which farmers had asked for in spring.",
    "They agreed to meet again in the autumn, officials said after the talks in",
    "Geneva",
    ", which had lasted for six hours.",
    "A first agreement could be signed in November, according to people who have seen",
    "the draft",
    ".",
)


def test_lines_broken_at_links_are_whole_paragraphs_again() -> None:
    page = read(RawDocument("page.txt", "\n".join(BROKEN).encode()))
    assert [block.text for block in page.blocks] == [
        "The ministers of both countries met in the capital on Tuesday to discuss trade, the price of grain "
        "and new rules, which farmers had asked for in spring.",
        "They agreed to meet again in the autumn, officials said after the talks in Geneva, which had lasted "
        "for six hours.",
        "A first agreement could be signed in November, according to people who have seen the draft.",
    ]


@pytest.mark.parametrize("dateline", ["Berlin.", "GENEVA, 4 June (Reuters) –", "RELATED:"])
def test_dateline_or_kicker_on_a_line_of_its_own_belongs_to_the_line_below(dateline: str) -> None:
    page = read(RawDocument("page.txt", "\n".join(("Title of it all", dateline, *BROKEN)).encode()))
    assert page.blocks[1].text.startswith(f"{dateline} The ministers of both countries met in the capital")


def test_short_sentence_inside_the_text_is_no_dateline() -> None:
    page = read(RawDocument("page.txt", "\n".join((*BROKEN * 2, "Enough.", *BROKEN)).encode()))
    assert "Enough." in [block.text for block in page.blocks]


def test_rejoined_lines_know_where_they_came_from() -> None:
    page = read(RawDocument("page.txt", "\n".join(BROKEN).encode()))
    for block in page.blocks:
        assert "".join(page.text[block.start : block.end].split()) == "".join(block.text.split())
        assert all(page.text[edit.start : edit.end] == edit.before for edit in block.edits)
        assert all(edit.code is None and not edit.before.strip() for edit in block.edits)
    assert [block.hints.lines for block in page.blocks] == [5, 3, 3]


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
def test_a_paragraph_on_each_line_stays_as_it_is(separator: str) -> None:
    page = read(RawDocument("page.txt", separator.join((*MENU, *PROSE, *FOOT)).encode()))
    assert [block.text for block in page.blocks] == [*MENU, *PROSE, *FOOT]


def test_blank_lines_are_never_joined_over() -> None:
    page = read(RawDocument("page.txt", "\n\n".join(BROKEN).encode()))
    assert [block.text for block in page.blocks] == list(BROKEN)


# ── Verdicts ─────────────────────────────────────────────────────────────────────────────────────────


def test_menus_go_and_the_article_between_them_stays() -> None:
    result = cleaned(*MENU, "Ministers agree to meet again over grain", *PROSE, *FOOT)
    assert result.article.headline == "Ministers agree to meet again over grain"
    assert [paragraph.text for paragraph in result.article.paragraphs] == list(PROSE)


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
def test_clean_text_loses_nothing(separator: str) -> None:
    result = cleaned("Ministers agree to meet again over grain", *PROSE, separator=separator)
    assert result.ledger == ()


def test_a_page_of_nothing_but_menus_is_no_article() -> None:
    with pytest.raises(RejectedError) as raised:
        cleaned(*MENU, "Latest headlines from around the world", "Tallest towers", "Ten new phones", *FOOT)
    assert raised.value.code == Reason.NO_ARTICLE


def test_what_the_scorer_removes_has_its_score_and_a_reason() -> None:
    teasers = ("Tallest towers of the continent in pictures", "Nine quiet cars we drove this week")
    ledger = cleaned(*MENU, "Ministers agree to meet again over grain", *PROSE, *teasers, *FOOT).ledger
    rows = [row for row in ledger if row.code.startswith("MO")]
    assert {row.text for row in rows} >= set(teasers)
    for row in rows:
        assert row.score is not None
        assert row.score == round(row.score, 4)
        assert row.category == "boilerplate"
        assert codes.reason(row.code).startswith("A block ")


TEASER = "記事に反応するには会員登録が必要です。会員の方だけがご利用いただけるサービスです。"


@pytest.mark.parametrize(("odds", "removed"), [(0.05, True), (0.2, False), (0.9, False)])
def test_text_without_spaces_goes_where_the_scorer_is_sure(odds: float, removed: bool) -> None:
    view = View.of(read(RawDocument("page.txt", "\n".join([TEASER, *MENU] * _LONG).encode())))
    text = np.array([odds if line.prose else 0.0 for line in view])
    nothing = np.zeros(len(view))
    judged = judge(view, Odds(text, nothing, nothing, nothing))
    assert {i in judged for i, line in enumerate(view) if line.prose} == {removed}


_LONG = 5  # times eleven lines: a page that is not short


@pytest.mark.parametrize(
    ("before", "goes_on", "kept"),
    [("Traders in the City", True, True), ("Traders in the City", False, False), ("He won.", True, False)],
)
def test_what_a_kept_line_in_lower_case_goes_on_with_is_kept(before: str, goes_on: bool, kept: bool) -> None:
    rest = "found the statement of the bank to be a bit gloomier than they had expected."
    page = read(RawDocument("page.txt", "\n".join((*MENU * _LONG, before, rest)).encode()))
    last = page.blocks[-1]
    last = last._replace(hints=replace(last.hints, goes_on=goes_on))
    view = View.of(replace(page, blocks=page.blocks.put([len(page) - 1], Blocks.of([last]))))
    text, nothing = np.zeros(len(view)), np.zeros(len(view))
    text[-1] = 0.9
    assert (len(view) - 2 not in judge(view, Odds(text, nothing, nothing, nothing))) == kept


@pytest.mark.parametrize(
    ("rows", "odds", "stays"),
    [
        pytest.param([f"{i} Ana Lima {90 - i}" for i in range(1, 7)], (0.6, 0.3), True, id="numbers"),
        pytest.param([f"Round {i}: Lisbon" for i in "ABCDEF"], (0.35, 0.35), True, id="colons"),
        pytest.param([f"{i} Ana Lima {90 - i}" for i in range(1, 7)], (0.4, 0.1), False, id="unlikely"),
        pytest.param([f"Ana Lima of {i}" for i in "ABCDEF"], (0.6, 0.3), False, id="no rows"),
        pytest.param([f"{i} Ana Lima {90 - i}" for i in range(1, 5)], (0.6, 0.3), False, id="few"),
        pytest.param([f"{i} Ana Lima {90 - i}" for i in range(1, 13)], (0.3, 0.1), True, id="many"),
    ],
)
def test_rows_of_a_table_stay_together_where_they_are_likely_on_average(
    rows: list[str], odds: tuple[float, float], stays: bool
) -> None:
    lines = [*PROSE, *rows, *PROSE, *MENU * _LONG]
    view = View.of(read(RawDocument("page.txt", "\n".join(lines).encode())))
    found = np.zeros(len(view))
    found[len(PROSE) : len(PROSE) + len(rows)] = [odds[i % 2] for i in range(len(rows))]
    nothing = np.zeros(len(view))
    judged = judge(view, Odds(found, nothing, nothing, nothing))
    assert any(i in judged for i in range(len(PROSE), len(PROSE) + len(rows))) is not stays


@pytest.mark.parametrize(
    ("first", "odds", "kept"),
    [
        (PROSE[1], 0.4, True),
        (PROSE[1], 0.2, False),
        (f"* {PROSE[1]}", 0.4, False),
        (PROSE[1].removesuffix("."), 0.4, False),
    ],
)
def test_running_text_right_before_the_text_is_kept_at_less_odds(first: str, odds: float, kept: bool) -> None:
    lines = [*MENU * _LONG, first, *PROSE]
    view = View.of(read(RawDocument("page.txt", "\n\n".join(lines).encode())))
    found, at = np.zeros(len(view)), len(view) - len(PROSE)
    found[at:], found[at - 1] = 0.9, odds
    nothing = np.zeros(len(view))
    assert (at - 1 not in judge(view, Odds(found, nothing, nothing, nothing))) is kept


@pytest.mark.parametrize(
    ("below", "odds", "kept"),
    [
        pytest.param(("The price of steel divides them most",), 0.45, True, id="standfirst"),
        pytest.param(("By Ana Lima", "The price of steel divides them most"), 0.45, True, id="byline"),
        pytest.param(("The price of steel divides them most",), 0.35, False, id="unlikely"),
        pytest.param(("The price of steel divides them most",), 0.6, False, id="for other reasons"),
        pytest.param(("Steel divides them",), 0.45, False, id="few words"),
        pytest.param(("The two ministers in Beijing. Photo: Ana Lima",), 0.45, False, id="caption"),
    ],
)
def test_a_standfirst_right_below_the_headline_is_kept_at_less_odds(
    below: tuple[str, ...], odds: float, kept: bool
) -> None:
    view = View.of(read(RawDocument("page.txt", "\n\n".join(("Ministers meet", *below, *PROSE)).encode())))
    view, found = claim(view)[0], np.full(len(view), odds)
    assert below_headline(view, 0, found) == (len(below) if kept else None)


@pytest.mark.parametrize("mark", ["___", "* * *"])
def test_a_line_of_marks_between_two_sections_stays(mark: str) -> None:
    found = cleaned(*PROSE[:3], mark, *PROSE[3:], separator="\n\n")
    assert [paragraph.text for paragraph in found.article.paragraphs] == [*PROSE[:3], mark, *PROSE[3:]]
    assert mark not in cleaned(*PROSE, mark, *FOOT, separator="\n\n").article.text


@pytest.mark.parametrize(
    ("intro", "odds", "behind", "kept"),
    [
        pytest.param("The plan of the two ministers has three parts:", 0.2, False, True, id="text"),
        pytest.param("The plan of the two ministers has three parts:", 0.01, False, False, id="unlikely"),
        pytest.param("It has three parts:", 0.01, True, True, id="text goes on behind"),
        pytest.param("It has three parts", 0.2, True, False, id="no colon"),
    ],
)
def test_items_that_a_colon_announces_are_kept(intro: str, odds: float, behind: bool, kept: bool) -> None:
    items = ["- the harbour", "- the old road", "- a bridge"]
    lines = [*MENU * _LONG, *PROSE, intro, *items, *PROSE * behind, *MENU]
    view = View.of(read(RawDocument("page.txt", "\n".join(lines).encode())))
    found = np.array([0.9 if line.prose or line.text == intro else 0.0 for line in view])
    at = lines.index(items[0])
    found[at : at + len(items)] = odds
    nothing = np.zeros(len(view))
    judged = judge(view, Odds(found, nothing, nothing, nothing))
    assert [i in judged for i in range(at, at + len(items) - 1)] == [not kept] * (len(items) - 1)


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        pytest.param(("No.", "Coffee.", "Never."), True, id="answers"),
        pytest.param(("No", "Coffee", "Never"), False, id="that end no sentence"),
        pytest.param(("And you?", "Why not?", "When?"), False, id="questions alone"),
    ],
)
def test_short_answers_at_the_end_of_an_interview_are_kept(answers: tuple[str, ...], kept: bool) -> None:
    asked = [line for answer in answers for line in ("Do you miss it?", answer)]
    long = [line for text in PROSE[:2] for line in ("What did the ministers say on Tuesday?", text)]
    lines = [*MENU * _LONG, *long, *asked, *MENU]
    view = View.of(read(RawDocument("page.txt", "\n".join(lines).encode())))
    found = np.array([0.9 if line in long else 0.0 for line in lines])
    nothing = np.zeros(len(view))
    judged = judge(view, Odds(found, nothing, nothing, nothing))
    at = lines.index(asked[0])
    assert [i in judged for i in range(at, at + len(asked))] == [not kept] * len(asked)

"""The learned scorer: its trees, the lines it rejoins, and what it may and may not remove."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import numpy as np
import pytest

from copydesk import codes, digests, trees
from copydesk.clean import Cleaned, clean
from copydesk.document import RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.label.features import CLAIMS
from copydesk.page import read

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
    model = trees.Trees.of(TREE)
    a, b = np.linspace(-3, 5, 5_000), np.linspace(9, 1, 5_000)
    alone = [model.odds({"a": a[i : i + 1], "b": b[i : i + 1]})[0] for i in range(0, 5_000, 499)]
    assert model.odds({"a": a, "b": b})[::499].tolist() == alone


def test_the_model_file_is_small_plain_and_named_by_its_digest() -> None:
    data = digests.MODEL.read_bytes()
    assert len(data) < 500_000
    assert hashlib.sha256(data).hexdigest() == digests.digests().model
    model = json.loads(data)
    assert model["version"] == trees.version()
    for name in ("joining", "headline", "text"):
        assert max(map(len, model[name]["leaves"])) <= trees.MOST_LEAVES
        assert {low < high for _, _, _, low, high in model[name]["nodes"]} == {True}


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

"""Which line of a dump is its headline, given the odds of the scorer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from copydesk.document import Category, RawDocument
from copydesk.label.roles import find_headline
from copydesk.label.scorer import Odds
from copydesk.page import read
from copydesk.rules.view import View

PROSE = tuple(
    f"The ministers of both countries met {when} to discuss trade and prices, officials said."
    for when in ("on Tuesday", "for six hours", "in the capital", "after the harvest", "with farmers")
)
TITLE = "The vote is over."


@pytest.mark.parametrize(
    ("lines", "odds", "removed", "headline"),
    [
        pytest.param((TITLE, *PROSE), (0.9, 0.1), {0}, 0, id="a sentence that is no text"),
        pytest.param((TITLE, *PROSE), (0.4, 0.1), {0}, 0, id="less likely, but no text"),
        pytest.param((TITLE, *PROSE), (0.9, 0.1), set(), None, id="a sentence of the text"),
        pytest.param((*PROSE, "A vote"), (0.1,) * 5 + (0.4,), set(), None, id="an unlikely line of the text"),
        pytest.param(("Vote | News", "Menu", "Vote on it", *PROSE), (0.3, 0, 0.9), {2}, 2, id="some line"),
    ],
)
def test_the_headline_is_the_likeliest_line_that_can_be_one(
    lines: tuple[str, ...], odds: tuple[float, ...], removed: set[int], headline: int | None
) -> None:
    view = View.of(read(RawDocument("page.txt", "\n".join(lines).encode())))
    padded = [*odds, *[0.0] * (len(view) - len(odds))][: len(view)]
    judged = view.claiming(dict.fromkeys(removed, Category.BOILERPLATE))
    assert find_headline(judged, view.claims, _headline_odds(padded)) == headline


def test_a_copy_of_a_paragraph_is_no_headline_and_that_of_a_title_is() -> None:
    view = View.of(read(RawDocument("page.txt", "\n".join(("Vote | News", "Vote on it", *PROSE)).encode())))
    odds = [0.3, 0.6, 0.9] + [0.0] * (len(view) - 3)
    copies = view.claiming(dict.fromkeys((1, 2), Category.DUPLICATE))
    assert find_headline(copies, copies.claims, _headline_odds(odds)) == 1


KICKER, ASKED = "War in the north", "How ministers want to end the war in the north?"


@pytest.mark.parametrize(
    ("lines", "odds", "summary", "headline"),
    [
        pytest.param((KICKER, ASKED, *PROSE), (0.9, 0.2), 0.0, 1, id="below a kicker"),
        pytest.param((KICKER, ASKED, *PROSE), (0.9, 0.2), 0.9, 1, id="that asks"),
        pytest.param((KICKER, ASKED[:-1], *PROSE), (0.9, 0.2), 0.9, 0, id="no standfirst"),
        pytest.param((KICKER, ASKED[:-1] + ".", *PROSE), (0.9, 0.2), 0.0, 0, id="no sentence"),
        pytest.param((KICKER, ASKED, *PROSE), (0.9, 0.05), 0.0, 0, id="unlikely"),
        pytest.param(("The vote on the war is over", ASKED), (0.9, 0.2), 0.0, 0, id="below no kicker"),
        pytest.param(("News The vote is over", "The vote is over", *PROSE), (0.9, 0.1), 0.0, 1, id="a path"),
        pytest.param(
            ("Clip of the vote (1:39)", "The vote is over", *PROSE), (0.9, 0.1), 0.0, 1, id="a clip"
        ),
        pytest.param(("The north lost (28:31)", "The match", *PROSE), (0.9, 0.1), 0.0, 0, id="a match"),
        pytest.param(("The north wins (1:39)", *PROSE), (0.9, 0.1), 0.0, 0, id="nothing but a clip"),
    ],
)
def test_a_headline_stands_below_its_kicker_or_path(
    lines: tuple[str, ...], odds: tuple[float, ...], summary: float, headline: int
) -> None:
    view = View.of(read(RawDocument("page.txt", "\n".join(lines).encode())))
    found = _headline_odds([*odds, *[0.0] * (len(view) - 2)])
    found.summary[1] = summary
    assert find_headline(view, view.claims, found) == headline


@pytest.mark.parametrize(
    ("owner", "headline"),
    [
        pytest.param("© 2025 The Northern Courier. All rights reserved.", 1, id="its name"),
        pytest.param("© 2025 The Northern Couriers", 0, id="another's name"),
    ],
)
def test_the_name_in_the_copyright_line_is_no_headline(owner: str, headline: int) -> None:
    lines = ("The Northern Courier", "The vote is over", *PROSE, owner)
    view = View.of(read(RawDocument("page.txt", "\n".join(lines).encode())))
    view = view.claiming({len(view) - 1: Category.COPYRIGHT})
    assert find_headline(view, view.claims, _headline_odds([0.9, 0.2, *[0.0] * 6])) == headline


def test_the_item_that_links_to_the_headline_is_not_it() -> None:
    lines = ("* Home", "* Vote on it", "Vote on it", *PROSE)
    view = View.of(read(RawDocument("page.txt", "\n".join(lines).encode())))
    copies = view.claiming({2: Category.DUPLICATE})
    assert find_headline(copies, copies.claims, _headline_odds([0, 0.2, 0.9] + [0.0] * len(PROSE))) == 2


def _headline_odds(odds: Sequence[float]) -> Odds:
    nothing = np.zeros(len(odds))
    return Odds(nothing, np.array(odds), nothing.copy(), nothing)

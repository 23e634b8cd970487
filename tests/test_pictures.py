"""Which running text of a dump is taken for the caption of a picture, given the odds of the scorer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from copydesk.document import RawDocument
from copydesk.label.claims import claim
from copydesk.label.scorer import Odds
from copydesk.label.sequence import judge
from copydesk.page import read
from copydesk.rules.view import View

PROSE = tuple(
    f"The ministers of both countries met {when} to discuss trade and prices, officials said."
    for when in ("on Tuesday", "for six hours", "in the capital", "after the harvest", "with farmers")
)
CAPTION = "The harbour of the old town at the end of the season, when most of the boats are out."
LONG = " ".join([CAPTION] * 3)
SAID = "“We had an hour before the water came,” said the mayor of the old town on Sunday."


def removed(lines: Sequence[str], odds: dict[str, float]) -> list[str]:
    """What is removed where some lines have certain odds and all others are sure."""
    view = View.of(read(RawDocument("page.txt", "\n\n".join(lines).encode())))
    view, _ = claim(view)
    text, nothing = np.array([odds.get(line.text, 0.95) for line in view.lines]), np.zeros(len(view))
    return [view[i].text for i in judge(view, Odds(text, nothing, nothing, nothing))]


@pytest.mark.parametrize(
    ("line", "odds", "gone"),
    [
        pytest.param(CAPTION, 0.7, True, id="unsure"),
        pytest.param(CAPTION, 0.9, False, id="sure"),
        pytest.param(LONG, 0.7, False, id="long"),
        pytest.param(SAID, 0.7, False, id="said by somebody"),
    ],
)
def test_running_text_above_a_credit_is_mostly_its_caption(line: str, odds: float, gone: bool) -> None:
    lines = (*PROSE[:2], line, "Photo: Ana Lima", *PROSE[2:])
    assert (line in removed(lines, {line: odds})) is gone


@pytest.mark.parametrize(("names", "gone"), [(1, 1), (3, 0)])
def test_a_name_below_unsure_text_says_whose_it_is_unless_many_sign(names: int, gone: int) -> None:
    people, quotes = ("Ana Lima", "Raj Rao", "Eva Berg")[:names], [f"{CAPTION} {i}." for i in range(names)]
    entries = [line for pair in zip(quotes, people, strict=True) for line in pair]
    lost = removed((*PROSE[:2], *entries, *PROSE[2:]), dict.fromkeys(entries, 0.7))
    assert lost == entries[: 2 * gone]

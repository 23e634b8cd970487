"""Captions and credits between paragraphs: the scorer must be surer of what stands where they do."""

from __future__ import annotations

import numpy as np
import pytest

from copydesk.document import RawDocument
from copydesk.label.scorer import Odds
from copydesk.label.sequence import judge
from copydesk.page import read
from copydesk.rules.credit import is_credit, is_credit_of_film
from copydesk.rules.view import View

TEXT = "The ministers met in Beijing on Tuesday to discuss trade and security in the region."
CAPTION = "Two farmers of the north look at the harbour from a hill above the town."
QUOTE = "“I have no word for it, and I have looked for one all of my life.”"
MANY = 40  # blocks of a page that is not short
DOUBT, SURE = 0.7, 0.95


def kept(*between: tuple[str, float], paragraphs: int = MANY) -> list[bool]:
    """Which of some lines with odds stay, between two halves of a text of as many paragraphs."""
    texts = [f"{TEXT} Day {chr(65 + i % 26)} went by." for i in range(paragraphs)]
    half, lines = paragraphs // 2, [text for text, _ in between]
    page = read(RawDocument("page.txt", "\n\n".join([*texts[:half], *lines, *texts[half:]]).encode()))
    view, odds = View.of(page), np.full(len(page), SURE)
    odds[half : half + len(between)] = [likely for _, likely in between]
    nothing = np.zeros(len(page))
    judged = judge(view, Odds(odds, nothing, nothing, nothing))
    return [i not in judged for i in range(half, half + len(between))]


@pytest.mark.parametrize(
    "credit", ["Ana Lima / The Daily", "Ana Lima/A24", "The Daily/Ana Lima", "Ana Lima", "Berg Family"]
)
def test_what_stands_above_a_credit_goes_with_it_where_the_scorer_doubts(credit: str) -> None:
    assert kept((CAPTION, DOUBT), (credit, DOUBT)) == [False, False]
    assert kept((CAPTION, SURE), (credit, SURE)) == [True, True]


@pytest.mark.parametrize("source", ["Reuters", "16.04.2024 | 6:33 min"])
def test_text_above_an_agency_or_the_length_of_a_video_is_a_caption(source: str) -> None:
    assert kept((CAPTION, DOUBT), (source, 0.0))[0] is False
    assert kept((CAPTION, SURE), (source, 0.0))[0] is True


def test_what_somebody_says_above_a_credit_stays() -> None:
    said = "They had not seen a ship for eleven years, the farmers said on Tuesday."
    assert kept((said, DOUBT), ("Ana Lima / The Daily", DOUBT))[0]
    assert kept((QUOTE, DOUBT), ("Ana Lima / The Daily", DOUBT))[0]


@pytest.mark.parametrize("heading", ["WHEAT AND MAIZE", "The price of wheat", "What is it?", "Wheat"])
def test_headings_are_no_names(heading: str) -> None:
    assert kept((CAPTION, DOUBT), (heading, DOUBT)) == [True, True]


def test_pairs_of_names_in_a_row_are_a_list() -> None:
    pairs = [("Ana Lima/Raj Rao", DOUBT), ("Eva Berg/Tom Hall", DOUBT)]
    assert kept(*pairs) == [True, True]


@pytest.mark.parametrize(("odds", "stays"), [(0.2, False), (0.4, True)])
def test_short_pages_that_credit_pictures_are_spared_less(odds: float, stays: bool) -> None:
    photo = ("Photo: Ana Lima", 0.0)
    assert kept((TEXT, SURE), photo, (TEXT, SURE), (CAPTION, odds), paragraphs=4)[-1] is stays
    assert kept((CAPTION, 0.2), paragraphs=4) == [True]


@pytest.mark.parametrize(("times", "stays"), [(2, False), (3, True)])
def test_long_text_above_a_credit_is_no_caption(times: int, stays: bool) -> None:
    assert kept((" ".join([CAPTION] * times), DOUBT), ("Ana Lima / The Daily", DOUBT))[0] is stays


@pytest.mark.parametrize(("paragraphs", "stay"), [(2, True), (MANY, False)])
def test_names_that_stand_among_little_other_text_are_of_who_wrote_it(paragraphs: int, stay: bool) -> None:
    people = ("Ana Lima", "Raj Rao", "Eva Berg")
    lines = [line for name in people for line in ((f"{CAPTION} It is {name}.", DOUBT), (name, DOUBT))]
    assert kept(*lines, paragraphs=paragraphs) == [stay] * len(lines)


@pytest.mark.parametrize("source", ["02:12 - Source: CNN", "04:31 | Quelle: ARD"])
def test_the_length_of_a_film_and_whose_it_is_are_a_credit(source: str) -> None:
    assert is_credit(source)
    assert is_credit_of_film(source)
    assert not is_credit_of_film("Source: CNN")
    assert not is_credit("10:15 - Delegates arrive in the harbour")

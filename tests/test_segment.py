"""Pieces of an article: what becomes of the text of kept blocks."""

from __future__ import annotations

import pytest

from copydesk.clean import Cleaned, clean
from copydesk.document import Block, Blocks, Category, Hints, Page, RawDocument, Role, Verdict, Verdicts
from copydesk.page import read
from copydesk.rules import CUT_RULES
from copydesk.rules.view import View
from copydesk.segment import segment

TEXT = (
    "The ministers of both countries met in the capital on Tuesday to discuss trade and prices.",
    "They agreed to meet again in the autumn, officials said after the talks, which took six hours.",
    "A first agreement could be signed in November, according to people who have seen the draft.",
)
FRENCH = (
    "Les ministres des deux pays se sont réunis mardi dans la capitale pour parler du prix du blé.",
    "Le ministre l'a dit à la presse : « Nous partagerons avec nos voisins ce que nous savons. »",
    "Ils se retrouveront à l'automne, ont indiqué les participants après six heures de discussions.",
)


def cleaned(headline: str, text: tuple[str, ...]) -> Cleaned:
    return clean(RawDocument("page.txt", "\n\n".join((headline, *text)).encode()))


ASKED = "Who will sign? Nobody knew: the ministers had left, and what would they have said?"


def test_the_colon_after_a_kicker_is_set_tight() -> None:
    article = cleaned("Trade talks : Ministers agree to meet again", (*TEXT, ASKED)).article
    assert article.headline == "Trade talks: Ministers agree to meet again"


def test_a_colon_stays_where_no_other_mark_tells_how_the_page_sets_them() -> None:
    assert cleaned("Trade talks : Ministers agree", TEXT).article.headline == "Trade talks : Ministers agree"


def test_teasers_with_loose_colons_are_no_habit_of_the_text() -> None:
    teaser = "Trade talks : Ministers meet again to talk about the harvest of the year, and of the last."
    article = cleaned("Trade talks : Ministers agree", (*TEXT, ASKED, teaser)).article
    assert article.headline == "Trade talks: Ministers agree"


@pytest.mark.parametrize(
    "headline", ["Blé : les ministres se retrouveront", "Prix du blé : un accord possible"]
)
def test_a_colon_stays_as_the_page_sets_its_colons(headline: str) -> None:
    assert cleaned(headline, FRENCH).article.headline == headline


@pytest.mark.parametrize(
    ("roles", "text"),
    [
        ((Role.PARAGRAPH, Role.PARAGRAPH), "He told the Daily Herald of it."),
        ((Role.SUBHEADING, Role.PARAGRAPH), "He told the Daily Herald of it."),
        ((Role.PARAGRAPH, None), "He told the"),
        ((Role.PARAGRAPH, Role.CAPTION), "He told the"),
    ],
)
def test_a_block_that_goes_on_with_kept_text_is_one_paragraph_with_it(
    roles: tuple[Role | None, ...], text: str
) -> None:
    whole = "He told the\nDaily Herald of it."
    blocks = (Block(0, 11, whole[:11]), Block(12, 31, whole[12:], Hints(goes_on=True)))
    page = Page("page.txt", whole, Blocks.of(blocks))
    verdicts = [Verdict(role, *(() if role else ("MO002", Category.BOILERPLATE))) for role in roles]

    pieces, _ = segment(page, View.of(page), Verdicts.of(verdicts))

    assert pieces[0].draft.text == text
    assert pieces[0].role is Role.PARAGRAPH
    assert "".join(pieces[0].draft.text.split()) == "".join(whole[: pieces[0].draft.end].split())


def test_a_comma_that_a_tool_set_apart_from_its_sentence_follows_without_a_space() -> None:
    whole = "He told the Daily\n, and us, of it."
    blocks = Block(0, 17, whole[:17]), Block(18, 34, whole[18:], Hints(goes_on=True))
    page = Page("page.txt", whole, Blocks.of(blocks))
    pieces, _ = segment(page, View.of(page), Verdicts.of([Verdict(Role.PARAGRAPH)] * 2))
    assert [piece.draft.text for piece in pieces] == ["He told the Daily, and us, of it."]


STEPS = (
    "1. Subscribe",
    "2. Read the news every morning before work",
    "Those who read it in the morning know more than others do, a study by the university says.",
    "3. Share",
    "Share what you read with your friends, and talk with them about it over lunch or dinner.",
)


@pytest.mark.parametrize(("lines", "cut"), [(STEPS, []), (STEPS[:3], [(0, 3)])], ids=["a list", "a path"])
def test_the_number_of_a_step_stays_where_the_numbers_go_on(
    lines: tuple[str, ...], cut: list[tuple[int, int]]
) -> None:
    view = View.of(read(RawDocument("page.txt", "\n\n".join(lines).encode())))
    view = view.claiming({0: Category.NAVIGATION})
    rule = next(rule for rule in CUT_RULES if rule.code == "ST013")
    assert list(rule.find(view, 1, view[1].text)) == cut  # type: ignore[call-overload]

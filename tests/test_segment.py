"""Pieces of an article: what becomes of the text of kept blocks."""

from __future__ import annotations

import pytest

from copydesk.clean import Cleaned, clean
from copydesk.document import RawDocument

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


def test_the_colon_after_a_kicker_is_set_tight() -> None:
    article = cleaned("Trade talks : Ministers agree to meet again", TEXT).article
    assert article.headline == "Trade talks: Ministers agree to meet again"


@pytest.mark.parametrize(
    "headline", ["Blé : les ministres se retrouveront", "Prix du blé : un accord possible"]
)
def test_a_colon_stays_as_the_page_sets_its_colons(headline: str) -> None:
    assert cleaned(headline, FRENCH).article.headline == headline

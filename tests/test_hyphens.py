"""Words that the end of a line parted, and words that have their hyphen by themselves."""

from __future__ import annotations

import pytest

from copydesk.clean import clean
from copydesk.document import RawDocument
from copydesk.page import read
from copydesk.rebuild import discrepancies
from copydesk.repairs import repair

NATURAL = """\
The company, which is state-owned and well-known, was founded by a self-
made man whose long-time partner, a high-ranking official of the ruling
party, was found guilty of price-fixing and of money-laundering in a far-
reaching case that the lower court heard in the mid-nineties, and which
the right-wing press called a show trial of a free-thinking and hard-
working father of three who was sent to a high-security prison in the
north-west of the country for twenty years, most of it in a single cell.
"""

HYPHENATED = """\
The ministers met in the capital on Tuesday, and the gov-
ernment said in the evening that they had agreed on a bud-
get for the whole of the region, on which the town's coun-
cil is to vote in June. The paper calls that plan an X-
ray of the bank, and it shows that the bank lacks the mon-
ey to go on for more than a year. A firm that is US-
based pays for some of it, and so does the mother-in-
law of the woman who sits on the board and is its chair-
woman, as do a few old banks that have done well and are
known abroad, and one that is not so old but quite well-
known in the region, which is in it since the year began.
"""


def paragraph(text: str) -> str:
    """The text as one block, after repairs."""
    (block,) = repair(read(RawDocument("wrapped.txt", text.encode()))).blocks
    return block.text


def test_text_wrapped_behind_its_own_hyphens_keeps_them() -> None:
    assert paragraph(NATURAL) == " ".join(NATURAL.split()).replace("- ", "-")


@pytest.mark.parametrize("word", ["government", "budget", "council", "money", "chairwoman"])
def test_parted_word_is_put_together(word: str) -> None:
    assert word in paragraph(HYPHENATED).replace(",", "").split()


@pytest.mark.parametrize("word", ["X-ray", "US-based", "mother-in-law", "well-known"])
def test_word_with_a_hyphen_of_its_own_keeps_it_where_others_are_parted(word: str) -> None:
    assert word in paragraph(HYPHENATED).replace(",", "").split()


def test_parted_words_rebuild_their_page() -> None:
    cleaned = clean(RawDocument("wrapped.txt", HYPHENATED.encode()))
    assert not list(discrepancies(cleaned.article, cleaned.ledger))

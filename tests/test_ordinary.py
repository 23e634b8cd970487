"""Lines that are part of no article, and ordinary sentences and subheadings that begin like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.document import RawDocument
from copydesk.label.claims import claim
from copydesk.page import read
from copydesk.rules import CUT_RULES
from copydesk.rules.view import View

DATA = Path(__file__).parent / "data"
LINES, STOCK = (
    [row.split("\t") for row in (DATA / name).read_text("utf-8").splitlines()]
    for name in ("ordinary.tsv", "stock.tsv")
)
TEXT = "The ministers met in Beijing on Tuesday to discuss trade and security in the region."


@pytest.mark.parametrize(("language", "line"), LINES)
def test_ordinary_line_inside_the_text_is_neither_claimed_nor_cut(language: str, line: str) -> None:
    page = read(RawDocument(language, "\n\n".join((TEXT, TEXT, line, TEXT)).encode()))
    view, claims = claim(View.of(page))
    cuts = [list(rule.find(view, 2, line)) for rule in CUT_RULES if 2 in set(rule.where(view))]  # type: ignore[call-overload]
    assert page.blocks[2].text == line
    assert 2 not in claims
    assert not view[2].credit
    assert not any(cuts)


@pytest.mark.parametrize(("language", "line"), STOCK)
def test_stock_line_inside_the_text_is_claimed(language: str, line: str) -> None:
    page = read(RawDocument(language, "\n\n".join((TEXT, TEXT, line, TEXT)).encode()))
    _, claims = claim(View.of(page))
    assert page.blocks[2].text == line
    assert 2 in claims

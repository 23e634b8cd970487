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


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("ja", "【動画】嵐で壊れた桟橋、永久に閉鎖へ"),
        ("pt", "VÍDEOS: tempestade destrói velho cais do porto"),
        ("es", "Ver más: el telescopio que cambia el cielo"),
        ("id", "Lihat video: dermaga tua runtuh diterjang badai"),
        ("cs", "Čtěte více: knihy léčí samotu"),
        ("en", "This article was written by AI"),
        ("de", "Dieser Text wurde von einer KI geschrieben"),
        ("pl", "Redakcja nie ponosi odpowiedzialności za treść komentarzy"),
        ("de", "Die Redaktion behält sich vor, Leserbriefe zu kürzen"),
        ("en", "This video could not be shown"),
    ],
)
def test_headline_that_reads_like_a_notice_is_not_claimed(language: str, headline: str) -> None:
    page = read(RawDocument(language, "\n\n".join((headline, TEXT, TEXT, TEXT)).encode()))
    _, claims = claim(View.of(page))
    assert 0 not in claims

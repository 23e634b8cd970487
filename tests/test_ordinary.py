"""Sentences and subheadings of ordinary news that begin like a call, a notice or a list of other stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.document import RawDocument
from copydesk.label.claims import claim
from copydesk.page import read
from copydesk.rules import CUT_RULES
from copydesk.rules.view import View

LINES = [
    row.split("\t")
    for row in (Path(__file__).parent / "data" / "ordinary.tsv").read_text("utf-8").splitlines()
]
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

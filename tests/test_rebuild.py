"""Article and ledger give the page back, whitespace aside, or say what does not fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from copydesk.ids import sha256_hex
from copydesk.rebuild import discrepancies, rebuild
from copydesk.records import Article, LedgerRow, Paragraph, Span

#      0    5    10   15   20   25   30   35   40   45   50   55   60   65
PAGE = "Home | World\nA title\nIt &amp; they met (marv) .\nShare\nA hall/AFP"


def span(start: int, end: int, replacement: str = "", offset: int | None = None) -> LedgerRow:
    return LedgerRow(
        id="",
        uri="",
        start=start,
        end=end,
        action="edited" if replacement else "removed",
        code="XX001",
        category="share",
        text=PAGE[start:end],
        replacement=replacement,
        offset=offset,
        score=None,
    )


MENU, ENTITY, SIGNATURE, SHARE = span(0, 12), span(24, 29, "&", 3), span(39, 46, "", 14), span(48, 53)
LEDGER = (MENU, ENTITY, SIGNATURE, SHARE)
VISIBLE = "".join(PAGE.split())


def article(**changes: Any) -> Article:
    removed = len("Home|World(marv)Share")
    values: dict[str, Any] = {
        "headline": "A title",
        "headline_span": Span(13, 20),
        "text": "It & they met .",
        "paragraphs": (Paragraph("paragraph", "It & they met .", 21, 48),),
        "captions": ("A hall/AFP",),
        "caption_spans": (Span(54, 64),),
        "text_sha256": sha256_hex("It & they met ."),
        "page_sha256": sha256_hex(VISIBLE),
        "page_chars": len(VISIBLE),
        "kept_chars": len(VISIBLE) - removed,
        "removed_chars": removed,
    }
    rest = {name: "" for name in Article.__slots__ if name not in values}
    return Article(**{**rest, **values, **changes})


def test_headline_paragraphs_captions_and_ledger_make_the_page() -> None:
    assert rebuild(article(), LEDGER) == VISIBLE
    assert list(discrepancies(article(), LEDGER)) == []


def test_the_order_of_rows_does_not_matter() -> None:
    assert rebuild(article(), LEDGER[::-1]) == VISIBLE


def test_a_headline_that_is_not_in_the_page_is_not_in_what_is_rebuilt() -> None:
    assert rebuild(article(headline_span=None), LEDGER) == VISIBLE.replace("Atitle", "")


def test_cuts_at_one_place_are_put_back_in_the_order_of_the_page() -> None:
    one, two, three = span(24, 26), span(26, 28, "&"), span(28, 29)
    rows = [replace(one, offset=3), replace(two, offset=3), replace(three, offset=4)]
    assert rebuild(article(), [MENU, *rows, SIGNATURE, SHARE]) == VISIBLE


def test_rebuilding_takes_one_pass_however_many_edits_there_are() -> None:
    count = 200_000
    rows = [
        replace(span(0, 1), start=2 * i, end=2 * i + 2, text="&&", replacement="&", offset=i)
        for i in range(count)
    ]
    text = "&" * count
    page = article(
        headline_span=None,
        captions=(),
        caption_spans=(),
        paragraphs=(Paragraph("paragraph", text, 0, 2 * count),),
    )
    assert rebuild(page, rows) == "&&" * count


@pytest.mark.parametrize(
    ("changes", "rows", "sentence"),
    [
        ({"headline_span": Span(10, 20)}, LEDGER, "ledger row at 0 and headline overlap at 10"),
        ({"caption_spans": (Span(50, 64),)}, LEDGER, "ledger row at 48 and caption 0 overlap at 50"),
        ({}, (*LEDGER, SHARE), "ledger row at 48 and ledger row at 48 overlap at 48"),
        (
            {},
            (MENU, SHARE, replace(ENTITY, offset=4)),
            "what replaced the ledger row at 24 is not at 4 in paragraph 0",
        ),
        (
            {},
            (MENU, SHARE, replace(SIGNATURE, offset=99)),
            "what replaced the ledger row at 39 is not at 99 in",
        ),
        (
            {},
            (MENU, SHARE, replace(ENTITY, start=25), replace(SIGNATURE, offset=2)),
            "what replaced the ledger row at 39 is not at 2 in paragraph 0",
        ),
        ({}, (replace(MENU, offset=0), SHARE), "the ledger row at 0 has an offset and lies in no kept piece"),
        (
            {},
            (MENU, replace(SHARE, offset=0)),
            "the ledger row at 48 has an offset and lies in no kept piece",
        ),
        ({"captions": ()}, LEDGER, "zip() argument"),
    ],
)
def test_what_does_not_fit_is_said(
    changes: dict[str, Any], rows: tuple[LedgerRow, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        rebuild(article(**changes), rows)
    assert sentence in str(caught.value)
    assert [found for found in discrepancies(article(**changes), rows) if "cannot be rebuilt" in found]


@pytest.mark.parametrize("row", LEDGER)
def test_no_row_of_the_ledger_can_be_left_out(row: LedgerRow) -> None:
    rows = [other for other in LEDGER if other is not row]
    assert any("is not the page that was read" in found for found in discrepancies(article(), rows))

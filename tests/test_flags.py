"""Flags say what to know of an article before relying on it, and say it of nothing else."""

from __future__ import annotations

import pytest

from copydesk.clean import clean
from copydesk.document import Flag, RawDocument, Role, Verdict, Verdicts
from copydesk.flags import _is_repeated
from copydesk.page import read
from copydesk.rules.view import View

ENTRY = "{} The port opened its second gate to the ferries that had waited outside since Monday, it said."


@pytest.mark.parametrize(
    ("stamps", "live"),
    [
        (("10:42", "10:15", "9:58", "9:30"), True),
        (("10.42 Uhr:", "10.15 Uhr:", "9.58 Uhr:", "9.30 Uhr:"), True),
        (("10.42am", "10.15am", "9.58am", "9.30am"), True),
        (("14.42:", "14.15:", "13.58:", "13.30:"), True),
        (("14h42 -", "14h15 -", "13h58 -", "13h30 -"), True),
        (("4.99 –", "12.50 –", "3.20 –", "7.80 –"), False),
        (("4.99 |", "12.50 |", "3.20 |", "7.80 |"), False),
        (("12.50 euros.", "3.20 euros.", "7.80 euros.", "4.50 euros."), False),
        (("4.96 / 5.0.", "4.92 / 5.0.", "4.91 / 5.0.", "4.90 / 5.0."), False),
        (("10:42", "10:15", "9:58"), False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_live_blog_has_times_before_its_entries_and_no_prices(stamps: tuple[str, ...], live: bool) -> None:
    page = "\n\n".join(["Harbour reopens after storm", *map(ENTRY.format, stamps)])
    article = clean(RawDocument("harbour.txt", page.encode())).article
    assert len(article.paragraphs) == len(stamps)
    assert (Flag.LIVE_BLOG in article.flags) == live


TEXT = (
    "The harbour was closed for two days after the storm had torn three ferries from the quay.",
    "The port opened its second gate to the ferries that had waited outside since Monday.",
    "Nobody was hurt, and the fishermen went out again in the evening of the same day.",
)


def test_a_paragraph_that_stands_on_the_page_again_is_a_duplicate() -> None:
    page = "\n\n".join(("Harbour reopens after storm", *TEXT, *TEXT))
    assert Flag.DUPLICATE_PARAGRAPHS in clean(RawDocument("harbour.txt", page.encode())).article.flags


def test_what_forms_say_twice_is_no_duplicate_of_the_article() -> None:
    again = "Please fill in the form below, and we will write to you as soon as we can do so again."
    page = read(RawDocument("harbour.txt", "\n\n".join((*TEXT, again, again)).encode()))
    text, form, repeat = Verdict(role=Role.PARAGRAPH), Verdict(code="MO003"), Verdict(code="RP004")
    assert not _is_repeated(View.of(page), Verdicts.of((text, text, text, form, repeat)))
    assert _is_repeated(View.of(page), Verdicts.of((text, text, text, text, repeat)))


@pytest.mark.parametrize(
    "line",
    [
        "Mix 2 tsp. of oil with 3 tsp. of water, and let 4 oz. of rice stand in it for about an hour.",
        "“Are you mad?” she asked him. “Never again!” he said, and left for the harbour.",
    ],
)
def test_abbreviations_and_speech_are_no_marks_of_a_machine(line: str) -> None:
    page = "\n\n".join(("Harbour reopens after storm", *TEXT, line, line.replace("and", "then")))
    assert Flag.MACHINE_TRANSLATED not in clean(RawDocument("harbour.txt", page.encode())).article.flags

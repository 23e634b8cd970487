"""Flags say what to know of an article before relying on it, and say it of nothing else."""

from __future__ import annotations

import pytest

from copydesk.clean import clean
from copydesk.document import Flag, RawDocument

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

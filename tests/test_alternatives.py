"""Patterns that share their beginnings match what they match one after the other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.alternatives import grouped

PIECES = st.sampled_from(
    [*"abABßıiİIſsSςσ中 ^", "a?", "b+", "[ab]", "(?:a|b)", "a|b", r"\|", r"\w", "(?-i:A)", r"\b"]
)
PATTERNS = st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=7)


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@given(patterns=PATTERNS, text=st.text("abßıiİIſsSςσΣAB中 |", max_size=12))
def test_a_group_matches_what_its_patterns_do_in_their_order(
    flags: int, patterns: list[str], text: str
) -> None:
    plain = re.compile(f"(?:{'|'.join(patterns) or '(?!)'})", flags)
    found = re.compile(grouped(patterns), flags)
    assert [m.span() for m in found.finditer(text)] == [m.span() for m in plain.finditer(text)]
    assert bool(found.fullmatch(text)) == bool(plain.fullmatch(text))


def test_what_begins_alike_stands_together() -> None:
    assert grouped(["photos?", "bild", "photograph", "bilder"]) == "(?:photo(?:s?|graph)|bild(?:|er))"
    assert grouped(["foto", "Foto", "photos?", "AFP", "AP"]) == "(?:foto|Foto|photos?|A(?:FP|P))"

"""Captions are found by the strings of their phrases as by the phrases themselves."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.lexicon import phrases
from copydesk.literals import literals
from copydesk.rules.described import is_of_picture

PIECES = [
    *(
        "Ana Lima",
        ", left, ",
        " (left)",
        "RIGHT, ",
        "waveſ to",
        " waves to ",
        "the crowd",
        "on May 9, 2024",
        " ",
        ".",
    ),
    *(
        "Image caption",
        "This photo ",
        "provided by the army ",
        "shows ",
        "＝9日、",
        "パリで",
        "May 9, 2024; ",
        "Rome, USA; ",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example("Ana Lima waves to the crowd in Rome, on Monday, May 9, 2024.")
@example("May 9, 2024; Rome, USA; Ana Lima scores.")
def test_captions_are_found_as_by_their_phrases(text: str) -> None:
    expected = any(re.search(phrase, text, re.IGNORECASE) for phrase in phrases("in_picture"))
    assert is_of_picture(text) == expected


def test_phrases_of_captions_need_some_string() -> None:
    assert all(
        literals(phrase).needed and "" not in literals(phrase).needed for phrase in phrases("in_picture")
    )

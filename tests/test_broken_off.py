"""Lines that a tool broke off inside brackets, and lines that only stand below an opening one."""

from __future__ import annotations

import pytest

from copydesk.document import RawDocument
from copydesk.page import read
from copydesk.rules.credit import end_alike
from copydesk.rules.view import View

PROSE = "The ministers met in Beijing on Tuesday to discuss trade and security in the region."


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        (("The ministry (", "the old one", ") met on Tuesday."), 1),
        (("The parts of it are (", "1) apples from the garden", "2) nuts from the woods"), 3),
        (("Choose one of these [", "A] The first answer", "B] The second answer"), 3),
        (("foo = bar(", "a,", "b)"), 3),
        (("text = (", "    'one'", "    'two')"), 3),
    ],
)
def test_lines_in_brackets_are_joined_where_a_link_stood_there(lines: tuple[str, ...], blocks: int) -> None:
    page = read(RawDocument("page.txt", "\n".join((*lines, "", PROSE)).encode()))
    assert len(page.blocks) == blocks + 1


HOUSE, GARDEN = "The old house by the sea was sold.", "The garden of the old house was kept."


@pytest.mark.parametrize(
    ("texts", "alike"),
    [
        ((f"{HOUSE} Ana Maria Lima", f"{GARDEN} Ana Maria Lima"), {0, 1}),
        ((f"{HOUSE} Ana Maria Lima", f"{GARDEN} Ana Maria Lima", f"{GARDEN} Raj Rao"), set()),
        ((f"{HOUSE} Ana Lima/Agency", f"{GARDEN} Ana Lima/Agency", f"{GARDEN} Raj Rao"), {0, 1}),
        ((f"{'A' * 200} {HOUSE} Ana Maria Lima", f"{'B' * 200} {GARDEN} Ana Maria Lima"), set()),
        (
            ("Who wrote the old book about the sea? Ana Lima", "Who sold the house by the sea? Ana Lima"),
            set(),
        ),
        (("It is free, and business is not for all. See the", "It is not free at all. See the"), set()),
    ],
)
def test_names_behind_sentences_are_of_pictures_unless_several_sign(
    texts: tuple[str, ...], alike: set[int]
) -> None:
    assert end_alike([*texts]) == alike


CAPTION = "Locals clean up a street in the old town on Tuesday"


@pytest.mark.parametrize(
    ("lines", "caption"),
    [
        ((f"{CAPTION} (", "Image: Ana Lima)"), True),
        ((f"{CAPTION} (", "", "Image:", "", "Ana Lima)"), True),
        ((f"{CAPTION} (", "", "Nobody: knows them)"), False),
        ((f"{CAPTION}(", "", "Image: Ana Lima)"), False),
        ((f"{CAPTION} Ana Lima/Copyright 2026 The AP. All rights reserved.",), True),
        ((f"{CAPTION}. Copyright 2026 The Daily. All rights reserved.",), False),
        (("Oct 30, 2023; Orlando, Florida, USA; Fans celebrate in the second half of the game.",), True),
        (("(L–R) Ana Lima and Raj Rao at the opening of the museum on Friday",), True),
        (("From left: Ana Lima, Raj Rao and Eva Berg at the opening of the museum",), True),
        (("This photo released by the army shows a bridge over the river in the north.",), True),
        (("Von links: Ana Lima, Raj Rao und Eva Berg bei der Eröffnung",), True),
    ],
)
def test_captions_are_known_by_what_a_tool_broke_off_or_agencies_write(
    lines: tuple[str, ...], caption: bool
) -> None:
    view = View.of(read(RawDocument("page.txt", "\n".join((*lines, "", PROSE)).encode())))
    assert view[0].credit is caption

"""Lines of marks between two sections of a text stay in it; rulers around it go."""

from __future__ import annotations

import numpy as np
import pytest

from copydesk.document import RawDocument
from copydesk.label.breaks import section_breaks
from copydesk.page import read
from copydesk.rules.view import View

ONE = "The ministers of both countries met in the capital on Tuesday, and said the talks had been useful."
TWO = "They agreed to meet again in the autumn, officials said after the talks, but did not name a day."


def broken(*lines: str) -> list[str]:
    """The lines that part sections where all but they and a credit are kept."""
    html = "".join(f"<p>{line}</p>" for line in lines)
    view = View.of(read(RawDocument("page.html", html.encode(), "html")))
    texts = [view[i].text for i in range(len(view))]
    kept = np.array([any(c.isalpha() for c in text) and text != "Photo: Ana Lima" for text in texts])
    return [texts[i] for i in section_breaks(view, kept)]


@pytest.mark.parametrize("mark", ["___", "_____", "***", "* * *", "* * * * *", "⁂"])
def test_a_line_of_marks_between_sections_is_text(mark: str) -> None:
    assert broken(ONE, mark, TWO) == [mark]
    assert broken(ONE, mark, "What comes next", TWO) == [mark]


@pytest.mark.parametrize("mark", ["_", "*", "_________________", "---", "|", "•", "...", "©"])
def test_a_ruler_or_the_mark_of_an_item_is_not(mark: str) -> None:
    assert broken(ONE, mark, TWO) == []


def test_a_break_with_no_text_behind_it_parts_nothing() -> None:
    assert broken(ONE, "___") == []
    assert broken(ONE, "___", "Photo: Ana Lima", TWO) == []
    assert broken(ONE, "___", "The end") == []
    assert broken("Ministers meet", "***", ONE) == []

"""Edits compose: whatever is substituted, each edit still says what stood where in the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.trace import Draft


@st.composite
def substitutions(draw: st.DrawFn, length: int) -> list[tuple[int, int, str]]:
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    return [(a, b, draw(st.text("xyz ", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    page = draw(st.text("abcdefgh ", max_size=30))
    start = draw(st.integers(0, len(page)))
    draft = Draft.of(page, start, draw(st.integers(start, len(page))))
    for code in ("A1", "B2", None, "C3"):
        draft = draft.substitute(draw(substitutions(len(draft.text))), code)
    return draft


@st.composite
def joined(draw: st.DrawFn) -> Draft:
    """Several stretches of a page, each with its edits, one behind the other."""
    page = draw(st.text("abcdefgh ", max_size=30))
    places = sorted(draw(st.lists(st.integers(0, len(page)), min_size=2, max_size=8)))
    stretches = [Draft.of(page, start, end) for start, end in zip(places[::2], places[1::2], strict=False)]
    first, *others = [each.substitute(draw(substitutions(len(each.text))), "A1") for each in stretches]
    for other in others:
        first = first.and_then(other, draw(st.sampled_from(["", " "])))
    return first.substitute(draw(substitutions(len(first.text))), draw(st.sampled_from(["B2", None])))


DRAFTS = drafts() | joined()


@given(DRAFTS)
def test_an_edit_holds_what_stood_in_the_page_and_what_stands_in_the_text(draft: Draft) -> None:
    for edit in draft.edits:
        assert draft.page[edit.start : edit.end] == edit.before
        assert draft.text[edit.at : edit.at + len(edit.after)] == edit.after


@given(DRAFTS)
def test_undoing_all_edits_gives_the_page_again(draft: Draft) -> None:
    text = draft.text
    for edit in reversed(draft.edits):
        text = text[: edit.at] + edit.before + text[edit.at + len(edit.after) :]
    assert text == draft.page[draft.start : draft.end]


@given(DRAFTS)
def test_edits_are_in_order_and_do_not_overlap(draft: Draft) -> None:
    for one, next_ in zip(draft.edits, draft.edits[1:], strict=False):
        assert one.end <= next_.start
        assert one.at + len(one.after) <= next_.at


def test_an_edit_over_an_edit_keeps_the_first_reason_unless_it_removes() -> None:
    draft = Draft.of("a&nbsp;b", 0, 8).substitute([(1, 7, "\xa0")], "RE001")
    assert [e.code for e in draft.substitute([(1, 2, " ")], "RE006").edits] == ["RE001"]
    assert [e.code for e in draft.substitute([(0, 3, "")], "NO010").edits] == ["NO010"]
    assert [e.code for e in draft.substitute([(1, 2, "")], None).edits] == ["RE001"]

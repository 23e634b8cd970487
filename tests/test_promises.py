"""The promises of the line, under any input: nothing vanishes, offsets cut exactly, and so on."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.clean import Cleaned, clean, clean_all
from copydesk.document import RawDocument
from copydesk.errors import RejectedError
from copydesk.rebuild import discrepancies, rebuild

PROSE = (
    "The ministers of both countries met in the capital on Tuesday to discuss trade.",
    "They agreed to meet again in the autumn, officials said after the talks.",
    "“We will share intelligence,” the minister told reporters on Friday evening.",
)
FURNITURE = (
    "Share on Facebook", "By Ana Lima", "© 2024 The Daily", "Related News", "5h | Panorama", "***",
    "Photo: Courtesy", "09 April, 2024, 01:45 pm", "Tags: trade, Beijing", "Trade – and ties", "- item",
    "• item", "– “Deep trust” –", "(marv)", "*news.example is an offer from EXAMPLE.MEDIA.",
    "Talks* fail", "< p>", "<br/>",
    "&amp;quot;", "&#039;", "&#x301;&#x301;",
)  # fmt: skip
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            " \t\n\r\x0b\x0c\x1c\x85\xa0\u2028\u200b\u200d\ufeff\xad\x00\x07\u202e\u0301&<>;#*()[]©…\"'"
        ),
    ),
    max_size=60,
)
LINES = st.lists(st.one_of(st.sampled_from(PROSE + FURNITURE), HOSTILE), max_size=14)
PAGES = st.builds(
    lambda lines, end: end.join(lines), LINES, st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", "\n   "])
)


def cleaned(text: str) -> Cleaned | None:
    try:
        return clean(RawDocument("page.txt", text.encode("utf-8", "surrogatepass")))
    except RejectedError:
        return None


@settings(max_examples=25)
@given(st.lists(PAGES, max_size=5))
def test_documents_cleaned_abreast_are_as_those_cleaned_one_by_one(texts: list[str]) -> None:
    raws = [RawDocument(f"{i}.txt", text.encode("utf-8", "surrogatepass")) for i, text in enumerate(texts)]
    raws += [
        RawDocument(f"{i}.html", f"<p>{text}".encode(errors="replace"), "html")
        for i, text in enumerate(texts)
    ]
    assert list(map(outcome, clean_all(raws))) == [outcome(one_by_one(raw)) for raw in raws]


def one_by_one(raw: RawDocument) -> Cleaned | RejectedError:
    try:
        return clean(raw)
    except RejectedError as error:
        return error


def outcome(made: Cleaned | RejectedError) -> str:
    return repr((made.article, made.ledger, made.verdicts) if isinstance(made, Cleaned) else made.args)


@given(PAGES)
@example("\n".join((*PROSE, "\u200b", "Talks* fail. (marv) *a.b is an offer from C")))
@example(f"{PROSE[0]}\n&#38;lt;b&gt;x\n– \u200b\xa0x –\n{PROSE[1]}")
@settings(max_examples=400, deadline=None)
def test_the_page_can_be_rebuilt_from_article_and_ledger(text: str) -> None:
    result = cleaned(text)
    if result:
        assert rebuild(result.article, result.ledger) == "".join(result.page.text.split())
        assert list(discrepancies(result.article, result.ledger)) == []


@given(PAGES)
@settings(max_examples=200, deadline=None)
def test_every_offset_cuts_the_page_where_it_says(text: str) -> None:
    result = cleaned(text)
    if not result:
        return
    page = result.page.text
    assert all(page[row.start : row.end] == row.text for row in result.ledger)
    spans = sorted((block.start, block.end) for block in result.page.blocks)
    outside = "".join(
        page[a:b]
        for a, b in zip([0, *(e for _, e in spans)], [*(s for s, _ in spans), len(page)], strict=True)
    )
    assert not outside.strip()


@given(PAGES)
@settings(max_examples=100, deadline=None)
def test_cleaning_twice_gives_the_same(text: str) -> None:
    first, second = cleaned(text), cleaned(text)
    assert (first is None) == (second is None)
    if first and second:
        assert (first.article, first.ledger) == (second.article, second.ledger)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_cleaned_or_rejected_with_a_reason(data: bytes) -> None:
    try:
        clean(RawDocument("page.txt", data))
    except RejectedError as error:
        assert error.code
        assert error.message


CLEAN_TEXTS = {
    "one paragraph a line": "\n".join(PROSE),
    "blank lines between": "\n\n".join(PROSE),
    "markup in the words": "They came up with <…> this policy, where a < b and b > c, he said on Monday.",
    "footnote stars": "The price* was not disclosed by the company, based in Bern.\n* Prices without tax.",
    "foreign letters": "Sergueï Lavrov est arrivé à Pékin – “à l’heure”, a dit l’ambassadeur à la presse.",
}


@pytest.mark.parametrize("text", CLEAN_TEXTS.values(), ids=CLEAN_TEXTS)
def test_text_that_is_clean_comes_out_as_it_went_in(text: str) -> None:
    result = cleaned(text)
    assert result is not None
    assert result.article.text.split() == text.replace("* Prices", "Prices").split()
    assert {row.action for row in result.ledger} <= {"removed"}

"""Which blocks of an HTML page need less to be kept, or can't be kept, whatever stands around them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pytest

from copydesk.characters import Mask, Numbers
from copydesk.columns import Columns, Order, remembered
from copydesk.document import RawDocument
from copydesk.label.claims import claim
from copydesk.label.htmlfeatures import Named, columns
from copydesk.label.htmlkeep import even_out, keep
from copydesk.label.survey import survey
from copydesk.page import read
from copydesk.repairs import repair
from copydesk.rules.view import View

ONE = "The ministers of both countries met in the capital on Tuesday, and said the talks had been useful."
TWO = "They agreed to meet again in the autumn, officials said after the talks, but did not name a day."
THREE = "Exporters have waited for a decision since the spring, when the old agreement came to an end."
BODY = f"<p>{ONE}</p><p>{TWO}</p>"


def kept(body: str, odds: float, sure: Collection[str] = (ONE, TWO)) -> list[str]:
    """What is kept of a page on which all but some blocks have certain odds."""
    page = repair(read(RawDocument("page.html", f"<body>{body}</body>".encode(), "html")))
    texts = [block.text for block in page.blocks]
    assert page.markup is not None
    view, _ = claim(View.of(page))
    seen, near = survey(texts, page.markup), np.arange(len(texts))
    found = columns(seen, near, texts, view, page.evidence, Named.read(seen.tree, near, {}))
    mask = keep(view, found, np.array([0.99 if text in sure else odds for text in texts]))[0]
    return [text for text, stays in zip(texts, mask.tolist(), strict=True) if stays]


@pytest.mark.parametrize(
    ("line", "odds", "stays"),
    [
        ("<p>Why did the ministers meet?</p>", 0.25, True),
        ("<p>Why did the ministers meet?</p>", 0.15, False),
        ("<p>Why the ministers met</p>", 0.25, False),
        ("<p><a href='/'>Read also: why did the ministers meet?</a></p>", 0.25, False),
        ("<button>Why did the ministers meet?</button>", 0.25, False),
    ],
)
def test_a_question_right_before_its_answer_needs_less(line: str, odds: float, stays: bool) -> None:
    page = f"<div><p>{ONE}</p><p>Listen to it.</p>{line}<p>{TWO}</p></div>"
    assert len(kept(page, odds)) == (3 if stays else 2)


def test_a_question_before_all_text_or_behind_it_needs_as_much_as_anything() -> None:
    assert kept(f"<div><p>What is new?</p>{BODY}<p>What do you think?</p></div>", 0.25) == [ONE, TWO]


@pytest.mark.parametrize(
    ("line", "odds", "stays"),
    [
        ("<h2>A long road</h2>", 0.35, True),
        ('<div class="pf_subheadline">A long road</div>', 0.35, True),
        ('<div class="pf_subheadline">A long road</div>', 0.25, False),
        ('<div class="pf_subheadline"><a href="/road">A long road</a></div>', 0.35, False),
        ('<div class="byline">A long road</div>', 0.35, False),
        ("<div>A long road</div>", 0.35, False),
    ],
)
def test_a_heading_between_text_by_tag_or_name_needs_less(line: str, odds: float, stays: bool) -> None:
    assert ("A long road" in kept(f"<p>{ONE}</p>{line}<p>{TWO}</p>", odds)) is stays


@pytest.mark.parametrize(
    ("tag", "odds", "stays"), [("pre", 0.35, True), ("pre", 0.2, False), ("p", 0.35, False)]
)
def test_code_and_verses_inside_the_text_need_less(tag: str, odds: float, stays: bool) -> None:
    code = "for each in all: print each"
    page = f"<div><p>{ONE}</p><{tag}>{code}</{tag}><p>{TWO}</p></div>"
    assert (code in kept(page, odds)) is stays


def test_code_behind_the_text_needs_as_much_as_anything() -> None:
    assert kept(f"<div>{BODY}<pre>for each in all: print each</pre></div>", 0.35) == [ONE, TWO]


def test_a_block_without_hope_is_not_lifted_by_those_like_it() -> None:
    alike = np.full(4, 4.0)
    found = {"group_count": alike, "group_chars": alike, "group_linked": alike, "words": alike}
    evened = even_out(found | {"linked": np.zeros(4)}, np.array([0.9, 0.9, 0.9, 0.05]))
    assert evened[3] == 0.05
    assert (evened[:3] < 0.9).all()


def test_letters_of_an_id_made_at_random_name_no_layer_over_the_page() -> None:
    assert kept(f"<div>{BODY}<p id='QAf0OT'>{THREE}</p></div>", 0.9) == [ONE, TWO, THREE]
    assert kept(f"<div>{BODY}<div class='privacy-popup'><p>{THREE}</p></div></div>", 0.9) == [ONE, TWO]


def test_a_mask_is_found_once_for_the_columns_of_a_page_and_cannot_be_changed() -> None:
    asked: list[Mapping[str, Numbers]] = []

    @remembered
    def positive(found: Mapping[str, Numbers]) -> Mask:
        asked.append(found)
        mask: Mask = found["a"] > 0
        return mask

    pages = [Columns(Order("a"), np.array([row])) for row in ([1.0, 0.0], [0.0, 1.0])]
    found = [positive(page).tolist() for page in (*pages, *pages)]
    assert found == [[True, False], [False, True]] * 2
    assert len(asked) == len(pages)
    with pytest.raises(ValueError, match="read-only"):
        positive(pages[0])[0] = False
    assert positive({"a": np.array([2.0])}).tolist() == [True]

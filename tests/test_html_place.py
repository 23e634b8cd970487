"""Where blocks of an HTML page stand to its text, and what that decides whatever a model says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from copydesk.characters import Counts, Mask, Numbers
from copydesk.document import RawDocument
from copydesk.label.claims import claim
from copydesk.label.htmlfeatures import Named, columns
from copydesk.label.htmlkeep import SURE, announcement, keep, labelled_links
from copydesk.label.htmlplace import (
    Place,
    above_headline,
    beside,
    container,
    far_behind,
    folded,
    linked_articles,
    other_article,
    out_of_place,
    with_calls,
)
from copydesk.label.survey import survey
from copydesk.page import read
from copydesk.repairs import repair
from copydesk.rules.view import View

ONE = "The ministers of both countries met in the capital on Tuesday, and said the talks had been useful."
TWO = "They agreed to meet again in the autumn, officials said after the talks, but did not name a day."
THREE = "Exporters have waited for a decision since the spring, when the old agreement came to an end."
BODY = f"<p>{ONE}</p><p>{TWO}</p>"


@dataclass(frozen=True)
class Seen:
    """A page with what is known of its blocks, all of which are looked at."""

    texts: Sequence[str]
    place: Place
    view: View
    found: Mapping[str, Numbers]

    @classmethod
    def of(cls, body: str) -> Seen:
        page = repair(read(RawDocument("page.html", f"<body>{body}</body>".encode(), "html")))
        texts = [block.text for block in page.blocks]
        assert page.markup is not None
        seen, near = survey(texts, page.markup), np.arange(len(texts))
        view, _ = claim(View.of(page))
        named = Named.read(seen.tree, near, {})
        found = columns(seen, near, texts, view, page.evidence, named)
        return cls(texts, Place(seen.tree, near, named.bits), view, found)

    @property
    def lengths(self) -> Counts:
        return self.view.sheet.characters.lengths

    def mask(self, *texts: str) -> Mask:
        return np.array([text in texts for text in self.texts])

    def chosen(self, mask: Mask) -> list[str]:
        return [text for text, one in zip(self.texts, mask.tolist(), strict=True) if one]

    def out_of_place(self, odds: float, of: str) -> Mask:
        """What is out of place where all is kept, of which one block has certain odds."""
        given = np.array([odds if text == of else 0.99 for text in self.texts])
        return out_of_place(self.place, self.view, self.found, given, np.ones(len(given), bool))

    def kept(self, odds: float, of: Collection[str], others: float = 0.99) -> list[str]:
        """What is kept where some blocks have certain odds, and the others their own."""
        given = np.array([odds if text in of else others for text in self.texts])
        return self.chosen(keep(self.view, self.found, given)[0])


def test_what_stands_around_the_text_is_near_and_what_follows_all_of_that_is_far() -> None:
    text = f"<section><div><div>{BODY}</div></div><p>near it</p></section>"
    seen = Seen.of(f"<main>{text}</main><div><p>far behind</p></div>")
    far = far_behind(seen.place, seen.lengths, seen.mask(ONE, TWO))
    assert seen.chosen(far) == ["far behind"]


def test_nothing_is_far_behind_where_nothing_is_kept() -> None:
    seen = Seen.of(BODY)
    assert not far_behind(seen.place, seen.lengths, seen.mask()).any()


def test_the_container_holds_most_of_the_text_and_no_more_than_it_must() -> None:
    seen = Seen.of(f"<main><div id='a'>{BODY}</div><div id='b'><p>More.</p></div></main>")
    element = container(seen.place, seen.lengths, seen.mask(ONE, TWO, "More."))
    assert seen.place.tree.markup.attributes[element] == ' id="a"'


def stream(title: str, credit: str) -> Seen:
    """Two articles one below the other, the second under a given title and credit."""
    return Seen.of(
        f"<article><h1 class='title'>Ministers meet</h1><p>By Ana Lima</p><div>{BODY}</div></article>"
        f"<article>{title}{credit}<div><p>{THREE}</p></div></article>"
    )


@pytest.mark.parametrize(
    ("title", "credit", "ends"),
    [
        ("<h1 class='title'>Exporters wait</h1>", "<p class='by'>By Raj Rao</p>", True),
        ("<h1 class='title'>Exporters wait</h1>", "<p>They are patient.</p>", False),
        ("<h1 class='part'>Exporters wait</h1>", "<p class='by'>By Raj Rao</p>", False),
        ("<h2 class='title'>Exporters wait</h2>", "<p class='by'>By Raj Rao</p>", False),
    ],
)
def test_another_title_with_a_byline_of_its_own_begins_another_article(
    title: str, credit: str, ends: bool
) -> None:
    seen = stream(title, credit)
    bylines = [i for i, text in enumerate(seen.texts) if text.startswith("By ")]
    kept = seen.mask(ONE, TWO, THREE)
    other = other_article(seen.place, kept, seen.texts.index("Ministers meet"), bylines)
    assert (THREE in seen.chosen(other)) is ends
    assert ONE not in seen.chosen(other)


LINKED = "<h2><a href='/x'>Exporters wait</a></h2>"
OWN = f"<h1>Ministers meet</h1>{BODY}"


@pytest.mark.parametrize(
    ("page", "ends"),
    [
        (f"<article>{OWN}</article><article>{LINKED}<p>{THREE}</p></article>", True),
        (f"<article>{OWN}</article><article><h2>Exporters wait</h2><p>{THREE}</p></article>", False),
        (f"<article>{OWN}</article><section>{LINKED}<p>{THREE}</p></section>", False),
        (f"<article>{OWN}<article>{LINKED}<p>{THREE}</p></article></article>", False),
        (f"<article>{OWN}</article><p>{THREE}</p><table><td>1<td><article>2</article></table>", False),
        (f"{OWN}<article>{LINKED}<p>{THREE}</p></article><article><p>More.</p></article>", False),
        (f"<article><h1>Ministers meet</h1></article><article>{LINKED}{BODY}<p>{THREE}</p></article>", False),
    ],
)
def test_an_article_whose_heading_is_a_link_is_another(page: str, ends: bool) -> None:
    seen = Seen.of(page)
    kept = seen.mask(ONE, TWO, THREE)
    other = seen.chosen(linked_articles(seen.place, kept, seen.texts.index("Ministers meet")))
    assert (THREE in other) is ends
    assert ONE not in other


@pytest.mark.parametrize("tag", ["aside", "footer", "nav", "figcaption"])
def test_an_element_for_other_things_needs_more(tag: str) -> None:
    seen = Seen.of(f"<main>{BODY}<{tag}><p>{THREE}</p></{tag}></main>")
    assert THREE not in seen.kept(SURE - 0.05, [THREE])
    assert THREE in seen.kept(SURE + 0.05, [THREE])


def test_a_page_that_has_all_its_text_in_such_an_element_keeps_it() -> None:
    seen = Seen.of(f"<aside>{BODY}</aside>")
    assert seen.kept(SURE - 0.05, [ONE, TWO]) == [ONE, TWO]


FOUR = "The talks had been put off twice, first by an election and then by a strike of railway workers."


@pytest.mark.parametrize(
    "element",
    [
        "<section class='cta-box'>{}</section>",
        "<div id='newsletterSignup'><div>{}</div></div>",
        "<div class='author__bio'>{}</div>",
        "<div class='Infobox'>{}</div>",
        "<div class='article-sidebar'>{}</div>",
        "<blockquote class='twitter-tweet'>{}</blockquote>",
    ],
)
def test_what_stands_in_an_element_named_for_something_beside_the_text_needs_more(element: str) -> None:
    seen = Seen.of(f"<main>{BODY}{element.format(f'<p>{THREE}</p>')}<p>{FOUR}</p></main>")
    assert seen.chosen(seen.out_of_place(SURE - 0.05, THREE)) == [THREE]
    assert seen.chosen(seen.out_of_place(SURE + 0.05, THREE)) == []


@pytest.mark.parametrize(
    "page",
    [
        f"<main class='newsletter'>{BODY}<p>{THREE}</p></main>",
        f"<article class='post author-ana'>{BODY}<p>{THREE}</p></article>",
        f"<div class='newsletter-body'>{BODY}<p>{THREE}</p></div>",
        f"<main>{BODY}<h2 id='the-newsletter-that-was'>{THREE}</h2></main>",
        f"<main>{BODY}<div class='authority'><p>{THREE}</p></div></main>",
        f"<main>{BODY}<div><div><div><div><div><div><p>{THREE}</p></div></div></div></div></div></div></main>",
    ],
)
def test_names_of_the_page_of_a_heading_or_of_most_of_the_text_count_for_nothing(page: str) -> None:
    seen = Seen.of(page)
    assert not seen.out_of_place(0.5, THREE).any()


def test_entries_of_one_name_with_most_of_the_text_keep_it() -> None:
    entry = "<div class='author-entry'><p>{}</p></div>"
    seen = Seen.of(f"<main><p>Live</p>{''.join(map(entry.format, (ONE, TWO, THREE, FOUR)))}</main>")
    assert not seen.out_of_place(0.5, THREE).any()
    few = Seen.of(f"<main>{BODY}{entry.format(THREE)}{entry.format(FOUR)}</main>")
    assert few.chosen(few.out_of_place(0.5, THREE)) == [THREE]


def test_names_count_for_nothing_where_no_other_running_text_is_left() -> None:
    lines = "".join(f"<p>Round {i}, 10 March</p>" for i in range(20))
    seen = Seen.of(f"<main>{lines}<div class='sidebar'><p>{THREE}</p></div></main>")
    kept = seen.mask(*seen.texts)
    assert seen.chosen(beside(seen.place, seen.lengths, kept, seen.mask(THREE))) == [THREE]
    assert not seen.out_of_place(0.5, THREE).any()


@pytest.mark.parametrize("name", ["banner", "banner article-lead"])
def test_a_lead_stays_in_such_an_element(name: str) -> None:
    seen = Seen.of(f"<main><div class='{name}'><p>{THREE}</p></div>{BODY}</main>")
    assert seen.out_of_place(0.6, THREE).any() == ("lead" not in name)


def test_what_stands_above_the_headline_must_be_sure() -> None:
    seen = Seen.of(f"<ul><li><p>{THREE}</p></li></ul><h1>Ministers meet</h1>{BODY}")
    kept, headline = seen.mask(ONE, TWO, THREE), seen.texts.index("Ministers meet")
    unsure = np.where(seen.mask(THREE), SURE - 0.05, 0.99)
    assert seen.chosen(above_headline(seen.lengths, unsure, kept, headline)) == [THREE]
    assert not above_headline(seen.lengths, unsure + 0.1, kept, headline).any()


def test_a_title_said_again_below_most_of_the_text_takes_nothing_away() -> None:
    seen = Seen.of(f"{BODY}<h2>Ministers meet</h2><p>{THREE}</p>")
    kept, headline = seen.mask(ONE, TWO, THREE), seen.texts.index("Ministers meet")
    assert not above_headline(seen.lengths, np.full(len(kept), 0.6), kept, headline).any()


def test_a_standfirst_in_such_an_element_is_left_to_its_own_reasons() -> None:
    seen = Seen.of(f"<main><header class='byline-social'><p>{THREE}</p></header>{BODY}</main>")
    assert not seen.out_of_place(0.2, THREE).any()
    assert seen.chosen(seen.out_of_place(0.6, THREE)) == [THREE]


def test_what_tells_of_the_text_needs_more_than_other_lines_that_a_rule_claims() -> None:
    origin, call = "This article originally appeared in The Daily.", "Subscribe to our newsletter"
    seen = Seen.of(f"<main>{BODY}<p>{call}</p><p>{origin}</p></main>")
    assert seen.kept(0.88, [origin, call]) == [ONE, TWO, call]


def lead(markup: str) -> Seen:
    head = f"<head><meta name='description' content='{THREE}'></head>"
    return Seen.of(f"{head}<h1>Ministers meet</h1>{markup}<p>Share this page</p><div>{BODY}</div>")


@pytest.mark.parametrize(
    ("markup", "odds", "stays"),
    [
        (f"<p class='standfirst'>{THREE}</p>", 0.02, True),
        (f"<p>{THREE}</p>", 0.02, False),
        (f"<p>{THREE}</p>", 0.2, True),
        (f"<ul><li>{THREE}</li><li>Nothing was agreed.</li></ul>", 0.35, True),
    ],
)
def test_a_standfirst_needs_less_the_more_says_that_it_is_one(markup: str, odds: float, stays: bool) -> None:
    seen = lead(markup)
    low = {text for text in seen.texts if text not in (ONE, TWO)}
    assert (THREE in seen.kept(odds, low)) is stays


def test_a_last_line_that_announces_links_is_no_text() -> None:
    links = "".join(f"<li><a href='/{i}'>Farmers hope for rain</a></li>" for i in range(3))
    seen = Seen.of(f"<div>{BODY}<p>See also our reports:</p><ul>{links}</ul></div>")
    kept = seen.mask(ONE, TWO, "See also our reports:")
    assert seen.chosen(announcement(seen.view, seen.found, kept)) == ["See also our reports:"]


def test_a_last_line_with_a_colon_stays_where_a_paywall_ends_the_text() -> None:
    seen = Seen.of(f"<div>{BODY}<p>This is what she wrote:</p><p>Subscribe to read on.</p></div>")
    kept = seen.mask(ONE, TWO, "This is what she wrote:")
    assert not announcement(seen.view, seen.found, kept).any()


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("PHOTOS: <a href='/1'>Ships at sea and in the harbour</a>", True),
        ("GAME 1: <a href='/1'>Ana’s late goal beats Lisbon</a>", True),
        ("Photos: <a href='/1'>Ships at sea and in the harbour</a>", False),
        ("WHO: <a href='/1'>The ministers will meet again in autumn.</a>", False),
        ("FIFA: The clubs must <a href='/1'>release all their players by Monday</a>", False),
        ("ANA LIMA: <a href='/1'>@analima</a>", False),
        ("<a href='/1'>LISBON: Ministers meet again in autumn</a>", False),
    ],
)
def test_a_label_in_capitals_and_a_link_between_paragraphs_are_no_text(line: str, goes: bool) -> None:
    seen = Seen.of(f"<div><p>{ONE}</p><p>{line}</p><p>{TWO}</p></div>")
    kept = np.ones(len(seen.texts), bool)
    assert labelled_links(seen.view, seen.found, kept).any() is np.bool_(goes)


QUESTIONS = ["Why did the ministers meet?", "When will they meet again?", "Who has waited for a decision?"]
FAQ = "".join(f"<h3>{question}</h3><p>They did not say.</p>" for question in QUESTIONS)


def unfolded(page: str, odds: float, others: float = 0.99) -> list[str]:
    seen = Seen.of(page)
    kept = seen.mask(ONE, TWO, THREE)
    return seen.chosen(folded(seen.place, seen.found, np.where(kept, others, odds), kept) & ~kept)


@pytest.mark.parametrize("name", ["faq-block", "FAQ", "accordion__items", "postAccordion"])
def test_an_accordion_behind_the_text_stays_or_goes_as_a_whole(name: str) -> None:
    page = f"<div>{BODY}<div class='{name}'>{FAQ}</div></div>"
    assert len(unfolded(page, 0.3)) == 2 * len(QUESTIONS)
    assert unfolded(page, 0.2) == []


def test_an_accordion_right_below_a_heading_of_the_text_needs_less() -> None:
    page = f"<div>{BODY}<h2>{THREE}</h2><div class='faq'>{FAQ}</div></div>"
    assert len(unfolded(page, 0.1)) == 2 * len(QUESTIONS)
    assert unfolded(page, 0.01) == []


@pytest.mark.parametrize(
    "page",
    [
        f"<div class='accordion'>{FAQ}</div><div>{BODY}</div>",
        f"<div>{BODY}<div class='accord'>{FAQ}</div></div>",
        f"<div>{BODY}<div class='accordion'><h3>Picture</h3><p>Ministers</p></div></div>",
        f"<div class='mobile-accordion'>{BODY}{FAQ}</div>",
        f"<div>{BODY}<footer class='accordion'>{FAQ}</footer></div>",
    ],
)
def test_no_other_element_brings_text_back(page: str) -> None:
    assert unfolded(page, 0.4) == []


APPEAL = "<p>We do this work every day at no cost to you.</p><p>Please support us with a donation.</p>"


@pytest.mark.parametrize(
    ("page", "odds", "goes"),
    [
        (f"<div>{BODY}</div><section>{APPEAL}</section>", 0.2, True),
        (f"<div>{BODY}</div><section>{APPEAL}</section>", 0.6, False),  # may be text itself
        (f"<div>{BODY}</div><section>{APPEAL}</section><p>{THREE}</p>", 0.2, False),  # text goes on
        (f"<div>{BODY}</div><section>{APPEAL}{'<p>More.</p>' * 8}</section>", 0.2, False),  # no box
        (f"<div>{BODY}</div>{APPEAL}", 0.2, False),  # in no element of their own
        (f"<div>{BODY}</div>{APPEAL.replace('</p><p>', '<br>')}", 0.2, False),  # a line of a paragraph
    ],
)
def test_what_stands_with_a_call_behind_the_text_is_that_call(page: str, odds: float, goes: bool) -> None:
    seen = Seen.of(page)
    given = np.array([0.99 if text in (ONE, TWO, THREE) else 0.7 for text in seen.texts])
    call = seen.texts.index("Please support us with a donation.")
    given[call] = odds
    gone = with_calls(seen.place, given, given > odds, [call])
    assert seen.chosen(gone) == (["We do this work every day at no cost to you."] if goes else [])

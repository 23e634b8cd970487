"""Tables of a page as wholes, lists of stories behind the text, and pages of lines alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from copydesk.characters import Mask, Numbers
from copydesk.clean import clean
from copydesk.document import RawDocument
from copydesk.errors import RejectedError
from copydesk.label.claims import claim
from copydesk.label.htmlfeatures import Named, columns
from copydesk.label.htmlplace import Place, of_author, related_tail
from copydesk.label.htmlwhole import holes, quotes, rest_of_lists, whole_tables
from copydesk.label.survey import survey
from copydesk.page import read
from copydesk.repairs import repair
from copydesk.rules.view import View

ONE = "The ministers of both countries met in the capital on Tuesday, and said the talks had been useful."
TWO = "They agreed to meet again in the autumn, officials said after the talks, but did not name a day."
THREE = "Exporters have waited for a decision since the spring, when the old agreement came to an end."
LONG = " ".join([THREE] * 6)
BODY = f"<p>{ONE}</p><p>{TWO}</p>"
ROWS = [f"{day}\tTeam {day}\t{day}:{day + 1}" for day in range(1, 31)]
CELLS = [row.replace("\t", "</td><td>") for row in ROWS]
TABLE = f"<table>{''.join(f'<tr><td>{row}</td></tr>' for row in CELLS)}</table>"


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
        seen, near, view = survey(texts, page.markup), np.arange(len(texts)), claim(View.of(page))[0]
        named = Named.read(seen.tree, near, {})
        found = columns(seen, near, texts, view, page.evidence, named)
        return cls(texts, Place(seen.tree, near, named.bits), view, found)

    def mask(self, texts: Collection[str]) -> Mask:
        return np.array([text in texts for text in self.texts])

    def chosen(self, mask: Mask) -> list[str]:
        return [text for text, one in zip(self.texts, mask.tolist(), strict=True) if one]


def rows_kept(body: str, odds: dict[str, float], kept: tuple[str, ...]) -> int:
    """How many rows are kept of a page where some of its blocks are and rows have certain odds."""
    seen = Seen.of(body)
    given = np.array([odds.get(text, 0.01) for text in seen.texts])
    lengths = seen.view.sheet.characters.lengths
    whole = whole_tables(seen.place, lengths, seen.found, given, seen.mask(kept))
    return len([text for text in seen.chosen(whole) if text in ROWS])


@pytest.mark.parametrize(
    ("odds", "rest"),
    [
        pytest.param((0.4, 0.9, 0.4, 0.4), ["First.", "Third.", "Fourth."], id="around one"),
        pytest.param((0.9, 0.9, 0.1, 0.4), [], id="behind an unlikely one"),
        pytest.param((0.4, 0.4, 0.4, 0.4), [], id="none is kept"),
    ],
)
def test_the_rest_of_a_list_needs_less(odds: tuple[float, ...], rest: list[str]) -> None:
    items = ("First.", "Second.", "Third.", "Fourth.")
    seen = Seen.of(f"{BODY}<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul><ul><li>Other.</li></ul>")
    likely = dict(zip(items, odds, strict=True))
    given = np.array([likely.get(text, 0.4) for text in seen.texts])
    assert seen.chosen(rest_of_lists(seen.place, seen.found, given, given > 0.5)) == rest


@pytest.mark.parametrize(("others", "rows"), [(0.6, len(ROWS)), (0.3, 0)])
def test_a_table_stays_or_goes_as_a_whole(others: float, rows: int) -> None:
    odds = {row: (0.3 if i == 0 else 0.5 if i == 1 else others) for i, row in enumerate(ROWS)}
    page = f"<div>{BODY}{BODY}{BODY}{TABLE}</div>"
    assert rows_kept(page, odds, (ONE, TWO, *ROWS[1:])) == rows


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        (f"<div><p>{ONE}</p>{TABLE}<p>{TWO}</p></div>", len(ROWS)),
        (f"<div><p>{ONE}</p>{TABLE}<p>Terms of use</p></div>", 0),
        (f"<div><p>{ONE}</p>{TABLE}<p>{TWO}</p><p>{LONG}</p></div>", 0),
    ],
)
def test_a_table_that_the_text_is_about_needs_less(page: str, rows: int) -> None:
    assert rows_kept(page, dict.fromkeys(ROWS, 0.3), (ONE, TWO, LONG)) == rows


FOUR = "The talks had been put off twice, first by an election and then by a strike of railway workers."


def filled(body: str, odds: float) -> list[str]:
    """What is kept besides two paragraphs where all else has certain odds."""
    seen = Seen.of(body)
    given = np.where(seen.mask([ONE, TWO]), 0.99, odds)
    return seen.chosen(holes(seen.place, seen.view, seen.found, given, seen.mask([ONE, TWO])))


@pytest.mark.parametrize(
    ("between", "odds", "gone"),
    [
        (f"<p>{THREE}</p>", 0.35, []),
        (f"<p>{THREE}</p><p>{FOUR}</p>", 0.35, []),
        (f"<p>{THREE}</p>", 0.25, [THREE]),
        (f"<p>{THREE}</p>", 0.6, [THREE]),
        (f"<div><p>{THREE}</p></div>", 0.35, [THREE]),
        (f"<p><a href='/'>{THREE}</a></p>", 0.35, [THREE]),
        ("<p>The minister with exporters in March</p>", 0.35, ["The minister with exporters in March"]),
        (f"<p>{THREE}</p><p>{FOUR}</p><p>{LONG}</p>", 0.35, [THREE, FOUR, LONG]),
    ],
)
def test_a_paragraph_between_two_of_the_text_needs_less(between: str, odds: float, gone: list[str]) -> None:
    page = f"<div><p>{ONE}</p>{between}<p>{TWO}</p></div>"
    assert [text for text in Seen.of(page).texts if text not in (ONE, TWO, *filled(page, odds))] == gone


@pytest.mark.parametrize(
    ("page", "stays"),
    [
        (f"<p>{ONE}</p><blockquote><p>{THREE}</p></blockquote><p>{TWO}</p>", True),
        (f"<p>{ONE}</p><blockquote>“<p>{THREE}</p>”</blockquote><p>{TWO}</p>", True),
        (f"<p>{ONE}</p><blockquote class='tweet embed'><p>{THREE}</p></blockquote><p>{TWO}</p>", False),
        (f"<p>{ONE}</p><blockquote><a href='/'>{THREE}</a></blockquote><p>{TWO}</p>", False),
        (f"<p>{ONE}</p><p>{TWO}</p><blockquote><p>{THREE}</p></blockquote>", False),
        (f"<p>{ONE}</p><div>Menu</div><blockquote><p>{THREE}</p></blockquote><p>{TWO}</p>", False),
        (f"<p>{ONE}</p><blockquote><p>{THREE}</p></blockquote><p>{LONG}</p><p>{TWO}</p>", False),
    ],
)
def test_a_quote_needs_less_where_the_text_does_not_say_it(page: str, stays: bool) -> None:
    seen = Seen.of(f"<main>{page}</main>")
    given, kept = np.full(len(seen.texts), 0.2), seen.mask([ONE, TWO, LONG])
    assert (THREE in seen.chosen(quotes(seen.view, seen.found, given, kept))) is stays


def below(body: str) -> list[str]:
    """What stands below the headings of other stories where all but these is kept."""
    seen = Seen.of(body)
    headings = [seen.texts.index("Related stories")]
    kept = ~seen.mask(["Related stories"])
    return seen.chosen(related_tail(seen.place, seen.view, seen.found["linked"], kept, headings))


HEADING = "<h3>Related stories</h3>"
TITLE = "<h4><a href='/dogs'>Town votes for a tax on dogs</a></h4>"


@pytest.mark.parametrize(
    ("body", "gone"),
    [
        (f"<div>{BODY}</div><section>{HEADING}{TITLE}<p>{THREE}</p></section>", True),
        (f"<div>{BODY}</div><section><div>{HEADING}</div>{TITLE}<p>{THREE}</p></section>", True),
        (f"<div>{BODY}</div><section>{HEADING}</section>{TITLE}<p>{THREE}</p>", False),
        (f"<div>{BODY}</div><section>{HEADING}<p>{THREE} <a href='/a'>Here.</a></p></section>", False),
        (f"<div><p>{ONE}</p></div><section>{HEADING}{TITLE}<p>{THREE}</p></section><p>{TWO}</p>", False),
        (f"<section>{HEADING}{TITLE}<p>{THREE}</p></section>", False),
        (f"<section><div>{BODY}</div></section><section>{HEADING}{TITLE}<p>{THREE}</p></section>", False),
    ],
)
def test_what_a_heading_of_other_stories_opens_behind_the_text_is_none_of_it(body: str, gone: bool) -> None:
    assert (THREE in below(body)) is gone


PERSON = "itemtype='https://schema.org/Person' itemscope"


@pytest.mark.parametrize(
    ("body", "gone"),
    [
        (f"<div>{BODY}</div><div {PERSON}><div itemprop='description'><p>{THREE}</p></div></div>", True),
        (f"<div>{BODY}</div><div itemprop='author'><p>{THREE}</p></div>", True),
        (f"<div>{BODY}</div><div itemprop='description'><p>{THREE}</p></div>", False),
        (f"<div {PERSON}>{BODY}<p>{THREE}</p></div>", False),
        (f"<article itemprop='author'><p>{THREE}</p></article><div>{BODY}</div>", False),
    ],
)
def test_an_element_that_is_its_author_describes_a_person(body: str, gone: bool) -> None:
    seen = Seen.of(f"<main>{body}</main>")
    lengths, every = seen.view.sheet.characters.lengths, np.ones(len(seen.texts), bool)
    found = of_author(seen.place, lengths, every, every)
    assert seen.chosen(found) == ([THREE] if gone else [])


LINES = "".join(f"<p>{day} May: Concert in the town hall, 8 pm</p>" for day in range(1, 30))
DATED = '{"@type": "NewsArticle", "headline": "Concerts in May", "datePublished": "2026-04-30"}'


@pytest.mark.parametrize(
    ("said", "is_one"),
    [(f'<script type="application/ld+json">{DATED}</script>', True), ("", False)],
    ids=["an article", "nothing"],
)
def test_lines_alone_are_an_article_where_the_page_says_it_is_one(said: str, is_one: bool) -> None:
    """Front pages, lists of goods and results of a search have as many lines."""
    page = f"<title>Concerts</title>{said}<main><h1>Concerts in May</h1><article>{LINES}</article></main>"
    raw = RawDocument("page.html", page.encode(), "html")
    if is_one:
        assert len(clean(raw).article.paragraphs) == 29
    else:
        with pytest.raises(RejectedError, match="no running text"):
            clean(raw)


@pytest.mark.parametrize(
    ("heading", "headline"),
    [
        ("<b>Bus cuts hurt the old</b>", "Bus cuts hurt the old"),
        ("<h1>Cuts of routes begin in June</h1><b>Bus cuts hurt the old</b>", "Cuts of routes begin in June"),
    ],
)
def test_the_longest_part_of_the_title_is_the_headline_where_there_is_no_heading(
    heading: str, headline: str
) -> None:
    body = f"<body><div>{heading}</div>{BODY}<p>{THREE}</p></body>"
    page = f"<title>Bus cuts hurt the old | The Daily</title>{body}"
    assert clean(RawDocument("page.html", page.encode(), "html")).article.headline == headline

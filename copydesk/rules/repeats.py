"""Repeats: what a page prints twice."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from copydesk.rules.book import run_rule
from copydesk.rules.view import View

_TITLE_WORDS = 3
_TITLE_LINES = 3
_TITLE_EXTRA = 60
_PROSE_CHARS = 80
_QUESTION = ("?", "？", "؟")
_PAGE = re.compile(r"(?:\b(?:19|20)\d\d|[|·•])\s(\d{1,4})$")
_FEWEST_PAGES = 3


@run_rule(
    "RP001",
    "duplicate",
    examples=[
        """
        -  date 2024-04-09 Ministers meet for talks on trade
        - Ministers meet for talks on trade | The Daily
          World
          Ministers meet for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
        """
    ],
)
def page_title(page: View) -> Iterator[range]:
    """The page title: the headline once more with a date or the site's name around it.

    Tools print the title of the window above the page: it is among the first lines, and holds the whole of
    a later line that stands before the text.
    """
    keys, titles = page.sheet.reading.keys, page.sheet.of_sort("unended")
    titles = titles[: bisect_left(titles, page.head)]
    headlines = tuple([keys[i] for i in titles])
    for i in range(min(page.head, _TITLE_LINES)):
        if _is_title(keys[i], headlines[bisect_right(titles, i) :]):
            yield range(i, i + 1)


def _is_title(title: str, headlines: tuple[str, ...]) -> bool:
    """Whether a title is one of the headlines with something around it; most have none of them in it."""
    if not title.startswith(headlines) and not title.endswith(headlines):
        return False
    near = [line for line in headlines if 0 < len(title) - len(line) <= _TITLE_EXTRA]
    return title.startswith(tuple(near)) or title.endswith(tuple(near))


@run_rule(
    "RP002",
    "duplicate",
    examples=[
        """
          Ministers meet for talks on trade
        - The minister&#039;s plane lands in Beijing. Photo: Ana Lima
          The minister's plane lands in Beijing. Photo: Ana Lima
          The ministers met in Beijing on Tuesday to discuss trade.
        """
    ],
)
def twin_lines(page: View) -> Iterator[range]:
    """A line printed twice in a row: of twins the one that needed a repair goes, else the second.

    A picture's alternative text and its caption are often the same sentence.
    """
    for i in page.sheet.twins:
        if page[i].words >= _TITLE_WORDS:
            yield range(i - 1, i) if page[i - 1].edited and not page[i].edited else range(i, i + 1)


@run_rule(
    "RP006",
    "navigation",
    examples=[
        """
          Ministers meet for talks on trade
        - What they agreed on
        - What is still open
        - Who will be there
          The ministers met in Beijing on Tuesday to discuss trade.
          What they agreed on
          They agreed to meet again in the autumn, officials said.
          What is still open
          They did not speak of the war, according to people who were there.
          Who will be there
          The next talks will be held in Paris in October or in November.
        """
    ],
)
def contents(page: View) -> Iterator[range]:
    """What parts a text has: lines in a row before it that come again as headings inside.

    Three or more, each of which comes again once, right above running text.
    """
    parts = {
        places[0]
        for places in page.sheet.copies
        if len(places) == _TWICE and places[0] < page.head < places[1] and _heads(page, places[1])
    }
    yield from (range(i, i + _FEWEST_PARTS) for i in sorted(parts) if {i + 1, i + 2} <= parts)


def _heads(page: View, i: int) -> bool:
    return i + 1 < page.tail and page[i + 1].prose and i + 1 not in page.claims


_TWICE, _FEWEST_PARTS = 2, 3


@run_rule(
    "RP003",
    "duplicate",
    examples=[
        """
          Ministers meet for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
        - Ministers meet for talks on trade
          They agreed to meet again in the autumn, officials said.
        """,
        """
          Talks on trade: day 1
          The ministers met in Beijing on Tuesday to discuss trade.
          Talks on trade: day 2
          They agreed to meet again in the autumn, officials said.
        """,
    ],
)
def repeated_headline(page: View) -> Iterator[range]:
    """A line before the text that comes again later: the headline as the alternative text of a picture."""
    for places in page.sheet.copies:
        if places[0] >= page.head:
            continue
        first = next((k for k in places if k not in page.claims), page.head)
        if first < page.head and page[first].words >= _TITLE_WORDS:
            yield from (range(k, k + 1) for k in places if k > first)


@run_rule(
    "RP004",
    "duplicate",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade and the war in the neighbouring country.
          They agreed to meet again.
        - The ministers met in Beijing on Tuesday to discuss trade and the war in the neighbouring country.
          They agreed to meet again.
          More talks will follow.
        """,
        """
          Talks in Beijing
          The ministers met in Beijing on Tuesday to discuss trade.
          Nothing was agreed on the war in the neighbouring country, said the minister who had invited them.
          They left for the airport late in the evening.
          A picture of the ministers
        - Nothing was agreed on the war in the neighbouring country, said the minister who had invited them.
          More talks will follow.
        """,
        """
          Five questions to two ministers
          We asked both of them the same questions.
          What was the most important thing that you have learned in all the years of your work as a minister?
          To listen, I believe, and not to answer at once.
          What was the most important thing that you have learned in all the years of your work as a minister?
          To wait, and to come back with a better answer.
        """,
    ],
)
def repeated_paragraph(page: View) -> Iterator[range]:
    """A paragraph that stood on the page before, word for word.

    Pages hold the body twice, for print or for another width. A repeat counts where the block before or
    behind it is one too, or where a paragraph inside the text comes once more. A refrain, a question put to
    several people, and text that stood before as a teaser or a caption, are kept.
    """
    for places in page.sheet.copies:
        key = page[places[0]].key
        if len(key) < _PROSE_CHARS or not page[places[0]].ends_sentence:
            continue
        once_more = len(places) == 2 and page.inside(places[0]) and not key.endswith(_QUESTION)
        for k in [k for k in places if k not in page.claims][1:]:
            if once_more or _neighbour_repeats(page, k):
                yield range(k, k + 1)


def _neighbour_repeats(page: View, k: int) -> bool:
    """Whether the block before or behind is a repeat too."""
    return any(0 <= n < len(page) and page.sheet.first[page[n].key] < min(n, k) for n in (k - 1, k + 1))


@run_rule(
    "RP005",
    "navigation",
    examples=[
        """
        - The Daily Wednesday 12 March 2025 5
          Ministers meet for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
        - The Daily Wednesday 12 March 2025 6
          They agreed to meet again in the autumn, officials said.
        - The Daily Wednesday 12 March 2025 7
          More talks will follow.
        """,
        """
          A diary of the talks
          The ministers met in Beijing on Tuesday to discuss trade.
          The talks: day 2
          They agreed to meet again in the autumn, officials said.
          The talks: day 3
          More talks will follow.
          The talks: day 4
          They ended at noon.
          North - South 1 - 1
          A shot from the left.
          North - South 1 - 2
          A shot from the right.
          North - South 1 - 3
        """,
    ],
)
def running_head(page: View) -> Iterator[range]:
    """The head or foot of printed pages: a line that comes again with the number of the next page.

    The number stands behind a year or a bar; behind a word or a dash it may count something else.
    """
    for places in page.sheet.counted:
        if len(places) < _FEWEST_PAGES or any(before + 1 == i for before, i in pairwise(places)):
            continue
        found = [_PAGE.search(page[i].text[-_LONGEST_PAGE:]) for i in places]
        numbers = [int(number[1]) if number else 0 for number in found]
        if all(before < number for before, number in pairwise([0, *numbers])):
            yield from (range(i, i + 1) for i in places)


_LONGEST_PAGE = 10

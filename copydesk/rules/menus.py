"""Menus: runs of short lines, numbered paths, and rows of topics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.native.features import runs
from copydesk.rules.book import run_rule
from copydesk.rules.navigation import MENU_KINDS
from copydesk.rules.terms import kinds_of, row_terms
from copydesk.rules.view import Line, View


@run_rule(
    "NA005",
    "tags",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Russia / China / Russia-China ties / Eurasia
        """,
        """
          Brazil / Germany / Japan
          The ministers met in Beijing on Tuesday to discuss trade.
          The road/rail link will open in May, the railway company said.
          Channel: The Daily | Line: @thedaily | Pictures: @thedaily_quote
        """,
    ],
)
def tag_row(page: View) -> Iterator[range]:
    """The topics of the page in a row after the text: at least three short terms between slashes or bars.

    Names of accounts are none.
    """
    return (range(i, i + 1) for i in page.sheet.of_sort("rows") if i >= page.tail and row_terms(page[i]))


@run_rule(
    "NA006",
    "navigation",
    examples=[
        """
        - 1. Home
        - 2. World
        - 3. Asia
          Ministers meet for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
          1. Home prices fell, and so did rents in most of the big cities.
        """
    ],
)
def numbered_path(page: View) -> Iterator[range]:
    """The path to the page, printed as a numbered list that begins with a home label."""
    texts = page.sheet.reading.texts
    for i in sorted([i for i in page.sheet.cues["digit"] if texts[i].startswith("1. ")]):
        found = _NUMBERED.fullmatch(page[i].text) if i + 1 < len(page) else None
        if found and kinds_of(found[2]) & {"home", "home_page"}:
            end = i + 1
            while end < len(page) and _is_step(page[end], end - i + 1):
                end += 1
            yield range(i, end)


_NUMBERED = re.compile(r"(\d)\.\s(\S.{0,40})")


def _is_step(line: Line, number: int) -> bool:
    found = _NUMBERED.fullmatch(line.text)
    return found is not None and found[1] == str(number) and not line.prose


_MENU_RUN = 4
_SECTIONS_RUN, _SECTIONS_SHARE = 6, 0.5


@run_rule(
    "NA007",
    "navigation",
    examples=[
        """
        - World
        - Politics
        - Sport
        - Opinion
          Ministers meet for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
        """,
        """
          Home prices fall | The Daily
        - World
        - Politics
        - Sport
        - Opinion
          Home prices fall
          The prices of homes fell in May for the third month in a row.
        """,
    ],
)
def menu_run(page: View) -> Iterator[range]:
    """A run of four or more lines of one to three words before or after the text: a menu.

    Inside the text such runs may be lists or verse, and are kept; so is a short headline: one which the title
    of the window begins with, or the last line where no other could be the headline.
    """
    menu = page.sheet.short.copy()
    menu[[*page.sheet.bylined, *page.sheet.dated]] = 0
    for run in runs(menu, _MENU_RUN, 0, page.head):
        heads = page.sheet.titled.intersection(run)
        if page.lone_headline(run[-1]):
            heads |= {run[-1]}
        yield from (range(k, k + 1) for k in run if k not in heads) if heads else (run,)
    if page.tail:
        yield from runs(menu, _MENU_RUN, page.tail, len(page))


@run_rule(
    "NA008",
    "navigation",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - World
        - Politics
        - Our village
        - Sport
        - Opinion
        - Culture
          News in brief
          Ministers of both countries had met three times in the months before.
          Wheat
          Maize
          Sugar beet
          Rape
          Sport
          Potatoes
          These are the crops that the two ministers spoke of at length.
        """
    ],
)
def section_run(page: View) -> Iterator[range]:
    """A run of six or more short lines, most of them names of sections or labels of menus: a menu.

    Pages print their menus between texts as well; a list in the text is of other things, and what stands
    behind the last such line may be the headline.
    """
    short = page.sheet.short
    sections = {i for kind in _SECTION_KINDS for i in page.sheet.of_kind.get(kind, ())}
    for run in runs(short, _SECTIONS_RUN, 0, len(page)):
        known = sections.intersection(run)
        if len(known) >= _SECTIONS_SHARE * len(run):
            yield range(run[0], max(known) + 1)


_SECTION_KINDS = ("section", "menu_weak", *MENU_KINDS)

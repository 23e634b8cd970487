"""Marks within lines: what typography, lists and links add to their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk.lexicon import alternatives
from copydesk.rules.book import Span, cut_rule
from copydesk.rules.view import Line, View
from copydesk.rules.where import cued, of_sort

_ENCLOSED = re.compile(
    r"([–—-]\s+|(?P<mark>[*=~^])(?P=mark){0,9}\s*)[^–—\s*=~^].{0,120}?((?(mark)\s*(?P=mark){1,10}|\s+[–—-]))"
)


@cut_rule(
    "ST010",
    "boilerplate",
    where=of_sort("marked"),
    examples=[
        """
          Both sides called the talks fruitful and agreed to meet again.
        - – “Deep trust” –
        + “Deep trust”
        - ** The price of steel **
        + The price of steel
          For his part, the minister thanked his hosts – and left – at noon.
        """
    ],
)
def dashes_around_heading(page: View, i: int, text: str) -> Iterator[Span]:
    """Dashes or other marks around a subheading.

    Agencies set subheadings between dashes, and letters in plain text theirs between stars or the like. They
    are typography, not words of the heading.
    """
    found = _ENCLOSED.fullmatch(text)
    if found and not page[i].prose:
        yield found.span(1)
        yield found.span(3)


_ITEM_TAGS = ("", "li", "dd")
_BULLET = re.compile(r"(?:[•·‣▪●○◦■□➤►▶*]|\+(?!\d)|[-–—](?=\s))\s*(?=[^\W\d_]|[\"'“‘„«(\d])")


@cut_rule(
    "ST011",
    "boilerplate",
    where=of_sort("marked"),
    examples=[
        """
          The report names three causes for the delay in the project:
        - • rising prices
        + rising prices
        - * a lack of staff
        + a lack of staff
          – “I never said that,” he told reporters on Tuesday evening.
          +1 555 010 0100
        """,
        """
          Han har vært på reise i to år sammen med sin bror og en hund.
          – Vi sovnet en gang på havet, langt fra land, forteller den ene av dem.
          – Det er ikke noe man har lyst til å gjøre en gang til, sier den andre.
          – Aldri igjen.
        """,
        """
          Агроном тридцать лет прожил в городе, а потом купил дом в деревне.
          — Жалеете?
          — Нет.
          — Что посадили первым?
          — Антоновку.
        """,
    ],
)
def list_mark(page: View, i: int, text: str) -> Iterator[Span]:
    """The mark of a list item.

    The role says that a block is an item; the mark is not one of its words. A dash before speech stays, and
    so does any mark where markup tells that the block is no item.
    """
    found = _BULLET.match(text) if page[i].hints.tag in _ITEM_TAGS else None
    if found and (text[0] not in "–—-" or is_dashed_item(page, i)):
        yield found.span()


def is_dashed_item(page: View, i: int) -> bool:
    """Whether a line that begins with a dash is an item: a neighbour begins with the same dash.

    In many languages speech begins with a dash longer than a hyphen, and each speaker with another line: one
    that says much or asks tells of those around it.
    """
    mark = page[i].text[0]
    around = [page[k] for k in (i - 1, i, i + 1) if 0 <= k < len(page)]
    dashed = [line for line in around if line.text.startswith(f"{mark} ")]
    return len(dashed) > 1 and not (mark in "–—" and any(_is_spoken(line) for line in dashed))


def _is_spoken(line: Line) -> bool:
    """Whether a line behind a long dash is what somebody says: running text, a question, or a shout."""
    return line.prose or line.text[-1] in _SPOKEN


_SPOKEN = frozenset("?!؟")


def is_item(page: View, i: int) -> bool:
    """Whether a block begins with the mark of a list item."""
    text = page[i].text
    return _BULLET.match(text) is not None and (text[0] not in "–—-" or is_dashed_item(page, i))


@cut_rule(
    "ST012",
    "navigation",
    where=cued("new_tab"),
    examples=[
        """
        - According to the report, opens new tab by the ministry, trade fell by a third.
        + According to the report by the ministry, trade fell by a third.
        - Das zeigt eine Studie (öffnet im neuen Fenster) der Behörde aus dem Herbst.
        + Das zeigt eine Studie der Behörde aus dem Herbst.
          In March the bank opens new windows for its customers, the manager said.
        """
    ],
)
def link_hint(page: View, i: int, text: str) -> Iterator[Span]:
    """What links tell readers who can't see that they open another window."""
    yield from (found.span() for found in _link_hint().finditer(text))


@cache
def _link_hint() -> re.Pattern[str]:
    """The hint in brackets, behind a comma, or as it stands behind a link, up to the end of its words."""
    hint = alternatives("new_tab")
    return re.compile(rf"\s?[(（\[]{hint}[)）\]]|,\s{hint}(?!\w)", re.IGNORECASE)


_NUMBER = re.compile(r"(\d{1,2})\.\s{1,3}(?=\S)")


@cut_rule(
    "ST013",
    "navigation",
    where=cued("digit"),
    examples=[
        """
        - 1. Home
        - 2. Politics
        - 3. Ministers meet in Beijing for talks on trade
        + Ministers meet in Beijing for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
          2. What they agreed on
          They agreed to meet again in the autumn, officials said.
        """
    ],
)
def crumb_number(page: View, i: int, text: str) -> Iterator[Span]:
    """The number of a headline at the end of a path, whose steps are no text.

    Tools that print pages number the steps from the front page to the article, which its title ends: where
    the numbers go on, they are of a list.
    """
    step = i - 1 if i and page[i - 1].key else i - 2  # a mark may stand between
    if not 0 <= step < page.head or step not in page.claims:
        return
    found, number = _NUMBER.match(text), _number(page, i)
    following = range(i + 1, min(i + _LONGEST_ITEM, len(page)))
    if found and _number(page, step) + 1 == number and all(_number(page, k) != number + 1 for k in following):
        yield found.span()


_LONGEST_ITEM = 6
"""Lines of an item of a list, and the next one."""


def _number(page: View, i: int) -> int:
    """The number that a line begins with; -1 where there is none."""
    found = _NUMBER.match(page[i].text)
    return int(found[1]) if found else -1

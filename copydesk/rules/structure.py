"""Structure: what a page prints to lay itself out."""

from __future__ import annotations

import re
from functools import cache

from copydesk.lexicon import alternatives
from copydesk.rules.book import block_rule
from copydesk.rules.view import View
from copydesk.rules.where import cued, of_sort

_SEPARATOR = re.compile(r"[\W_]+")


@block_rule(
    "ST001",
    "boilerplate",
    where=of_sort("letterless"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - ***
        - | |
          They agreed to meet again in the autumn, officials said.
        """
    ],
)
def separator(page: View, i: int) -> bool:
    """A line without a letter or digit.

    Rulers, bullets that lost their text and the bars between menu items; also lines which held nothing
    but invisible characters. A line of marks between two sections of the text stays.
    """
    return _SEPARATOR.fullmatch(page[i].text) is not None or not page[i].text


_COUNTER = re.compile(
    r"(?:[^\W\d_]{2,12}\s)?\d{1,3}\s(?:/|of|von|de|di|sur|van|av|из|z|iz)\s\d{1,3}|\d{1,2}:\d\d(?:\s/\s\d{1,2}:\d\d)",
    re.IGNORECASE,
)


@block_rule(
    "ST002",
    "boilerplate",
    where=of_sort("numbered"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Image 1 of 5
        - 3 / 12
        - 0:00 / 2:31
          One of five ministers
          Image 1 of the series shows the factory as it was before the war.
        """
    ],
)
def counter(page: View, i: int) -> bool:
    """The counter of a gallery or the clock of a player.

    Two numbers and the word between them, perhaps after the word for a picture, and nothing else.
    """
    return _COUNTER.fullmatch(page[i].text) is not None


@block_rule(
    "ST003",
    "boilerplate",
    where=cued("placeholder"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - $$ARTICLE_AD$$
        - {{ related.title }}
        - Placeholder image-2
        - VIDEO
          The template {{ name }} was never filled, the engineer told the committee.
        """
    ],
)
def placeholder(page: View, i: int) -> bool:
    """A placeholder of a template that was never filled, or of a film that is not there, and nothing else."""
    return _placeholder().fullmatch(page[i].text) is not None


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile(rf"\s*{alternatives('placeholder')}\s*", re.IGNORECASE)


@block_rule(
    "ST004",
    "boilerplate",
    where=cued("end_mark"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - (END)
        - （完）
        - - Ende -
          End of the line
          The end
        """
    ],
)
def end_mark(page: View, i: int) -> bool:
    """The mark that an agency puts behind a text, in brackets or between dashes."""
    return _end_mark().fullmatch(page[i].text) is not None


@cache
def _end_mark() -> re.Pattern[str]:
    marks = r"[(\[（【*–—-]", r"[)\]）】*–—-]"
    return re.compile(rf"{marks[0]}{{1,3}}\s?{alternatives('end_mark')}\s?{marks[1]}{{1,3}}", re.IGNORECASE)


_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")


@block_rule(
    "ST005",
    "date",
    where=of_sort("numbered"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - 12:05
        - 1:02:13
          A farmer on the talks
          They were to meet at 13:45
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          13:45
          They agreed to meet again in the autumn, officials said.
          14:04
          It rains in Beijing.
          15:05
          The doors are closed now.
        """,
    ],
)
def clock(page: View, i: int) -> bool:
    """A time and nothing else: when another story was written, or how long a clip lasts.

    Right behind a sentence and right before one it heads an entry of a chronicle, and stays.
    """
    return _CLOCK.fullmatch(page[i].text) is not None and not (page.inside(i) or _is_entry(page, i))


def _is_entry(page: View, i: int) -> bool:
    return 0 < i < len(page) - 1 and page[i - 1].ends_sentence and page[i + 1].ends_sentence


@block_rule(
    "ST006",
    "boilerplate",
    where=cued("reading_time"),
    examples=[
        """
        - 5 min read
        - Reading time: about 4 minutes
        - Listen to this article · 5:02 min
        - Lesezeit: 4 Minuten
        - Temps de lecture : 3 min
        - 4 dk okuma süresi
          The ministers met in Beijing on Tuesday to discuss trade.
          Reading time: a class of nine in the library of a village
          She has a 5 minute read of the papers before she leaves the house.
        """
    ],
)
def reading_time(page: View, i: int) -> bool:
    """How long the text takes to read or to hear, and nothing else."""
    return len(page[i].text) <= _LONGEST_TIME and _reading_time().fullmatch(page[i].text) is not None


_LONGEST_TIME = 60


@cache
def _reading_time() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}{alternatives('reading_time')}\W{{0,3}}", re.IGNORECASE)

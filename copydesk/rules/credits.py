"""Credits: who wrote it, when, and whose pictures they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.metadata.names import agency_of, is_name
from copydesk.rules.book import Span, block_rule, cut_rule, run_rule
from copydesk.rules.credit import (
    LONGEST_CREDIT,
    is_credit,
    is_credit_label,
    is_name_in_brackets,
    is_third_item,
)
from copydesk.rules.view import Line, View
from copydesk.rules.where import bylined, dated


@block_rule(
    "CR001",
    "byline",
    where=bylined,
    examples=[
        """
          Ministers meet for talks on trade
        - By Ana Lima and Raj Rao
        - Reuters
          By Monday the army had left the town, the governor said.
          By All Means Necessary, the song that made him famous, was played.
        """,
        """
          Minister treffen sich zu Gesprächen
        - Von Jana Groß, Berlin
          Von Montag an gelten neue Regeln, sagte die Ministerin am Abend.
        """,
        """
          Ministers meet for talks on trade
        - By
        - Ana Lima
        - and
        - Raj Rao
          The ministers met in Beijing on Tuesday to discuss trade.
        """,
    ],
)
def byline(page: View, i: int) -> bool:
    """A byline: a preposition and names, or the name of an agency alone.

    The line must be names to its end. A sentence which begins with the same word is kept. Tools that break
    lines at links leave the preposition and each name on lines of their own.
    """
    return page[i].byline is not None


@block_rule(
    "CR002",
    "date",
    where=dated,
    examples=[
        """
          Ministers meet for talks on trade
        - 09 April, 2024, 01:45 pm
        - Last modified: 09 April, 2024, 01:53 pm
          On 9 April 2024 the ministers met in Beijing for the first time.
          It was cold in the city, and the ministers did not stay for long.
          10 April 2024
          On the second day they went to see the factory, without the press.
        """,
        """
          Minister treffen sich zu Gesprächen
        - Stand: 09.04.2024, 13:45 Uhr
          9. April 2024 war der Tag, an dem sich alles änderte.
        """,
    ],
)
def date_line(page: View, i: int) -> bool:
    """A date and nothing else: when the page was published or changed.

    Labels, weekdays, times and zones belong to it. A date inside a sentence is kept, and so is a bare date
    with running text right before and after it: it heads a part of a chronicle.
    """
    date = page[i].date
    return date is not None and (date.labelled or not page.inside(i))


@run_rule(
    "CR003",
    "caption_credit",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Photo: Courtesy
        - (Foto: Ana Lima)
        - Ana Lima / Getty Images
        - (Raj Rao)
        - Getty Images)
          Getty Images had sold it to newspapers in forty countries.
          (a) the right to be told
          (b) the right to silence
          (c) the right to be heard
          The photo: a boy on a beach, alone. It went around the world.
        """,
    ],
)
def credit_lines(page: View) -> Iterator[range]:
    """The credit of a picture without its caption, or a name in brackets on a line of its own.

    Judged after the lists of other stories, to which the credits of their pictures belong.
    """
    texts, bracketed = page.sheet.reading.texts, page.sheet.reading.facts.bracketed
    among = {*bracketed, *(i for kind in _KINDS for i in page.sheet.cues.get(kind, ()))}
    free = [i for i in among if len(texts[i]) <= LONGEST_CREDIT and i not in page.claims]
    alone = (i for i in free if is_credit(page[i].text) or is_lone_name(page, i))
    yield from (range(i, i + 1) for i in alone if not is_third_item(texts, i))
    broken = (i for i in free if texts[i].endswith(_COLONS) and is_credit_label(page[i].text))
    yield from (range(i, i + 2) for i in broken if i + 1 < len(page) and _is_owner(page[i + 1]))


_KINDS = ("credit", "picture_agency", "picture_source")
"""Kinds of phrases that credits without a caption begin or end with."""

_COLONS = (":", "：")


def _is_owner(line: Line) -> bool:
    """Whether a line can be whose a picture is: some words, the first with a capital or without case."""
    plain = not (line.prose or line.text[:1].islower() or line.text.endswith(":"))
    return plain and line.words <= _OWNER_WORDS


_OWNER_WORDS = 6


def is_lone_name(page: View, i: int) -> bool:
    """Whether a line is a name in brackets that goes on with nothing."""
    return is_name_in_brackets(page[i].text) and (not i or page[i - 1].ends_sentence or page[i - 1].credit)


@run_rule(
    "CR006",
    "date",
    examples=[
        """
          Ministers meet for talks on trade
        - 3 hours ago
        - Updated 5 minutes ago
          The ministers met in Beijing on Tuesday to discuss trade.
          Three hours ago they left for the airport, the ministry said.
        """
    ],
)
def age_line(page: View) -> Iterator[range]:
    """The age of the page, such as "3 hours ago": a date that says nothing once the page is saved.

    Judged after the lists of other stories, to which the ages of those belong.
    """
    return (range(i, i + 1) for i in page.sheet.aged if not page.inside(i))


def named_or_above_date(page: View) -> list[int]:
    """Lines that are a name of a byline, or right above a date or an age."""
    named = {i for name in page.names for i in page.sheet.places(name)}
    return sorted(named | {i - 1 for i in (*page.sheet.dated, *page.sheet.aged) if i})


@block_rule(
    "CR004",
    "byline",
    where=named_or_above_date,
    examples=[
        """
          Both countries signed the contract on Friday, officials said.
        - Ana Lima
          By Ana Lima
          Ana Lima Silva, the mayor, welcomed the contract in a statement.
        """,
        """
          Ministers meet for talks on trade
        - Raj Rao
          12 May 2024
          The ministers met in Beijing on Tuesday to discuss trade.
          Donald Tusk
          The prime minister of Poland was not at the table this time.
        """,
        """
          Town Hall Closes
          12 May 2024
          The town hall closed on Sunday, and nobody knows for how long.
        """,
    ],
)
def author_name(page: View, i: int) -> bool:
    """The author's name on a line of its own.

    Pages print it beside the byline, over the author's portrait, or with the date. It must equal a name of
    a byline on the page, or stand right above a date before the text begins, and not be the only line there
    that could be the headline; any other name is kept.
    """
    line = page[i]
    if line.key in page.names:
        return True
    if not 0 <= i < page.tail - 1 or not is_name(line.text) or page.inside(i):
        return False
    below = page[i + 1]
    return (below.date is not None or below.age) and not page.lone_headline(i)


_SIGNATURE = re.compile(r"(?<=[.!?…\"”“»’])\s*[(\[]([^\W\d_][\w-]{1,11}(?:\s?/\s?[\w-]{2,12}){0,4})[)\]]\.?$")
_LONGEST_INITIALS = 6


def last_of_text(page: View) -> range:
    """The last line of running text."""
    return range(max(page.tail - 1, 0), page.tail)


@cut_rule(
    "CR010",
    "byline",
    where=last_of_text,
    examples=[
        """
          He called it a “gentelmens agreement”. (sic)
          They spoke of the “biggest deal ever” (see below).
        - A new security architecture should be created through negotiations. (marv)
        + A new security architecture should be created through negotiations.
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade. (more below)
        - They will meet again in the autumn, the ministry said in the evening. (AFP)
        + They will meet again in the autumn, the ministry said in the evening.
        """,
    ],
)
def signature(page: View, i: int, text: str) -> Iterator[Span]:
    """The initials of the author or the agency in brackets, after the last sentence of a text.

    Newspapers sign articles so. Only lower-case initials and agencies after a full stop in the last paragraph
    count; other brackets belong to their sentence.
    """
    found = _SIGNATURE.search(text[-40:]) if i == page.tail - 1 else None
    if found and _signs(found[1]):
        base = max(len(text) - 40, 0)
        yield base + found.start(), base + found.end()


def _signs(signature: str) -> bool:
    first, *_ = parts = re.split(r"\s?/\s?", signature)
    if any(agency_of(f"({part})") for part in parts):
        return True
    return first.islower() and len(first) <= _LONGEST_INITIALS and first not in _NOT_SIGNATURES


_NOT_SIGNATURES = frozenset({"sic", "pdf", "bis", "op", "cit", "ibid", "video", "foto", "photo", "link"})

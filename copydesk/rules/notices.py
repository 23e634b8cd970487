"""Notices: copyright, consent, paywalls, syndication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk.lexicon import alternatives
from copydesk.rules.book import Span, block_rule, cut_rule
from copydesk.rules.view import View
from copydesk.rules.where import cued, either, labelled

_LATEST = 120
"""Characters in which a formula begins; further behind it is the credit of a caption."""

_OWNER_WORDS = 12

_OWNER = re.compile(
    r"(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:copyright\s*)?[(\[]?(?:19|20)\d\d|(?:©|copyright:|\(c\)\s?copyright)\s.{1,60}\b(?:19|20)\d\d\W*$",
    re.IGNORECASE,
)


@block_rule(
    "NO001",
    "copyright",
    where=cued("rights", "credit"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - All rights of reproduction and representation reserved. © (2024) Agence France-Presse
        - © 2024 The Daily
        - Copyright: The Daily Syndicate, 2024
        - (c) Copyright The Daily Syndicate 2024.
          (c) the amendment to the law on archives and libraries of May 2024
          She reserved all rights to the song, her lawyer said on Friday.
          All rights reserved for the women were withdrawn, said a minister on Friday.
          © 2024 was the mark that the forger had printed on all of the plates he had made.
          At the foot of most pages stands "All rights reserved", which means nothing.
        """
    ],
)
def copyright_line(page: View, i: int) -> bool:
    """A copyright line or a reservation of rights.

    It begins with the mark and a year and goes on for a few words, or holds one of the legal formulas. A
    picture credit ("© Agency") at the end of a caption is none, nor is a sentence that says who said it.
    """
    line = page[i]
    if not 1 < line.words <= 60:
        return False
    owned = _OWNER.match(line.text) is not None and (line.words <= _OWNER_WORDS or not line.prose)
    formula = owned or (page.cued(i, "rights") and _rights().search(line.text[:_LATEST]) is not None)
    return formula and not line.attributed


@cache
def _rights() -> re.Pattern[str]:
    """A formula at the beginning of a line, or behind a mark or a number: not the words of a quotation."""
    before = r"^|[^\w\s'’\"“”„«»‘-]\s{0,2}|[\"”»]\s{1,2}|\d\s"
    return re.compile(rf"(?:{before}){alternatives('rights')}", re.IGNORECASE)


@block_rule(
    "NO002",
    "consent",
    where=either(labelled("consent"), cued("consent_notice")),
    examples=[
        """
        - We use cookies to improve your experience. By continuing to browse this site you agree.
        - Accept all
          The minister accepted all cookies that were offered, with thanks.
          “On our pages we use cookies for the shopping cart alone,” said the owner of the shop.
        """
    ],
)
def cookie_notice(page: View, i: int) -> bool:
    """A consent notice for cookies, or one of its buttons.

    The notice begins one of its sentences as such notices do; somebody quoted in the text is kept.
    """
    line = page[i]
    return line.consent or page.is_label(i, "consent")


@block_rule(
    "NO003",
    "promo",
    where=cued("paywall"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Subscribe to continue reading
        - Already a subscriber? Log in
          Readers subscribe to continue reading what they love, the editor said at the fair.
        """
    ],
)
def paywall_notice(page: View, i: int) -> bool:
    """The notice of a paywall where the free part ends."""
    line = page[i]
    return 1 < line.words <= 40 and not line.prose and _paywall().match(line.text) is not None


@cache
def _paywall() -> re.Pattern[str]:
    return re.compile(alternatives("paywall"), re.IGNORECASE)


_STAR = re.compile(r"(?<=\w)\*(?=[\s.,;:!?)\]”\"’]|$)")


def beside_note_on_stars(page: View) -> range:
    """All lines of a page that explains its link stars."""
    return range(len(page) if page.sheet.note_on_stars else 0)


@cut_rule(
    "NO010",
    "promo",
    where=beside_note_on_stars,
    examples=[
        """
        - Diplomats from the USA* accused China of supporting the war*. The note counts 3 * 4 cases.
        + Diplomats from the USA accused China of supporting the war. The note counts 3 * 4 cases.
        - Nothing was agreed. *news.example is an offer from EXAMPLE.MEDIA.
        + Nothing was agreed.
        """,
        """
          The price* was not disclosed by the company, which is based in Bern.
          * Prices without tax.
        """,
    ],
)
def link_star(page: View, i: int, text: str) -> Iterator[Span]:
    """The star of a marked link, on pages that explain their stars in a note.

    Publishers star links to partners and say so at the foot. Stars without such a note may be the author's
    footnotes, and stay.
    """
    if page.sheet.note_on_stars:
        yield from (found.span() for found in _STAR.finditer(text))
        note = _star_note().search(text)
        if note and note.start():
            yield note.span()


@cache
def _star_note() -> re.Pattern[str]:
    return re.compile(rf"\s{{0,3}}\*\s?\S{{1,60}} {alternatives('syndication')}[^*]{{0,120}}$", re.IGNORECASE)


@block_rule(
    "NO004",
    "promo",
    where=cued("syndication"),
    examples=[
        """
          The ministers met in Beijing* on Tuesday to discuss trade with the USA.
        - *news.example is an offer from EXAMPLE.MEDIA.
        """
    ],
)
def star_note(page: View, i: int) -> bool:
    """The note that explains the stars of marked links."""
    found = _star_note().match(page[i].text)
    return found is not None and not found.start()


@block_rule(
    "NO005",
    "boilerplate",
    where=cued("feed_notice"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - (This story has not been edited by our staff and is published from a syndicated feed.)
        - The post Ministers meet for talks on trade appeared first on The Daily.
          The tape has not been edited by our staff, the broadcaster said on Friday.
        """
    ],
)
def feed_notice(page: View, i: int) -> bool:
    """The notice that a machine took over, wrote or translated the text, or from where a feed took it."""
    line = page[i]
    if not 4 < line.words <= 60 or _feed_notice().search(line.text) is None:
        return False
    return not line.attributed and not page.lone_headline(i)


@cache
def _feed_notice() -> re.Pattern[str]:
    return re.compile(alternatives("feed_notice"), re.IGNORECASE)


@block_rule(
    "NO006",
    "boilerplate",
    where=cued("embed_notice"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - To view this video please enable JavaScript, and consider upgrading to a newer browser
        - A post shared by Ana Lima (@analima)
        - Your browser does not support the video tag.
          The post shared by the minister was gone by noon, and so was his account.
          “Your browser does not support our site”, the hackers wrote to the bank.
        """,
        """
          Die Minister trafen sich am Dienstag in Peking, um über Handel zu sprechen.
        - Ein Klick für den Datenschutz
        - Dieses Video ist leider nicht verfügbar.
          Dieses Video ist für das Gericht nicht mehr von Bedeutung, sagte der Richter am Montag.
        """,
    ],
)
def embed_notice(page: View, i: int) -> bool:
    """What stands in place of an embedded video, post or map: that it can't be shown, or whose it is."""
    line = page[i]
    short = 1 < line.words <= (_LONGEST_SENTENCE if line.prose else _LONGEST_EMBED)
    return short and _embed().search(line.text) is not None and not line.attributed


_LONGEST_EMBED, _LONGEST_SENTENCE = 40, 10


@cache
def _embed() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[.!?:|–—-]\s+|[。！？।])\W{{0,3}}{alternatives('embed_notice')}", re.IGNORECASE)

"""Notices around all that a publisher prints: how much is left, where it appeared first, who pays for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk.lexicon import alternatives
from copydesk.rules.book import block_rule, run_rule
from copydesk.rules.view import View
from copydesk.rules.where import cued


@run_rule(
    "NO007",
    "promo",
    examples=[
        """
          Les ministres se sont réunis mardi à Pékin pour parler de commerce.
        - Il vous reste 41.5% de cet article à lire. La suite est pour les abonnés.
        - Pourquoi la lecture s’est-elle arrêtée ?
        - Un seul appareil à la fois peut ouvrir les articles avec votre compte, et un autre le fait déjà.
        """,
        """
          Elle a dépensé la moitié de la somme, et il vous reste 40 % du capital, a dit le juge.
          Les ministres se sont réunis mardi à Pékin pour parler de commerce.
        """,
    ],
)
def behind_paywall(page: View) -> Iterator[range]:
    """The notice that tells how much of the text is left, and all behind it.

    Servers that count what is left do not send it: what follows speaks to readers, or is of other stories.
    """
    cued = sorted(page.sheet.cues.get("rest_left", ()))
    found = (i for i in cued if page.head < i and page[i].words <= _LONGEST_REST)
    first = next(
        (i for i in found if _rest_left().search(page[i].text) and not page[i].attributed), len(page)
    )
    yield range(first, len(page))


_LONGEST_REST = 25


@cache
def _rest_left() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[.!?:。]\s?)\W{{0,3}}{alternatives('rest_left')}", re.IGNORECASE)


@block_rule(
    "NO008",
    "copyright",
    where=cued("origin"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - This article originally appeared in The Daily.
          The story first appeared in The Daily, and the minister denied every word of it on Tuesday evening.
        - Reprinted with permission from The Daily.
          This story first appeared in 1925.
        """,
        """
          Die Minister trafen sich am Dienstag in Peking, um über Handel zu sprechen.
        - Dieser Text erschien zuerst in der Tageszeitung.
          Der Text erschien zuerst in der Tageszeitung, dann als Buch.
        """,
    ],
)
def origin_notice(page: View, i: int) -> bool:
    """Where the text appeared first, or with whose permission it is printed.

    The line begins so, and its sentence ends with where: one that goes on, or tells a year, is news. A year
    of the last century is in any case.
    """
    line = page[i]
    if not 3 < line.words <= _LONGEST_ORIGIN or not _origin().match(line.text):
        return False
    return _LONG_AGO.search(line.text) is None


_LONGEST_ORIGIN = 60
_LONG_AGO = re.compile(r"\b1[5-9]\d\d\b")


@cache
def _origin() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}{alternatives('origin')}[^,;:!?\d]{{0,80}}(?:\.|\W*$)", re.IGNORECASE)


@block_rule(
    "NO009",
    "boilerplate",
    where=cued("standing"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - The Associated Press receives support from several private foundations.
        - Republish our articles for free, online or in print, under a Creative Commons license.
        - Keep it Clean. Please avoid obscene, vulgar, lewd, racist or sexually-oriented language.
        - Our website is not responsible for the content of external sites.
          Keep it clean, the mayor told them.
          Share with us what you know of the night of the fire, the police asked.
        """
    ],
)
def standing_notice(page: View, i: int) -> bool:
    """What a publisher prints with any text: who pays for it, how to use it, the rules of its forms.

    The line begins with the words of such a notice, which no news begins with; what somebody says is kept.
    """
    line = page[i]
    return (
        3 <= line.words <= _LONGEST_STANDING
        and _standing().match(line.text) is not None
        and not line.attributed
        and not page.lone_headline(i)
    )


_LONGEST_STANDING = 60


@cache
def _standing() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}{alternatives('standing')}", re.IGNORECASE)

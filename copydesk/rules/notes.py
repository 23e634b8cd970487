"""Notes below the text: on who else worked on it, on where to write to them."""

from __future__ import annotations

import re
from functools import cache

from copydesk.lexicon import alternatives
from copydesk.rules.book import block_rule
from copydesk.rules.social import BEGIN
from copydesk.rules.view import View
from copydesk.rules.where import cued


@block_rule(
    "CR007",
    "author_bio",
    where=cued("contributed", "also_by"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Ana Lima and Raj Rao contributed to this report.
        - (Reporting by Ana Lima in Beijing; Editing by Raj Rao)
        - (Editing by Raj Rao and Eva Stein)
        - Translated from the Portuguese by Ana Lima
          Edited by hand, the tape was played in court on the second day of the trial.
          Writing by Candlelight
          Three laboratories contributed to this report, which the minister had asked for.
          The minister contributed to this report, said Ana Lima.
        """
    ],
)
def contribution(page: View, i: int) -> bool:
    """Who else worked on the text: translators, other reporters, an agency's sign-off.

    A block that ends in "contributed to this report" or a short one that is "Translated by" and names.
    """
    line = page[i]
    if line.words <= _LONGEST_NOTE and _contributed().search(line.text) is not None:
        return True
    return line.words <= _LONGEST_BY and not line.prose and _also_by().fullmatch(line.text) is not None


_LONGEST_NOTE, _LONGEST_BY = 45, 12


@cache
def _also_by() -> re.Pattern[str]:
    """It names them to its end: words with a capital, and little between."""
    name = r"[^\W\d_a-zà-ÿа-яё][\w.'’-]*"
    return re.compile(
        rf"\W{{0,3}}(?i:{alternatives('also_by')}):?\s+{name}(?:[\s,;/&]+(?:\w{{1,3}}\s+)?{name}){{0,9}}[\s.)]*"
    )


@cache
def _contributed() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternatives('contributed')}[.)\]\s]*$", re.IGNORECASE)


@block_rule(
    "CR008",
    "promo",
    where=cued("contact"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Got a story? Get in touch with our news team by emailing us at desk@news.example.
        - Contact reporter Ana Lima at ana@news.example or on 555 010 99 88.
        - To contact the reporter on this story: Ana Lima in Lisbon at ana@news.example
          Anyone with information can call the police on 555 010 99 88.
          “Contact me at ana@news.example”, the stranger wrote to all of them, the court said.
          Got a story for the children?
          Got a tip about the missing boy? The police can be called on 555 010 99 88.
        """
    ],
)
def contact_call(page: View, i: int) -> bool:
    """An invitation to write to the newsroom or the author.

    A sentence of the line begins as such invitations do, and the line holds an address or a name in a
    network. What readers are told to do by somebody else is kept, and so are telephone numbers alone: whom
    to call is more often news.
    """
    line = page[i]
    if not 1 < line.words <= _LONGEST_CONTACT or not _has_address(line.text):
        return False
    return _contact().search(line.text) is not None and not line.attributed


def _has_address(text: str) -> bool:
    return "@" in text and _ADDRESS.search(text) is not None


_LONGEST_CONTACT = 60
_ADDRESS = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}\.\w|(?<![\w@])@\w{3}")


@cache
def _contact() -> re.Pattern[str]:
    return re.compile(rf"{BEGIN}{alternatives('contact')}", re.IGNORECASE)


@block_rule(
    "CR009",
    "promo",
    where=cued("typo"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Spotted an error? Let us know.
        - Fehler im Text gefunden? Bitte melden Sie ihn der Redaktion.
        - Нашли ошибку? Выделите её и нажмите Ctrl+Enter.
          Did you find an error in your bill? The town hall wants to hear of it.
          “Found a mistake? Tell us”, the bank wrote to all of its customers.
        """
    ],
)
def typo_call(page: View, i: int) -> bool:
    """A request to report mistakes in the text.

    A short line that begins with the question whether the reader found one, and goes on with what to do; what
    somebody says is kept.
    """
    line = page[i]
    return line.words <= _LONGEST_REQUEST and _typo().match(line.text) is not None and not line.attributed


_LONGEST_REQUEST = 30


@cache
def _typo() -> re.Pattern[str]:
    return re.compile(rf"[^\w“„«‘\"']{{0,3}}{alternatives('typo')}", re.IGNORECASE)


@block_rule(
    "CR013",
    "boilerplate",
    where=cued("doi"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - More information: Ana Lima et al, The price of steel, Journal of Trade (2023). DOI: 10.1000/182
        - DOI: 10.1000/182
        - https://doi.org/10.1000/182
          The study (doi: 10.1000/182) found no rise in the price of steel.
          1. Ana Lima et al. (2023) The price of steel. Journal of Trade, doi: 10.1000/182
        """
    ],
)
def reference(page: View, i: int) -> bool:
    """The reference of the study that a text tells of, behind a label, or its DOI alone.

    A list of literature and a DOI in a sentence of the text are kept.
    """
    line = page[i]
    found = line.words <= _LONGEST_REFERENCE and _reference().match(line.text) is not None
    return found and not line.attributed


_LONGEST_REFERENCE = 90


@cache
def _reference() -> re.Pattern[str]:
    label = rf"\W{{0,3}}{alternatives('reference')}\s?[:：].*\b{alternatives('doi')}"
    alone = r"\W{0,3}(?:doi\W{0,2})?\s?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S{1,200}"
    return re.compile(rf"{label}|{alone}\W{{0,9}}$", re.IGNORECASE | re.DOTALL)

"""Navigation: menus, breadcrumbs, section labels, and the topics of the page."""

from __future__ import annotations

import re

from copydesk.metadata.names import is_name
from copydesk.rules.book import block_rule
from copydesk.rules.forms import are_options, run_together
from copydesk.rules.terms import kinds_of, labelled_terms
from copydesk.rules.view import Line, View
from copydesk.rules.where import cued, either, labelled


def above_credit(page: View) -> list[int]:
    """Lines right above a byline or a date."""
    return sorted({i - 1 for i in (*page.sheet.bylined, *page.sheet.dated) if i})


MENU_KINDS = ("menu", "home", "home_page", "legal")
_CRUMB = re.compile(r"\s*[>›»→/|]\s*")


@block_rule(
    "NA001",
    "navigation",
    where=labelled(*MENU_KINDS),
    examples=[
        """
        - Skip to main content
        - Menu
        - -News Feed
          He went on to search the menu for breaking news of another kind.
        """,
        """
        - Search
        - Jobs
          Ministers meet for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
          Jobs
          They spoke of the factories that had closed in the spring.
        """,
    ],
)
def menu_label(page: View, i: int) -> bool:
    """The label of a menu, a button or a news feed.

    The whole line must be the label. A word that could be a subheading as well ("Jobs", "Weather") is kept
    where running text stands right before and after it.
    """
    return page.is_label(i, *MENU_KINDS)


@block_rule(
    "NA002",
    "navigation",
    where=cued("home"),
    examples=[
        """
        - Home page politics
        - Home › World › Asia
          Ministers meet for talks on trade
          Home prices fall
          Главная улица села
          The ministers met in Beijing on Tuesday to discuss trade.
          Home › World is the name of his new play about exile and return.
        """
    ],
)
def breadcrumb(page: View, i: int) -> bool:
    """The path to the page: a home label and what follows it.

    With separators between the parts, or after a word that can only mean the home page. Before the text
    begins; "Home prices fall" is a headline.
    """
    line = page[i]
    if i >= page.head or line.words > 12 or line.ends_sentence:
        return False
    parts = _CRUMB.split(line.text.strip(" >›»→/|"))
    if len(parts) > 1:
        return "home" in kinds_of(parts[0]) or "home_page" in kinds_of(parts[0])
    words = line.text.split()
    return 2 <= len(words) <= 4 and any("home_page" in kinds_of(" ".join(words[:n])) for n in (1, 2))


@block_rule(
    "NA003",
    "navigation",
    where=above_credit,
    examples=[
        """
        - World+Biz
          Reuters
          09 April, 2024, 01:45 pm
          Ministers meet for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
          Trade and ties
          They agreed to meet again in the autumn, officials said.
        """
    ],
)
def section_label(page: View, i: int) -> bool:
    """The section a page is filed under, on a line above byline and headline.

    Up to three words, before the text begins, right above a byline or a date, with a longer line (the
    headline) still to come. A name right above a date is its author's.
    """
    line = page[i]
    if (
        i >= page.head
        or line.words > 3
        or len(line.text) > 30
        or line.ends_sentence
        or line.byline
        or line.date
        or page.titled(i)
        or line.text.startswith("@")
        or (line.kinds and "section" not in line.kinds)
    ):
        return False
    below = page[i + 1] if i + 1 < len(page) else None
    if below is None or page.last_long <= i:
        return False
    return bool(below.byline) or (below.date is not None and _is_section(line))


def _is_section(line: Line) -> bool:
    """Whether a line above a date is a section, and not the name of the author or the weather."""
    if "section" in line.kinds:
        return True
    return not is_name(line.text) and not any(char.isdigit() for char in line.text)


@block_rule(
    "NA004",
    "tags",
    where=either(labelled("tags"), cued("tag_label")),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Tags: trade, Beijing
        - Tags
          Topics: the war and the peace were both on the table when they met on Tuesday.
        """
    ],
)
def labelled_tags(page: View, i: int) -> bool:
    """The topics of the page after a label such as "Tags:", separated by commas, slashes or bars.

    Also the label alone, as the heading of a list of topics.
    """
    return page.is_label(i, "tags") or (page.cued(i, "tag_label") and bool(labelled_terms(page[i])))


@block_rule(
    "NA009",
    "navigation",
    where=run_together,
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Cuba AlgeriaAngola ArmeniaAustria BahamasBarbadosBelgium Benin BotswanaBrazil CanadaChad ChileChina
          On YouTube, LinkedIn, WhatsApp and TikTok the ministers of Chile and Chad, SantiagoGate and
          let pageText = await readText , lastItem = firstItem + shownItems , userName = pageName + homeTown
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          The firms: BlackRock, PricewaterhouseCoopers, HubSpot, SalesForce, DocuSign, DataDog, DeepMind
          readText lastItem firstItem shownItems userName pageName homeTown getName setName toString valueOf
        """,
    ],
)
def options(page: View, i: int) -> bool:
    """The options of a form in one line, such as countries or years: many of them run into each other.

    No sentence ends in such a line, and no mark of code stands in it, which joins words so as well; neither
    do commas, as between firms, or names that begin small. Where there is markup, options are known by it.
    """
    return not page[i].hints.tag and are_options(page[i].text, page[i].words)

"""Navigation: menus, breadcrumbs, section labels, and the lists of other stories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk.lexicon import alternatives, fold, labels
from copydesk.metadata.dates import is_age
from copydesk.rules.book import block_rule, run_rule
from copydesk.rules.view import Line, View

_WEAK_MENU = frozenset({"menu_weak", "home", "home_page", "legal"})
_CRUMB = re.compile(r"\s*[>›»→/|]\s*")


@block_rule(
    "NA001",
    "navigation",
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
    kinds = page[i].kinds
    return "menu" in kinds or (bool(kinds & _WEAK_MENU) and not page.inside(i))


@block_rule(
    "NA002",
    "navigation",
    examples=[
        """
        - Home page politics
        - Home › World › Asia
          Ministers meet for talks on trade
          Home prices fall
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
        return "home" in _kinds(parts[0]) or "home_page" in _kinds(parts[0])
    words = line.text.split()
    return 2 <= len(words) <= 4 and any("home_page" in _kinds(" ".join(words[:n])) for n in (1, 2))


def _kinds(text: str) -> frozenset[str]:
    return labels().get(fold(text), frozenset())


@block_rule(
    "NA003",
    "navigation",
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
    headline) still to come.
    """
    line = page[i]
    if (
        i >= page.head
        or line.words > 3
        or len(line.text) > 30
        or line.ends_sentence
        or line.byline
        or line.date
    ):
        return False
    below = page[i + 1] if i + 1 < len(page) else None
    return below is not None and bool(below.byline or below.date) and _headline_comes(page, i)


def _headline_comes(page: View, i: int) -> bool:
    return any(page[k].words > 3 and not (page[k].byline or page[k].date) for k in range(i + 1, page.head))


@block_rule(
    "NA004",
    "tags",
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
    return bool(labelled_terms(page[i])) or ("tags" in page[i].kinds and not page.inside(i))


_ROW_BREAK = re.compile(r"\s+[/|•·]\s+|\s*#")
_LABELLED_BREAK = re.compile(r"\s*[,;/|•·#]\s*")
_ROW_TERMS = 3


def labelled_terms(line: Line) -> tuple[str, ...]:
    """The topics behind a label; none where the line is something else."""
    label = None if line.prose else _tag_label().match(line.text)
    return _terms(_LABELLED_BREAK.split(line.text[label.end() :])) if label else ()


def row_terms(line: Line) -> tuple[str, ...]:
    """The topics of a row without a label, of which it takes three; none where the line is something else."""
    terms = () if line.ends_sentence or line.prose else _terms(_ROW_BREAK.split(line.text))
    return terms if len(terms) >= _ROW_TERMS else ()


def _terms(parts: list[str]) -> tuple[str, ...]:
    terms = tuple(part.strip(" .") for part in parts if part.strip(" ."))
    short = all(len(term.split()) <= 5 and len(term) <= 40 for term in terms)
    return terms if short and not any(_kinds(term) for term in terms) else ()


@cache
def _tag_label() -> re.Pattern[str]:
    return re.compile(rf"{alternatives('tag_label')}\s*[:：]\s*", re.IGNORECASE)


@block_rule(
    "NA005",
    "related",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Related News
        - MOST VIEWED
        - Read more: Ministers meet in Moscow
        - Lire aussi Le ministre en visite à Pékin
          Related news agencies reported the same figures on Tuesday.
          Latest
          It was the latest of many talks between the two ministers.
        """
    ],
)
def related_heading(page: View, i: int) -> bool:
    """The heading of a list of other stories, or a link to one of them.

    A heading is the whole line; a link is a label such as "Read more:" and a title that ends no sentence.
    """
    line = page[i]
    if "related" in line.kinds or ("related_weak" in line.kinds and not page.inside(i)):
        return True
    if line.words > 25 or line.text.endswith((".", ":", "。")):
        return False
    return _read_more().match(line.text) is not None or _read_on().match(line.text) is not None


@cache
def _read_more() -> re.Pattern[str]:
    mark = r"[>»›→▶►+*•\s\[]*"
    return re.compile(rf"{mark}{alternatives('read_more')}\s*[:：|>»›→]+\s*(?=\S)", re.IGNORECASE)


@cache
def _read_on() -> re.Pattern[str]:
    """Labels so plain that a title may follow without a mark: "Lire aussi Le ministre à Pékin"."""
    return re.compile(rf"[>»›→▶►+*•\s\[]*(?i:{alternatives('read_on')})\s+[\"“„«'‘]?(?=[^\Wa-zà-ÿа-яё_])")


@run_rule(
    "NA009",
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
        """,
    ],
)
def tag_row(page: View) -> Iterator[range]:
    """The topics of the page in a row after the text: at least three short terms between slashes or bars."""
    return (range(i, i + 1) for i in range(page.tail, len(page)) if row_terms(page[i]))


_AGE = re.compile(
    r"\d{1,3}\s?(?:s|m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|w|weeks?|mo|months?|y|years?)"
    r"(?:\s*[|·•–-].{0,40})?|\d{1,2}:\d\d(?:\s*[|·•–-].{0,40})?",
    re.IGNORECASE,
)


@run_rule(
    "NA006",
    "related",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          Related News
        - Volunteers help travellers at the station. Photos: Ana Lima
        - How volunteers eased the journey home
        - 5h | Panorama
        - Easy egg recipe
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          Related News
          They agreed to meet again in the autumn, officials said.
          A new beginning
          Both sides spoke of a new beginning, according to a statement.
        """,
    ],
)
def teaser_list(page: View) -> Iterator[range]:
    """The list of other stories after the text.

    It begins after a heading such as "Related News" behind the last running text, and goes on to the end:
    titles, pictures with their credits, ages and sections. Running text behind the heading means that the
    heading was a box inside the article, and nothing is claimed.
    """
    start = next((i for i in range(page.tail, len(page)) if "related" in page[i].kinds), None)
    if start is not None:
        yield range(start + 1, len(page))


@run_rule(
    "NA007",
    "related",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - How volunteers eased the journey home
        - 5h | Panorama
        - Easy egg recipe for the whole family
        - 19h | Videos
        """
    ],
)
def dated_teasers(page: View) -> Iterator[range]:
    """Titles each with an age such as "5h | Panorama": other stories, with no heading over them."""
    for i in range(page.tail, len(page)):
        if _is_age(page[i]):
            yield range(i - 1 if i > page.tail and not page[i - 1].prose else i, i + 1)


def _is_age(line: Line) -> bool:
    return _AGE.fullmatch(line.text) is not None or is_age(line.text)


_MENU_RUN = 4


@run_rule(
    "NA008",
    "navigation",
    examples=[
        """
        - World
        - Politics
        - Sport
        - Opinion
          Ministers meet for talks on trade
          The ministers met in Beijing on Tuesday to discuss trade.
        """
    ],
)
def menu_run(page: View) -> Iterator[range]:
    """A run of four or more lines of one to three words before or after the text: a menu.

    Inside the text such runs may be lists or verse, and are kept.
    """
    for low, high in ((0, page.head), (page.tail, len(page))):
        first = low
        for i in range(low, high + 1):
            if i == high or page[i].words > 3 or page[i].ends_sentence:
                if i - first >= _MENU_RUN:
                    yield range(first, i)
                first = i + 1

"""Related: the lists of other stories, their headings, and links to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from copydesk.characters import Class
from copydesk.lexicon import alternatives
from copydesk.rules.book import block_rule, run_rule
from copydesk.rules.terms import row_terms
from copydesk.rules.view import Line, View
from copydesk.rules.where import cued, either, ending, labelled


@block_rule(
    "RL001",
    "related",
    where=either(
        labelled("related"),
        cued("read_more", "read_more_weak", "read_on", "story_kind", "related_in", "related_in_weak"),
        ending("related_end"),
    ),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Related News
        - MOST VIEWED
        - Most read in World News
        - Minister furious at his colleague for a joke [REACTION]
        - Read more: Ministers meet in Moscow
        - (MORE: Ministers meet in Moscow)
        - GALLERY: Ministers in Moscow
          Video: ministers on trade
        - Lire aussi Le ministre en visite à Pékin
          Related news agencies reported the same figures on Tuesday.
          Latest
          It was the latest of many talks between the two ministers.
        """,
        """
          The home side won by three points on Tuesday, and it was their ninth win in a row.
          UP NEXT
          Herons: Visit the Pilots on Sunday.
          Pilots: Host the Herons on Sunday.
        """,
    ],
)
def related_heading(page: View, i: int) -> bool:
    """The heading of a list of other stories, or a link to one of them.

    A heading is the whole line, perhaps with the name of a section; a link is a label such as "Read more:"
    and a title that ends no sentence, or a title with its kind in brackets behind it, or in capitals before
    it. Above sentences that each begin with a name and a colon it is a heading of the text.
    """
    line = page[i]
    if page.is_label(i, "related"):
        return not _heads_notes(page, i)
    if line.words <= _LONGEST_HEADING and _names_section(page, i):
        return True
    if page.cued(i, "related_end") and line.words <= _LONGEST_LINK and _related_end().search(line.text):
        return i >= page.head
    if line.words > _LONGEST_LINK or line.text.endswith(_ENDS):
        return False
    return _links(page, i)


def _links(page: View, i: int) -> bool:
    """Whether a label stands before a title; one that headlines have, too, is a link's below them only."""
    text = page[i].text
    if page.cued(i, "story_kind") and i >= page.head and _story_kind().match(text):
        return True
    if page.cued(i, "read_more_weak") and i >= page.head and _read_more("read_more_weak").match(text):
        return True
    if not page.cued(i, "read_more", "read_on"):
        return False
    return _read_more("read_more").match(text) is not None or _read_on().match(text) is not None


def _heads_notes(page: View, i: int) -> bool:
    """Whether sentences stand below that each begin with a name: "Herons: Visit the Pilots on Sunday"."""
    below = [page[k].text for k in range(i + 1, min(i + 1 + _NOTES, len(page)))]
    return len(below) == _NOTES and all(map(_NOTE.fullmatch, below))


_NOTES = 2
_NOTE = re.compile(r"[^\W\d_a-z][\w .'’-]{1,30}: .{8,200}\w\.")


def _names_section(page: View, i: int) -> bool:
    """Whether a heading says of which section other stories are; a vague one may head a part of the text."""
    if page.cued(i, "related_in") and _related_in("related_in").fullmatch(page[i].text):
        return True
    if not page.cued(i, "related_in_weak") or i < page.head or page.inside(i):
        return False
    return _related_in("related_in_weak").fullmatch(page[i].text) is not None


_LONGEST_HEADING, _LONGEST_LINK = 8, 25
_ENDS = (".", ":", "。", "।")


@cache
def _related_end() -> re.Pattern[str]:
    return re.compile(rf"\s{alternatives('related_end')}\W{{0,3}}$", re.IGNORECASE)


@cache
def _related_in(kind: str) -> re.Pattern[str]:
    """The heading and up to four words, each with a letter first."""
    word = r"[^\W\d][\w&'’-]*"
    return re.compile(rf"\W{{0,3}}{alternatives(kind)}(?:[\s:]+{word}){{1,4}}\W{{0,3}}", re.IGNORECASE)


_MARKS = r"[>»›→▶►☞■◆▷※\ufe0e+*•\s\[【［]*"


@cache
def _read_more(kind: str) -> re.Pattern[str]:
    mark = rf"(?:{_MARKS}|\((?=[^()]{{4,}}[^().:!。]\)$))"
    return re.compile(
        rf"{mark}{alternatives(kind)}\s*(?:[:：|>»›→】］]+|(?<=[^\x00-\x7f])\])\s*(?=\S)",
        re.IGNORECASE,
    )


@cache
def _read_on() -> re.Pattern[str]:
    """Labels so plain that a title may follow without a mark, or behind a dash: "Lire aussi Le ministre"."""
    return re.compile(
        rf"{_MARKS}(?i:{alternatives('read_on')})(?:\s?[-–—])?\s+[\"“„«'‘]?(?=[^\Wa-zà-ÿа-яё_])"
    )


@cache
def _story_kind() -> re.Pattern[str]:
    """What kind of story a title is of, as editors put it in capitals before a link: "GALLERY: Ministers"."""
    return re.compile(rf"{_MARKS}{alternatives('story_kind')}\s?[:|]\s?(?=\S)")


_AGE = re.compile(
    r"\d{1,3}\s?(?:s|m|min|mins|minutes?|h|hr|hrs|hours?|d|days?|w|weeks?|mo|months?|y|years?)"
    r"(?:\s*[|·•–-].{0,40})?|\d{1,2}:\d\d(?:\s*[|·•–-].{0,40})?",
    re.IGNORECASE,
)


@run_rule(
    "RL002",
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
    """The list of other stories after the text, and what is printed around it.

    It begins after a heading such as "Related News" behind the last running text, and goes on to the end:
    titles, pictures with their credits, ages and sections. Running text behind the heading means that the
    heading was a box inside the article, and nothing is claimed.
    """
    heads = (i for i in page.sheet.of_kind.get("related", ()) if i >= page.tail)
    start = next((i for i in heads if not _heads_notes(page, i)), None)
    if start is not None:
        rows = {i for i in page.sheet.of_sort("rows") if i > start and row_terms(page[i])}
        rest = range(start + 1, len(page))
        yield from (range(i, i + 1) for i in rest if i not in rows) if rows else (rest,)


@run_rule(
    "RL003",
    "related",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - How volunteers eased the journey home
        - 5h | Panorama
        - Easy egg recipe for the whole family
        - 19h | Videos
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          13:03
          It rains in Beijing.
          14:04
          Lunch is served.
          15:05
          The doors are closed now.
        """,
    ],
)
def dated_teasers(page: View) -> Iterator[range]:
    """Titles each with an age such as "5h | Panorama": other stories, with no heading over them.

    Not the entries of a live page, which are sentences under their times.
    """
    for i in sorted(i for i in {*page.sheet.aged, *page.sheet.cues["digit"]} if i >= page.tail):
        if _is_age(page[i]) and not _is_told(page, i - 1) and not _is_told(page, i + 1):
            yield range(i - 1 if i > page.tail and not page[i - 1].prose else i, i + 1)


def _is_told(page: View, i: int) -> bool:
    """Whether a line behind the running text is a sentence, as titles are none, if they do not ask."""
    return page.tail <= i < len(page) and page[i].ends_sentence and page[i].text[-1] not in "?!"


def _is_age(line: Line) -> bool:
    return line.age or (line.text[:1].isdigit() and _AGE.fullmatch(line.text) is not None)


@run_rule(
    "RL004",
    "related",
    examples=[
        """
          They met on Tuesday.
        - Minister furious at his colleague for a joke he made about the harvest of last...
        - Volunteers help travellers at...
        - Photos by Ana Lima and Raj Rao
        - How a village in the north eased the journey home for those who...
        - “I would do it again”, says the man who brought...
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade...
          They agreed to meet again in the autumn, officials said.
          Nothing else was agreed, and the harvest was what they had feared...
          They left for the airport late in the evening.
          The farmers said that they had waited for them to come...
          A picture of the ministers...
        """,
        """
          I was alone in the house when the wind began to sing in the chimney.
          I heard a step on the stairs, and then another one, and then nothing at all...
          I waited for what seemed to be an hour, with the lamp in my hand...
          The door opened by itself, slowly, as if somebody had thought better of it...
          And there stood my brother, who had been dead for eleven years...
          I woke up in the hospital, and nobody would tell me how I had come there.
        """,
    ],
)
def cut_teasers(page: View) -> Iterator[range]:
    """Other stories in a row of which only the beginning is printed, and what stands between them.

    Their titles or first sentences end in an ellipsis, one right after the other, and next to nothing there
    ends in a full stop. Authors end few lines so, but paragraphs of a tale, with nothing between them.
    """
    texts, ended = page.sheet.reading.texts, page.sheet.characters.last == Class.SENTENCE_END.value
    places = [i for i in ended.nonzero()[0].tolist() if texts[i].endswith(_CUT)]
    for row in _near([i for i in places if _is_cut(texts[i])]):
        others = sorted({*range(row[0], row[-1])} - {*row})
        told = sum(page[i].ends_sentence for i in others)
        if len(row) >= _FEWEST_CUT and len(row) >= _MOST_ENDED * told and not _is_tale(page, row):
            claimed = sorted({*row, *(i for i in others if not page[i].prose)})
            yield from (range(i, i + 1) for i in claimed)


def _is_tale(page: View, row: list[int]) -> bool:
    """Whether lines are running text one right after the other, between more of it."""
    first, last = row[0] - 1, row[-1] + 1
    return first >= 0 and last < len(page) and all(page[i].prose for i in range(first, last + 1))


_FEWEST_CUT, _SHORTEST_CUT, _MOST_ENDED, _APART = 4, 25, 4, 3


_CUT = ("..", "…")


def _is_cut(text: str) -> bool:
    """Whether a text that ends in an ellipsis is no short one, and has it right behind a word or mark."""
    return len(text) >= _SHORTEST_CUT and not text.rstrip(".…")[-1:].isspace()


def _near(places: Iterable[int]) -> list[list[int]]:
    """Rising places in rows: each at most `_APART` behind the one before."""
    rows: list[list[int]] = []
    for i in places:
        if rows and i - rows[-1][-1] <= _APART:
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows

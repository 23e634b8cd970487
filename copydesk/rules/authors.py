"""Notes on the authors: who they are and what they do, below or above the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from copydesk.lexicon import alternatives, fold
from copydesk.metadata.names import is_name
from copydesk.rules.book import block_rule, run_rule
from copydesk.rules.view import View


def beginning_with_name(page: View) -> list[int]:
    """Lines of some words that begin with a name of somebody who signs, or a part of it, perhaps behind a job."""
    signed, keys = page.sheet.signed, page.sheet.reading.keys
    long = (page.sheet.characters.parts >= _FEWEST_WORDS).nonzero()[0].tolist() if signed else []
    names = (*signed, *(f"{part} " for part in _parts(signed)))
    jobs = page.sheet.cues.get("job", frozenset())
    return [
        i
        for i in long
        if keys[i].startswith(names) or (i in jobs and any(name in keys[i][:_LATEST_NAME] for name in signed))
    ]


def _parts(names: Iterable[str]) -> frozenset[str]:
    """The first and the last words of full names."""
    words = (name.split() for name in names)
    found = (part for name in words if len(name) > 1 for part in (name[0], name[-1]))
    return frozenset(part for part in found if len(part) > _INITIAL)


_LATEST_NAME, _INITIAL = 70, 2


_FEWEST_WORDS = 5
"""Words of a note on an author: name, verb and job."""


@block_rule(
    "CR005",
    "author_bio",
    where=beginning_with_name,
    examples=[
        """
          By Ana Lima
        - Ana Lima has been a reporter for this newspaper since 2013. Contact: ana@news.example
        - Ana Lima (she) is an editor of this newspaper.
        - Ana Lima: 555-010-9988 or ana@news.example. She covers the courts.
        - Ana Lima, a former judge, is a writer and lives in Lisbon.
          Ana Lima: I was in the town when the flood came.
          Ana Lima leads the race for mayor, and her rival said so on Friday.
          Ana Liman has been a reporter at the front, the ministry said in a note.
          Lima is a critic of the plan, the ministry said.
          They met her on Tuesday, with the mayor and with some of the farmers.
          Ana is a writer whom they had met in the capital two years before.
          She had no word for them then, and she had none for them on Tuesday.
        """,
        """
          Raj Rao
          Reporter
        - Raj Rao Raj Rao is an editor who covers courts.
          Rao is an editor of a rival paper, according to the witness.
        - Senior reporter Raj Rao is an editor who covers courts.
          A court heard from reporter Raj Rao that he is the author.
        """,
        """
          By Ana Lima
          The ministers met in Beijing on Tuesday to discuss trade.
          They agreed to meet again in the autumn, officials said.
          Ana Lima
        - Ana is a science writer and covers the sea.
        """,
        """
          By Tom Hall
          The jury of the prize was named on Friday by the mayor of the city.
          Eva Berg
          Historian
          Eva Berg is a historian at the university and leads its archive.
        """,
    ],
)
def author_bio(page: View, i: int) -> bool:
    """A note on the author: it begins with the name of the byline and says what they do, or their address.

    Who signs nowhere on the page may be the subject of the story, so that text is kept. Only the first name or
    the last says that it is they where the note stands apart from running text.
    """
    text, signed = page[i].text, page.sheet.signed
    addressed = _REACHED.match(text)
    if addressed:
        return fold(addressed[1]) in signed
    found = _bio_verb().search(text[:_LATEST_VERB])
    if found is None or _job().search(text) is None:
        return False
    before = fold(_ASIDE.sub("", text[: found.start()]))
    if before in _parts(signed):
        apart = not (page.inside(i) or page[i].attributed)
        return apart and _soon_job().match(text, found.end()) is not None
    if before.partition(", ")[0] in signed:
        return True
    return any(_is_twice(name, before) or _is_titled(name, before) for name in signed)


def _is_titled(name: str, text: str) -> bool:
    """Whether a text is a job, and a name behind it: "Political correspondent Ana Lima"."""
    return text.endswith(f" {name}") and _titles().fullmatch(text.removesuffix(name)) is not None


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(rf"(?:[^\W\d][\w'-]*\s){{0,3}}[\w-]{{0,12}}{alternatives('job')}\s", re.IGNORECASE)


def _is_twice(name: str, text: str) -> bool:
    """Whether a text begins and ends with a name: below a portrait it stands once more."""
    return len(text) > 2 * len(name) and text.startswith(f"{name} ") and text.endswith(f" {name}")


_LATEST_VERB = 120
_ASIDE = re.compile(r"\s?\([^()]{1,60}\)$")
_PHONE = r"(?:[\d+][\d ()./-]{5,20}[;,|]?\s(?:\w{1,4}\s)?)?"
_REACHED = re.compile(rf"([^:;,|(@]{{3,60}}?)\s?[:;,|(]\s?{_PHONE}[\w.+-]{{1,40}}@[\w-]{{1,40}}\.\w")
"""A name and behind it where to write to them, perhaps after where to call."""


@run_rule(
    "CR011",
    "author_bio",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade and the price of steel.
          They agreed to meet again in the autumn, officials said.
        - Ana Lima is a reporter for this newspaper and covers the courts.
        """,
        """
          Eva Berg is a reporter at the state broadcaster and was the first to ask.
          The minister thanked Eva Berg for the question, which he called a fair one.
          Eva Berg is a reporter at the state broadcaster in the capital.
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade and the price of steel.
          Ana Lima is a reporter who saw them leave, and the ministry denied her story.
          They agreed to meet again in the autumn, officials said.
        """,
        """
          A journalist who was held at the border for a year was freed on Tuesday, his family said.
          He was taken to a hospital in the capital, where his wife and his son met him.
          Raj Rao is a reporter for a daily in the north and had been arrested in May.
        """,
    ],
)
def closing_bio(page: View) -> Iterator[range]:
    """A note on the author behind the text, where no byline is left of whom it names.

    The last paragraph begins with a full name that the text did not mention, and tells of them that they
    report, write or edit. Who is first named there and says something is part of the story, and so is who
    does what the text has spoken of.
    """
    for i in sorted(i for i in page.sheet.cues.get("job", ()) if i >= page.tail - 1):
        if i not in page.claims and page[i].words <= _LONGEST_BIO and _tells_of_stranger(page, i):
            yield range(i, i + 1)


def _tells_of_stranger(page: View, i: int) -> bool:
    text = page[i].text
    found = None if page[i].attributed else _bio_verb().search(text[:_LATEST_VERB])
    if found is None or not page[i].ends_sentence or not page.tail > 1:
        return False
    name = _ASIDE.sub("", text[: found.start()]).partition(",")[0]
    if " " not in name or not is_name(name) or not _soon_job().match(text, found.end()):
        return False
    last, jobs = fold(name).rpartition(" ")[2], page.sheet.cues["job"]
    return not any(k in jobs or last in page[k].key for k in page.sheet.of_sort("running") if k < i)


_LONGEST_BIO = 120


@cache
def _soon_job() -> re.Pattern[str]:
    """A job in the rest of the sentence, not far behind its verb."""
    return re.compile(rf"(?:[^.!?]|[.!?](?=\w)){{0,80}}?(?<!\w){alternatives('job')}(?!\w)", re.IGNORECASE)


@cache
def _bio_verb() -> re.Pattern[str]:
    return re.compile(rf"[ ,]+{alternatives('bio')}", re.IGNORECASE)


@cache
def _job() -> re.Pattern[str]:
    """What they do: a job, a beat that they cover, or where to write to them."""
    return re.compile(
        rf"\b(?:{alternatives('job')}|{alternatives('beat')})\b|[\w.+-]{{1,40}}@[\w-]{{1,40}}\.\w",
        re.IGNORECASE,
    )



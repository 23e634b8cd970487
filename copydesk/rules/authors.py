"""Notes on the authors: who they are and what they do, below or above the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile

from copydesk.lexicon import alternatives, fold
from copydesk.metadata.names import is_name
from copydesk.rules.book import block_rule, run_rule
from copydesk.rules.view import View


def beginning_with_name(page: View) -> list[int]:
    """Lines of some words that begin with a name that signs, or a part of one, perhaps behind a job."""
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

    Who signs nowhere on the page may be the subject of the story, so that text is kept. A first or last name
    alone says that it is they where the note stands apart from running text.
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
          The ministers met in Beijing on Tuesday to discuss trade and the price of steel.
          They agreed to meet again in the autumn, officials said.
          Ana Lima
        - Ana is a reporter for this newspaper and covers the courts.
          More stories
          Volunteers help travellers at the station, and they do it all year round.
        """,
        """
          A journalist who was held at the border for a year was freed on Tuesday, his family said.
          He was taken to a hospital in the capital, where his wife and his son met him.
          Raj Rao is a reporter for a daily in the north and had been arrested in May.
        """,
        """
          An exhibition in the town hall shows forty pictures of the flood of 1953.
          The pictures lay in a cupboard for seventy years, the mayor said on Monday.
          Ana Lima is a photographer who walked through the town for three days.
        """,
        """
          An exhibition in the town hall shows forty pictures of the flood of 1953.
          The pictures lay in a cupboard for seventy years, the mayor said on Monday.
          Ana Lima on Tuesday told reporters that she would walk through the town again.
        """,
    ],
)
def closing_bio(page: View) -> Iterator[range]:
    """A note on the author behind the text, where no byline is left of whom it names.

    The last paragraph begins with a full name that the text did not mention, and tells of them that they
    report, write or edit. Who is first named there and says something is part of the story, and so is who
    does what the text has spoken of. So it is with one paragraph or two below a line that is the same name,
    wherever they stand.
    """
    free = [i for i in sorted(page.sheet.cues.get("job", ())) if page.head < i and i not in page.claims]
    short = [i for i in free if page[i].words <= _LONGEST_BIO and page[i].ends_sentence]
    boxed = [] if page.names else [i for i in short if is_name(page[i - 1].text) and _is_boxed(page, i)]
    yield from (range(i, i + 1) for i in (boxed if len(boxed) <= _MOST_BOXED else ()))
    yield from (range(i, i + 1) for i in short if i >= page.tail - 1 and _tells_of_stranger(page, i))


_MOST_BOXED = 2


def _tells_of_stranger(page: View, i: int) -> bool:
    name, jobs = _told_of(page, i), page.sheet.cues["job"]
    if name is None or not is_name(name) or not page.tail > 1:
        return False
    return not (_told_before(page, i, fold(name)) or any(k in jobs for k in _running(page, i)))


def _is_boxed(page: View, i: int) -> bool:
    """Whether a note is on whom the line above names, and whom no running text before has named."""
    name, above = _told_of(page, i), page[i - 1].key
    if name is None or fold(name) not in {above, *_parts([above])}:
        return False
    return not _told_before(page, i, above)


def _told_of(page: View, i: int) -> str | None:
    """The name that a note on an author begins with; None where a sentence is no such note."""
    text = page[i].text
    found = None if page[i].attributed else _bio_verb().search(text[:_LATEST_VERB])
    if found is None or not _soon_job().match(text, found.end()):
        return None
    return _ASIDE.sub("", text[: found.start()]).partition(",")[0]


def _running(page: View, i: int) -> Iterator[int]:
    """The lines of running text before one."""
    return takewhile(lambda k: k < i, page.sheet.of_sort("running"))


_LONGEST_BIO = 120


@cache
def _soon_job() -> re.Pattern[str]:
    """A job in the rest of the sentence, not far behind its verb, and not of somebody who did something."""
    job = rf"(?<!\w){alternatives('job')}(?!\w)(?!{alternatives('bio_tale')})"
    return re.compile(rf"(?:[^.!?]|[.!?](?=\w)){{0,80}}?{job}", re.IGNORECASE)


@run_rule(
    "CR012",
    "author_bio",
    examples=[
        """
          By Ana Lima
          The ministers met in Beijing on Tuesday to discuss trade.
          They agreed to meet again in the autumn, officials said.
        - About Ana Lima
        - Ana Lima grew up by the sea and has two dogs.
        - In 2019 Lima was named the best young voice of the paper.
          The ministers will fly home on Wednesday.
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          They agreed to meet again in the autumn, officials said.
        - About the authors
        - Ana Lima covers courts. Raj Rao is a writer in the capital.
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          They agreed to meet again in the autumn, officials said.
          About Eva Berg
          Eva Berg sells flowers at the gate and saw all of them arrive.
          She waved at them, and one of them waved back, as she tells everybody.
        """,
        """
          Eva Berg was named director of the museum on Tuesday, the town hall said.
          She is to begin in May, and the old director leaves in June, with no regrets.
          About Eva Berg
          Eva Berg studied in the capital and led the archive for eleven years.
        """,
    ],
)
def about_author(page: View) -> Iterator[range]:
    """What is told of the authors below a heading that says so, "About the author" or "About" and a name.

    The first line below it, and those behind that which name the same person. Where they do not sign the
    page, no running text may follow, nor may that before have spoken of whom the heading names.
    """
    headings = {*page.sheet.of_kind.get("about_author", ()), *page.sheet.cues.get("about_name", ())}
    for i in sorted(i for i in headings if page.head < i < len(page) - 1 and i not in page.claims):
        names = _about(page, i)
        if names is None:
            continue
        end = i + 1
        while end < len(page) and page[end].words >= _FEWEST_WORDS and _tells_of(page, end, names):
            end += 1
        signed = not names.isdisjoint(page.sheet.signed)
        if end > i + 1 and (signed or end == len(page) or not page[end].prose):
            yield range(i, end)


def _about(page: View, i: int) -> frozenset[str] | None:
    """The names that a heading says a note is about; None where it is no such heading."""
    if "about_author" in page[i].kinds:
        return page.names
    found = _about_name().fullmatch(page[i].text) if page[i].words <= _LONGEST_HEADING else None
    if found is None or not is_name(found[1]):
        return None
    name = fold(found[1])
    return frozenset({name}) if name in page.sheet.signed or not _told_before(page, i, name) else None


def _tells_of(page: View, i: int, names: frozenset[str]) -> bool:
    """Whether a line names one of these or, right below a heading that names nobody, tells what they do."""
    if any(part in page[i].key for part in _parts(names)):
        return True
    below = "about_author" in page[i - 1].kinds
    return below and _bio_verb().search(page[i].text[:_LATEST_VERB]) is not None


def _told_before(page: View, i: int, name: str) -> bool:
    """Whether running text before a line speaks of somebody, by their last name."""
    last = name.rpartition(" ")[2]
    return any(last in page[k].key for k in _running(page, i))


_LONGEST_HEADING = 7


@cache
def _about_name() -> re.Pattern[str]:
    return re.compile(rf"(?i:{alternatives('about_name')})\s+(.+?)\s?:?", re.DOTALL)


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

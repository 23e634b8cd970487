"""Notes below the text: on its authors, on who else worked on it, on where to write to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk.lexicon import alternatives, fold
from copydesk.metadata.names import is_name
from copydesk.rules.book import block_rule, run_rule
from copydesk.rules.social import BEGIN
from copydesk.rules.view import View
from copydesk.rules.where import cued


def beginning_with_name(page: View) -> list[int]:
    """Lines of some words that begin with a name of somebody who signs, perhaps behind a job."""
    names, keys = tuple(page.sheet.signed), page.sheet.reading.keys
    long = (page.sheet.characters.parts >= _FEWEST_WORDS).nonzero()[0].tolist() if names else []
    jobs = page.sheet.cues.get("job", frozenset())
    return [
        i
        for i in long
        if keys[i].startswith(names) or (i in jobs and any(name in keys[i][:_LATEST_NAME] for name in names))
    ]


_LATEST_NAME = 70


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
          Ana Lima: I was in the town when the flood came.
          Ana Lima leads the race for mayor, and her rival said so on Friday.
          Ana Liman has been a reporter at the front, the ministry said in a note.
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

    Who signs nowhere on the page may be the subject of the story, so that text is kept.
    """
    text, signed = page[i].text, page.sheet.signed
    addressed = _REACHED.match(text)
    if addressed:
        return fold(addressed[1]) in signed
    found = _bio_verb().search(text[:_LATEST_VERB])
    if found is None or _job().search(text) is None:
        return False
    before = fold(_ASIDE.sub("", text[: found.start()]))
    return before in signed or any(_is_twice(name, before) or _is_titled(name, before) for name in signed)


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
        """
          An exhibition in the town hall shows forty pictures of the flood of 1953.
          The pictures lay in a cupboard for seventy years, the mayor said on Monday.
          Ana Lima is a photographer who walked through the town for three days.
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
    """A job in the rest of the sentence, not far behind its verb, and not of somebody who did something."""
    job = rf"(?<!\w){alternatives('job')}(?!\w)(?!{alternatives('bio_tale')})"
    return re.compile(rf"(?:[^.!?]|[.!?](?=\w)){{0,80}}?{job}", re.IGNORECASE)


@block_rule(
    "CR007",
    "author_bio",
    where=cued("contributed", "also_by"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Ana Lima and Raj Rao contributed to this report.
        - (Reporting by Ana Lima in Beijing; Editing by Raj Rao)
        - Translated from the Portuguese by Ana Lima
          Edited by hand, the tape was played in court on the second day of the trial.
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


@block_rule(
    "CR008",
    "promo",
    where=cued("contact"),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Got a story? Get in touch with our news team by emailing us at desk@news.example.
        - Contact reporter Ana Lima at ana@news.example or on 555 010 99 88.
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

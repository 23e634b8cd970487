"""Names of persons, newsrooms and agencies, alone or several in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk.lexicon import alternatives, mapping, phrases
from copydesk.literals import literals
from copydesk.metadata.datewords import folded

_TOKEN = re.compile(r"[^\W\d_](?:[\w’'‘`\u0300-\u036f\u0610-\u06ff\u0900-\u0dff\u200c-]|\.(?=\w))*\.?")
_MOST_WORDS, _MOST_NAMES = 5, 8
_LONGEST_NAME = 60
_SHORT = 3
"""Names of agencies up to this length are words in other contexts ("App", "spa")."""


def agency_of(name: str) -> str | None:
    """The short name of a news agency, None for anything else.

    Short ones count in capitals, as they call themselves, or in brackets: "AP", "dpa", "(afp)", not "App".
    """
    bare = name.strip(' .()[]/«»"“”')
    found = mapping("agencies").get(bare.casefold())
    if found and len(bare) <= _SHORT and not bare.isupper() and bare != found and name == bare:
        return None
    return found


def agencies_in(text: str) -> tuple[str, ...]:
    """The short names of agencies in a row such as "dpa/AFP"; none where anything else stands in it."""
    found = tuple(agency_of(f"({part})") for part in re.split(r"\s*[/,&+]\s*", text.strip(" .()[]")))
    return tuple(agency for agency in found if agency) if all(found) else ()


def is_name(line: str) -> bool:
    """Whether a line could be a person's name and nothing else: two to five capitalised words."""
    if len(line) > _LONGEST_NAME or " " not in line or line[-1] in ".!?:…" or not line[0].isupper():
        return False
    return _is_one_name(line)


@cache
def byline_opening() -> re.Pattern[str]:
    """How a byline opens; words of the language that are common count only before a colon.

    Elements side by side have no space between them: "ByAna Lima".
    """
    plain, colon = alternatives("byline"), alternatives("byline_colon")
    translated = alternatives("byline_translated")
    return re.compile(
        rf"(?:{plain}(?:\s*[:：]\s*|\s+)|(?-i:By(?=[A-ZÀ-Þ][a-zà-ÿ]))|{colon}\s*[:：]\s*|(?P<translated>{translated})\s*[:：]\s*)",
        re.IGNORECASE,
    )


def is_byline_label(text: str) -> bool:
    """Whether a text opens a byline and says no more: "Written By"; "Redaktion" signs some, too."""
    return may_open_byline(text) and byline_opening().fullmatch(f"{text} ") is not None


def may_open_byline(text: str) -> bool:
    """Whether a text begins as a byline does, by its first two letters."""
    start = folded(text[:2])
    return start in _byline_starts() or start[:1] in _byline_starts()


@cache
def _byline_starts() -> frozenset[str]:
    kinds = ("byline", "byline_colon", "byline_translated")
    return frozenset(
        folded(text)[:2] for kind in kinds for phrase in phrases(kind) for text in literals(phrase).opening
    )


def read_names(text: str, labelled_by_colon: bool) -> tuple[str, ...] | None:
    text = _without_extras(_aside().sub("", text) if _may_hold_aside(text) else text).strip(" \t|,")
    if _may_hold_job(text) and _newsroom().fullmatch(text):
        return (text,)
    names = tuple(_name_parts(text))
    if not 0 < len(names) <= _MOST_NAMES or not all(agency_of(name) or _is_one_name(name) for name in names):
        return None
    if all(len(name) == 1 and name.isascii() for name in names):
        return None  # "Text: A | A | A" sets the size of letters
    if labelled_by_colon:
        return names
    full = tuple(name for name in names if " " in name or agency_of(name))
    place = len(names) > 1 and names[:-1] == full and text.endswith(f", {names[-1]}")  # "Jana Groß, Berlin"
    return full if full and (full == names or place) else None


def _name_parts(text: str) -> Iterator[str]:
    """The names one by one, without the place each writes from."""
    for part in between_names(",;/|").split(text.replace("(", ", ").replace(")", "")):
        if part.strip(" ."):
            name = _without_stop(without_job(_place().sub("", f" {part.strip()}").strip()))
            if name:
                yield name


@cache
def between_names(marks: str) -> re.Pattern[str]:
    """What stands between names: one of the marks, a word for "and", or both.

    Single letters count in lower case only: "John A Smith" is one man.
    """
    words = [word for word in phrases("name_and") if len(word) > 1]
    letters = "".join(word for word in phrases("name_and") if len(word) == 1)
    joint = rf"(?:&|(?i:{'|'.join(words)})|[{letters}])"
    return re.compile(rf"\s*[{marks}]\s*(?:{joint}\s+)?|\s+{joint}\s+")


@cache
def _place() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{alternatives('byline_place')})\s+[^\Wa-z].{{1,40}}$")


@cache
def _aside() -> re.Pattern[str]:
    """What may follow the names: a job, a newsroom."""
    return re.compile(
        rf"\s*(?:[,|/–—-]|\()\s*(?:[^\W\d_][\w’'&.-]*\s+){{0,5}}(?:{alternatives('job')}|{alternatives('newsroom')})\b[^.!?]{{0,40}}$",
        re.IGNORECASE,
    )


_ASIDES = frozenset(",|/–—-(")
_BEGINNING = re.compile(r"(?:^|(?<=[\s,|/–—(-]))[^\s,|/–—(-]{1,4}(?:(?<![^\s,|/–—(-]{4})[\s,|/–—(-])?")
"""The first letters of a word, with what ends it where it has fewer than four."""


def _may_hold_aside(text: str) -> bool:
    """Whether there is a mark before an aside, and something to stand in one."""
    return not _ASIDES.isdisjoint(text) and _may_hold_job(text)


def _may_hold_job(text: str) -> bool:
    """Whether a word begins like those for jobs and newsrooms."""
    starts, words = _job_starts(), _BEGINNING.findall(f"{folded(text)} ")
    return any(word[:size] in starts for word in words for size in range(1, len(word) + 1))


@cache
def _job_starts() -> frozenset[str]:
    found = (literals(phrase).opening for kind in ("job", "newsroom") for phrase in phrases(kind))
    return frozenset(_BEGINNING.findall(folded(text))[0] for openings in found for text in openings)


def _without_extras(text: str) -> str:
    """The text without what none of its characters rules out behind names."""
    return (_extras() if "@" in text or ":" in text else _client()).sub("", text)


@cache
def _extras() -> re.Pattern[str]:
    """An address, a handle, for whom they write, whose the pictures are."""
    return re.compile(
        rf"\s*[(|,/–—-]?\s*(?:[\w.+-]{{1,40}}@[\w-]{{1,40}}\.[\w.]{{2,20}}|@\w{{2,30}})\)?$"
        rf"|{_client().pattern}|\s*[,|/;–—-]?\s*{alternatives('credit')}\s?:.*$",
        re.IGNORECASE,
    )


@cache
def _client() -> re.Pattern[str]:
    """For whom they write."""
    return re.compile(rf"\s+{alternatives('byline_for')}\s+\S.{{1,50}}$", re.IGNORECASE)


def without_job(name: str) -> str:
    """The name without the job behind it: "Ana Lima Travel News Reporter"."""
    words = name.split()
    if len(words) < 3 or not _may_hold_job(words[-1]) or not _job().fullmatch(words[-1]):
        return name
    size = 3 if words[1].casefold() in phrases("name_particle") or words[1].endswith(".") else 2
    return " ".join(words[:size])


@cache
def _job() -> re.Pattern[str]:
    return re.compile(alternatives("job"), re.IGNORECASE)


def without_outlet(name: str) -> str:
    """The name without the paper or station behind it: "Ana Lima BBC News"."""
    words = name.split()
    is_behind = len(words) > 3 and is_outlet(" ".join(words[2:])) and is_name(" ".join(words[:2]))
    return " ".join(words[:2]) if is_behind else name


def is_outlet(name: str) -> bool:
    """Whether a name is that of a paper or a station, by its last word: "Financial Times", "BBC News"."""
    return _outlet().fullmatch(name) is not None


def is_post(name: str) -> bool:
    """Whether a name is that of a post and not of a person: "Chief Technology Officer"."""
    return _post().fullmatch(name) is not None


@cache
def _post() -> re.Pattern[str]:
    return re.compile(rf"(?:[^\W\d_][\w’'-]*\s+){{1,4}}{alternatives('post')}", re.IGNORECASE)


@cache
def _outlet() -> re.Pattern[str]:
    return re.compile(rf"(?:the\s+)?(?:[^\W\d_a-z][\w.&'’-]*\s+){{1,4}}{alternatives('outlet')}")


def _without_stop(name: str) -> str:
    """The name without a full stop that ends the line, unless it is an initial's or "Jr."'s."""
    return name[:-1] if name.endswith(".") and not re.search(r"\b(?:\w|[JS]r)\.$", name) else name


def _is_one_name(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= _MOST_WORDS or not all(map(_TOKEN.fullmatch, words)):
        return False
    if words[0][0].islower() or words[-1][0].islower() or (words[0] == "The" and len(words) < 3):
        return False
    if any(word.casefold().rstrip(".") in _stops() for word in words) or is_byline_label(name):
        return False
    return all(word.casefold() in phrases("name_particle") or not word[0].islower() for word in words)


def is_newsroom(name: str) -> bool:
    """Whether a name is a word for those who write, and nobody's own: "Staff Reports", "der Redaktion"."""
    return _may_hold_job(name) and _newsroom_alone().fullmatch(name) is not None


@cache
def _newsroom_alone() -> re.Pattern[str]:
    """The word, perhaps behind an article."""
    return re.compile(rf"(?:(?-i:[a-zà-ÿ]{{1,3}})\s|l['’])?{alternatives('newsroom')}", re.IGNORECASE)


@cache
def _newsroom() -> re.Pattern[str]:
    return re.compile(rf"(?:[\w’'&.-]+\s+){{0,4}}{alternatives('newsroom')}", re.IGNORECASE)


@cache
def _stops() -> frozenset[str]:
    """Words no name holds: weekdays ("By Monday"), and those that make a phrase ("By Any Means")."""
    days = {day.casefold() for day in phrases("weekday") if day.isalpha()}
    return frozenset(days - _GIVEN_NAMES) | frozenset(phrases("name_stop"))


_GIVEN_NAMES = frozenset({"sunday", "friday", "domingo", "cuma"})

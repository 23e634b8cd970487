"""Bylines: who wrote it, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from copydesk.lexicon import alternatives, mapping, phrases
from copydesk.metadata.dates import DateLine, may_hold_date, parse_date_line

_LONGEST = 160
_TOKEN = re.compile(r"[^\W\d_](?:[\w’'‘`\u0300-\u036f\u0610-\u06ff\u0900-\u0dff\u200c-]|\.(?=\w))*\.?")
_MOST_WORDS, _MOST_NAMES = 5, 8
_LONGEST_NAME = 60
_AROUND, _OPEN_ENDS = " \t|·•–—-*_", "!?…:："
_SHORT = 3
"""Names of agencies up to this length are words in other contexts ("App", "spa")."""


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of a byline in order, and the agency among them, if any.

    `translated` marks a byline whose preposition was translated word by word ("Of: ..." from "Von ...");
    `date` is the date that stands on the same line.
    """

    names: tuple[str, ...]
    agency: str | None = None
    labelled: bool = True
    translated: bool = False
    date: DateLine | None = None


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


def parse_byline(line: str) -> Byline | None:
    """The byline a whole line is, None where it is anything else.

    "By Ana Lima and Raj Rao, Reuters", "Von dpa", "Reuters". A line that goes on as a sentence ("By Monday
    the army had left.") is none.
    """
    line = line.strip(_AROUND)
    if not line or len(line) > _LONGEST or line[-1] in _OPEN_ENDS:
        return None
    return (
        _agency_line(line)
        or _labelled_line(line)
        or _sourced_line(line)
        or _titled_line(line)
        or _dated_line(line)
    )


def is_name(line: str) -> bool:
    """Whether a line could be a person's name and nothing else: two to five capitalised words."""
    if len(line) > _LONGEST_NAME or " " not in line or line[-1] in ".!?:…" or not line[0].isupper():
        return False
    return _is_one_name(line)


def parse_dated_byline(line: str) -> Byline | None:
    """The byline of a line that can be none but a name and a date."""
    line = line.strip(_AROUND)
    return None if not line or len(line) > _LONGEST or line[-1] in _OPEN_ENDS else _dated_line(line)


def _agency_line(line: str) -> Byline | None:
    """An agency or a newsroom alone; "(dpa/lno)", as agencies sign."""
    alone = agency_of(line)
    if alone:
        return Byline((line.strip("()[]"),), alone, labelled=False)
    signed = _SIGNED.fullmatch(line)
    found = (
        next(filter(None, (agency_of(f"({part})") for part in re.split(r"\s?/\s?", signed[1]))), None)
        if signed
        else None
    )
    return Byline((found,), found, labelled=False) if found else None


_SIGNED = re.compile(r"[(\[]([\w-]{2,12}(?:\s?/\s?[\w-]{2,12}){1,4})[)\]]")


@cache
def _opening() -> re.Pattern[str]:
    """How a byline opens; words of the language that are common count only before a colon."""
    plain, colon = alternatives("byline"), alternatives("byline_colon")
    translated = alternatives("byline_translated")
    return re.compile(
        rf"(?:{plain}(?:\s*[:：]\s*|\s+)|{colon}\s*[:：]\s*|(?P<translated>{translated})\s*[:：]\s*)",
        re.IGNORECASE,
    )


def is_byline_label(text: str) -> bool:
    """Whether a text opens a byline and says no more: "Written By"."""
    return _opening().fullmatch(f"{text}: ") is not None


def _labelled_line(line: str) -> Byline | None:
    found = _opening().match(line)
    if not found:
        return None
    text, date = _split_date(line[found.end() :])
    names = _read_names(text, found.group().rstrip()[-1:] in ":：")
    if not names:
        return None
    agency = next(filter(None, map(agency_of, names)), None)
    return Byline(names, agency, translated=found["translated"] is not None, date=date)


def _sourced_line(line: str) -> Byline | None:
    """Agencies after a word for a source: "Source: Reuters", "mit dpa", "Ana Lima avec AFP"."""
    end = _LAST_WORD.search(line[-_LONGEST_END:])
    if not end or end[1].casefold() not in _agency_ends():
        return None
    found = _source().search(line)
    agencies = agencies_in(line[found.end() :]) if found else ()
    if not found or not agencies:
        return None
    before = line[: found.start()].strip(" ,|/(")
    if not before:
        return Byline(agencies, agencies[0], labelled=False)
    names = _read_names(before, False) if found[0][:1] in " (" else None
    return Byline((*names, *agencies), agencies[0]) if names else None


_LONGEST_END = 80
_LAST_WORD = re.compile(r"([^\s:：/()\[\]]{1,40})[)\].]*$")


@cache
def _agency_ends() -> frozenset[str]:
    """The last words of the names of agencies."""
    return frozenset(name.split()[-1] for name in mapping("agencies"))


@cache
def _source() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|\s)\(?{alternatives('byline_source')}(?:\s*[:：]\s*|\s+)(?=\S{{2,40}}(?:\s\S{{1,20}}){{0,3}}$)",
        re.IGNORECASE,
    )


def _titled_line(line: str) -> Byline | None:
    """A name before the word for a journalist, as Korean and Japanese papers print it."""
    found = _title().fullmatch(line)
    return Byline(tuple(re.split(r"[·,\s]+", found[1])), None) if found else None


@cache
def _title() -> re.Pattern[str]:
    name = r"[\u4e00-\u9fff\uac00-\ud7af]{2,5}"
    return re.compile(
        rf"({name}(?:[·,\s]\s?{name}){{0,2}})\s?{alternatives('byline_after')}(?:\s*\(?[\w.+-]{{1,40}}@[\w.-]{{3,40}}\)?)?"
    )


def _dated_line(line: str) -> Byline | None:
    """A name and a date: "Ana Lima | 9 April 2024". Behind a comma the date could be that of a letter."""
    if not _DIGIT.search(line) or not any(map(is_name, _beginnings(line))) or not may_hold_date(line):
        return None
    text, date = _split_date(line)
    name = text.strip(_BARS)
    if not date or text.endswith(",") or line[len(text) :].lstrip().startswith(",") or not is_name(name):
        return None
    return Byline((_without_job(name),), labelled=False, date=date)


def _beginnings(line: str) -> Iterator[str]:
    """What stands before each gap of the line, up to the length of a name."""
    words = _TWO_WORDS.match(line)
    if (
        words
        and words[1].isupper()
        and (not words[3].islower() or words[2].casefold() in phrases("name_particle"))
    ):
        for gap in _GAP.finditer(line, 0, _LONGEST_NAME):
            yield line[: gap.start()].strip(_BARS)


_DIGIT = re.compile(r"\d")
_GAP = re.compile(r"\s*[|·•,–—-]\s*|\s+")
_BARS = " |·•–—-"
_TWO_WORDS = re.compile(r"[ |·•–—-]*([^\W\d_])\S*\s+(([^\W\d_])\S*)")


def _split_date(text: str) -> tuple[str, DateLine | None]:
    """The names and the date of "Ana Lima | 9 April 2024, 13:45"."""
    if not _DIGIT.search(text):
        return text, None
    for gap in _GAP.finditer(text):
        date = parse_date_line(text[gap.end() :]) if gap.start() else None
        if date:
            return text[: gap.start()], date
    return text, None


def _read_names(text: str, labelled_by_colon: bool) -> tuple[str, ...] | None:
    text = _extras().sub("", _aside().sub("", text)).strip(" \t|,")
    if _newsroom().fullmatch(text):
        return (text,)
    names = tuple(_name_parts(text))
    if not 0 < len(names) <= _MOST_NAMES or not all(agency_of(name) or _is_one_name(name) for name in names):
        return None
    if labelled_by_colon:
        return names
    full = tuple(name for name in names if " " in name or agency_of(name))
    place = len(names) > 1 and names[:-1] == full and text.endswith(f", {names[-1]}")  # "Jana Groß, Berlin"
    return full if full and (full == names or place) else None


def _name_parts(text: str) -> Iterator[str]:
    """The names one by one, without the place each writes from."""
    for part in between_names(",;/|").split(text.replace("(", ", ").replace(")", "")):
        if part.strip(" ."):
            name = _without_stop(_without_job(_place().sub("", f" {part.strip()}").strip()))
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


@cache
def _extras() -> re.Pattern[str]:
    """An address, a handle, for whom they write, whose the pictures are."""
    return re.compile(
        rf"\s*[(|,/–—-]?\s*(?:[\w.+-]{{1,40}}@[\w-]{{1,40}}\.[\w.]{{2,20}}|@\w{{2,30}})\)?$"
        rf"|\s+{alternatives('byline_for')}\s+\S.{{1,50}}$|\s*[,|/;–—-]?\s*{alternatives('credit')}\s?:.*$",
        re.IGNORECASE,
    )


def _without_job(name: str) -> str:
    """The name without the job behind it: "Ana Lima Travel News Reporter"."""
    words = name.split()
    if len(words) < 3 or not _job().fullmatch(words[-1]):
        return name
    size = 3 if words[1].casefold() in phrases("name_particle") or words[1].endswith(".") else 2
    return " ".join(words[:size])


@cache
def _job() -> re.Pattern[str]:
    return re.compile(alternatives("job"), re.IGNORECASE)


def _without_stop(name: str) -> str:
    """The name without a full stop that ends the line, unless it is an initial's or "Jr."'s."""
    return name[:-1] if name.endswith(".") and not re.search(r"\b(?:\w|[JS]r)\.$", name) else name


def _is_one_name(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= _MOST_WORDS or not all(_TOKEN.fullmatch(word) for word in words):
        return False
    if words[0][0].islower() or words[-1][0].islower() or (words[0] == "The" and len(words) < 3):
        return False
    if any(word.casefold().rstrip(".") in _stops() for word in words) or is_byline_label(name):
        return False
    return all(word.casefold() in phrases("name_particle") or not word[0].islower() for word in words)


@cache
def _newsroom() -> re.Pattern[str]:
    return re.compile(rf"(?:[\w’'&.-]+\s+){{0,4}}{alternatives('newsroom')}", re.IGNORECASE)


@cache
def _stops() -> frozenset[str]:
    """Words no name holds: weekdays ("By Monday"), and those that make a phrase ("By Any Means")."""
    days = {day.casefold() for day in phrases("weekday") if day.isalpha()}
    return frozenset(days - _GIVEN_NAMES) | frozenset(phrases("name_stop"))


_GIVEN_NAMES = frozenset({"sunday", "friday", "domingo", "cuma"})

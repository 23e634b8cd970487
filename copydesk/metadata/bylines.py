"""Bylines: who wrote it, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from copydesk.lexicon import alternatives, mapping, phrases
from copydesk.metadata.dates import DateLine, may_hold_date, names_source, parse_date_line
from copydesk.metadata.datewords import date_words
from copydesk.metadata.names import agencies_in, agency_of, byline_opening, is_name, read_names, without_job

_LONGEST, _LONGEST_NAME = 160, 60
AROUND, _OPEN_ENDS = " \t|·•–—-*_", "!?…:："


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


def parse_byline(line: str) -> Byline | None:
    """The byline a whole line is, None where it is anything else.

    "By Ana Lima and Raj Rao, Reuters", "Von dpa", "Reuters". A line that goes on as a sentence ("By Monday
    the army had left.") is none.
    """
    line = line.strip(AROUND)
    if not line or len(line) > _LONGEST or line[-1] in _OPEN_ENDS:
        return None
    return (
        _agency_line(line)
        or _labelled_line(line)
        or _sourced_line(line)
        or _titled_line(line)
        or _dated_line(line)
    )


def parse_source(line: str) -> Byline | None:
    """The byline of a line that can be none but one of an agency."""
    line = line.strip(AROUND)
    if not line or len(line) > _LONGEST or line[-1] in _OPEN_ENDS:
        return None
    return _agency_line(line) or _sourced_line(line)


def parse_dated_byline(line: str) -> Byline | None:
    """The byline of a line that can be none but a name and a date."""
    line = line.strip(AROUND)
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


def _labelled_line(line: str) -> Byline | None:
    """A label and names; both may stand in brackets, as editors do below Chinese texts."""
    bracketed = _BRACKETED.fullmatch(line)
    line = bracketed[1] if bracketed else line
    found = byline_opening().match(line)
    if not found:
        return None
    text, date = _split_date(line[found.end() :])
    names = read_names(text, found.group().rstrip()[-1:] in ":：")
    if not names:
        return None
    names = tuple(chain.from_iterable(name.split() if _HAN.fullmatch(name) else (name,) for name in names))
    agency = next(filter(None, map(agency_of, names)), None)
    return Byline(names, agency, translated=found["translated"] is not None, date=date)


_BRACKETED = re.compile(
    r"(?:[【\[][^\[\]【】:：]{1,6}[】\]]\s?)?[(\[（【]([^()\[\]（）【】:：]{1,20}[:：][^()\[\]（）【】:：]{2,60})[)\]）】]"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}(?:\s[\u4e00-\u9fff]{2,4})+")
"""Chinese names side by side; of two characters, a name may be written with a space itself."""


def _sourced_line(line: str) -> Byline | None:
    """Agencies after a word for a source: "Source: Reuters", "mit dpa", "Ana Lima avec AFP"."""
    line = line.strip("（）")
    end = _LAST_WORD.search(line, max(len(line) - _LONGEST_END, line.rfind(" ") + 1))
    if not end or end[1].casefold() not in _agency_ends():
        return None
    found = _source().search(line)
    agencies = agencies_in(line[found.end() :]) if found else ()
    if not found or not agencies:
        return None
    before = line[: found.start()].strip(" ,|/(")
    if not before:
        return Byline(agencies, agencies[0], labelled=False)
    names = read_names(before, False) if found[0][:1] in " (" else None
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
    text, date = _split_date(line)
    name = text.strip(_BARS)
    if not date or text.endswith(",") or line[len(text) :].lstrip().startswith(",") or not is_name(name):
        return None
    if not may_hold_date(line) or not any(map(is_name, _beginnings(line))):
        return None
    return Byline((without_job(name),), labelled=False, date=date)


def parse_fields(line: str) -> Byline | None:
    """A date and fields beside it, as in Chinese papers: "2024-04-09 13:45 来源：新华社 作者：李明"."""
    line = line.strip(AROUND) if len(line) <= _LONGEST else ""
    found = list(_field().finditer(line))
    names = tuple(field["name"] for field in found if field["name"])
    date = parse_date_line(_field().sub(" ", line).strip(_BARS)) if names else None
    if date is None:
        return None
    agency = next(filter(None, (agency_of(field["source"]) for field in found if field["source"])), None)
    return Byline(names, agency, date=date)


@cache
def _field() -> re.Pattern[str]:
    value = r"：\s?(?P<{}>[^\W\d][^\s:：|]{{1,19}})(?=[\s|]|$)"
    name = alternatives("byline_colon") + value.format("name")
    source = alternatives("byline_source") + value.format("source")
    return re.compile(rf"(?:^|(?<=[\s|]))(?:{name}|{source})", re.IGNORECASE)


def _beginnings(line: str) -> Iterator[str]:
    """What stands before each gap of the line, up to the length of a name."""
    words = _TWO_WORDS.match(line)
    if (
        words
        and words[1].isupper()
        and (not words[3].islower() or words[2].casefold() in phrases("name_particle"))
    ):
        for gap in _SEAM.finditer(line, 0, _LONGEST_NAME):
            yield line[: gap.start()].strip(_BARS)


_DIGIT = re.compile(r"\d")
_GAP = re.compile(r"\s*[|·•,–—-]\s*|\s+")
_SEAM = re.compile(rf"{_GAP.pattern}|(?<=[^\W\d_A-ZÀ-Þ])(?=[\dA-ZÀ-Þ])")
"""Where a date may begin; pages print elements apart that have no space between them."""
_BARS = " |·•–—-"
_TWO_WORDS = re.compile(r"[ |·•–—-]*([^\W\d_])\S*\s+(([^\W\d_])\S*)")


def _split_date(text: str) -> tuple[str, DateLine | None]:
    """The names and the date of "Ana Lima | 9 April 2024, 13:45"."""
    first = _earliest(text)
    for gap in _SEAM.finditer(text) if _DIGIT.search(text, first) else ():
        date = parse_date_line(text[gap.end() :]) if gap.start() and gap.end() >= first else None
        if date:
            return text[: gap.start()], date
    return text, None


def _earliest(text: str) -> int:
    """Where a date at the end can begin: in or behind the last word of none, if no source is named."""
    return 0 if names_source(text) else date_words().behind(text)

"""The lines of a page with the facts that rules ask for, found for all lines at once.

Most facts are seldom true, and telling so must cost next to nothing: patterns are tried only on lines that
have a cue for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import compress, count
from typing import NamedTuple, TypeVar

import numpy as np

from copydesk.characters import Characters, Class, Counts, Mask, Seen
from copydesk.document import Blocks, Hints
from copydesk.lexicon import alternatives, fold, folds, labels, mapping
from copydesk.metadata.bylines import (
    AROUND,
    Byline,
    parse_byline,
    parse_dated_byline,
    parse_fields,
    parse_source,
)
from copydesk.metadata.dates import LONGEST as LONGEST_DATE
from copydesk.metadata.dates import DateLine, is_age, parse_date_line
from copydesk.metadata.datewords import date_words
from copydesk.native import facts as native
from copydesk.native.features import layout
from copydesk.native.rows import tuples
from copydesk.rules.consent import is_consent_notice
from copydesk.rules.credit import (
    SET_KINDS,
    begins_as_credit,
    end_alike,
    ends_in_credit,
    ends_in_names,
    is_signed,
    is_third_item,
    may_end_in_set_phrase,
)
from copydesk.rules.cues import Cues, find_cues
from copydesk.rules.described import is_of_picture, says_who_is_where
from copydesk.rules.joined import joined_facts
from copydesk.steps import Steps

_CLOSED = r"(?:[ \u00a0\u202f](?=»))?[\"'”’»“‘」』)\]*]*"
_SENTENCE_END = re.compile(rf"[.!?…。！？؟۔।:：]{_CLOSED}(?:\s?[(\[][\w/ -]{{2,24}}[)\]])?$")
_ENDS, _CLOSING = ".!?…。！？؟۔।:：", "\"'”’»“‘」』)]*"
_ENDS_OF_TEXT, _CLOSERS_OF_TEXT = frozenset(_ENDS), frozenset(_CLOSING)
_UNSURE = ")]»"  # those behind which the end may be another than the character before
_LAST = 36  # characters at the end of a text, among which the last sentence ends
_PROSE_WORDS, _LONG_PROSE_WORDS = 8, 25
_LONGEST_LABEL, _LONGEST_BYLINE = 80, 180
_OPENERS, _CLOSERS, _MARKS = "([（", ")]） \t|·•–—-*_", " \t|·•–—-*_"
_BREAKS = f'{AROUND}/.:：()[]（）«»"“”'
_BYLINE_CUES = ("byline", "byline_colon", "byline_translated", "byline_after", "agency")
_BROKEN_OFF = (" (", "\u00a0(")  # what a caption ends in where a tool broke its credit off
_LINES = 2  # the row of a layout that counts the lines of a block
_NO_KINDS = frozenset[str]()
_Fact = TypeVar("_Fact")


class Line(NamedTuple):
    """A block and its facts: a plain tuple, as there are more of these than of anything else.

    `key` is the folded text, in which whole lines are compared, and `kinds` are the kinds of label the whole
    line can be. `words` counts two characters as one in scripts without spaces; `spaceless` says that the
    text is mostly in one. `ends_sentence` holds also where initials in brackets follow. `prose` is running
    text: long enough, and ended as a sentence or very long. `consent` says that the block asks for consent,
    `credit` that it is a caption: it ends in a picture credit, or tells who stands where. `date`, `byline`
    and `age` are found where the block is nothing else, alone or together with its neighbours.
    """

    text: str
    hints: Hints
    edited: bool
    key: str
    kinds: frozenset[str]
    words: int
    spaceless: bool
    ends_sentence: bool
    prose: bool
    consent: bool
    credit: bool
    age: bool
    date: DateLine | None
    byline: Byline | None

    @property
    def attributed(self) -> bool:
        """Whether the block ends a sentence and says who says so: ", the minister said". Notices do not."""
        return self.ends_sentence and _attribution().search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of few lines, by their place."""

    dates: Mapping[int, DateLine]
    bylines: Mapping[int, Byline]
    ages: Set[int]
    consents: Set[int]
    credits: Set[int]
    bracketed: Sequence[int]
    """Lines with brackets in them."""

    @classmethod
    def find(cls, texts: list[str], keys: list[str], cues: Cues, characters: Characters) -> Steps[Facts]:
        digits = cues["digit"]
        datelike, namelike = date_words().likely(texts, sorted(digits), LONGEST_DATE, AROUND)
        yield
        dates = {i: found for i in datelike if (found := parse_date_line(texts[i]))}
        yield
        joined = joined_facts(texts, cues)
        dates |= {i: fact for i, fact in joined.items() if isinstance(fact, DateLine)}
        yield
        bylines = yield from _bylines(texts, keys, cues, namelike)
        bylines |= {i: fact for i, fact in joined.items() if isinstance(fact, Byline)}
        yield
        ages = frozenset(i for i in digits & cues.get("age", frozenset()) if is_age(texts[i], keys[i]))
        consents = _chosen(texts, cues.get("consent_notice", ()), _asks_for_consent)
        yield
        opened = characters.table[:, Class.OPENING].nonzero()[0].tolist()
        bracketed = [i for i in opened if "(" in texts[i] or "（" in texts[i]]
        broken = (i for i in opened if i + 1 in cues.get("credit", ()) and texts[i].endswith(_BROKEN_OFF))
        credited = _credits(texts, cues, bracketed) | {i for i in broken if begins_as_credit(texts[i + 1])}
        credited = {i for i in credited if not is_third_item(texts, i)}
        return cls(dates, bylines, ages, consents, credited, bracketed)


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a page, and the same in columns: cues, characters and facts, and three masks.

    `texts` are without line breaks; `layout` has the rows of `copydesk.native.features.layout`; `labelled`
    are the lines that can be a label of any kind.
    """

    lines: tuple[Line, ...]
    texts: list[str]
    layout: Counts
    keys: list[str]
    kinds: list[frozenset[str]]
    labelled: tuple[int, ...]
    cues: Cues
    characters: Characters
    facts: Facts
    ended: Mask
    prose: Mask
    credit: Mask


def read_lines(blocks: Blocks, seen: Seen | None = None) -> Steps[Reading]:
    """What blocks are as lines, some of which may have been seen."""
    texts, hints, edits = blocks.texts, blocks.hints, blocks.edits
    flat = [text.replace("\n", " ") for text in texts] if "\n" in "".join(texts) else texts
    yield
    keys = folds(flat)
    yield
    laid = layout(hints)
    characters = Characters.again(flat, seen, laid[_LINES])
    yield
    short = characters.lengths <= _LONGEST_BYLINE
    digits = (short & (characters.decimals > 0)).nonzero()[0].tolist()
    marked = (characters.first == Class.MARK.value).nonzero()[0].tolist()
    handles = frozenset(i for i in marked if flat[i][0] == "@")
    cues = {**find_cues(keys), "digit": frozenset(digits), "handle": handles}
    yield
    facts = yield from Facts.find(flat, keys, cues, characters)
    yield
    ended = native.ended(texts, _ENDS, _CLOSING, _UNSURE, _LAST, ends_sentence)
    prose = (characters.parts >= _PROSE_WORDS) & (ended | (characters.parts >= _LONG_PROSE_WORDS))
    prose[list(facts.consents)] = False
    credit = np.zeros(len(texts), bool)
    credit[list(facts.credits)] = True
    yield
    kinds, labelled = _labels().find(keys, texts, _LONGEST_LABEL, _NO_KINDS)
    yield
    aged = facts.ages | {i for i in labelled if "age" in kinds[i]}
    edited = {i for i in compress(count(), edits) if any(one.code for one in edits[i])}
    lines = tuples(
        Line,
        texts,
        hints,
        _column(dict.fromkeys(edited, True), False, len(texts)),
        keys,
        kinds,
        characters.parts.tolist(),
        characters.unspaced.tolist(),
        ended.tolist(),
        prose.tolist(),
        _column(dict.fromkeys(facts.consents, True), False, len(texts)),
        credit.tolist(),
        _column(dict.fromkeys(aged, True), False, len(texts)),
        _column(facts.dates, None, len(texts)),
        _column(facts.bylines, None, len(texts)),
    )
    return Reading(
        lines, flat, laid, keys, kinds, tuple(labelled), cues, characters, facts, ended, prose, credit
    )


def _column(found: Mapping[int, _Fact], other: _Fact, size: int) -> list[_Fact]:
    """What is true of few lines, for all of them."""
    column = [other] * size
    for i, fact in found.items():
        column[i] = fact
    return column


@cache
def _labels() -> native.Whole[frozenset[str]]:
    return native.Whole(labels())


def _bylines(
    texts: list[str], keys: list[str], cues: Cues, namelike: Sequence[int]
) -> Steps[dict[int, Byline]]:
    """The bylines that lines are: with a date, by an agency at their end or in brackets, or by a cue."""
    cued = {i for kind in _BYLINE_CUES for i in cues.get(kind, ())}
    signed = native.ending(
        keys, texts, cued, _agencies(), _BREAKS, _LONGEST_BYLINE, _MARKS, _OPENERS, _CLOSERS
    )
    yield
    found = {i: byline for i in namelike if (byline := parse_dated_byline(texts[i]))}
    yield
    found |= {i: byline for i in signed if (byline := parse_source(texts[i]))}
    found |= {i: byline for i in cues["digit"] if "：" in texts[i] and (byline := parse_fields(texts[i]))}
    yield
    return found | {i: byline for i in sorted(cued) if (byline := parse_byline(texts[i]))}


@cache
def _agencies() -> native.Names:
    """The names of agencies, folded or not: folding cuts a number off at the end of a line."""
    names = {form.rstrip(_BREAKS) for name in mapping("agencies") for form in (name, fold(name))}
    return native.Names(names, {re.split(f"[{re.escape(_BREAKS)}]", name)[-1] for name in names})


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does; initials in brackets may follow."""
    if text[-1:] not in _CLOSERS_OF_TEXT:
        return text[-1:] in _ENDS_OF_TEXT
    tail = text[-_LAST:]
    return tail.rstrip(_CLOSING)[-1:] in _ENDS_OF_TEXT or _SENTENCE_END.search(tail) is not None


@cache
def _attribution() -> re.Pattern[str]:
    """A comma or closing quote, up to five words, and a word of saying."""
    return re.compile(
        rf"[,”\"»],?\s(?:[^\W\d][\w.’'-]{{0,30}}\s){{0,5}}{alternatives('said')}(?!\w)", re.IGNORECASE
    )


def _asks_for_consent(text: str) -> bool:
    """Such notices stand before the text and read like it, but nobody says them."""
    return is_consent_notice(text) and not (ends_sentence(text) and _attribution().search(text))


def _credits(texts: list[str], cues: Cues, bracketed: Sequence[int]) -> Set[int]:
    """The captions, by the credit that they end in or by who stands where, of the lines with a cue for it."""
    owned = cues.get("credit", frozenset())
    set_phrases = {i for kind in SET_KINDS for i in cues.get(kind, ())}
    set_phrases = {*may_end_in_set_phrase(texts, set_phrases)}
    found = {
        i
        for i in owned | set_phrases
        if ends_in_credit(texts[i], owned=i in owned, set_phrase=i in set_phrases)
        and not (is_signed(texts[i]) and _attribution().search(texts[i]))
    }
    pictured = _chosen(texts, cues.get("in_picture", ()), is_of_picture)
    pictured |= _chosen(texts, bracketed, says_who_is_where)
    found |= _chosen(texts, pictured, _says_nothing)
    return found | _chosen(texts, bracketed, ends_in_names) | end_alike(texts)


def _says_nothing(text: str) -> bool:
    """In captions nobody says anything, and in those of Japanese no sentence ends."""
    return not (text.endswith("。") or (ends_sentence(text) and _attribution().search(text)))


def _chosen(texts: Sequence[str], among: Iterable[int], test: Callable[[str], bool]) -> Set[int]:
    return frozenset(i for i in among if test(texts[i]))

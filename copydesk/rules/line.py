"""The lines of a page with the facts that rules ask for, found for all lines at once.

Most facts are seldom true, and telling so must cost next to nothing: patterns are tried only on lines that
have a cue for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from copydesk.characters import Characters
from copydesk.document import Block, Hints
from copydesk.lexicon import alternatives, fold, folds, labels, mapping
from copydesk.metadata.bylines import Byline, parse_byline, parse_dated_byline
from copydesk.metadata.dates import DateLine, is_age, parse_date_line
from copydesk.rules.consent import is_consent_notice
from copydesk.rules.credit import ends_in_credit
from copydesk.rules.cues import Cues, find_cues
from copydesk.rules.joined import joined_facts

_CLOSED = r"(?:[ \u00a0\u202f](?=»))?[\"'”’»“‘」』)\]*]*"
_SENTENCE_END = re.compile(rf"[.!?…。！？؟۔।:：]{_CLOSED}(?:\s?[(\[][\w/ -]{{2,24}}[)\]])?$")
_ENDS, _CLOSING = frozenset(".!?…。！？؟۔।:："), frozenset("\"'”’»“‘」』)]*")
_PROSE_WORDS, _LONG_PROSE_WORDS = 8, 25
_LONGEST_LABEL, _LONGEST_BYLINE = 80, 180
_OPENERS, _CLOSERS, _MARKS = ("(", "["), tuple(")] \t|·•–—-*_"), " \t|·•–—-*_"
_BREAKS = frozenset("/:：()[]")
_BYLINE_CUES = ("byline", "byline_colon", "byline_translated", "byline_after", "agency")
_NO_KINDS = frozenset[str]()


class Line(NamedTuple):
    """A block and its facts: a plain tuple, as there are more of these than of anything else.

    `key` is the folded text, in which whole lines are compared, and `kinds` are the kinds of label the whole
    line can be. `words` counts two characters as one in scripts without spaces; `spaceless` says that the
    text is mostly in one. `ends_sentence` holds also where initials in brackets follow. `prose` is running
    text: long enough, and ended as a sentence or very long. `consent` says that the block asks for consent,
    `credit` that it ends in a picture credit. `date`, `byline` and `age` are found where the block is
    nothing else, alone or together with its neighbours.
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


def read_lines(blocks: Sequence[Block]) -> tuple[tuple[Line, ...], Cues, Characters]:
    """The lines of the blocks, the cues on them, and their characters."""
    texts = [block.text.replace("\n", " ") for block in blocks]
    keys = folds(texts)
    characters = Characters.of(texts)
    short = characters.lengths <= _LONGEST_BYLINE
    digits = np.flatnonzero(short & (characters.decimals > 0)).tolist()
    cues = {**find_cues(keys), "digit": frozenset(digits)}
    facts = _Facts.of(texts, keys, cues)
    return tuple(_lines(blocks, keys, characters, facts)), cues, characters


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is true of few lines, by their place."""

    dates: Mapping[int, DateLine]
    bylines: Mapping[int, Byline]
    ages: frozenset[int]
    consents: frozenset[int]
    credits: frozenset[int]

    @classmethod
    def of(cls, texts: Sequence[str], keys: Sequence[str], cues: Cues) -> _Facts:
        digits = cues["digit"]
        dates = {i: found for i in digits if (found := parse_date_line(texts[i]))}
        among = _like_bylines(texts, keys, cues)
        bylines = {i: byline for i in digits if (byline := parse_dated_byline(texts[i]))}
        bylines |= {i: byline for i in among if (byline := parse_byline(texts[i]))}
        joined = joined_facts(texts, cues)
        dates |= {i: fact for i, fact in joined.items() if isinstance(fact, DateLine)}
        bylines |= {i: fact for i, fact in joined.items() if isinstance(fact, Byline)}
        return cls(
            dates,
            bylines,
            _chosen(texts, digits & cues.get("age", frozenset()), is_age),
            _chosen(texts, cues.get("consent_notice", ()), _asks_for_consent),
            _chosen(texts, cues.get("credit", ()), ends_in_credit),
        )


def _lines(
    blocks: Sequence[Block], keys: Sequence[str], characters: Characters, facts: _Facts
) -> Iterator[Line]:
    """The lines, from columns of what each of them is."""
    places = range(len(blocks))
    texts = [block.text for block in blocks]
    kinds = [
        labels().get(key, _NO_KINDS) if len(text) <= _LONGEST_LABEL else _NO_KINDS
        for text, key in zip(texts, keys, strict=True)
    ]
    counts = characters.parts.tolist()
    ended = list(map(ends_sentence, texts))
    prose = (
        words >= _PROSE_WORDS and (end or words >= _LONG_PROSE_WORDS) and i not in facts.consents
        for i, words, end in zip(places, counts, ended, strict=True)
    )
    return map(
        Line,
        texts,
        [block.hints for block in blocks],
        [bool(block.edits) and any(edit.code for edit in block.edits) for block in blocks],
        keys,
        kinds,
        counts,
        characters.unspaced.tolist(),
        ended,
        prose,
        map(facts.consents.__contains__, places),
        map(facts.credits.__contains__, places),
        [i in facts.ages or "age" in kind for i, kind in enumerate(kinds)],
        map(facts.dates.get, places),
        map(facts.bylines.get, places),
    )


def _like_bylines(texts: Sequence[str], keys: Sequence[str], cues: Cues) -> Iterator[int]:
    """Lines that begin as bylines do, or end in the name of an agency."""
    cued = {i for kind in _BYLINE_CUES for i in cues.get(kind, ())}
    agencies = _agency_ends()
    for i, (text, key) in enumerate(zip(texts, keys, strict=True)):
        last = key[key.rfind(" ") + 1 :].rstrip("_")
        ends = last in agencies or not _BREAKS.isdisjoint(last)
        if i in cued or (len(text) <= _LONGEST_BYLINE and (ends or _is_bracketed(text))):
            yield i


def _is_bracketed(text: str) -> bool:
    return text.endswith(_CLOSERS) and text.lstrip(_MARKS).startswith(_OPENERS)


@cache
def _agency_ends() -> frozenset[str]:
    return frozenset(fold(name).rpartition(" ")[2] for name in mapping("agencies"))


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does; initials in brackets may follow."""
    last = text[-1:]
    return last in _ENDS if last not in _CLOSING else _SENTENCE_END.search(text[-36:]) is not None


@cache
def _attribution() -> re.Pattern[str]:
    """A comma or closing quote, up to five words, and a word of saying."""
    return re.compile(
        rf"[,”\"»],?\s(?:[^\W\d][\w.’'-]{{0,30}}\s){{0,5}}{alternatives('said')}(?!\w)", re.IGNORECASE
    )


def _asks_for_consent(text: str) -> bool:
    """Such notices stand before the text and read like it, but nobody says them."""
    return is_consent_notice(text) and not (ends_sentence(text) and _attribution().search(text))


def _chosen(texts: Sequence[str], among: Iterable[int], test: Callable[[str], bool]) -> frozenset[int]:
    return frozenset(i for i in among if test(texts[i]))

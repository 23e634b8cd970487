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
_DIGIT = re.compile(r"\d")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
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


def read_lines(blocks: Sequence[Block]) -> tuple[tuple[Line, ...], Cues]:
    """The lines of the blocks, and the cues on them."""
    texts = [block.text.replace("\n", " ") for block in blocks]
    keys = folds(texts)
    cues = {**find_cues(keys), "digit": _with_digits(texts)}
    facts = _Facts.of(texts, keys, cues)
    return tuple(_lines(blocks, texts, keys, facts)), cues


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
    blocks: Sequence[Block], texts: Sequence[str], keys: Sequence[str], facts: _Facts
) -> Iterator[Line]:
    """The lines, from columns of what each of them is."""
    places = range(len(blocks))
    kinds = list(map(_kinds, texts, keys))
    counts = _counts(texts)
    ended = list(map(ends_sentence, texts))
    prose = (
        words >= _PROSE_WORDS and (end or words >= _LONG_PROSE_WORDS) and i not in facts.consents
        for i, (words, _), end in zip(places, counts, ended, strict=True)
    )
    return map(
        Line,
        (block.text for block in blocks),
        (block.hints for block in blocks),
        (bool(block.edits) and any(edit.code for edit in block.edits) for block in blocks),
        keys,
        kinds,
        (words for words, _ in counts),
        (spaceless for _, spaceless in counts),
        ended,
        prose,
        map(facts.consents.__contains__, places),
        map(facts.credits.__contains__, places),
        (i in facts.ages or "age" in kind for i, kind in enumerate(kinds)),
        map(facts.dates.get, places),
        map(facts.bylines.get, places),
    )


def _kinds(text: str, key: str) -> frozenset[str]:
    return labels().get(key, _NO_KINDS) if len(text) <= _LONGEST_LABEL else _NO_KINDS


def _counts(texts: Sequence[str]) -> list[tuple[int, bool]]:
    """Of each text its words, and whether its script has no spaces."""
    words = [len(text.split()) for text in texts]
    if not any(_CJK.search(text) for text in texts if not text.isascii()):
        return [(many, False) for many in words]
    without_spaces = [len(_CJK.findall(text)) for text in texts]
    return [
        (many + cjk // 2, 2 * cjk > len(text))
        for text, many, cjk in zip(texts, words, without_spaces, strict=True)
    ]


def _with_digits(texts: Sequence[str]) -> frozenset[int]:
    """Lines with a digit; only those that could be a credit."""
    short = (i for i, text in enumerate(texts) if len(text) <= _LONGEST_BYLINE)
    return frozenset(i for i in short if _DIGIT.search(texts[i]))


def _like_bylines(texts: Sequence[str], keys: Sequence[str], cues: Cues) -> Iterator[int]:
    """Lines that begin as bylines do, or end in the name of an agency."""
    cued = {i for kind in _BYLINE_CUES for i in cues.get(kind, ())}
    for i, text in enumerate(texts):
        if i in cued or (len(text) <= _LONGEST_BYLINE and (_is_bracketed(text) or _ends_in_agency(keys[i]))):
            yield i


def _is_bracketed(text: str) -> bool:
    return text.endswith(_CLOSERS) and text.lstrip(_MARKS).startswith(_OPENERS)


def _ends_in_agency(key: str) -> bool:
    last = key.rpartition(" ")[2].rstrip("_")
    return last in _agency_ends() or not _BREAKS.isdisjoint(last)


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

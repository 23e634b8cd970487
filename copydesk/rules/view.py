"""A page as rules see it: each block with the facts that rules ask for, found once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import islice

from copydesk.document import Block, Category, Hints, Page
from copydesk.lexicon import alternatives, fold, labels
from copydesk.metadata.dates import DateLine, is_age, parse_date_line
from copydesk.metadata.names import Byline, parse_byline
from copydesk.rules.consent import is_consent_notice
from copydesk.rules.credit import ends_in_credit
from copydesk.rules.joined import Fact, joined_facts

_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।:：][\"'”’»“‘」』)\]*]*(?:\s?[(\[][\w/ -]{2,24}[)\]])?$")
_DIGIT = re.compile(r"\d")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_SURE_KINDS = frozenset({"share", "promo"})
_TITLE_LINES = 3
_FEWEST_HEADLINE_WORDS, _NAME_WORDS = 2, 3
_AFTER_TITLE = tuple(" |-–—:·•»›<")
_PROSE_WORDS, _LONG_PROSE_WORDS = 8, 25


@dataclass(frozen=True)
class Line:
    """A block and its facts; the dearer ones are found when first asked for.

    `joined` is the byline or date that the block makes together with its neighbours.
    """

    text: str
    hints: Hints
    edited: bool
    joined: Fact | None = None

    @cached_property
    def key(self) -> str:
        """The folded text, in which whole lines are compared."""
        return fold(self.text)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of label the whole line can be, in any language."""
        return labels().get(self.key, frozenset()) if len(self.text) <= 80 else frozenset()

    @cached_property
    def words(self) -> int:
        """Number of words; two characters count as a word in scripts without spaces."""
        return len(self.text.split()) + len(_CJK.findall(self.text)) // 2

    @cached_property
    def spaceless(self) -> bool:
        """Whether the text is mostly in a script that puts no spaces between words."""
        return not self.text.isascii() and 2 * len(_CJK.findall(self.text)) > len(self.text)

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether the text ends as a sentence does; initials in brackets may follow."""
        return _SENTENCE_END.search(self.text[-36:]) is not None

    @cached_property
    def prose(self) -> bool:
        """Whether the block reads as running text: long enough, and ended as a sentence (or very long)."""
        if self.words < _PROSE_WORDS or not (self.ends_sentence or self.words >= _LONG_PROSE_WORDS):
            return False
        return not self.consent

    @cached_property
    def consent(self) -> bool:
        """Whether the block asks for consent: such notices stand before the text and read like it."""
        return is_consent_notice(self.text) and not self.attributed

    @cached_property
    def attributed(self) -> bool:
        """Whether the block ends a sentence and says who says so: ", the minister said". Notices do not."""
        return self.ends_sentence and _attribution().search(self.text) is not None

    @cached_property
    def credit(self) -> bool:
        """Whether the block ends in a picture credit."""
        return ends_in_credit(self.text)

    @cached_property
    def date(self) -> DateLine | None:
        """The date, where the block is nothing else."""
        return self.joined if isinstance(self.joined, DateLine) else parse_date_line(self.text)

    @cached_property
    def age(self) -> bool:
        """Whether the block is an age such as "3 hours ago"."""
        return "age" in self.kinds or (_DIGIT.search(self.text) is not None and is_age(self.text))

    @cached_property
    def byline(self) -> Byline | None:
        """The byline, where the block is nothing else."""
        return self.joined if isinstance(self.joined, Byline) else parse_byline(self.text)


@dataclass(frozen=True)
class View:
    """The lines of a page, what rules claimed of them so far, and where its running text begins and ends.

    `head` is the index of the first block of running text, `tail` one past the last; claimed blocks and
    picture captions do not count. On a page without running text both are 0 or the number of blocks.
    """

    lines: tuple[Line, ...]
    claims: Mapping[int, Category] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> View:
        facts = joined_facts([block.text for block in page.blocks])
        return cls(tuple(_line(block, facts.get(i)) for i, block in enumerate(page.blocks)))

    def claiming(self, claims: Mapping[int, Category]) -> View:
        """The same page with these blocks claimed."""
        return replace(self, claims=claims)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, i: int) -> Line:
        return self.lines[i]

    def is_body(self, i: int) -> bool:
        """Whether block `i` is running text that nothing has claimed."""
        line = self.lines[i]
        return i not in self.claims and line.prose and not line.credit

    def is_label(self, i: int, kind: str) -> bool:
        """Whether block `i` is a label of a kind, and not a subheading that reads like one.

        Labels of one word, and those of a kind's `_weak` list, could head a part of the text: they do not
        count where running text stands right before and after. Networks and words for advertising always do.
        """
        kinds = self[i].kinds
        if not kinds:
            return False
        if kind in kinds and (kind in _SURE_KINDS or self[i].words > 1):
            return True
        return (kind in kinds or f"{kind}_weak" in kinds) and not self.inside(i)

    def inside(self, i: int) -> bool:
        """Whether running text stands right before and right after block `i`, as around a subheading."""
        return 0 < i < len(self) - 1 and all(self[k].prose and not self[k].credit for k in (i - 1, i + 1))

    def titled(self, i: int) -> bool:
        """Whether one of the first lines begins with block `i`, as a window's title does with a headline."""
        key = self[i].key
        above = (self[k].key for k in range(min(i, _TITLE_LINES)) if " " in key)
        return any(
            title.startswith(key) and title[len(key) :][:1] in _AFTER_TITLE for title in above if title != key
        )

    def lone_headline(self, i: int) -> bool:
        """Whether no line before the text but block `i` could be the headline."""
        if self[i].kinds or self[i].words < _FEWEST_HEADLINE_WORDS or i >= self.head:
            return False
        return all(k == i for k in self._headlines)

    @cached_property
    def _headlines(self) -> tuple[int, ...]:
        """The first two lines before the text that could be the headline."""
        found = (i for i in range(self.head) if self._like_headline(i))
        return tuple(islice(found, 2))

    def _like_headline(self, i: int) -> bool:
        line = self[i]
        if line.words <= _NAME_WORDS or line.ends_sentence or i in self.claims:
            return False
        return not (line.byline or line.date or line.credit or line.kinds)

    @cached_property
    def last_long(self) -> int:
        """The last line before the text that is longer than a name, no byline and no date; -1 without one."""
        found = (i for i in reversed(range(self.head)) if self[i].words > _NAME_WORDS)
        return next((i for i in found if not (self[i].byline or self[i].date)), -1)

    @cached_property
    def head(self) -> int:
        return next((i for i in range(len(self)) if self.is_body(i)), len(self))

    @cached_property
    def tail(self) -> int:
        return next((i + 1 for i in reversed(range(len(self))) if self.is_body(i)), 0)

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded names of all bylines on the page."""
        found = (line.byline for line in self.lines)
        return frozenset(
            fold(name) for byline in found if byline and byline.labelled for name in byline.names
        )

    @cached_property
    def places(self) -> Mapping[str, tuple[int, ...]]:
        """Folded text to the blocks that hold it, for finding repeats."""
        places: dict[str, list[int]] = {}
        for i, line in enumerate(self.lines):
            places.setdefault(line.key, []).append(i)
        return {key: tuple(found) for key, found in places.items()}

    @cached_property
    def note_on_stars(self) -> bool:
        """Whether the page explains its link stars in a note ("*site is an offer from …")."""
        return any(_is_star_note(line.text) for line in self.lines if "*" in line.text)


def _line(block: Block, joined: Fact | None) -> Line:
    return Line(block.text, block.hints, any(edit.code for edit in block.edits), joined)


@cache
def _attribution() -> re.Pattern[str]:
    """A comma or closing quote, up to five words, and a word of saying."""
    return re.compile(
        rf"[,”\"»],?\s(?:[^\W\d][\w.’'-]{{0,30}}\s){{0,5}}{alternatives('said')}(?!\w)", re.IGNORECASE
    )


def _is_star_note(text: str) -> bool:
    return re.search(rf"\*\s?\S{{1,60}} {alternatives('syndication')}", text, re.IGNORECASE) is not None

"""A page as rules see it: each block with the facts that rules ask for, found once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile

import numpy as np
from numpy.typing import NDArray

from copydesk.characters import Characters, Mask
from copydesk.document import Category, Page
from copydesk.lexicon import alternatives, fold
from copydesk.native.features import parted, repeated
from copydesk.native.sorts import SORTS, sort
from copydesk.once import once
from copydesk.rules.cues import Cues
from copydesk.rules.line import Line, Reading, read_lines
from copydesk.steps import Steps, taken

__all__ = ["Line", "Sheet", "View"]

_SURE_KINDS = frozenset({"share", "promo"})
_MOST_LOOSE = 2
_TITLE_LINES = 3
_FEWEST_HEADLINE_WORDS, _NAME_WORDS = 2, 3
_AFTER_TITLE = re.compile(r"[ |–—:·•»›<-]")
_BEHIND_NUMBER, _LONGEST_NUMBER = " .,:;)]*|", 7


@dataclass(frozen=True)
class Sheet:
    """The lines of a page, and what is found once for all, whatever is claimed."""

    reading: Reading

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.reading.lines

    @property
    def cues(self) -> Cues:
        return self.reading.cues

    @property
    def characters(self) -> Characters:
        return self.reading.characters

    @once
    def _sorted(self) -> tuple[NDArray[np.uint8], Mapping[str, list[int]]]:
        reading, characters = self.reading, self.characters
        masks = (mask.view(np.uint8) for mask in (reading.ended, reading.prose, reading.credit))
        short, *found = sort(characters.table, characters.first, characters.lengths, characters.parts, *masks)
        return short, dict(zip(SORTS, found, strict=True))

    @property
    def short(self) -> NDArray[np.uint8]:
        """A mask of the lines of up to three words that end no sentence."""
        return self._sorted[0]

    def of_sort(self, sort: str) -> list[int]:
        """The lines of one of `copydesk.native.sorts.SORTS`."""
        return self._sorted[1][sort]

    @once
    def of_kind(self) -> Mapping[str, Sequence[int]]:
        """For each kind of label, the lines that can be one."""
        found: dict[str, list[int]] = {}
        for i in self.reading.labelled:
            for kind in self.reading.kinds[i]:
                found.setdefault(kind, []).append(i)
        return found

    @once
    def bylined(self) -> tuple[int, ...]:
        return tuple(sorted(self.reading.facts.bylines))

    @once
    def dated(self) -> tuple[int, ...]:
        return tuple(sorted(self.reading.facts.dates))

    @once
    def aged(self) -> tuple[int, ...]:
        return tuple(sorted({*self.reading.facts.ages, *self.of_kind.get("age", ())}))

    @once
    def names(self) -> frozenset[str]:
        """The folded names of all bylines on the page."""
        found = self.reading.facts.bylines.values()
        return frozenset(fold(name) for byline in found if byline.labelled for name in byline.names)

    @once
    def signed(self) -> frozenset[str]:
        """The folded names of all who sign on the page: in bylines or, where none has a name, with their job.

        More than two with their jobs are whom the text is about: a jury, candidates.
        """
        found = self.reading.facts.bylines.values()
        loose = frozenset(fold(name) for byline in found if not byline.labelled for name in byline.names)
        return self.names or (loose if len(loose) <= _MOST_LOOSE else frozenset())

    @once
    def _places(self) -> tuple[Mapping[str, int], Mapping[str, list[int]]]:
        return repeated(self.reading.keys)

    @property
    def first(self) -> Mapping[str, int]:
        """Folded text to the first block that holds it."""
        return self._places[0]

    @property
    def repeated(self) -> Mapping[str, Sequence[int]]:
        """Folded text to the blocks that hold it, where there are several."""
        return self._places[1]

    @once
    def _parted(self) -> tuple[list[list[int]], list[int], list[list[int]]]:
        return parted(self._places[1], self.reading.texts, _BEHIND_NUMBER, _LONGEST_NUMBER)

    @property
    def copies(self) -> Sequence[Sequence[int]]:
        """The blocks that hold the same but for case and marks, where there are several.

        Lines that end in other numbers are others: "Day 1" and "Day 2".
        """
        return self._parted[0]

    @property
    def twins(self) -> Sequence[int]:
        """The blocks right behind one that holds the same."""
        return self._parted[1]

    @property
    def counted(self) -> Sequence[Sequence[int]]:
        """The blocks of each folded text that several hold, if one of them ends in a number."""
        return self._parted[2]

    @once
    def titled(self) -> frozenset[int]:
        """The lines of several words with which one of the first lines begins, before a mark or a space."""
        return frozenset(
            i
            for k, title in enumerate(self.reading.keys[:_TITLE_LINES])
            if " " in title
            for after in _AFTER_TITLE.finditer(title, title.find(" ") + 1)
            for i in self.places(title[: after.start()])
            if i > k
        )

    def places(self, key: str) -> Sequence[int]:
        """All blocks that hold a folded text."""
        first = self.first.get(key)
        return () if first is None else self.repeated.get(key, (first,))

    @once
    def note_on_stars(self) -> bool:
        """Whether the page explains its link stars in a note ("*site is an offer from …")."""
        return any(_is_star_note(self.lines[i].text) for i in self.cues.get("syndication", ()))


class View(tuple[Line, ...]):
    """The lines of a page, what rules claimed of them so far, and where its running text begins and ends.

    `head` is the index of the first block of running text, `tail` one past the last; claimed blocks and
    picture captions do not count. On a page without running text both are 0 or the number of blocks.
    """

    sheet: Sheet
    claims: Mapping[int, Category]

    def __new__(cls, sheet: Sheet, claims: Mapping[int, Category] | None = None) -> View:
        view = super().__new__(cls, sheet.lines)
        view.sheet, view.claims = sheet, claims or {}
        return view

    @classmethod
    def of(cls, page: Page) -> View:
        return taken(cls.find(page))

    @classmethod
    def find(cls, page: Page) -> Steps[View]:
        return cls(Sheet((yield from read_lines(page.blocks, page.seen))))

    @once
    def claimed(self) -> Mask:
        """A mask of the claimed blocks."""
        found = np.zeros(len(self), bool)
        found[list(self.claims)] = True
        return found

    def claiming(self, claims: Mapping[int, Category]) -> View:
        """The same page with these blocks claimed."""
        return View(self.sheet, claims)

    def cued(self, i: int, *kinds: str) -> bool:
        """Whether block `i` has a cue for a phrase of one of the kinds; without one, it holds none."""
        cues = self.sheet.reading.cues
        for kind in kinds:  # noqa: SIM110 - asked too often for a generator
            if kind in cues and i in cues[kind]:
                return True
        return False

    def is_label(self, i: int, *kinds: str) -> bool:
        """Whether block `i` is a label of one of some kinds, and not a subheading that reads like one.

        Labels of one word, and those of a kind's `_weak` list, could head a part of the text: they do not
        count where running text stands right before and after. Networks and words for advertising always do.
        """
        found = self[i].kinds
        if not found:
            return False
        own = found.intersection(kinds)
        if own and (self[i].words > 1 or not own.isdisjoint(_SURE_KINDS)):
            return True
        return bool(own or found.intersection(_weak(kinds))) and not self.inside(i)

    def inside(self, i: int) -> bool:
        """Whether running text stands right before and right after block `i`, as around a subheading."""
        if not 0 < i < len(self) - 1:
            return False
        before, after = self[i - 1], self[i + 1]
        return before.prose and after.prose and not before.credit and not after.credit

    def titled(self, i: int) -> bool:
        """Whether one of the first lines begins with block `i`, as a window's title does with a headline."""
        return i in self.sheet.titled

    def lone_headline(self, i: int) -> bool:
        """Whether no line before the text but block `i` could be the headline."""
        if self[i].kinds or self[i].words < _FEWEST_HEADLINE_WORDS or i >= self.head:
            return False
        return all(k == i for k in self._headlines)

    @once
    def _headlines(self) -> tuple[int, ...]:
        """The first two lines before the text that could be the headline."""
        before = takewhile(lambda i: i < self.head, self.sheet.of_sort("unended"))
        return tuple(islice(filter(self._like_headline, before), 2))

    def _like_headline(self, i: int) -> bool:
        line = self[i]
        if line.words <= _NAME_WORDS or i in self.claims:
            return False
        return not (line.byline or line.date or line.credit or line.kinds)

    @once
    def last_long(self) -> int:
        """The last line before the text that is longer than a name, no byline and no date; -1 without one."""
        found = (i for i in reversed(range(self.head)) if self[i].words > _NAME_WORDS)
        return next((i for i in found if not (self[i].byline or self[i].date)), -1)

    @once
    def head(self) -> int:
        return next((i for i in self.sheet.of_sort("running") if i not in self.claims), len(self))

    @once
    def tail(self) -> int:
        return next((i + 1 for i in reversed(self.sheet.of_sort("running")) if i not in self.claims), 0)

    @property
    def names(self) -> frozenset[str]:
        """The folded names of all bylines on the page."""
        return self.sheet.names


@cache
def _weak(kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"{kind}_weak" for kind in kinds)


def _is_star_note(text: str) -> bool:
    return re.search(rf"\*\s?\S{{1,60}} {alternatives('syndication')}", text, re.IGNORECASE) is not None

"""Phrases looked for by the words they begin with: of hundreds, a text has to be tried for a few."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from copydesk.alternatives import grouped
from copydesk.lexicon import phrases
from copydesk.literals import literals
from copydesk.metadata.datewords import folded

_WORD = re.compile(r"\w+")
_SPLITTING = "̇"  # what `folded` takes out of a word, though it parts two


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by their first word, folded; of those that are `begun`, only its start is known.

    `stems` are the first letters of these, as many as the shortest has.
    """

    known: Mapping[str, tuple[str, ...]]
    begun: Mapping[str, tuple[str, ...]]
    stems: frozenset[str]
    size: int

    @classmethod
    @cache
    def of(cls, *kinds: str) -> Phrases:
        """All phrases of some kinds.

        Raises ValueError where one can begin with something else than a word.
        """
        known: dict[str, list[str]] = defaultdict(list)
        begun: dict[str, list[str]] = defaultdict(list)
        for phrase in (phrase for kind in kinds for phrase in phrases(kind)):
            for word, is_whole in _first_words(phrase):
                (known if is_whole else begun)[word].append(phrase)
        size = min(map(len, begun), default=0)
        whole, starts = ({word: tuple(found) for word, found in part.items()} for part in (known, begun))
        return cls(whole, starts, frozenset(start[:size] for start in begun), size)

    def among(self, text: str) -> bool:
        """Whether the text holds one of them between its words, whatever their case."""
        words = {*_WORD.findall(folded(text))}
        if _SPLITTING in text:
            words |= {*_WORD.findall(text.casefold())}
        open_words = [word for word in words if word[: self.size] in self.stems]
        found = (self.known[word] for word in self.known.keys() & words)
        other = (self.begun[start] for word in open_words for start in self.begun if word.startswith(start))
        return any(_between_words(phrases).search(text) for phrases in chain(found, other))


def _first_words(phrase: str) -> Iterator[tuple[str, bool]]:
    """The words that a phrase can begin with, and whether they are whole."""
    found = literals(phrase)
    for text in found.opening if found.whole is None else found.whole:
        word = _WORD.match(text)
        if word is None:
            raise ValueError(f"{phrase} begins with no word")
        yield folded(word[0]), found.whole is not None or word.end() < len(text)


@cache
def _between_words(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){grouped(phrases)}(?!\w)", re.IGNORECASE)

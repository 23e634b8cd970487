"""Which lines of a dump are gold: an alignment in order, made to survive copies, broken lines and menus."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_WORD = re.compile(r"\w+")
_SHINGLE, _DIAGONALS, _PLACES = 4, 4, 40
_DRIFT = 3  # tokens by which a line may be shifted against the gold within one match
_SHORT_WORTH = 0.4
"""A token of a line too short for shingles is worth less: "Berlin" in a menu matches by luck."""


@dataclass(frozen=True, slots=True)
class Match:
    """A line's place in the gold: its tokens from `start` to `end`, in the given paragraph."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: int
    start: int
    end: int
    worth: float


def tokens(text: str) -> list[str]:
    """The words of a text as the scorer of the evaluation data cuts them."""
    return _WORD.findall(_INVISIBLE.sub("", text).lower())


class Gold:
    """The gold of a page, indexed."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.words: list[str] = []
        self.first: list[int] = []  # token at which each paragraph starts
        for paragraph in paragraphs:
            self.first.append(len(self.words))
            self.words += tokens(paragraph)
        self.shingles: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.places: dict[str, list[int]] = defaultdict(list)
        for i, word in enumerate(self.words):
            self.places[word].append(i)
            if i + _SHINGLE <= len(self.words):
                self.shingles[tuple(self.words[i : i + _SHINGLE])].append(i)

    def match(self, start: int, end: int) -> Match:
        return Match(bisect_right(self.first, start) - 1, start, end)


def align(lines: Sequence[str], paragraphs: Sequence[str]) -> tuple[list[Match | None], float]:
    """The match of each line, and the share of the gold that is covered."""
    gold = Gold(paragraphs)
    cut = [tokens(line) for line in lines]
    candidates = [found for i, words in enumerate(cut) for found in _candidates(gold, i, words)]
    chain = _best_chain(candidates, len(gold.words))
    matches: list[Match | None] = [None] * len(lines)
    covered = bytearray(len(gold.words))
    for k, item in enumerate(chain):
        if item.end - item.start < _SHINGLE and not _touches(chain, k):
            continue
        matches[item.line] = gold.match(item.start, item.end)
        covered[item.start : item.end] = b"\1" * (item.end - item.start)
    _add_displaced(gold, cut, matches, covered)
    return matches, sum(covered) / max(1, len(covered))


def _candidates(gold: Gold, line: int, words: list[str]) -> list[_Candidate]:
    size = len(words)
    if not size:
        return []
    if size < _SHINGLE:
        places = gold.places.get(words[0], ())[:_PLACES]
        return [
            _Candidate(line, p, p + size, size * _SHORT_WORTH)
            for p in places
            if gold.words[p : p + size] == words
        ]
    votes: dict[int, int] = defaultdict(int)
    for offset in range(size - _SHINGLE + 1):
        for place in gold.shingles.get(tuple(words[offset : offset + _SHINGLE]), ())[:_PLACES]:
            votes[place - offset] += 1
    found = []
    for diagonal in sorted(votes, key=lambda d: (-votes[d], d))[:_DIAGONALS]:
        near = sum(count for d, count in votes.items() if abs(d - diagonal) <= _DRIFT)
        share = min(1.0, near / (size - _SHINGLE + 1))
        if share >= 0.5:
            start, end = max(diagonal, 0), min(diagonal + size, len(gold.words))
            found.append(_Candidate(line, start, end, share * size))
    return found


def _best_chain(candidates: Sequence[_Candidate], size: int) -> list[_Candidate]:
    """The most worthy candidates, lines and gold places both rising; a Fenwick tree over the ends."""
    tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 2)
    back: list[int] = []
    totals: list[float] = []
    done = 0
    for k, item in enumerate(candidates):
        if k and item.line != candidates[k - 1].line:  # candidates of one line do not follow each other
            for j in range(done, k):
                _raise(tree, candidates[j].end, (totals[j], j))
            done = k
        total, before = _best(tree, min(item.start + 1, size))
        totals.append(total + item.worth)
        back.append(before)
    k = max(range(len(candidates)), key=totals.__getitem__, default=-1)
    chain = []
    while k >= 0:
        chain.append(candidates[k])
        k = back[k]
    return chain[::-1]


def _raise(tree: list[tuple[float, int]], place: int, value: tuple[float, int]) -> None:
    i = place + 1
    while i < len(tree):
        tree[i] = max(tree[i], value)
        i += i & -i


def _best(tree: list[tuple[float, int]], place: int) -> tuple[float, int]:
    i, found = place + 1, (0.0, -1)
    while i > 0:
        found = max(found, tree[i])
        i -= i & -i
    return found


def _touches(chain: Sequence[_Candidate], k: int) -> bool:
    """Whether the k-th item meets a neighbour in the gold, give or take two tokens."""
    item = chain[k]
    after = k + 1 < len(chain) and chain[k + 1].start - item.end <= 2
    return after or (k > 0 and item.start - chain[k - 1].end <= 2)


def _add_displaced(
    gold: Gold, cut: Sequence[list[str]], matches: list[Match | None], covered: bytearray
) -> None:
    """Long exact lines left over in uncovered places: a standfirst can stand elsewhere in the page."""
    for i, words in enumerate(cut):
        if matches[i] is not None or len(words) < 6:
            continue
        for place in gold.shingles.get(tuple(words[:_SHINGLE]), ()):
            end = place + len(words)
            if gold.words[place:end] == words and sum(covered[place:end]) <= 0.2 * len(words):
                matches[i] = gold.match(place, end)
                covered[place:end] = b"\1" * len(words)
                break

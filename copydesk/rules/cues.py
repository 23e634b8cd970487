"""Cues: which lines of a page may hold a phrase of a kind at all, found for all kinds and lines at once.

Of each phrase a few characters are chosen that it cannot be without. A page's text is looked at in windows of
one, two and four characters, all together, and where a window is one of those, the whole string is compared.
A cue is no proof: the rule's pattern decides. Without a cue, there is no need to ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from copydesk.characters import Counts
from copydesk.lexicon import fold, labels, mapping, phrases
from copydesk.literals import literals

OPENING = (
    *("byline", "byline_colon", "byline_translated", "published", "modified"),
    *("read_more", "read_on", "tag_label"),
)
"""Kinds of phrases that lines begin with."""

HOLDING = (
    *("consent_notice", "rights", "paywall", "channel", "comment_stem"),
    *("credit", "credit_end", "age", "job", "byline_after"),
)
"""Kinds of phrases that lines hold anywhere."""

_CREDIT_MARKS = ("©", "c)", "copyright")
_SIZES = (4, 2, 1)
_TABLE_BITS = 18
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_COMMON = " eantirsoldhcumpgfyвоаеинтсрл"
"""Letters that news is full of, the commonest first: windows without them are found less often in vain."""

_QUOTES = "\"'_/@&“„«¿¡,"  # what may stand before an opening, besides what `fold` cuts off

Cues = Mapping[str, Sequence[int]]
"""The lines of each cue, in order."""


@dataclass(frozen=True)
class _Strings:
    """The strings of one window's size: by window, where each begins before it, and its kinds."""

    size: int
    table: NDArray[np.bool_]
    by_window: Mapping[int, tuple[tuple[str, int, tuple[str, ...]], ...]]

    @classmethod
    def of(cls, size: int, kinds: Mapping[str, tuple[str, ...]], anchored: bool) -> _Strings:
        by_window: dict[int, list[tuple[str, int, tuple[str, ...]]]] = defaultdict(list)
        for string, names in kinds.items():
            at = 0 if anchored else _rarest(string, size)
            by_window[_packed(string[at : at + size])].append((string, at, names))
        table = np.zeros(1 << _TABLE_BITS, bool)
        table[_hashed(np.array(list(by_window), np.uint64))] = True
        return cls(size, table, {window: tuple(found) for window, found in by_window.items()})

    def found_in(
        self, text: str, windows: NDArray[np.uint64], places: Counts | None
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Where strings begin, and of what kinds they are; at `places` only, where given."""
        looked = windows if places is None else windows[places]
        hits = np.flatnonzero(self.table[_hashed(looked)])
        at = hits if places is None else places[hits]
        for place, window in zip(at.tolist(), looked[hits].tolist(), strict=True):
            for string, before, kinds in self.by_window.get(window, ()):
                if text.startswith(string, place - before):
                    yield place - before, kinds


def _hashed(windows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashed: NDArray[np.uint64] = (windows * _MULTIPLIER) >> np.uint64(64 - _TABLE_BITS)
    return hashed


def _packed(window: str) -> int:
    return sum(ord(character) << (16 * i) for i, character in enumerate(window))


def _rarest(string: str, size: int) -> int:
    """Where the window of a string begins that has the fewest common letters."""
    return min(range(len(string) - size + 1), key=lambda at: sum(map(_weight, string[at : at + size])))


def _weight(character: str) -> int:
    place = _COMMON.find(character)
    return len(_COMMON) - place if place >= 0 else 0


def _windows(text: str) -> dict[int, NDArray[np.uint64]]:
    """The characters of the text from each place on, packed into numbers, by how many they are."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    codes = np.concatenate((np.minimum(codes, 0xFFFF), np.zeros(3, np.uint64)))
    pairs = codes[:-1] | codes[1:] << np.uint64(16)
    return {1: codes, 2: pairs, 4: pairs[:-2] | pairs[2:] << np.uint64(32)}


def find_cues(keys: Sequence[str]) -> Cues:
    """The cues of a page, by the folded text of its lines."""
    text = "\n".join([key.lstrip(_QUOTES) for key in keys])
    text += "\n"
    starts = _line_starts(text)
    windows = _windows(text)
    found: dict[str, set[int]] = defaultdict(set)
    for size in _SIZES:
        for strings, places in ((_opening()[size], starts), (_holding()[size], None)):
            hits = list(strings.found_in(text, windows[size], places))
            lines = np.searchsorted(starts, [place for place, _ in hits], "right") - 1
            for line, (_, kinds) in zip(lines.tolist(), hits, strict=True):
                for kind in kinds:
                    found[kind].add(line)
    return {kind: sorted(lines) for kind, lines in found.items()}


def _line_starts(text: str) -> Counts:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.flatnonzero(codes == 10)
    return np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))


@cache
def _opening() -> dict[int, _Strings]:
    found = {kind: _literals(kind, "opening") for kind in OPENING}
    found |= {kind: _labels(kind) for kind in ("home", "share")}
    found["agency"] = frozenset(map(fold, mapping("agencies")))
    return _by_size(found, anchored=True)


@cache
def _holding() -> dict[int, _Strings]:
    found = {kind: _literals(kind, "needed") for kind in HOLDING}
    found["credit"] |= found.pop("credit_end") | frozenset(_CREDIT_MARKS)
    return _by_size(found, anchored=False)


def _literals(kind: str, part: str) -> frozenset[str]:
    return frozenset(fold(string) for phrase in phrases(kind) for string in getattr(literals(phrase), part))


def _labels(kind: str) -> frozenset[str]:
    """The labels of a kind and those that a machine translated, or that count for less."""
    return frozenset(key for key, kinds in labels().items() if any(name.startswith(kind) for name in kinds))


def _by_size(found: Mapping[str, Iterable[str]], anchored: bool) -> dict[int, _Strings]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, strings in found.items():
        for string in _shortest(strings):
            kinds[string].append(kind)
    sizes: dict[int, dict[str, tuple[str, ...]]] = {size: {} for size in _SIZES}
    for string, names in sorted(kinds.items()):
        size = next(size for size in _SIZES if size <= len(string))
        sizes[size][string] = tuple(names)
    return {size: _Strings.of(size, strings, anchored) for size, strings in sizes.items()}


def _shortest(strings: Iterable[str]) -> Iterator[str]:
    """The strings without those that begin with another one of them: what holds these holds that."""
    last = None
    for string in sorted(strings):
        if last is None or not string.startswith(last):
            last = string
            yield string

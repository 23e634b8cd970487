"""Cues: which lines of a page may hold a phrase of a kind at all, found for all kinds and lines at once.

Of each phrase a few characters are chosen that it cannot be without. A page's text is looked at in windows
of one to eight characters, all together, and where a window is one of those, the whole string is compared.
A cue is no proof: the rule's pattern decides. Without a cue, there is no need to ask.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

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

STARTING = ("credit", "credit_end", "job")
"""Kinds of phrases that begin where a word does, or with a mark."""

HOLDING = (
    *("age", "byline_after", "channel", "comment_stem"),
    *("consent_notice", "paywall", "rights", "syndication"),
)
"""Kinds of phrases that lines hold anywhere."""

_CREDIT_MARKS = ("©", "c)", "copyright")
_SIZES = (8, 4, 2, 1)
_LONG, _LOW_BYTE, _BITS = 8, 0xFF, 16  # of characters in long windows only the low byte counts
_TABLE_BITS = 18
_LINE, _WORD, _ANYWHERE = 1, 2, 4  # where a string may begin
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_COMMON = " eantirsoldhcumpgfyвоаеинтсрл"
"""Letters that news is full of, the commonest first: windows without them are found less often in vain."""

_LONGEST, _END = 4000, 2000  # no rule takes a longer line for its own, and notes stand at the ends of texts
_CROWDED = 8  # common letters that one more string of a window is worth

_QUOTES = "\"'_/@&“„«¿¡,"  # what may stand before an opening, besides what `fold` cuts off

Cues = Mapping[str, frozenset[int]]
"""The lines of each cue."""


@dataclass(frozen=True, slots=True)
class _String:
    """A string to look for: how far behind its beginning its window is, where it may begin, and its kinds."""

    text: str
    before: int
    where: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Strings:
    """The strings of one window's size, by window; `table` says for a window's hash where they may begin."""

    size: int
    table: NDArray[np.uint8]
    by_window: Mapping[int, Sequence[_String]]

    @classmethod
    def of(cls, size: int, kinds: Mapping[tuple[str, int], Sequence[str]]) -> _Strings:
        by_window: dict[int, list[_String]] = defaultdict(list)
        table = np.zeros(1 << _TABLE_BITS, np.uint8)
        for (text, where), names in sorted(kinds.items()):
            places = range(len(text) - size + 1) if where == _ANYWHERE else range(1)
            at = min(places, key=partial(_cost, text, size, by_window))
            window = _packed(text[at : at + size])
            by_window[window].append(_String(text, at, where, tuple(names)))
            table[_hashed(np.array([window], np.uint64))] |= where
        return cls(size, table, by_window)

    def found_in(
        self, text: str, windows: NDArray[np.uint64], places: NDArray[np.uint8]
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Where strings begin, and of what kinds they are; `places` says what begins at each character."""
        hits = np.flatnonzero(self.table[_hashed(windows)] & places)
        found = zip(hits.tolist(), windows[hits].tolist(), places[hits].tolist(), strict=True)
        for place, window, where in found:
            for string in self.by_window.get(window, ()):
                if string.where & where and text.startswith(string.text, place - string.before):
                    yield place - string.before, string.kinds


def _hashed(windows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashed: NDArray[np.uint64] = (windows * _MULTIPLIER) >> np.uint64(64 - _TABLE_BITS)
    return hashed


def _packed(window: str) -> int:
    if len(window) == _LONG:
        return sum((ord(character) & _LOW_BYTE) << (_BITS // 2 * i) for i, character in enumerate(window))
    return sum(ord(character) << (_BITS * i) for i, character in enumerate(window))


def _cost(string: str, size: int, by_window: Mapping[int, Sequence[object]], at: int) -> int:
    """How often a window of a string is found in vain: by its common letters, and by the strings it has."""
    window = string[at : at + size]
    return sum(map(_weight, window)) + _CROWDED * len(by_window.get(_packed(window), ()))


def _weight(character: str) -> int:
    place = _COMMON.find(character)
    return len(_COMMON) - place if place >= 0 else 0


def _windows(text: str) -> dict[int, NDArray[np.uint64]]:
    """The characters of the text from each place on, packed into numbers, by how many they are."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    codes = np.concatenate((np.minimum(codes, 0xFFFF), np.zeros(_LONG - 1, np.uint64)))
    bits = np.uint64(_BITS)
    pairs = codes[:-1] | codes[1:] << bits
    low = codes & np.uint64(_LOW_BYTE)
    low_pairs = low[:-1] | low[1:] << np.uint64(_BITS // 2)
    low_fours = low_pairs[:-2] | low_pairs[2:] << bits
    eights = low_fours[:-4] | low_fours[4:] << (bits + bits)
    fours = pairs[:-2] | pairs[2:] << (bits + bits)
    return {size: found[: len(text)] for size, found in ((1, codes), (2, pairs), (4, fours), (_LONG, eights))}


def find_cues(keys: Sequence[str]) -> Cues:
    """The cues of a page, by the folded text of its lines; of very long ones by their ends."""
    keys = [key if len(key) <= _LONGEST else key[:_END] + key[-_END:] for key in keys]
    text = "\n".join((*keys, ""))
    lengths = np.fromiter(map(len, keys), np.int64, len(keys)) + 1
    starts = np.cumsum(lengths) - lengths
    windows = _windows(text)
    skipped = np.fromiter((len(key) - len(key.lstrip(_QUOTES)) for key in keys), np.int64, len(keys))
    places = _places(windows[1], starts + skipped)
    found: dict[str, set[int]] = defaultdict(set)
    lines = starts.tolist()
    for strings in _strings():
        for place, kinds in strings.found_in(text, windows[strings.size], places):
            line = bisect_right(lines, place) - 1
            for kind in kinds:
                found[kind].add(line)
    return {kind: frozenset(lines) for kind, lines in found.items()}


def _places(codes: NDArray[np.uint64], openings: Counts) -> NDArray[np.uint8]:
    """For each character, whether a line or a word begins there."""
    places = np.full(len(codes), _ANYWHERE, np.uint8)
    solid = _solid()[codes]
    places[1:][~solid[:-1]] |= _WORD
    places[openings] |= _LINE | _WORD
    return places


@cache
def _solid() -> NDArray[np.bool_]:
    """Which characters of the basic plane are letters or digits."""
    return np.fromiter((chr(i).isalnum() for i in range(0x10000)), bool, 0x10000)


@cache
def _strings() -> tuple[_Strings, ...]:
    """All strings, by the size of their windows."""
    sizes: dict[int, dict[tuple[str, int], list[str]]] = {size: defaultdict(list) for size in _SIZES}
    for where, kinds in ((_LINE, _at_lines()), (_WORD, _at_words()), (_ANYWHERE, _anywhere())):
        for kind, strings in kinds.items():
            for string in _shortest(strings):
                size = next(size for size in _SIZES if size <= len(string))
                sizes[size][string, where].append(kind)
    return tuple(_Strings.of(size, strings) for size, strings in sizes.items())


def _at_lines() -> dict[str, frozenset[str]]:
    found = {kind: _folded(_openings(kind)) for kind in OPENING}
    found |= {kind: _labels(kind) for kind in ("home", "share")}
    return found | {"agency": frozenset(map(fold, mapping("agencies")))}


def _at_words() -> dict[str, frozenset[str]]:
    found = {kind: frozenset(filter(_begins_word, _folded(_openings(kind)))) for kind in STARTING}
    found["credit"] |= found.pop("credit_end") | frozenset(_CREDIT_MARKS)
    return found


def _anywhere() -> dict[str, frozenset[str]]:
    found = {kind: _folded(literals(phrase).needed for phrase in phrases(kind)) for kind in HOLDING}
    for kind in STARTING:
        unknown = (phrase for phrase in phrases(kind) if "" in literals(phrase).opening)
        marks = (string for string in _folded(_openings(kind)) if not _begins_word(string))
        found[kind] = _folded(literals(phrase).needed for phrase in unknown) | frozenset(filter(None, marks))
    found["credit"] |= found.pop("credit_end")
    return found


def _openings(kind: str) -> Iterator[frozenset[str]]:
    return (literals(phrase).opening for phrase in phrases(kind))


def _begins_word(string: str) -> bool:
    return string[:1].isalnum()


def _folded(found: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(fold(string) for strings in found for string in strings)


def _labels(kind: str) -> frozenset[str]:
    """The labels of a kind and those that a machine translated, or that count for less."""
    return frozenset(key for key, kinds in labels().items() if any(name.startswith(kind) for name in kinds))


def _shortest(strings: Iterable[str]) -> Iterator[str]:
    """The strings without those that begin with another one of them: what holds these holds that."""
    last = None
    for string in sorted(strings):
        if last is None or not string.startswith(last):
            last = string
            yield string

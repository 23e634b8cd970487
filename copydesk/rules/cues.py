"""Cues: which lines of a page may hold a phrase of a kind at all, found for all kinds and lines at once.

Of each phrase a few characters are chosen that it cannot be without. A page's text is looked at in windows
of one to eight characters, all together, and where a window is one of those, the whole string is compared.
A cue is no proof: the rule's pattern decides. Without a cue, there is no need to ask.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, repeat

from copydesk.lexicon import folds, labels, mapping, phrases
from copydesk.literals import literals
from copydesk.native.cues import Strings
from copydesk.rules.credit import SET_KINDS

OPENING = (
    *("about_name", "byline", "byline_colon", "byline_translated", "published", "modified"),
    *("also_by", "end_mark", "read_more", "read_more_weak", "read_on", "related_in", "related_in_weak"),
    *("story_kind", "tag_label"),
)
"""Kinds of phrases that lines begin with."""

STARTING = ("credit", *SET_KINDS, "job")
"""Kinds of phrases that begin where a word does, or with a mark."""

HOLDING = (
    *("age", "byline_after", "channel", "comment_login", "comment_policy", "comment_stem", "consent_notice"),
    *("contact", "contributed", "doi", "embed_notice", "feed_notice", "follow", "in_picture", "new_tab"),
    *(
        "origin",
        "paywall",
        "placeholder",
        "plea",
        "reading_time",
        "related_end",
        "rest_left",
        "rights",
        "standing",
        "syndication",
        "typo",
    ),
)
"""Kinds of phrases that lines hold anywhere."""

_CREDIT_MARKS = ("©", "c)", "copyright")
_SIZES = (8, 4, 2, 1)
_LINE, _WORD, _ANYWHERE, _WHOLE = 1, 2, 4, 8  # where a string may begin; and that no letter may follow
_COMMON = " eantirsoldhcumpgfyвоаеинтсрл"
"""Letters that news is full of, the commonest first: windows without them are found less often in vain."""
_WEIGHTS = {letter: len(_COMMON) - place for place, letter in enumerate(_COMMON)}

_LONGEST, _END = 4000, 2000  # no rule takes a longer line for its own, and notes stand at the ends of texts
_CROWDED = 8  # common letters that one more string of a window is worth

_QUOTES = "\"'_/@&“„«¿¡,（【［☞■◆▷※\ufe0e "  # what may stand before an opening, besides what `fold` cuts off

Cues = Mapping[str, frozenset[int]]
"""The lines of each cue."""

_Entry = tuple[str, int, int, tuple[str, ...]]


def find_cues(keys: list[str]) -> Cues:
    """The cues of a page, by the folded text of its lines; of very long ones by their ends."""
    return _strings().find(keys, _QUOTES, _LONGEST, _END)


@cache
def _strings() -> Strings:
    """Each string by the window of it that is found least often in vain, if it can where a word begins."""
    sought: dict[tuple[str, int], list[str]] = defaultdict(list)
    for where, kinds in _places():
        for kind, strings in kinds.items():
            for string in sorted(strings) if where & _WHOLE else _shortest(strings):
                sought[string, where].append(kind)
    crowd: Counter[str] = Counter()
    return Strings([_entry(string, where, kinds, crowd) for (string, where), kinds in sorted(sought.items())])


def _places() -> Iterator[tuple[int, Mapping[str, frozenset[str]]]]:
    begun = {"in_picture": _folded(_begun("in_picture").values())}
    yield _LINE, begun | {kind: _folded(_openings(kind, whole=False)) for kind in OPENING}
    yield _LINE | _WHOLE, _at_lines()
    yield _WORD, _at_words(whole=False)
    yield _WORD | _WHOLE, _at_words(whole=True)
    yield _ANYWHERE, _anywhere()


def _entry(string: str, where: int, kinds: Sequence[str], crowd: Counter[str]) -> _Entry:
    size = next(size for size in _SIZES if size <= len(string))
    places: Sequence[int] = range(len(string) - size + 1) if where == _ANYWHERE else (0,)
    words = [at for at in places if at and not string[at - 1].isalnum()]
    if words:
        places, where = words, _WORD
    costs = _costs(string, size, places, crowd) if len(places) > 1 else [0]
    at = places[costs.index(min(costs))]
    crowd[string[at : at + size]] += 1
    return string, at, where, tuple(kinds)


def _costs(string: str, size: int, places: Sequence[int], crowd: Counter[str]) -> list[int]:
    """How often each window is found in vain: by its common letters, and by the strings it has."""
    sums = list(accumulate(map(_WEIGHTS.get, string, repeat(0)), initial=0))
    return [sums[at + size] - sums[at] + _CROWDED * crowd.get(string[at : at + size], 0) for at in places]


def _at_lines() -> dict[str, frozenset[str]]:
    """What lines begin with, wholly."""
    found = {kind: _folded(_openings(kind, whole=True)) for kind in OPENING}
    found |= {kind: _labels(kind) for kind in ("home", "share")}
    return found | {"agency": frozenset(folds([*mapping("agencies")]))}


def _at_words(*, whole: bool) -> dict[str, frozenset[str]]:
    found = {
        kind: frozenset(filter(_begins_word, _folded(_openings(kind, whole=whole)))) for kind in STARTING
    }
    found["credit"] |= frozenset(() if whole else _CREDIT_MARKS)
    return found


def _anywhere() -> dict[str, frozenset[str]]:
    found = {kind: _needed(kind) for kind in HOLDING}
    found["plea_loose"] = _folded(literals(phrase).needed for phrase in loose("plea"))
    for kind in STARTING:
        unknown = (phrase for phrase in phrases(kind) if "" in literals(phrase).opening)
        openings = (literals(phrase).opening for phrase in phrases(kind))
        marks = (string for string in _folded(openings) if not _begins_word(string))
        found[kind] = _folded(literals(phrase).needed for phrase in unknown) | frozenset(filter(None, marks))
    return found


def _openings(kind: str, *, whole: bool) -> Iterator[frozenset[str]]:
    """What phrases begin with: all that they can be, with no letter behind it, or where that is unknown."""
    for phrase in phrases(kind):
        found = literals(phrase)
        if whole == (found.whole is not None):
            yield found.opening if found.whole is None else found.whole


def _needed(kind: str) -> frozenset[str]:
    """What lines hold anywhere, for the phrases but those that are looked for where lines begin."""
    begun = _begun(kind) if kind == "in_picture" else {}
    return _folded(literals(phrase).needed for phrase in phrases(kind) if phrase not in begun)


def loose(kind: str) -> tuple[str, ...]:
    """The phrases of a kind that may begin with anything: to try these takes long."""
    return tuple(phrase for phrase in phrases(kind) if "" in literals(phrase).opening)


def _begun(kind: str) -> dict[str, frozenset[str]]:
    """The phrases that only lines begin with, by what these begin with, if that is known."""
    found = {phrase: literals(phrase[1:]).opening for phrase in phrases(kind) if phrase.startswith("^")}
    return {phrase: opening for phrase, opening in found.items() if "" not in opening}


def _begins_word(string: str) -> bool:
    return string[:1].isalnum()


def _folded(found: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(folds([string for strings in found for string in strings]))


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

"""Strings that a pattern cannot match without.

Looking for a few thousand strings at once is cheap, and trying a pattern of a few hundred phrases is not:
so the strings tell where to try the pattern at all. Groups, classes, escapes and quantifiers are understood
as far as the word lists use them; what is not understood may match anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from itertools import product

_TOKEN = re.compile(
    r"(?P<look>\(\?[=!<](?:[^()]|\([^()]*\))*\))|(?P<open>\((?:\?(?:-i)?:)?)|(?P<close>\))|(?P<bar>\|)|(?P<set>\[(?:\\.|[^\]])*\])"
    r"|\\(?P<escaped>[^\w\s])|(?P<any>\\.|[.^$])|(?P<plain>[\w ,'’-]+(?![?*+{])|.)",
    re.DOTALL,
)
_QUANTIFIERS = (
    ("optional", re.compile(r"\?\??")),
    ("any", re.compile(r"\*\??|\{0,\d*\}\??")),
    ("repeated", re.compile(r"\+\??|\{\d+(?:,\d*)?\}\??")),
)
"""Of what a token may be followed by: none or once, none or more, once or more."""

_MOST, _FEW, _SEVERAL = 64, 4, 3
_OF_SETS = "^-\\"
"""What makes a set other than the characters in it."""

_EMPTY = frozenset({""})


@dataclass(frozen=True, slots=True)
class Literals:
    """What is known of all texts a pattern matches.

    Each begins with one of `opening`, ends with one of `ending`, and holds one of `needed`; the empty string
    says that nothing is known. `whole` are all the texts, where they can be counted.
    """

    opening: frozenset[str] = _EMPTY
    needed: frozenset[str] = _EMPTY
    ending: frozenset[str] = _EMPTY
    whole: frozenset[str] | None = None


@cache
def literals(pattern: str) -> Literals:
    """What is known of the texts that a pattern matches."""
    return _alternatives(_tokens(pattern))


def _tokens(pattern: str) -> Iterator[tuple[str, str, str]]:
    """The kind of each token, its text, and the name of the quantifier that follows."""
    at = 0
    while found := _TOKEN.match(pattern, at):
        at = found.end()
        quantifiers = ((name, each.match(pattern, at)) for name, each in _QUANTIFIERS)
        many, at = next(((name, each.end()) for name, each in quantifiers if each), ("", at))
        yield found.lastgroup or "", found[found.lastgroup or 0], many


def _alternatives(tokens: Iterator[tuple[str, str, str]]) -> Literals:
    """What lies between here and the end of the group."""
    found, parts = list[Literals](), list[Literals]()
    for kind, text, many in tokens:
        if kind == "bar":
            found.append(_sequence(parts))
            parts = []
        elif kind == "close":
            return _quantified(_either([*found, _sequence(parts)]), many)
        elif kind == "open":
            parts.append(_alternatives(tokens))
        else:
            parts.append(_quantified(_single(kind, text), many))
    return _either([*found, _sequence(parts)])


def _single(kind: str, text: str) -> Literals:
    plain = kind in ("plain", "escaped")
    exact = frozenset({text} if plain else text[1:-1])
    return Literals(exact, exact, exact, exact) if plain or _is_of_marks(kind, text) else Literals()


def _is_of_marks(kind: str, text: str) -> bool:
    """Whether a set is of a few marks, each of them said; of letters there would be too many strings."""
    marks = text[1:-1] if kind == "set" else ""
    return 0 < len(marks) <= _FEW and not any(mark.isalnum() or mark in _OF_SETS for mark in marks)


def _quantified(part: Literals, many: str) -> Literals:
    if many in ("optional", "any"):
        whole = None if part.whole is None or many == "any" else part.whole | _EMPTY
        return Literals(part.opening | _EMPTY, _EMPTY, part.ending | _EMPTY, whole)
    return Literals(part.opening, part.needed, part.ending) if many else part


def _sequence(parts: list[Literals]) -> Literals:
    return reduce(_joined, parts, Literals(whole=_EMPTY))


def _joined(first: Literals, second: Literals) -> Literals:
    whole = _products(first.whole, second.whole)
    opening = _products(first.whole, second.opening) or first.opening
    ending = _products(first.ending, second.whole) or second.ending
    across = _products(first.ending, second.opening) or _EMPTY
    needed = max((first.needed, second.needed, across, ending, whole or _EMPTY), key=_worth)
    return Literals(opening, needed, ending, whole)


def _products(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    if first is None or second is None or len(first) * len(second) > _MOST:
        return None
    return frozenset(map("".join, product(first, second)))


def _either(parts: list[Literals]) -> Literals:
    wholes = [part.whole for part in parts if part.whole is not None]
    return Literals(
        frozenset().union(*(part.opening for part in parts)),
        frozenset().union(*(part.needed for part in parts)),
        frozenset().union(*(part.ending for part in parts)),
        frozenset().union(*wholes) if len(wholes) == len(parts) else None,
    )


def _worth(found: frozenset[str]) -> tuple[int, int]:
    """How much text strings rule out: long ones and few more than others, and several words more than one."""
    return min(len(string) + _SEVERAL * (" " in string.strip()) for string in found), -len(found)

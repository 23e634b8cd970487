"""Rejoin lines that a tool broke at links and italics: which neighbouring lines are one paragraph.

Such a dump gives itself away: lines start in lower case or with a comma, under lines that end no sentence.
Where next to none do, all lines stay as they are. Elsewhere a small model judges each line break from the
ends that meet there, the lengths around it, and how broken the dump is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from copydesk.characters import Characters, Class, Mask, Numbers
from copydesk.commonwords import common
from copydesk.model import trees
from copydesk.page.wrapping import Line

_FEWEST, _SHARE = 2, 0.01
"""Broken lines a dump must have, and their share of all lines."""

_GOES_ON = (Class.LOWER, Class.SENTENCE_END, Class.COMMA, Class.CLOSING)
"""What a line starts with that goes on with a sentence."""

_LONE = 2  # characters of a line that is nothing but the end of a sentence
_LIKELY = 0.5
_FAR = 9.0  # what stands for a neighbour that is not there
_PROSE_WORDS, _NEAR = 8, 5
_EDGE = 24  # characters of a line that hold its first word, or its last


def rejoin(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The lines in groups, each one paragraph or one line."""
    joined = joints(lines)
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or not joined[i]:
            yield tuple(lines[first:i])
            first = i


def joints(lines: Sequence[Line]) -> Mask:
    """For each line, whether it goes on with the line before."""
    joined = np.zeros(len(lines), bool)
    characters = Characters.of([line.text for line in lines])
    adjacent = np.fromiter((line.gap == 0 for line in lines), bool, len(lines))
    if is_broken(characters, adjacent):
        joined = trees("joining").odds(columns(lines, characters)) > _LIKELY
        joined |= _among(characters.first, _GOES_ON[1:]) & (characters.lengths <= _LONE)
        joined &= adjacent
        joined[:1] = False
    return joined


def is_broken(characters: Characters, adjacent: Mask) -> bool:
    """Whether lines of the dump are broken inside sentences."""
    goes_on = _among(characters.first[1:], _GOES_ON)
    is_open = characters.last[:-1] != Class.SENTENCE_END
    broken = int((goes_on & is_open & adjacent[1:]).sum())
    return broken >= max(_FEWEST, _SHARE * len(adjacent))


def columns(lines: Sequence[Line], characters: Characters) -> dict[str, Numbers]:
    """The features of the break before each line, by name; `b` and `a` are the lines before and after it."""
    known = common("function")
    starts = np.array([line.text[:_EDGE].split(None, 1)[0].lower() in known for line in lines], float)
    ends = np.array([line.text[-_EDGE:].rsplit(None, 1)[-1].lower() in known for line in lines], float)
    first, last = characters.first.astype(float), characters.last.astype(float)
    length, words = characters.lengths.astype(float), characters.words.astype(float)
    gaps = np.fromiter((line.gap for line in lines), float, len(lines))
    is_end = characters.last == Class.SENTENCE_END
    prose = np.where(is_end & (words >= _PROSE_WORDS), 1.0, 0.0)
    around = np.cumsum(np.concatenate(([0.0], np.where(words >= _PROSE_WORDS, length, 0.0))))
    index = np.arange(len(lines))
    near = around[np.minimum(index + _NEAR, len(lines))] - around[np.maximum(index - _NEAR - 1, 0)]
    found = {"near": near, "gap_next": _shift(gaps, 1), "gap_before": _shift(gaps, -1)}
    for name, values in (("length", length), ("last", last), ("first", first), ("words", words)):
        for offset, place in ((-2, "bb"), (-1, "b"), (0, "a"), (1, "aa")):
            found[f"{name}_{place}"] = _shift(values, offset)
    for offset, place in ((-1, "b"), (0, "a"), (1, "aa")):
        found[f"starts_{place}"], found[f"ends_{place}"] = _shift(starts, offset), _shift(ends, offset)
        found[f"prose_{place}"] = _shift(prose, offset)
    page = {
        "lower": characters.first == Class.LOWER,
        "closing": _among(characters.first, (Class.SENTENCE_END, Class.COMMA, Class.CLOSING)),
        "open": (words > 4) & ~is_end,
    }
    return found | {name: np.full(len(lines), float(mask.mean())) for name, mask in page.items()}


def _among(found: NDArray[np.uint8], classes: Sequence[Class]) -> Mask:
    """Which of some classes are among these."""
    table = np.zeros(len(Class), bool)
    table[list(classes)] = True
    among: Mask = table[found]
    return among


def _shift(values: Numbers, offset: int) -> Numbers:
    """For each line, the value of the line that many places on."""
    out = np.full(len(values), -_FAR)
    if offset >= 0:
        out[: len(values) - offset] = values[offset:]
    else:
        out[-offset:] = values[:offset]
    return out

"""What is compiled says of wrapped lines what plain Python says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copydesk.native.wrapping import wrapped

ENDS, BULLETS, RULERS = '.!?…”"', "-*•", "=_*~#+-"
ENOUGH = 0.75
_ITEM, _RULER = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s"), re.compile(r"([=_*~#+-])\1{3,}")

PIECES = [
    *("a", "B", "9", "12", "٣", ".", "…", ")", "(", "©", " ", "   ", "\xa0", "•", "-", "* ", "----", "1. "),
    *("é", "中", "🙂", "the ministers", "met in Beijing", "agreement"),
]
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join).map(str.strip).filter(bool)
LINES = st.lists(st.tuples(TEXT, st.integers(0, 3)), min_size=1, max_size=9)


@given(LINES, st.integers(4, 40))
def test_wrapped_lines_are_those_that_plain_python_finds(lines: list[tuple[str, int]], width: int) -> None:
    texts, indents = (list(column) for column in zip(*lines, strict=True))
    expected = _joints(texts, indents, width) if _is_wrapped(texts, indents, width) else None
    for before in (0, 2):
        given = np.array([*[0] * before, *indents]), before, before + len(texts)
        found = wrapped(["-"] * before + texts, *given, width, width * 0.9, ENOUGH, ENDS, BULLETS, RULERS)
        assert (found if found is None else found.tolist()) == expected


def _is_wrapped(texts: Sequence[str], indents: Sequence[int], width: int) -> bool:
    breaks = [i for i in range(1, len(texts)) if not _opens(texts, indents, i)]
    forced = [i for i in breaks if _is_forced(texts, indents, i, width)]
    last = [i for i in breaks if i not in forced and (texts[i - 1][-1] in ENDS or _ITEM.match(texts[i - 1]))]
    return bool(forced) and len(forced) >= ENOUGH * (len(breaks) - len(last))


def _joints(texts: Sequence[str], indents: Sequence[int], width: int) -> list[bool]:
    def found() -> Iterator[bool]:
        yield False
        for i in range(1, len(texts)):
            starts = _opens(texts, indents, i) or _is_alone(texts[i - 1])
            yield not starts and _is_forced(texts, indents, i, width)

    return [*found()]


def _is_forced(texts: Sequence[str], indents: Sequence[int], i: int, width: int) -> bool:
    word, before = texts[i].split(maxsplit=1)[0], texts[i - 1]
    return indents[i - 1] + len(before) + 1 + len(word) > width * 0.9 and 2 * len(before) > width


def _opens(texts: Sequence[str], indents: Sequence[int], i: int) -> bool:
    noted = texts[i - 1][-1] == ")" and texts[i][0] in "(©"
    item = _ITEM.match(texts[i]) is not None
    return noted or item or indents[i] >= min(indents) + 2 or _is_alone(texts[i])


def _is_alone(text: str) -> bool:
    return _RULER.fullmatch(text) is not None or "   " in text

"""Pages to train on as others would be: with fewer claims of rules, with the far ends of other dumps.

Rules know the pages they were written on better than any other page, and there are few pages to learn from.
Both ways the text stays as it is, so that what is right is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from align import align
from blocks import plain
from dumps import CLEAN, Dump

from copydesk.rules.view import View

_KEPT_CLAIMS = 0.4
_LONG = 60  # characters of a line by which the text is found
_ABOVE, _BELOW = (6, 20), (3, 16)
"""How many lines beside the text stay, from and below: headline, byline, date, notes."""


def forgetful(view: View, seed: int) -> View:
    """A page of which rules claim less."""
    random = np.random.default_rng(seed)
    return view.claiming({i: why for i, why in sorted(view.claims.items()) if random.random() < _KEPT_CLAIMS})


def with_other_ends(dumps: Sequence[tuple[int, Dump]]) -> Iterator[tuple[int, Dump]]:
    """The dumps, each with the far ends of two others of its renderer, if possible of its language.

    Clean text has no such ends, and is left out; so are dumps without a long line of text.
    """
    random = np.random.default_rng(len(dumps))
    alike: dict[str, list[Dump]] = defaultdict(list)
    for _, dump in dumps:
        alike[dump.renderer].append(dump)
    for i, dump in dumps:
        if dump.renderer not in CLEAN:
            others = [other for other in alike[dump.renderer] if other.domain != dump.domain]
            others = [other for other in others if other.language == dump.language] or others
            if not others:
                continue
            above, below = (others[int(random.integers(len(others)))] for _ in range(2))
            found = _recombined(*map(_Place.of, (dump, above, below)), np.random.default_rng(i))
            if found is not None:
                yield i, replace(dump, text=found)


@dataclass(frozen=True, slots=True)
class _Place:
    """The lines of a dump, and the first and last of its text."""

    dump: Dump
    lines: list[str]
    text: tuple[int, int] | None

    @classmethod
    def of(cls, dump: Dump) -> _Place:
        lines = dump.text.split("\n")
        matches, _ = align(lines, dump.paragraphs)
        found = [i for i, match in enumerate(matches) if match is not None and len(lines[i]) > _LONG]
        return cls(dump, lines, (found[0], found[-1]) if found else None)

    def headline(self, end: int) -> int | None:
        """The last line above another that is the headline."""
        if not self.dump.headline:
            return None
        wanted = plain(self.dump.headline)
        return max((i for i in range(end) if plain(self.lines[i]) == wanted), default=None)


def _recombined(of: _Place, above: _Place, below: _Place, random: Any) -> str | None:
    if of.text is None or above.text is None or below.text is None:
        return None
    near, after = int(random.integers(*_ABOVE)), int(random.integers(*_BELOW))
    first, last = of.text
    headline = of.headline(first)
    if headline is not None:
        near = max(near, first - headline + 2)
    head = above.lines[: max(above.text[0] - near, 0)]
    tail = below.lines[below.text[1] + 1 + after :]
    return "\n".join([*head, *of.lines[max(first - near, 0) : last + 1 + after], *tail])

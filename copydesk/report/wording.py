"""Numbers, shares and short lists, in the words of the report."""

from __future__ import annotations

from collections import Counter
from typing import Any

from copydesk.visible import one_line

TOP = 12  # rows of a list that could be long

Row = dict[str, Any]


def number(value: float) -> str:
    """12345 as 12,345."""
    return f"{value:,}"


def plural(count: int, noun: str) -> str:
    """1 row, 2 rows."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def percent(share: float) -> str:
    """A share as a percentage that never rounds to all or to nothing."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{100 * share:.0f} %" if share in (0, 1) else f"{100 * share:.1f} %"


def share(part: float, whole: float) -> float:
    """The part of a whole; of nothing it is nothing."""
    return part / whole if whole else 0.0


def stack(*parts: tuple[str, int, str]) -> list[Row]:
    """The parts of a bar, each with its share and where it begins."""
    total = sum(count for _, count, _ in parts)
    rows, start = [], 0.0
    for name, count, tone in parts:
        part = share(count, total)
        rows.append({"name": name, "count": count, "tone": tone, "share": part, "start": start})
        start += part
    return rows


def tally(counts: Counter[str], whole: int | None = None, spaced: bool = True) -> list[Row]:
    """The most frequent names and what is left; shares are of `whole`, or of all that was counted."""
    total = whole or counts.total()
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [(one_line(name, 60), count) for name, count in ranked[:TOP]]
    if rest := ranked[TOP:]:
        rows.append((f"{len(rest)} others", sum(count for _, count in rest)))
    return [
        {"name": name.replace("_", " ") if spaced else name, "count": count, "share": share(count, total)}
        for name, count in rows
    ]

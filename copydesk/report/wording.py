"""Numbers, shares and short lists, in the words of the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
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


def amount(value: float, unit: str | None) -> str:
    """A value with what it counts: a noun, or `share`, `year` or `number`, which are said by their form."""
    if unit == "share":
        return percent(value)
    if unit == "year":
        return str(value)
    text = f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    return f"{text} {unit}" if unit and unit != "number" else text


def span(low: float, high: float, unit: str | None) -> str:
    """The range of some values."""
    first = amount(low, unit if unit in ("share", "year") else None)
    return amount(high, unit) if low == high else f"{first} to {amount(high, unit)}"


def observed(check: Mapping[str, Any]) -> str:
    """What an expectation has found; of checks of single rows without more to say, how many fail."""
    found = check.get("observed")
    if found is None:
        unexpected = check.get("unexpected_count")
        return "" if unexpected is None else f"{number(unexpected)} failing"
    if isinstance(found, int | float) and not isinstance(found, bool):
        return amount(found, check.get("unit"))
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=str)
    return one_line(text, 90)


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
    shown = TOP if len(ranked) > TOP + 1 else TOP + 1
    rows = [(one_line(name, 60), count) for name, count in ranked[:shown]]
    if rest := ranked[shown:]:
        rows.append((f"{len(rest)} others", sum(count for _, count in rest)))
    return [
        {"name": name.replace("_", " ") if spaced else name, "count": count, "share": share(count, total)}
        for name, count in rows
    ]

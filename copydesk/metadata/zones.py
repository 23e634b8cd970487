"""Zones of the clock as they are written: hours from UTC, or a short name that stands for one zone only."""

from __future__ import annotations

import re

_HOURS = re.compile(r"(?<!\w)(?:UTC|GMT|Z)?\s*([+-](?:0\d|1[0-4])):?([0-5]\d)(?!\d)")
_NAME = re.compile(r"(?<![^\W\d_])(?:[A-Z]{3,4}|Z)(?![\w+-])")
_SUMMER, _WINTER = range(5, 10), (12, 1, 2)
"""Months that are summer, or winter, wherever clocks are put forward north of the equator."""

ZONES = {
    "UTC": "Z",
    "GMT": "Z",
    "Z": "Z",
    "WET": "+00:00",
    "CET": "+01:00",
    "MEZ": "+01:00",
    "EET": "+02:00",
    "WEST": "+01:00",
    "CEST": "+02:00",
    "MESZ": "+02:00",
    "EEST": "+03:00",
    "EST": "-05:00",
    "MST": "-07:00",
    "PST": "-08:00",
    "AKST": "-09:00",
    "HST": "-10:00",
    "EDT": "-04:00",
    "CDT": "-05:00",
    "MDT": "-06:00",
    "PDT": "-07:00",
    "AKDT": "-08:00",
    "WAT": "+01:00",
    "SAST": "+02:00",
    "EAT": "+03:00",
    "MSK": "+03:00",
    "PKT": "+05:00",
    "NPT": "+05:45",
    "WIB": "+07:00",
    "WITA": "+08:00",
    "WIT": "+09:00",
    "HKT": "+08:00",
    "SGT": "+08:00",
    "PHT": "+08:00",
    "JST": "+09:00",
    "KST": "+09:00",
    "AWST": "+08:00",
    "ACST": "+09:30",
    "AEST": "+10:00",
    "ACDT": "+10:30",
    "AEDT": "+11:00",
    "NZST": "+12:00",
    "NZDT": "+13:00",
    "BRT": "-03:00",
}
"""Names that stand for one zone. India's, Ireland's and Israel's time share IST, and CST, BST and AST are no
clearer; ET, PT and their like change twice a year. All of these are no zone."""
_ONLY_WINTER = frozenset({"WET", "CET", "MEZ", "EET", "EST", "PST", "AKST"})
_ONLY_SUMMER = frozenset({"WEST", "CEST", "MESZ", "EEST", "EDT", "CDT", "MDT", "PDT", "AKDT"})


def zone_of(name: str, month: int) -> str:
    """The zone that a short name stands for, as ISO 8601 writes it; "" where it is not clear.

    "EST" on a day of July is any eastern time: a name that the calendar contradicts is no zone.
    """
    name = name.upper()
    wrong = month in _SUMMER if name in _ONLY_WINTER else month in _WINTER and name in _ONLY_SUMMER
    return "" if wrong else ZONES.get(name, "")


def read_zone(text: str, month: int) -> str:
    """The zone in what a date line holds beside day and time, if it is clear."""
    found = _HOURS.search(text)
    if found:
        return f"{found[1]}:{found[2]}"
    names = {zone for name in _NAME.findall(text) if (zone := zone_of(name, month))}
    return names.pop() if len(names) == 1 else ""

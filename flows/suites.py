"""The suites of expectations as committed: read, checked for what we demand of them, shown as a page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.errors import UsageError
from copydesk.resources import expectations

NAMES = ("articles", "sources", "release")
SEVERITIES = {"block": "critical", "quarantine": "critical", "warn": "warning"}
"""What a failure does, and the severity that goes with it."""
CONSEQUENCES = {
    "block": "Nothing is published.",
    "quarantine": "The documents that fail go to quarantine, and the rest is published.",
    "warn": "The release is published, and the failure is shown.",
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One check of a suite, with what we demand beyond Great Expectations: title, reason, consequence."""

    type: str
    kwargs: Mapping[str, Any]
    title: str
    reason: str
    severity: str
    on_failure: str
    unit: str | None = None
    """What its values count, so that they can be shown: a noun, `share`, `year` or `number`."""

    @property
    def mostly(self) -> float:
        """The share of rows that must be so."""
        return float(self.kwargs.get("mostly", 1))

    @property
    def column(self) -> str | None:
        return self.kwargs.get("column")


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite in Great Expectations' own JSON, as `raw`, and what we read in it."""

    name: str
    title: str
    rows: str
    named_by: str
    """Column whose values name the failing rows."""
    expectations: tuple[Expectation, ...]
    raw: Mapping[str, Any]
    sha256: str


def load_suites() -> tuple[Suite, ...]:
    """The three suites, in the order they are judged."""
    return tuple(load_suite(name) for name in NAMES)


def load_suite(name: str) -> Suite:
    """The suite in `expectations/<name>.json`; UsageError names what is wrong in it."""
    data = (expectations() / f"{name}.json").read_bytes()
    raw = json.loads(data)
    suite = Suite(
        name=raw["name"],
        title=raw["meta"]["title"],
        rows=raw["meta"]["rows"],
        named_by=raw["meta"]["named_by"],
        expectations=tuple(_read(expectation) for expectation in raw["expectations"]),
        raw=raw,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    problems = tuple(_problems(suite, name))
    if problems:
        raise UsageError(f"expectations/{name}.json: " + "; ".join(problems))
    return suite


def _read(raw: Mapping[str, Any]) -> Expectation:
    meta = raw.get("meta", {})
    return Expectation(
        type=raw["type"],
        kwargs=raw.get("kwargs", {}),
        title=meta.get("title", ""),
        reason=meta.get("notes", ""),
        severity=raw.get("severity", ""),
        on_failure=meta.get("on_failure", ""),
        unit=meta.get("unit"),
    )


def _problems(suite: Suite, name: str) -> Iterator[str]:
    if suite.name != name:
        yield f"it calls itself {suite.name}"
    titles = [expectation.title for expectation in suite.expectations]
    yield from (f"{title!r} stands there twice" for title in set(titles) if titles.count(title) > 1)
    for expectation in suite.expectations:
        where = f"{expectation.type} of {expectation.column}"
        if not expectation.title or not expectation.reason:
            yield f"{where} lacks a title or notes"
        if expectation.on_failure not in SEVERITIES:
            yield f"{where}: on_failure is none of {', '.join(SEVERITIES)}"
        elif expectation.severity != SEVERITIES[expectation.on_failure]:
            yield f"{where}: {expectation.on_failure} goes with severity {SEVERITIES[expectation.on_failure]}"


def page() -> str:
    """`docs/expectations.md`."""
    parts = [_HEAD]
    for suite in load_suites():
        parts += (f"\n## {suite.title}\n\n{suite.rows}\n\n", _TABLE, *map(_row, suite.expectations))
    return "".join(parts)


_HEAD = f"""# What a release must hold to be published

Every release is judged by Great Expectations before it is published. The suites are plain JSON in
`expectations/`; this page is generated from them. The results of a release are in its
`validation/results.json`, `validation/index.html` and `report.html`.

A failure has one of three consequences:

{"".join(f"- **{name}** ({SEVERITIES[name]}): {text}{chr(10)}" for name, text in CONSEQUENCES.items())}
A check that cannot run is a failure that blocks, whatever its consequence. If documents went to quarantine,
the release is assembled and judged again without them.

The checks see a narrow table made from the staged files (lengths, counts, yes and no), never the text itself.
To add one, write it into the suite with its reason, and a bad row for it into `tests/test_audit.py`.
"""


_TABLE = "| Expectation | Why | If not |\n| --- | --- | --- |\n"


def _row(expectation: Expectation) -> str:
    title, reason = _cell(expectation.title), _cell(expectation.reason)
    return f"| {title}<br>{_check(expectation)} | {reason} | {expectation.on_failure} |\n"


def _cell(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")


def _check(expectation: Expectation) -> str:
    """The check itself in small: `removed_share` max_value 0.98."""
    limits = (f"{k} {_value(v)}" for k, v in expectation.kwargs.items() if k != "column")
    subject = f"`{expectation.column}`" if expectation.column else "rows"
    return " ".join((f"<sub>{subject}", *limits, f"({expectation.type})</sub>"))


def _value(value: object) -> str:
    if isinstance(value, list) and len(value) > 8:
        return f"one of {len(value)} values"
    return f"`{json.dumps(value)}`".replace("|", "\\|")

"""Great Expectations over the frames of a suite: of many rows a part at a time, each expectation over all."""

from __future__ import annotations

import copy
import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from copydesk.report.wording import span
from flows.suites import Expectation, Suite

if TYPE_CHECKING:
    import pandas as pd

NAMED = 20
"""Failing rows that a finding names at most; their number is beside them."""
ROW = "row"
"""The column that numbers the rows of a frame that holds all of them."""

Finding = dict[str, Any]
Names = Callable[[Sequence[int]], Sequence[str]]

_ROW_BY_ROW = "expect_column_values_to_"
_UNIQUE = "expect_column_values_to_be_unique"


class Judge:
    """Judges the rows of a suite as they come: in parts what is asked of each row, at the end the rest."""

    def __init__(self, suite: Suite) -> None:
        self.rows = 0
        self._suite = suite
        self._seen = {expectation.title: _Seen(expectation) for expectation in suite.expectations}

    def see(self, frame: pd.DataFrame, names: Names | None = None) -> None:
        """Some rows, with what is asked of each; or all, whose numbers have `names`, with all the rest."""
        if names is None:
            self.rows += len(frame)
            self._judge(frame, self._suite.named_by, rows=True)
            return
        self._judge(frame, ROW, rows=False)
        for seen in self._seen.values():
            if not is_of_rows(seen.expectation):
                seen.failing = list(names([int(row) for row in seen.failing]))

    def findings(self) -> list[Finding]:
        """A finding for each expectation, in the order of the suite."""
        return [seen.finding() for seen in self._seen.values()]

    def _judge(self, frame: pd.DataFrame, named_by: str, *, rows: bool) -> None:
        asked = [seen for seen in self._seen.values() if is_of_rows(seen.expectation) == rows]
        if not asked:
            return
        results = _validated(self._suite, [seen.expectation for seen in asked], frame, named_by)
        for seen in asked:
            # Great Expectations logs and drops what it does not know: a gate must notice that it is gone.
            seen.add(results.get(seen.expectation.title), frame, named_by)


def is_of_rows(expectation: Expectation) -> bool:
    """Whether it is asked of each row by itself."""
    return expectation.type.startswith(_ROW_BY_ROW) and expectation.type != _UNIQUE


@dataclass(slots=True)
class _Seen:
    """What an expectation has found so far."""

    expectation: Expectation
    errors: set[str] = field(default_factory=set)
    success: bool = True
    observed: Any = None
    counted: bool = False
    elements: int = 0
    values: int = 0
    unexpected: int = 0
    bounds: tuple[Any, Any] | None = None
    failing: list[str] = field(default_factory=list)

    def add(self, result: Any, frame: pd.DataFrame, named_by: str) -> None:
        """What it found in some rows."""
        self.errors |= set(_errors(result))
        if result is None:
            return
        self.success = self.success and bool(result.success)
        self._count(result.result, frame)
        self._name([str(row[named_by]) for row in result.result.get("unexpected_index_list") or []])

    def _count(self, details: Mapping[str, Any], frame: pd.DataFrame) -> None:
        self.unexpected += details.get("unexpected_count") or 0
        if "observed_value" in details:
            self.observed = _plain(details["observed_value"])
        if "element_count" not in details or self.expectation.column is None:
            return
        values = frame[self.expectation.column].dropna()
        self.counted = True
        self.elements += details["element_count"]
        self.values += len(values)
        if len(values) and values.dtype.kind in "iuf" and self.expectation.type != _UNIQUE:
            low, high = self.bounds or (values.min(), values.max())
            self.bounds = min(low, values.min()), max(high, values.max())

    def _name(self, failing: list[str]) -> None:
        """All that are to be refused, and some of the others, of which there may be very many."""
        most = None if self.expectation.on_failure == "quarantine" else max(0, NAMED - len(self.failing))
        self.failing += failing[:most]

    def finding(self) -> Finding:
        """All of it, in the form it is written in."""
        expectation = self.expectation
        return {
            "type": expectation.type,
            "column": expectation.column,
            "kwargs": dict(expectation.kwargs),
            "title": expectation.title,
            "reason": expectation.reason,
            "severity": expectation.severity,
            "on_failure": expectation.on_failure,
            "unit": expectation.unit,
            "success": self._holds() and not self.errors,
            "error": "; ".join(sorted(self.errors)) or None,
            "observed": self._observed(),
            "unexpected_count": self.unexpected,
            "failing_ids": self.failing,
        }

    def _holds(self) -> bool:
        """Where not all rows must be so, Great Expectations has only told of each part by itself."""
        mostly = self.expectation.mostly
        return self.success if mostly == 1 else self.unexpected <= (1 - mostly) * self.values

    def _observed(self) -> Any:
        """The number a check is about, or how many rows are so, and the range of their values."""
        if self.observed is not None or not self.counted:
            return self.observed
        if not self.values:
            return "nothing to check"
        low, high = map(_plain, self.bounds) if self.bounds else (None, None)
        if low is not None and self.elements == 1:
            return low
        text, unit = f"{self.values - self.unexpected:,} of {self.values:,} rows", self.expectation.unit
        return text if unit is None or low is None or high is None else f"{text}; {span(low, high, unit)}"


def _validated(
    suite: Suite, expectations: Sequence[Expectation], frame: pd.DataFrame, named_by: str
) -> dict[str, Any]:
    """What Great Expectations finds in a frame, by the titles of some of the suite's expectations."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.ERROR)
    titles = {expectation.title for expectation in expectations}
    asked = [one for one in suite.raw["expectations"] if one["meta"]["title"] in titles]
    loaded = gx.ExpectationSuite(**copy.deepcopy({**suite.raw, "expectations": asked}))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas(suite.name)
    batch = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe(suite.name)
    report = batch.get_batch({"dataframe": frame}).validate(
        loaded,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [named_by],
            "return_unexpected_index_query": False,
        },
    )
    return {
        config.meta["title"]: result for result in report.results if (config := result.expectation_config)
    }


def _errors(result: Any) -> Iterator[str]:
    """What kept a check from running: a broken check is neither a pass nor a failing row."""
    if result is None:
        yield "Great Expectations does not know this expectation and left it out"
        return
    info = result.exception_info or {}
    reports = [info] if "raised_exception" in info else info.values()
    yield from (str(report["exception_message"]) for report in reports if report["raised_exception"])


def _plain(value: Any) -> Any:
    """A number as JSON has it, rounded to what one reads."""
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else float(f"{number:.4g}")

"""The audit of a staged release: Great Expectations over frames of its files, and what follows from it."""

from __future__ import annotations

import copy
import json
import logging
import math
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.formats import parquet
from copydesk.manifest import Bookkeeping
from copydesk.release import Spread, on_threads
from flows.imports import lasting, put_off
from flows.suites import Expectation, Suite, load_suites
from flows.validation import page

if TYPE_CHECKING:
    import pandas as pd

NAMED = 20
"""Failing rows that a finding names at most; their number is beside them."""

_UNUSED = ("altair", "scipy.stats")
"""Great Expectations imports these for plots and distributions, which no suite asks for."""

Finding = dict[str, Any]


class ReleaseAudit:
    """Judges staged releases by the suites in `expectations/`; `now` decides what lies in the future.

    `spread` measures the files, some at a time.

    What it returns, and writes to `validation/results.json`, has these keys:

    - `success`: the release may be published as it is;
    - `suites`: every expectation with its reason, consequence and result;
    - `failures`: a line for each reason not to publish;
    - `warnings`: a line for each expectation that failed and stops nothing;
    - `refused`: uri to reason, for the articles that must go to quarantine. Where there is one, the release
      is to be assembled and judged again without them, whatever else it failed.
    """

    def __init__(self, now: datetime | None = None, spread: Spread = on_threads) -> None:
        self.now = now or datetime.now(UTC)
        self._spread = spread
        self.suites = load_suites()

    @property
    def gates(self) -> Mapping[str, str]:
        """Suite file name to SHA-256: a release judged by other gates is another release."""
        return {f"{suite.name}.json": suite.sha256 for suite in self.suites}

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]:
        """Judge the release staged in `folder`, and write `validation/` into it."""
        from flows.frames import frames

        suites = {suite.name: suite for suite in self.suites}
        findings, rows = dict[str, list[Finding]](), dict[str, int]()
        for name, frame in frames(folder, bookkeeping, self.now, self._spread):
            findings[name], rows[name] = judge(suites[name], frame), len(frame)
            del frame  # before the next one is made
            parquet.release_memory()
        results = conclude(self.suites, [findings[name] for name in suites], [rows[name] for name in suites])
        _write(folder / "validation", results)
        return results


def prepare() -> None:
    """Start to import what a run ends with, which takes seconds, beside whatever else is going on.

    That is Great Expectations and the report. An import statement elsewhere waits for this one, so nobody
    needs to ask whether it has finished.
    """
    threading.Thread(target=_import_engine, daemon=True).start()


def _import_engine() -> None:
    with lasting(), put_off(*_UNUSED):
        import great_expectations  # noqa: F401 - for the time it takes

        import copydesk.report  # noqa: F401


def judge(suite: Suite, frame: pd.DataFrame) -> list[Finding]:
    """Validate a frame: a finding for each expectation, in the order of the suite, with all failing rows."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.ERROR)
    loaded = gx.ExpectationSuite(**copy.deepcopy(dict(suite.raw)))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas(suite.name)
    batch = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe(suite.name)
    report = batch.get_batch({"dataframe": frame}).validate(
        loaded,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [suite.named_by],
            "return_unexpected_index_query": False,
        },
    )
    found = {
        config.meta["title"]: result for result in report.results if (config := result.expectation_config)
    }
    # Great Expectations logs and drops what it does not know: a gate must notice that it is gone.
    return [_finding(suite, e, found.get(e.title), frame) for e in suite.expectations]


def _finding(suite: Suite, expectation: Expectation, result: Any, frame: pd.DataFrame) -> Finding:
    error = _error(result)
    details = {} if result is None else result.result
    rows = details.get("unexpected_index_list") or [] if result is not None and not result.success else []
    return {
        "type": expectation.type,
        "column": expectation.column,
        "kwargs": dict(expectation.kwargs),
        "title": expectation.title,
        "reason": expectation.reason,
        "severity": expectation.severity,
        "on_failure": expectation.on_failure,
        "success": error is None and bool(result.success),
        "error": error,
        "observed": _observed(expectation, details, frame),
        "unexpected_count": details.get("unexpected_count") or 0,
        "failing_ids": [str(row[suite.named_by]) for row in rows],
    }


def _error(result: Any) -> str | None:
    """What kept a check from running: a broken check is neither a pass nor a failing row."""
    if result is None:
        return "Great Expectations does not know this expectation and left it out"
    info = result.exception_info or {}
    reports = [info] if "raised_exception" in info else info.values()
    messages = {str(report["exception_message"]) for report in reports if report["raised_exception"]}
    return "; ".join(sorted(messages)) or None


def _observed(expectation: Expectation, details: Mapping[str, Any], frame: pd.DataFrame) -> Any:
    """What was found: the number a check is about, or how many rows are so, and the range of their values."""
    if "observed_value" in details:
        return _plain(details["observed_value"])
    if "element_count" not in details or expectation.column is None:
        return None
    values = frame[expectation.column].dropna()
    if not len(values):
        return "nothing to check"
    low, high = (_plain(values.min()), _plain(values.max())) if values.dtype.kind in "iuf" else (None, None)
    if low is not None and details["element_count"] == 1:
        return low
    text = f"{len(values) - details['unexpected_count']:,} of {len(values):,} rows"
    return text if low is None else f"{text}; {low}" if low == high else f"{text}; {low} to {high}"


def _plain(value: Any) -> Any:
    """A number as JSON has it, rounded to what one reads."""
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else float(f"{number:.4g}")


def conclude(
    suites: Sequence[Suite], findings: Sequence[Sequence[Finding]], rows: Sequence[int]
) -> dict[str, Any]:
    """What follows from the findings of all suites: the results as `ReleaseAudit` describes them."""
    failures: list[str] = []
    warnings: list[str] = []
    refused: dict[str, list[str]] = {}
    for suite, of_suite in zip(suites, findings, strict=True):
        for finding in of_suite:
            match _consequence(finding):
                case "warn":
                    warnings.append(_line(suite, finding))
                case "block":
                    failures.append(_line(suite, finding))
                case "quarantine":
                    for uri in finding["failing_ids"]:
                        refused.setdefault(uri, []).append(finding["title"])
    return {
        "success": not failures and not refused,
        "suites": [
            {
                "name": suite.name,
                "title": suite.title,
                "rows": count,
                "expectations": [f | {"failing_ids": f["failing_ids"][:NAMED]} for f in of_suite],
            }
            for suite, count, of_suite in zip(suites, rows, findings, strict=True)
        ],
        "failures": failures,
        "warnings": warnings,
        "refused": {uri: "failed: " + "; ".join(titles) for uri, titles in sorted(refused.items())},
    }


def _consequence(finding: Finding) -> str | None:
    """What a finding does: a check that could not run blocks, as does one that names no row to refuse."""
    if finding["success"]:
        return None
    if finding["error"] or (finding["on_failure"] == "quarantine" and not finding["failing_ids"]):
        return "block"
    return str(finding["on_failure"])


def _line(suite: Suite, finding: Finding) -> str:
    """A failed expectation in a sentence: what was expected, what was found, and where."""
    if finding["error"]:
        return f"{suite.name}: {finding['title']}: could not be checked: {finding['error']}"
    names = finding["failing_ids"]
    if not names or suite.name == "release":
        return f"{suite.name}: {finding['title']}: found {finding['observed']}"
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{suite.name}: {finding['title']}: not so in {', '.join(names[:3])}{more}"


def _write(folder: Path, results: Mapping[str, Any]) -> None:
    """The results for programs and for people."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / "results.json").write_text(text + "\n", "utf-8")
    (folder / "index.html").write_text(page(results), "utf-8")

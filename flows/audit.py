"""The audit of a staged release: Great Expectations over frames of its files, and what follows from it."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.abreast import Lazily, on_threads
from copydesk.formats import parquet
from copydesk.manifest import Bookkeeping
from copydesk.report.wording import observed
from flows.imports import lasting, left_out, put_off
from flows.judging import NAMED, Finding, Judge
from flows.remembered import Remembered
from flows.suites import Suite, load_suites
from flows.validation import page

if TYPE_CHECKING:
    import pyarrow as pa

_UNUSED = ("altair", "scipy.stats")
"""Great Expectations imports these for plots and distributions, which no suite asks for."""
_OPTIONAL = ("sqlalchemy",)
"""Great Expectations imports these if they are installed (Prefect brings them), and works without."""


class ReleaseAudit:
    """Judges staged releases by the suites in `expectations/`; `now` decides what lies in the future.

    `spread` measures the files; what it gives one after the other is judged meanwhile.

    What it returns, and writes to `validation/results.json`, has these keys:

    - `success`: the release may be published as it is;
    - `suites`: every expectation with its reason, consequence and result;
    - `failures`: a line for each reason not to publish;
    - `warnings`: a line for each expectation that failed and stops nothing;
    - `refused`: uri to reason, for the articles that must go to quarantine. Where there is one, the release
      is to be assembled and judged again without them, whatever else it failed.
    """

    def __init__(self, now: datetime | None = None, spread: Lazily = on_threads) -> None:
        self.now = now or datetime.now(UTC)
        self._measure = Remembered(spread)
        self.suites = load_suites()

    @property
    def gates(self) -> Mapping[str, str]:
        """Suite file name to SHA-256: a release judged by other gates is another release."""
        return {f"{suite.name}.json": suite.sha256 for suite in self.suites}

    def foresee(self, articles: Sequence[pa.Table], /) -> Mapping[str, str]:
        """What of some articles will be refused, as far as that does not depend on others or the ledger."""
        from flows.measures import damaged

        found = damaged(articles, self.now)
        if not found.num_rows:
            return {}
        suite = next(_refusing(suite) for suite in self.suites if suite.name == "articles")
        judge = Judge(suite)
        judge.see(found.to_pandas())
        return dict(conclude([suite], [judge.findings()], [judge.rows])["refused"])

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]:
        """Judge the release staged in `folder`, and write `validation/` into it."""
        from flows.frames import frames

        judges = {suite.name: Judge(suite) for suite in self.suites}
        for shown in frames(folder, bookkeeping, self.now, self._measure):
            judges[shown.suite].see(shown.frame, shown.names)
            del shown  # before the next one is made
            gc.collect()  # Great Expectations' contexts hold on to their frames, and themselves
            parquet.release_memory()
        judged = [judges[suite.name] for suite in self.suites]
        results = conclude(self.suites, [one.findings() for one in judged], [one.rows for one in judged])
        _write(folder / "validation", results)
        return results


def _refusing(suite: Suite) -> Suite:
    """The checks that send rows to quarantine."""
    return replace(suite, expectations=tuple(e for e in suite.expectations if e.on_failure == "quarantine"))


def prepare() -> None:
    """Start to import what a run ends with, which takes seconds, beside whatever else is going on.

    That is Great Expectations and the report. An import statement elsewhere waits for this one, so nobody
    needs to ask whether it has finished.
    """
    threading.Thread(target=_import_engine, daemon=True).start()


def _import_engine() -> None:
    with lasting(), put_off(*_UNUSED), left_out(*_OPTIONAL):
        import great_expectations  # noqa: F401 - for the time it takes

        import copydesk.report  # noqa: F401
        from copydesk.codes import entries

        entries()  # of all rules, for what the report says of them


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
                "expectations": [f | {"failing_ids": _named(suite, f)} for f in of_suite],
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


def _named(suite: Suite, finding: Finding) -> list[str]:
    """Which rows fail, some of them: the one row of sums has no name that would say more."""
    return [] if suite.name == "release" else finding["failing_ids"][:NAMED]


def _line(suite: Suite, finding: Finding) -> str:
    """A failed expectation in a sentence: what was expected, what was found, and where."""
    if finding["error"]:
        return f"{suite.name}: {finding['title']}: could not be checked: {finding['error']}"
    names = _named(suite, finding)
    if not names:
        return f"{suite.name}: {finding['title']}: found {observed(finding)}"
    count = finding["unexpected_count"]
    more = f" and {count - 3:,} more" if count > 3 else ""
    return f"{suite.name}: {finding['title']}: not so in {', '.join(names[:3])}{more}"


def _write(folder: Path, results: Mapping[str, Any]) -> None:
    """The results for programs and for people."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / "results.json").write_text(text + "\n", "utf-8")
    (folder / "index.html").write_text(page(results), "utf-8")

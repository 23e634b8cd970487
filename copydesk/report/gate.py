"""The audit in the report: one verdict, and every expectation with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copydesk.report.wording import observed, plural
from copydesk.visible import one_line

IDS = 20  # failing ids shown of one expectation

Section = dict[str, Any]
Row = dict[str, Any]


def verdict(results: Mapping[str, Any]) -> Row:
    """The verdict of the audit in one stamp, and what it means."""
    checks = [check for suite in results["suites"] for check in suite["expectations"]]
    failed = [check for check in checks if not check["success"]]
    blocking = [check for check in failed if _blocks(check)]
    held = f"{len(checks) - len(failed)} of {len(checks)} expectations hold"
    if blocking or not checks:
        title, tone = "Not fit to publish", "stop"
    elif failed:
        title, tone = f"Passed with {plural(len(failed), 'warning')}", "warn"
    else:
        title, tone = "Passed", "ok"
    return {
        "title": title,
        "tone": tone,
        "passed": tone != "stop",
        "detail": held,
        "explained": f"{held}. A critical failure blocks the release; a warning is shown here.",
    }


def _blocks(check: Mapping[str, Any]) -> bool:
    return bool(check["error"]) or check["severity"] == "critical"


def expectations(results: Mapping[str, Any]) -> Section:
    """Every expectation, the failed ones first."""
    return {"suites": [_suite(suite) for suite in results["suites"]]}


def _suite(suite: Mapping[str, Any]) -> Row:
    checks = sorted(suite["expectations"], key=lambda check: (check["success"], not _blocks(check)))
    held = sum(check["success"] for check in checks)
    return {
        "title": suite.get("title") or suite["name"],
        "summary": f"{held} of {len(checks)} hold, {plural(suite['rows'], 'row')}",
        "checks": [_check(check) for check in checks],
    }


def _check(check: Mapping[str, Any]) -> Row:
    ids = [one_line(str(id), 120) for id in check.get("failing_ids") or ()][:IDS]
    if check["success"]:
        tone, result, row = "ok", "holds", ""
    elif check["error"]:
        tone, result, row = "stop", "broken", "failed"
    elif _blocks(check):
        tone, result, row = "stop", "fails", "failed"
    else:
        tone, result, row = "warn", "warning", "warned"
    return {
        "tone": tone,
        "result": result,
        "row": row,
        "title": one_line(check["title"], 300),
        "reason": one_line(check["reason"], 600),
        "error": one_line(check["error"], 400) if check["error"] else None,
        "consequence": f"{check['severity']}: {_CONSEQUENCES.get(check['on_failure'], check['on_failure'])}",
        "observed": observed(check).replace(" %", "\xa0%"),
        "ids": ids,
        "more": max(0, (check.get("unexpected_count") or 0) - len(ids)) if ids else 0,
    }


_CONSEQUENCES = {"block": "blocks the release", "quarantine": "to quarantine", "warn": "shown here"}

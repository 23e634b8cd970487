"""Where a release came from, as its manifest has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from copydesk.report.wording import number
from copydesk.visible import one_line

ROWS = 25  # of inputs, skipped files and tables

Section = dict[str, Any]
Row = dict[str, Any]


def origin(manifest: Mapping[str, Any]) -> Section:
    """Inputs, digests, versions and files, as the manifest has them."""
    inputs, listed = manifest["inputs"], manifest.get("files", ())
    return {
        "origin": {
            "note": _made(**manifest["run"])
            + " The dataset digest is the same for any order of the inputs, any workers and any engine.",
            "facts": list(_origin_facts(manifest)),
            "inputs": [_input(row) for row in inputs[:ROWS]],
            "more_inputs": max(0, len(inputs) - ROWS),
            "skipped": [
                {"uri": one_line(row["uri"], 200), "reason": one_line(row["reason"], 200)}
                for row in manifest["skipped"][:ROWS]
            ],
            "more_skipped": max(0, len(manifest["skipped"]) - ROWS),
            "files": list(listed)[:ROWS],
            "more_files": max(0, len(listed) - ROWS),
        }
    }


def _made(mode: str, engine: str) -> str:
    if mode == "direct":
        return f"Made without Prefect (--direct), on {engine}, by the same functions and the same gates."
    return f"Made by the flow ({mode}), on {engine}."


def _origin_facts(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "version", manifest["version"]
    yield "created", manifest["created_at"]
    yield "dataset digest", manifest["dataset_digest"]
    for name, digest in manifest["digests"].items():
        yield f"{name} digest", digest or "none"
    for name, digest in manifest["gates"].items():
        yield f"gate {name}", digest
    yield "versions", ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    yield (
        "limits",
        ", ".join(f"{name.replace('_', ' ')} {number(value)}" for name, value in manifest["limits"].items()),
    )


def _input(row: Row) -> Row:
    size = None if row["bytes"] is None else number(row["bytes"])
    digest = row["sha256"] and f"{row['sha256'][:16]}…"
    return {
        "uri": one_line(row["uri"], 200),
        "begins": row["after"] + 1 if row["after"] else None,
        "bytes": size,
        "sha256": digest or one_line(row["problem"] or "", 200),
    }

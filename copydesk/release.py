"""A release: staged in a hidden folder, described by its manifest, and published by one rename."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copydesk.manifest import Bookkeeping, Making, ReleaseFile
from copydesk.plan import Plan
from copydesk.resolve import Resolution
from copydesk.shards import ShardResult


@dataclass(frozen=True, slots=True)
class Staged:
    """The tables of a release, written to a hidden folder beside the published ones."""

    folder: Path
    bookkeeping: Bookkeeping
    dataset_digest: str
    files: tuple[ReleaseFile, ...]


def assemble(plan: Plan, results: Sequence[ShardResult], resolution: Resolution, out: Path) -> Staged:
    """Write data/, ledger/ and quarantine/ into `out/releases/.staging-…`.

    Rows are sorted by id within a file; every table has at least one file, empty where there is no row.
    """
    raise NotImplementedError


def complete(staged: Staged, plan: Plan, making: Making, findings: Mapping[str, Any]) -> dict[str, Any]:
    """Write report, card and Croissant metadata, then the manifest over all files; return the manifest."""
    raise NotImplementedError


def publish(staged: Staged, manifest: Mapping[str, Any], out: Path) -> Path:
    """Give the staged folder its name under `out/releases` and move `latest` to it."""
    raise NotImplementedError

"""A release judged from its files alone: every digest, count, type and page recomputed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked and found true."""

    version: str
    files: int
    articles: int
    ledger_rows: int
    quarantine_rows: int


def failures(release: Path) -> Iterator[str]:
    """Every way in which the release is not what its manifest says, naming file and row."""
    raise NotImplementedError


def verify(release: Path) -> Verified:
    """Check a release (a folder, or the `latest` link to it); VerificationError lists what is wrong."""
    raise NotImplementedError

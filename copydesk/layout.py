"""Where things lie in an output: releases for readers, `work/` for the machinery."""

from __future__ import annotations

from pathlib import Path


def releases(out: Path) -> Path:
    """The folder of published releases, one folder each."""
    return out / "releases"


def latest(out: Path) -> Path:
    """The link to the newest release; it exists only where one was published."""
    return out / "latest"


def latest_json(out: Path) -> Path:
    """The same as a file, for stores without links."""
    return out / "latest.json"


def shard_store(out: Path) -> Path:
    """The folder of finished shards, which the next run need not clean again."""
    return out / "work" / "shards"


def spool(out: Path) -> Path:
    """Stretches of compressed inputs, while a run lasts."""
    return out / "work" / "spool"


def rejected(out: Path) -> Path:
    """The last release that did not pass its gates, kept to be looked at."""
    return out / "work" / "rejected"


def lock_file(out: Path) -> Path:
    """The file whose lock a run holds."""
    return out / "work" / "lock"


def prefect_home(out: Path) -> Path:
    """The home of the embedded Prefect server."""
    return out / "work" / "prefect"

"""A release gets its name: all of it is on the disk before, and `latest` is the only thing that moves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from copydesk import layout, manifest, spool
from copydesk.disk import link_atomically, sync, sync_tree, write_atomically
from copydesk.errors import UsageError
from copydesk.plan import Plan
from copydesk.release import STAGING, Staged


def publish(staged: Staged, version: str, out: Path) -> Path:
    """Give the staged folder its name under `out/releases` and move `latest` to it."""
    release = layout.releases(out) / version
    sync_tree(staged.folder)
    staged.folder.rename(release)
    sync(release.parent)
    point_latest(out, release)
    return release


def point_latest(out: Path, release: Path) -> None:
    """Make `latest` and latest.json name a release."""
    described = manifest.read(release)
    link_atomically(layout.latest(out), f"{layout.releases(out).name}/{release.name}")
    _write_latest_json(out, described)


def _write_latest_json(out: Path, described: Mapping[str, Any]) -> None:
    note = {name: described[name] for name in ("version", "created_at", "dataset_digest")}
    note["path"] = f"{layout.releases(out).name}/{described['version']}"
    write_atomically(layout.latest_json(out), f"{json.dumps(note, indent=1)}\n".encode())


def latest_release(out: Path) -> Path | None:
    """The folder `latest` names, None where nothing was published yet."""
    link = layout.latest(out)
    if not link.is_symlink():
        return None
    release = layout.releases(out) / link.readlink().name
    return release if _is_complete(release) else None


def _is_complete(release: Path) -> bool:
    """Whether a folder was published, and its manifest can still be read."""
    try:
        return bool(manifest.read(release)["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return False


def newer_releases(out: Path) -> Iterator[Path]:
    """Complete releases that `latest` does not name yet, newest first: their run was killed before it did."""
    current = latest_release(out)
    names = sorted((path for path in layout.releases(out).glob("[!.]*")), reverse=True)
    for release in names:
        if current and release.name <= current.name:
            return
        if _is_complete(release):
            yield release


def tidy(out: Path) -> None:
    """Under the lock: remove what dead runs left half done, and have latest.json agree with `latest`."""
    if layout.latest(out).exists() and not layout.latest(out).is_symlink():
        raise UsageError(f"'{layout.latest(out)}' is not a link: move it away, it is where `latest` belongs")
    remove_leftovers(out)
    release = latest_release(out)
    if release:
        _write_latest_json(out, manifest.read(release))


def remove_leftovers(out: Path) -> None:
    """Remove what was staged and did not get its name."""
    for leftover in (*layout.releases(out).glob(f"{STAGING}*"), *layout.shard_store(out).glob(".*")):
        shutil.rmtree(leftover, ignore_errors=True)
    spool.remove(layout.spool(out))
    for journal in layout.shard_store(out).glob(".*"):
        journal.unlink(missing_ok=True)


def reject(staged: Staged, out: Path) -> Path:
    """Set a release that did not pass aside, where it can be looked at and nobody reads it by mistake."""
    rejected = layout.rejected(out)
    shutil.rmtree(rejected, ignore_errors=True)
    staged.folder.rename(rejected)
    return rejected


def prune(plan: Plan, out: Path) -> None:
    """Remove the shards this run did not use: no later run will ask for them unless its inputs go back."""
    used = {shard.name for shard in plan.shards}
    for folder in layout.shard_store(out).glob("*"):
        if folder.name not in used:
            shutil.rmtree(folder, ignore_errors=True)

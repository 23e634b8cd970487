"""The papers of a release: report, dataset card, Croissant metadata and, over all files, the manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from copydesk import card, croissant, giving, manifest
from copydesk.abreast import Lazily, on_threads
from copydesk.manifest import Making, ReleaseFile, describe, written
from copydesk.plan import Plan
from copydesk.release import Staged


def complete(
    staged: Staged, plan: Plan, making: Making, findings: Mapping[str, Any], spread: Lazily = on_threads
) -> dict[str, Any]:
    """Write report, card and Croissant metadata, then the manifest over all files; return the manifest.

    `spread` counts for the report.
    """
    from copydesk import report  # with its templates it is needed once in a run, at the end

    folder = staged.folder
    digest = staged.dataset_digest
    moment = _free_moment(folder.parent, digest)
    draft = manifest.draft(plan, staged.bookkeeping, digest, making, findings, moment)
    files = [*staged.files, *_found(folder, "validation")]
    described = manifest.with_files(draft, files)
    papers = {
        "README.md": card.render(described, folder),
        "croissant.json": croissant.render(described),
        "report.html": report.render(folder, described, findings, spread, _counted(staged)),
    }
    files += [written(folder / name, folder, text.encode()) for name, text in papers.items()]
    described = manifest.with_files(draft, files)
    manifest.write(described, folder)
    return described


def _counted(staged: Staged) -> Callable[[int], bytes | None]:
    """What was counted of the files of a number when a shard was packed into them."""
    given = {number: given for given, number in staged.written.items()}
    return lambda number: giving.counted(given[number]) if number in given else None


def _found(folder: Path, name: str) -> list[ReleaseFile]:
    return [describe(path, folder) for path in sorted((folder / name).rglob("*")) if path.is_file()]


def _free_moment(releases: Path, dataset_digest: str) -> datetime:
    """Now, or the first second after it whose version is not taken."""
    now = datetime.now(UTC).replace(microsecond=0)
    while (releases / manifest.version_name(now, dataset_digest)).exists():
        now += timedelta(seconds=1)
    return now

"""The manifest of a release: what it holds, what it was made of, by what, and how it was judged.

    {
      "format": 2,                      another one for each change of what the rest says
      "version": "20260102T030405Z-89abcdef", "created_at": "2026-01-02T03:04:05Z",
      "dataset_digest": "…",            the same for any order, shards and workers
      "counts": {"documents_in", "published", "superseded", "quarantined", "ledger_rows",
                 "page_chars", "kept_chars", "removed_chars", "reasons": {reason: documents}},
      "validation": {"success": true, "expectations": 42, "failed": 1},
      "gates": {suite file: sha256},
      "digests": {"code", "rules", "model"},
      "run": {"mode": "direct", "engine": "processes"},
      "versions": {library: version},
      "limits": {limit: value},
      "inputs": [{"uri", "sha256", "bytes", "problem", "documents", "after", "shard"}],
                                        a file, or a stretch of one `after` so many of its rows or records
      "skipped": [{"uri", "reason"}],
      "passed": {reason: records that are no document},
      "files": [{"path", "sha256", "bytes", "rows"}]
    }

Report and card are rendered from it before they are listed in it, so they see `files` without themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.digests import digests, versions
from copydesk.disk import sha256_file
from copydesk.plan import Plan, Shard
from copydesk.sources import Source

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "manifest.json"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """The counts a release must balance: in = published + superseded + quarantined, kept + removed = page."""

    documents_in: int
    """Documents counted as they were read; the other numbers are counted from what was written."""
    published: int
    superseded: int
    quarantined: int
    ledger_rows: int
    page_chars: int
    kept_chars: int
    removed_chars: int
    reasons: Mapping[str, int]
    """Superseded and quarantined documents by reason code."""
    passed: Mapping[str, int] = field(default_factory=dict)
    """Records that are no document, such as redirects and pictures, by reason; not among `documents_in`."""


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release, its path relative to the release; `rows` only for tables."""

    path: str
    sha256: str
    bytes: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Making:
    """How a release came to be, apart from its data: the gates it passed and the engine that ran it."""

    gates: Mapping[str, str]
    mode: str
    engine: str


def describe(path: Path, release: Path, rows: int | None = None) -> ReleaseFile:
    """A file as the manifest lists it, read back from the disk."""
    sha256, length = sha256_file(path)
    return ReleaseFile(path.relative_to(release).as_posix(), sha256, length, rows)


def written(path: Path, release: Path, data: bytes | pa.Buffer, rows: int | None = None) -> ReleaseFile:
    """Write a file; it is listed as what it is meant to be, to be compared with what comes to the disk."""
    path.write_bytes(data)
    view = memoryview(data)
    sha256 = hashlib.sha256(view).hexdigest()
    return ReleaseFile(path.relative_to(release).as_posix(), sha256, view.nbytes, rows)


def version_name(moment: datetime, dataset_digest: str) -> str:
    """What a release is called: when it was made, and how its dataset digest begins."""
    return f"{moment:%Y%m%dT%H%M%SZ}-{dataset_digest[:8]}"


def stamp(created_at: str) -> str:
    """The time of a release as its version name begins with it."""
    return created_at.replace("-", "").replace(":", "")


def draft(
    plan: Plan,
    counts: Bookkeeping,
    dataset_digest: str,
    making: Making,
    findings: Mapping[str, Any],
    moment: datetime,
) -> dict[str, Any]:
    """The manifest without its files."""
    return {
        "format": FORMAT,
        "version": version_name(moment, dataset_digest),
        "created_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "dataset_digest": dataset_digest,
        "counts": asdict(counts),
        "validation": validation(findings),
        "gates": dict(sorted(making.gates.items())),
        "digests": asdict(digests()),
        "run": {"mode": making.mode, "engine": making.engine},
        "versions": dict(versions()),
        "limits": asdict(plan.limits),
        "inputs": inputs(plan),
        "skipped": [asdict(skipped) for skipped in plan.skipped],
    }


def inputs(plan: Plan) -> list[dict[str, Any]]:
    """Every source by uri, without its place on this machine."""
    return sorted(
        (_input(source, shard) for shard in plan.shards for source in shard.sources),
        key=lambda source: (str(source["uri"]), source["after"]),
    )


def _input(source: Source, shard: Shard) -> dict[str, Any]:
    names = ("uri", "sha256", "bytes", "problem", "documents", "after")
    return {name: getattr(source, name) for name in names} | {"shard": shard.name}


def is_same(manifest: Mapping[str, Any], dataset_digest: str, gates: Mapping[str, str]) -> bool:
    """Whether a release holds the same data, made by the code at hand and passed by the same gates."""
    made = (manifest["dataset_digest"], manifest["digests"], manifest["gates"])
    return made == (dataset_digest, asdict(digests()), dict(gates))


def validation(findings: Mapping[str, Any]) -> dict[str, Any]:
    """What the manifest says of an audit."""
    expectations = [found for suite in findings["suites"] for found in suite["expectations"]]
    failed = sum(not found["success"] for found in expectations)
    return {"success": findings["success"], "expectations": len(expectations), "failed": failed}


def with_files(manifest: Mapping[str, Any], files: Iterable[ReleaseFile]) -> dict[str, Any]:
    """The manifest with its files, by path."""
    listed = [asdict(file) for file in sorted(files, key=lambda file: file.path)]
    return {**manifest, "files": listed}


def write(manifest: Mapping[str, Any], release: Path) -> None:
    """Write the manifest, which is the last file of a release."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (release / NAME).write_text(text, encoding="utf-8")


def read(release: Path) -> dict[str, Any]:
    """The manifest of a release."""
    manifest: dict[str, Any] = json.loads((release / NAME).read_text(encoding="utf-8"))
    return manifest

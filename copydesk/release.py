"""The tables of a release, staged in a hidden folder from the shards and what was resolved about them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from copydesk import giving, layout, shards
from copydesk.abreast import Lazily, on_threads
from copydesk.contract import to_row
from copydesk.dataset import dataset_digest, document_digest
from copydesk.formats import drafts, jsonl, parquet
from copydesk.formats.arrays import table_of
from copydesk.gathered import Key
from copydesk.giving import Given, Job
from copydesk.manifest import Bookkeeping, ReleaseFile, written
from copydesk.records import QuarantineRow
from copydesk.resolve import Dropped, Resolution
from copydesk.shards import ShardResult
from copydesk.tables import ARTICLES, LEDGER, LINES, QUARANTINE, TABLES, Table

STAGING = ".staging-"
_TOTALS = ("ledger_rows", "page_chars", "kept_chars", "removed_chars")


@dataclass(frozen=True, slots=True)
class Staged:
    """The tables of a release, written to a hidden folder beside the published ones."""

    folder: Path
    bookkeeping: Bookkeeping
    dataset_digest: str
    files: tuple[ReleaseFile, ...]
    written: Mapping[Given, int] = field(default_factory=dict)
    """The numbers of the files that hold the articles of a shard, or some of them."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one shard gives to the release: some or all of its articles, and its quarantine rows."""

    given: Given
    published: int
    totals: Mapping[str, int]
    reasons: Mapping[tuple[str, str], int]
    """Status and reason of its documents that are not published, how often."""
    first: str
    first_refused: str
    """Id of the first row of its articles, and of its quarantine."""


def assemble(
    results: Sequence[ShardResult],
    resolution: Resolution,
    out: Path,
    spread: Lazily = on_threads,
    draft: Staged | None = None,
) -> Staged:
    """Write data/, ledger/ and quarantine/ into `out/releases/.staging-…`.

    Rows are sorted by id within a file, files by their first id; `ledger-00007` holds the spans of the
    articles in `articles-00007`. Every table has at least one file, empty where there is no row. What an
    earlier draft of the release holds already is not written again.
    """
    store = layout.shard_store(out)
    digest, parts = _parts(store, results, resolution)
    release = layout.releases(out) / f"{STAGING}{uuid.uuid4().hex}"
    for table in TABLES:
        (release / table.folder).mkdir(parents=True)
    given = sorted((part for part in parts if part.published), key=lambda part: part.first)
    jobs = [_job(release, number, part, draft) for number, part in enumerate(given)]
    files = (
        *(_write_articles(jobs, spread) if jobs else _write_empty(release)),
        *_write_quarantine(release, parts, resolution),
    )
    written = {part.given: number for number, part in enumerate(given)}
    counted = _bookkeeping(results, parts)
    del parts, given, jobs
    parquet.release_memory()
    return Staged(release, counted, digest, files, written)


def _parts(
    store: Path, results: Sequence[ShardResult], resolution: Resolution
) -> tuple[str, Sequence[_Part]]:
    """The dataset digest, and what each shard gives; the digests of documents are not kept."""
    parts = list[_Part]()

    def digests() -> Iterator[bytes]:
        for result in results:
            part, own = _part(store / result.name, resolution)
            parts.append(part)
            yield own

    return dataset_digest(digests()), parts


def _part(folder: Path, resolution: Resolution) -> tuple[_Part, bytes]:
    """What a shard gives, and the digests of all its documents."""
    without = resolution.without(folder.name)
    keys = drafts.read_table(folder / shards.KEYS, ["id", "digest", *_TOTALS])
    left = np.delete(np.arange(len(keys)), without)
    refused = _refused(folder, resolution)
    ids, digests = (keys[name].take(pa.array(left)).to_pylist() for name in ("id", "digest"))
    part = _Part(
        given=Given(folder, without.tobytes()),
        published=len(left),
        totals={name: int(keys[name].to_numpy()[left].sum()) for name in _TOTALS},
        reasons=Counter((row["status"], row["reason"]) for row in refused),
        first=ids[0] if ids else "",
        first_refused=refused[0]["id"] if refused else "",
    )
    return part, bytes.fromhex("".join([*digests, *map(document_digest, map(jsonl.line, refused))]))


def _refused(folder: Path, resolution: Resolution) -> list[dict[str, Any]]:
    """The quarantine rows of a shard, made when they are needed: of many documents there may be many."""
    rows = parquet.read_rows(folder / shards.QUARANTINE)
    without = resolution.without(folder.name)
    if len(without):
        keys = shards.read_keys(folder, without)
        dropped = resolution.dropped(folder.name, [key.uri for key in keys])
        rows += map(_refusal, keys, dropped)
    return sorted(rows, key=lambda row: (row["id"], row["uri"]))


def _refusal(key: Key, dropped: Dropped) -> dict[str, Any]:
    return to_row(
        QuarantineRow(
            id=key.id,
            source_id=key.source_id,
            uri=key.uri,
            status=dropped.status,
            reason=dropped.reason,
            message=dropped.message,
            superseded_by=dropped.superseded_by,
            source_sha256=key.source_sha256,
            source_bytes=key.source_bytes,
        )
    )


def _write_articles(jobs: Sequence[Job], spread: Lazily) -> Iterator[ReleaseFile]:
    """What is only copied or moved is not worth another process."""
    light = [job for job in jobs if job.is_light]
    heavy = [job for job in jobs if not job.is_light]
    yield from chain.from_iterable(on_threads(giving.write, light))
    if heavy:
        yield from chain.from_iterable(spread(giving.write, heavy))


def _job(release: Path, number: int, part: _Part, draft: Staged | None) -> Job:
    rows = (part.published, part.totals["ledger_rows"])
    if draft is None or part.given not in draft.written:
        return Job(part.given, release, number, rows, None)
    return Job(part.given, release, number, rows, draft.folder, draft.written[part.given])


def _write_empty(release: Path) -> Iterator[ReleaseFile]:
    yield written(release / ARTICLES.file(0, LINES), release, jsonl.packed(b""), 0)
    for table in (ARTICLES, LEDGER):
        yield _write_rows(release, table, 0, [])


def _write_rows(release: Path, table: Table, number: int, rows: Sequence[dict[str, Any]]) -> ReleaseFile:
    data = parquet.packed(table_of(table.record, rows))
    return written(release / table.file(number), release, data, len(rows))


def _write_quarantine(release: Path, parts: Iterable[_Part], resolution: Resolution) -> Iterator[ReleaseFile]:
    given = sorted((part for part in parts if part.reasons), key=lambda part: part.first_refused)
    for number, part in enumerate(given):
        yield _write_rows(release, QUARANTINE, number, _refused(part.given.shard, resolution))
    if not given:
        yield _write_rows(release, QUARANTINE, 0, [])


def _bookkeeping(results: Sequence[ShardResult], parts: Sequence[_Part]) -> Bookkeeping:
    statuses, reasons = Counter[str](), Counter[str]()
    totals, passed = Counter[str](), Counter[str]()
    for result in results:
        passed.update(dict(result.passed))
    for part in parts:
        totals.update(part.totals)
        for (status, reason), count in part.reasons.items():
            statuses[status] += count
            reasons[reason] += count
    return Bookkeeping(
        documents_in=sum(sum(result.read) for result in results),
        published=sum(part.published for part in parts),
        superseded=statuses["superseded"],
        quarantined=statuses["quarantined"],
        ledger_rows=totals["ledger_rows"],
        page_chars=totals["page_chars"],
        kept_chars=totals["kept_chars"],
        removed_chars=totals["removed_chars"],
        reasons=dict(sorted(reasons.items())),
        passed=dict(sorted(passed.items())),
    )

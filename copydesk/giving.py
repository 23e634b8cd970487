"""What a shard gives to a release: its articles, but for some, and their ledger, as files.

They are packed once. Beside the shard is kept what it gave last, for the next release to have a copy of.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from copydesk import shards
from copydesk.formats import drafts, jsonl, parquet
from copydesk.ids import sha256_hex
from copydesk.manifest import ReleaseFile, describe, written
from copydesk.tables import ARTICLES, LEDGER, LINES

_KEPT = "given"
_NOTE = "note.json"
_NUMBERS = "numbers.json"
_FILES = ((ARTICLES, ".parquet"), (ARTICLES, LINES), (LEDGER, ".parquet"))


@dataclass(frozen=True, slots=True)
class Given:
    """The articles that a shard gives to a release: all of it but some rows."""

    shard: Path
    without: bytes
    """The numbers of these rows, in order, four bytes each."""

    @property
    def digest(self) -> str:
        """Of what is left out."""
        return sha256_hex(self.without)


@dataclass(frozen=True, slots=True)
class Job:
    """Files to be written, of so many articles and rows of the ledger; or to be had from an earlier draft."""

    given: Given
    release: Path
    number: int
    rows: tuple[int, int]
    draft: Path | None
    """A draft of the release that holds the same, under another number."""
    drafted: int = 0

    @property
    def is_light(self) -> bool:
        """Whether the files only have to be moved or copied."""
        return self.draft is not None or _noted(self.given) is not None

    def counts(self) -> tuple[int, ...]:
        """The rows of each file."""
        articles, spans = self.rows
        return articles, articles, spans

    def paths(self) -> tuple[Path, ...]:
        """Where the files are to be: articles as Parquet and JSON Lines, and their ledger."""
        return tuple(self.release / table.file(self.number, suffix) for table, suffix in _FILES)


def write(job: Job) -> tuple[ReleaseFile, ...]:
    """Articles as Parquet and JSON Lines, and their ledger, under one number."""
    if job.draft:
        for (table, suffix), path in zip(_FILES, job.paths(), strict=True):
            (job.draft / table.file(job.drafted, suffix)).rename(path)
        return _described(job)
    noted = _noted(job.given)
    if noted is not None and _copied(job, noted):
        found = _described(job)
        if [file.sha256 for file in found] == list(noted.values()):
            return found
    found, numbers = _pack(job)
    _keep(job, found, numbers)
    return found


def _described(job: Job) -> tuple[ReleaseFile, ...]:
    pairs = zip(job.paths(), job.counts(), strict=True)
    return tuple(describe(path, job.release, rows) for path, rows in pairs)


def _pack(job: Job) -> tuple[tuple[ReleaseFile, ...], bytes]:
    """Make the files from the shard's, without what is not published, and count what they hold."""
    from copydesk.report.counted import Counted, packed
    from copydesk.report.figures import BATCH, articles_of, spans_of

    folder, places = job.given.shard, zip(job.paths(), job.counts(), strict=True)
    left, spans = _published(job.given)
    articles, lines = shards.read_articles(folder, left)
    files = [_written(job, parquet.packed(articles), *next(places))]
    counted = articles_of(articles.to_batches(BATCH))
    del articles
    files.append(_written(job, jsonl.packed(lines), *next(places)))
    del lines
    cut = _ledger(folder, spans)
    files.append(_written(job, parquet.packed(cut), *next(places)))
    numbers = packed(Counted(counted, spans_of(cut.to_batches(BATCH))))
    return tuple(files), numbers


def _written(job: Job, data: bytes | pa.Buffer, path: Path, rows: int) -> ReleaseFile:
    return written(path, job.release, data, rows)


def _ledger(folder: Path, left: pa.BooleanArray | None) -> pa.Table:
    """A shard's ledger without what is not published; the whole is let go before that is written."""
    table = drafts.read_table(folder / shards.LEDGER)
    return table if left is None else table.filter(left)


def _published(given: Given) -> tuple[list[bool] | None, pa.BooleanArray | None]:
    """Which articles are published, and which rows of the ledger; None for all."""
    if not given.without:
        return None, None
    spans = drafts.read_table(given.shard / shards.KEYS, ["ledger_rows"])["ledger_rows"].to_numpy()
    left = np.ones(len(spans), dtype=bool)
    left[np.frombuffer(given.without, np.int32)] = False
    return left.tolist(), pa.array(np.repeat(left, spans), pa.bool_())


def _noted(given: Given) -> Mapping[str, str] | None:
    """What the shard gave last, names and digests, if that was the same."""
    try:
        note = json.loads((given.shard / _KEPT / _NOTE).read_text(encoding="utf-8"))
        return dict(note["files"]) if note["without"] == given.digest else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _copied(job: Job, noted: Mapping[str, str]) -> bool:
    """Copy what is kept; no where it is not there. That it is whole is for the digests to say."""
    for name, path in zip(noted, job.paths(), strict=True):
        if not (job.given.shard / _KEPT / name).is_file():
            return False
        shutil.copyfile(job.given.shard / _KEPT / name, path)
    return True


def counted(given: Given) -> bytes | None:
    """What was counted when the shard was packed, if it gave the same."""
    folder = given.shard / _KEPT
    try:
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        numbers = (folder / _NUMBERS).read_bytes()
        same = note["without"] == given.digest and note["numbers"] == sha256_hex(numbers)
        return numbers if same else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def forget(given: Given) -> None:
    """Have the files of a shard packed again by the next release."""
    shutil.rmtree(given.shard / _KEPT, ignore_errors=True)


def _keep(job: Job, files: Iterable[ReleaseFile], numbers: bytes) -> None:
    """Keep the files beside the shard, as second names of the same, where the system has that."""
    folder = job.given.shard / _KEPT
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.mkdir()
        noted = {}
        for (table, suffix), path, file in zip(_FILES, job.paths(), files, strict=True):
            name = f"{table.name}{suffix}"
            os.link(path, folder / name)
            noted[name] = file.sha256
        (folder / _NUMBERS).write_bytes(numbers)
        note = {"without": job.given.digest, "files": noted, "numbers": sha256_hex(numbers)}
        (folder / _NOTE).write_text(json.dumps(note), encoding="utf-8")

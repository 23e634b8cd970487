"""What was measured in files, kept on disk while a run lasts: most of them may be judged again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from copydesk.abreast import Lazily
from copydesk.formats import drafts
from copydesk.release import STAGING
from flows.measures import Job, Measured, measured

_NUMBERS = ("ids", "texts")
_COUNTS = ("ledger_rows", "orphans", "unexplained")

_Identity = tuple[tuple[int, ...], ...]


class Remembered:
    """Measures files, as `spread` does it, but none that it has measured under another name before."""

    def __init__(self, spread: Lazily) -> None:
        self._spread = spread
        self._known: dict[_Identity, Path] = {}
        self._folder: TemporaryDirectory[str] | None = None

    def __call__(self, jobs: Sequence[Job]) -> Iterator[Measured]:
        """What is measured in files of articles and their ledgers, in order."""
        identities = [_identity(job) for job in jobs]
        pairs = zip(jobs, identities, strict=True)
        unknown = [job for job, identity in pairs if identity not in self._known]
        fresh = iter(self._spread(measured, unknown))
        for job, identity in zip(jobs, identities, strict=True):
            if identity in self._known:
                yield _read(self._known[identity], job.number)
            else:
                found = next(fresh)
                self._keep(identity, found, job.folder.parent)
                yield found

    def _keep(self, identity: _Identity, found: Measured, place: Path) -> None:
        if (
            self._folder is None
        ):  # beside the release, where what a dead run leaves is removed by the next one
            self._folder = TemporaryDirectory(prefix=STAGING, dir=place, ignore_cleanup_errors=True)
        path = Path(self._folder.name) / f"{len(self._known):05}.arrow"
        _write(path, found)
        self._known[identity] = path


def _identity(job: Job) -> _Identity:
    """Files keep it when they are moved, and no other file has it while they are there."""
    found = (path.stat() for path in job.paths())
    return tuple((one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns) for one in found)


def _write(path: Path, found: Measured) -> None:
    table = found.articles
    for name in _NUMBERS:
        table = table.append_column(f"_{name}", pa.array(getattr(found, name)))
    counts = json.dumps({name: getattr(found, name) for name in _COUNTS})
    drafts.write_table(path, table.replace_schema_metadata({"counts": counts}))


def _read(path: Path, number: str) -> Measured:
    table = drafts.read_table(path)
    ids, texts = (np.asarray(table[f"_{name}"].to_numpy()) for name in _NUMBERS)
    articles = table.drop_columns([f"_{name}" for name in _NUMBERS])
    counts = json.loads(table.schema.metadata[b"counts"])
    return Measured(number, articles.replace_schema_metadata(None), ids, texts, **counts)

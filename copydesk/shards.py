"""One shard: its documents read and cleaned into tables, once."""

from __future__ import annotations

import io
import json
import shutil
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from pathlib import Path

import pyarrow as pa

from copydesk.attempt import Attempt
from copydesk.disk import reason, sha256_file, sync, sync_tree
from copydesk.errors import ChangedError, PassingError, ShardError
from copydesk.formats import drafts, parquet
from copydesk.formats.arrays import table_of, table_of_lines
from copydesk.formats.framing import Passed
from copydesk.gathered import Gathered, Key
from copydesk.plan import Shard, replan
from copydesk.records import Article, QuarantineRow

LINES = "articles.jsonl.zst"
LEDGER = "ledger.arrow"
QUARANTINE = "quarantine.parquet"
KEYS = "keys.arrow"
_FILES = (LINES, LEDGER, QUARANTINE, KEYS)
_NOTE = "shard.json"


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What lies in a finished shard's folder, `store / name`: small, and safe to hand between processes."""

    name: str
    articles: int
    ledger_rows: int
    quarantined: int
    read: tuple[int, ...] = ()
    """Documents of each of the shard's sources, counted as they were read."""
    passed: tuple[tuple[str, int], ...] = ()
    """What was no document, such as redirects and pictures: reasons and how many."""
    reused: bool = False
    """Whether it was found finished, from an earlier run."""
    bytes: int = field(default=0, compare=False)
    """Bytes of input."""
    replanned: Shard | None = None
    """The shard that was cleaned instead, under its own name, where a source changed since it was planned."""

    @property
    def documents(self) -> int:
        """Documents that went in."""
        return self.articles + self.quarantined


def clean_shard(shard: Shard, store: Path) -> ShardResult:
    """Clean every document of a shard into `store / shard.name`, or verify that this was done before.

    Only a complete shard ever gets its name: files are written beside it, synced and renamed. A document
    that cannot be cleaned is a quarantine row. A shard in which a source changed since it was planned is
    planned once more; ShardError where it changes again.
    """
    try:
        return replace(_clean(shard, store), bytes=shard.bytes)
    except ChangedError:
        again = _replan(shard)
    try:
        return replace(_clean(again, store), bytes=again.bytes, replanned=again)
    except ChangedError as error:
        advice = "let what writes it come to an end, or leave it out, and run again"
        raise ShardError(shard.name, f"{error} twice while the run was going on: {advice}") from None


def _replan(shard: Shard) -> Shard:
    """The shard as its sources are now; one that cannot be read any more is not left out."""
    again = replan(shard)
    for before, now in zip(shard.sources, again.sources, strict=True):
        if now.problem and not before.problem:
            message = f"{now.uri} could be read when it was planned, and now cannot: {now.problem}"
            raise PassingError(shard.name, message)
    return again


def _clean(shard: Shard, store: Path) -> ShardResult:
    target = store / shard.name
    found = _finished(target)
    if found:
        return found
    draft = store / f".{shard.name}-{uuid.uuid4().hex}"
    try:
        with Attempt(shard, store) as attempt:
            cleaned = _Cleaned.of(shard, attempt)
            attempt.writing()
            draft.mkdir(parents=True)
            result = _write(draft, shard.name, cleaned)
            _rename(draft, target, result)
    except OSError as error:
        raise ShardError(shard.name, f"it cannot be written to '{store}': {reason(error)}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return result


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """All that came of a shard's documents, how many each source had, and what was none."""

    gathered: Gathered
    read: tuple[int, ...]
    passed: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, shard: Shard, attempt: Attempt) -> _Cleaned:
        gathered, read, passed = Gathered(), [0] * len(shard.sources), Counter[str]()
        for place, one in attempt.clean(shard.sources):
            if isinstance(one, Passed):
                passed[one.reason] += 1
            else:
                gathered.add(one)
                read[place] += 1
        return cls(gathered, tuple(read), tuple(sorted(passed.items())))


def read_articles(folder: Path, left: Sequence[bool] | None = None) -> tuple[pa.Table, bytes]:
    """The articles of a finished shard, or those that are left, as a table and as lines."""
    lines = drafts.read_lines(folder / LINES)
    if left is not None:
        lines = b"".join(compress(io.BytesIO(lines).readlines(), left))
    return table_of_lines(Article, lines), lines


def read_keys(folder: Path, rows: Iterable[int]) -> list[Key]:
    """The keys of some of a finished shard's articles."""
    return [Key(**row) for row in drafts.read_table(folder / KEYS).take(pa.array(rows)).to_pylist()]


def _write(draft: Path, name: str, cleaned: _Cleaned) -> ShardResult:
    found = cleaned.gathered.sorted()
    drafts.write_lines(draft / LINES, found.lines)
    drafts.write_table(draft / LEDGER, found.ledger)
    parquet.write_rows(draft / QUARANTINE, QuarantineRow, found.refused)
    drafts.write_table(draft / KEYS, table_of(Key, found.keys))
    counts = len(found.keys), found.ledger.num_rows, len(found.refused)
    result = ShardResult(name, *counts, cleaned.read, cleaned.passed)
    _write_note(draft, result)
    return result


def _write_note(draft: Path, result: ShardResult) -> None:
    """The shard's counts and digests, the last file written."""
    note = {
        "articles": result.articles,
        "ledger_rows": result.ledger_rows,
        "quarantined": result.quarantined,
        "read": result.read,
        "passed": dict(result.passed),
        "files": {name: sha256_file(draft / name)[0] for name in _FILES},
    }
    (draft / _NOTE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")


def _rename(draft: Path, target: Path, result: ShardResult) -> None:
    sync_tree(draft)
    if target.exists():  # it did not verify: damaged, or by a version that wrote other files
        shutil.rmtree(target)
    try:
        draft.rename(target)
    except OSError:  # a twin of this task was faster
        if not _finished(target):
            raise
    sync(target.parent)


def _finished(target: Path) -> ShardResult | None:
    """The shard as an earlier run left it, if every byte is still what its note says."""
    try:
        note = json.loads((target / _NOTE).read_text(encoding="utf-8"))
        result = ShardResult(
            name=target.name,
            articles=note["articles"],
            ledger_rows=note["ledger_rows"],
            quarantined=note["quarantined"],
            read=tuple(note["read"]),
            passed=tuple(note["passed"].items()),
            reused=True,
        )
        intact = all(sha256_file(target / name)[0] == note["files"][name] for name in _FILES)
        return result if intact and sum(result.read) == result.documents else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None

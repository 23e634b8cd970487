"""What a release holds, in numbers and samples: read from its Parquet files, in batches, within bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk.formats.arrays import solid_counts
from copydesk.tables import ARTICLES, LEDGER, QUARANTINE

ALL_SHOWN = 20  # up to so many articles are shown in full
BATCH = 10_000  # rows that are counted together
SAMPLE = 6  # … and so many of more
SAMPLES_PER_CODE = 4
_ENOUGH = 2 * SAMPLES_PER_CODE - 1  # of a file: one less than that may have been in those before
SAMPLES_PER_REASON = 10
_ALIKE = 3  # of the same message
SPANS_PER_ARTICLE = 60
LENGTH_STEPS = (500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000)
FACTS = (
    "headline", "authors", "agency", "dateline", "section", "topics", "captions",
    "published_at", "modified_at", "language", "url",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(slots=True)
class Articles:
    """The articles of a release: how many, how long, and what is known of them."""

    rows: int = 0
    page_chars: int = 0
    kept_chars: int = 0
    removed_chars: int = 0
    known: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    date_sources: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)
    first_day: str | None = None
    last_day: str | None = None
    shown: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Spans:
    """All spans of the ledger with one code and category."""

    code: str
    category: str
    count: int = 0
    chars: int = 0
    samples: list[Row] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Ledger:
    """Removals and edits by code, and the spans of the articles that are shown."""

    removed: dict[tuple[str, str], Spans] = field(default_factory=dict)
    edited: dict[tuple[str, str], Spans] = field(default_factory=dict)
    of: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(slots=True)
class Quarantine:
    """Documents of the input that were not published, by status and reason."""

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: dict[tuple[str, str], list[Row]] = field(default_factory=dict)


def articles_in(path: Path) -> Articles:
    """Count the articles of one file."""
    return articles_of(_batches(path, _ARTICLE_COLUMNS))


def articles_of(batches: Iterable[pa.RecordBatch]) -> Articles:
    """Count articles."""
    found = Articles()
    for batch in batches:
        _count_articles(found, batch)
    return found


def add_articles(found: Articles, part: Articles) -> None:
    for name in ("rows", "page_chars", "kept_chars", "removed_chars"):
        setattr(found, name, getattr(found, name) + getattr(part, name))
    for name in ("known", "languages", "flags", "date_sources", "domains", "roles", "lengths"):
        getattr(found, name).update(getattr(part, name))
    days = [found.first_day, part.first_day], [found.last_day, part.last_day]
    found.first_day = min(filter(None, days[0]), default=None)
    found.last_day = max(filter(None, days[1]), default=None)


def spans_in(path: Path) -> Ledger:
    """Count the spans of one file of the ledger."""
    return spans_of(_batches(path, ["action", "code", "category", "text", "replacement"]))


def spans_of(batches: Iterable[pa.RecordBatch]) -> Ledger:
    """Count spans."""
    found = Ledger()
    for batch in batches:
        _count_spans(found, batch)
    return found


def add_ledger(found: Ledger, part: Ledger) -> None:
    """Count the spans of another file."""
    for book, more in ((found.removed, part.removed), (found.edited, part.edited)):
        for key, spans in more.items():
            _add_spans(book.setdefault(key, Spans(*key)), spans)


def shown_spans(folder: Path, shown: Sequence[str]) -> dict[str, list[Row]]:
    """The spans of the articles that are shown, the first ones, by their ids."""
    found: dict[str, list[Row]] = {id: [] for id in shown}
    for batch in _ledger_of_first(folder, len(shown)):
        _keep_spans(found, batch)
    return found


def _add_spans(spans: Spans, more: Spans) -> None:
    spans.count += more.count
    spans.chars += more.chars
    for sample in more.samples:
        if len(spans.samples) < SAMPLES_PER_CODE:
            _take(spans, sample)


def _ledger_of_first(folder: Path, articles: int) -> Iterator[pa.RecordBatch]:
    """The spans of so many articles, the first ones, and of some more."""
    for number, path in enumerate(sorted(folder.glob(ARTICLES.glob))):
        if articles <= 0:
            return
        articles -= pq.read_metadata(path).num_rows
        yield from _batches(folder / LEDGER.file(number), None)


def read_quarantine(folder: Path) -> Quarantine:
    """Count the documents that were not published, with some of each reason, few of them alike."""
    found = Quarantine()
    columns = ["uri", "status", "reason", "message", "superseded_by"]
    batches = (_batches(path, columns) for path in sorted(folder.glob(QUARANTINE.glob)))
    for batch in chain.from_iterable(batches):
        for row in batch.to_pylist():
            key = (row["status"], row["reason"])
            found.statuses[row["status"]] += 1
            found.reasons[key] += 1
            samples = found.samples.setdefault(key, [])
            if len(samples) < SAMPLES_PER_REASON and _alike(samples, row) < _ALIKE:
                samples.append(row)
    return found


def _alike(samples: Sequence[Row], row: Row) -> int:
    return sum(sample["message"] == row["message"] for sample in samples)


_ARTICLE_COLUMNS = [
    "paragraphs.list.element.role", "page_chars", "kept_chars", "removed_chars",
    "flags", "date_source", "domain", *FACTS,
]  # fmt: skip


def _batches(path: Path, columns: list[str] | None) -> Iterator[pa.RecordBatch]:
    """The rows of a file, a bounded number at a time."""
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=BATCH, columns=columns, use_threads=False)


def _count_articles(found: Articles, batch: pa.RecordBatch) -> None:
    found.rows += batch.num_rows
    for name in ("page_chars", "kept_chars", "removed_chars"):
        setattr(found, name, getattr(found, name) + (pc.sum(batch[name]).as_py() or 0))
    for name in FACTS:
        found.known[name] += _filled(batch[name])
    found.languages.update(_counts(batch["language"]))
    found.date_sources.update(_counts(batch["date_source"]))
    found.domains.update(_counts(batch["domain"]))
    found.flags.update(_counts(pc.list_flatten(batch["flags"])))
    found.roles.update(_counts(pc.struct_field(pc.list_flatten(batch["paragraphs"]), "role")))
    for chars in batch["kept_chars"].to_pylist():
        found.lengths[sum(chars >= step for step in LENGTH_STEPS)] += 1
    days = pc.min_max(pc.utf8_slice_codeunits(batch["published_at"], 0, 10)).as_py()
    if days["min"] is not None:
        found.first_day = min(found.first_day or days["min"], days["min"])
        found.last_day = max(found.last_day or days["max"], days["max"])


def _filled(column: pa.Array) -> int:
    """Rows that say something: not null, and not an empty list."""
    if pa.types.is_list(column.type):
        return int(pc.sum(pc.greater(pc.list_value_length(column), 0)).as_py() or 0)
    return int(len(column) - column.null_count)


def _counts(column: pa.Array) -> Mapping[str, int]:
    counted = pc.value_counts(column.drop_null())
    return {row["values"]: row["counts"] for row in counted.to_pylist()}


def shown(folder: Path, articles: int) -> list[Row]:
    """All of few articles, or the first of many; full columns are read of these only."""
    number = ALL_SHOWN if articles <= ALL_SHOWN else SAMPLE
    rows = (
        row
        for path in sorted(folder.glob("data/articles-*.parquet"))
        for batch in pq.ParquetFile(path).iter_batches(batch_size=number)
        for row in batch.to_pylist()
    )
    return list(islice(rows, number))


def _count_spans(found: Ledger, batch: pa.RecordBatch) -> None:
    """Count by code on the columns; touch single rows only where a sample is still wanted."""
    names, groups = _groups([batch[name] for name in ("action", "code", "category")])
    rows, chars = np.bincount(groups), np.bincount(groups, weights=solid_counts(batch["text"]))
    for group, (action, code, category) in enumerate(names):
        book = found.removed if action == "removed" else found.edited
        spans = book.setdefault((code, category), Spans(code, category))
        spans.count += int(rows[group])
        spans.chars += int(chars[group])  # a whole number far below those that floats have all of
        if len(spans.samples) < _ENOUGH:
            _take_samples(spans, batch, np.flatnonzero(groups == group)[:200].tolist())


def _groups(columns: Sequence[pa.Array]) -> tuple[list[list[str]], np.ndarray[Any, Any]]:
    """What rows have in some columns of texts, as it comes, and for each row the number of what it has."""
    encoded = [column.dictionary_encode() for column in columns]
    numbers = np.zeros(len(columns[0]), np.int64)
    for column in encoded:
        numbers = numbers * max(1, len(column.dictionary)) + column.indices.to_numpy()
    first = np.full(numbers.max(initial=0) + 1, len(numbers))
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(numbers))]
    places = np.empty_like(first)
    places[order] = np.arange(len(order))
    names = [
        [column.dictionary[column.indices[row].as_py()].as_py() for column in encoded]
        for row in first[order].tolist()
    ]
    return names, places[numbers]


def _take_samples(spans: Spans, batch: pa.RecordBatch, rows: Sequence[int]) -> None:
    """The first few different texts; a code that only repeats itself is not searched for ever."""
    for i in rows:
        if len(spans.samples) >= _ENOUGH:
            return
        text = batch["text"][i].as_py()
        if _key(text) not in spans.texts:
            _take(spans, {"text": text, "replacement": batch["replacement"][i].as_py()})


def _take(spans: Spans, sample: Row) -> None:
    """A sample, if its text is another than those of the ones before."""
    key = _key(sample["text"])
    if key not in spans.texts:
        spans.texts.add(key)
        spans.samples.append(sample)


def _key(text: str) -> str:
    return " ".join(text[:200].split())


def _keep_spans(found: dict[str, list[Row]], batch: pa.RecordBatch) -> None:
    mask = pc.is_in(batch["id"], value_set=pa.array(found, pa.string()))
    for row in batch.filter(mask).to_pylist():
        spans = found[row["id"]]
        if len(spans) < SPANS_PER_ARTICLE:
            spans.append(row)

"""What the audit looks at: frames of what was measured in a staged release's files; none holds a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from copydesk.manifest import Bookkeeping
from flows.batches import batches, in_parts
from flows.judging import ROW, Names
from flows.measures import Job, Measured, measured, numbers_of
from flows.sources import ARTICLES, QUARANTINE, number_of, published, refusals, refused, uris

MANY = 100
"""Shares of fewer documents than this say too little to stop a release."""
PART = 10_000
"""Rows of articles from which on they are judged as a part; a file may have some more."""
_SUMS = ("page_chars", "kept_chars", "removed_chars")

_Numbers = np.ndarray[Any, Any]
Measure = Callable[[Sequence[Job]], Iterable[Measured]]


def _here(jobs: Sequence[Job]) -> Iterator[Measured]:
    return map(measured, jobs)


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame for a suite: some of its rows, or all of them with what is asked of them together.

    `names` are those of rows by their number in the whole.
    """

    suite: str
    frame: pd.DataFrame
    names: Names | None = None


def frames(
    folder: Path, bookkeeping: Bookkeeping, now: datetime, measure: Measure = _here
) -> Iterator[Shown]:
    """The frames of all suites, one after the other: of many documents each is large.

    `now` decides what lies in the future.
    """
    kept = _Kept()
    for some in in_parts(measure([Job(folder, number, now) for number in numbers_of(folder)]), PART):
        articles = pa.concat_tables([one.articles for one in some]).to_pandas()
        kept.add_articles(articles, some)
        yield Shown("articles", articles)
        del articles
        yield _sources(published(folder, [one.number for one in some]), kept)
    uris_of_articles = kept.numbers("uri")
    for some_refused in in_parts((batch for batch in refused(folder) if batch.num_rows), PART):
        yield _sources(refusals(some_refused, uris_of_articles), kept)
    del uris_of_articles
    yield Shown("articles", kept.whole("id", "text_sha256"), partial(uris, folder, ARTICLES))
    yield Shown("sources", kept.whole("uri"), partial(uris, folder, ARTICLES + QUARANTINE))
    release = _release(bookkeeping, kept, *_statuses(folder))
    yield Shown("release", release)
    yield Shown("release", release.assign(**{ROW: 0}), lambda rows: ["release"] * len(rows))


def _sources(frame: pd.DataFrame, kept: _Kept) -> Shown:
    kept.add("uri", number_of(frame["uri"]))
    return Shown("sources", frame)


class _Kept:
    """What is kept of rows that are judged in parts: sums, and numbers for what may occur only once."""

    def __init__(self) -> None:
        self.sums: Counter[str] = Counter()
        self._numbers: dict[str, list[_Numbers]] = {}

    def add(self, name: str, numbers: _Numbers) -> None:
        """A column of more rows."""
        self._numbers.setdefault(name, []).append(numbers)

    def add_articles(self, articles: pd.DataFrame, some: Sequence[Measured]) -> None:
        """More articles, and the files they are in."""
        self.sums.update({name: int(articles[name].sum()) for name in _SUMS})
        self.sums.update(published=len(articles), dated=int(articles["published_year"].notna().sum()))
        for one in some:
            self.sums.update(ledger_rows=one.ledger_rows, orphans=one.orphans, unexplained=one.unexplained)
            self.add("id", one.ids)
            self.add("text_sha256", one.texts)

    def numbers(self, name: str) -> _Numbers:
        """A column of all rows."""
        return np.concatenate(self._numbers.get(name, [np.empty(0, np.uint64)]))

    def whole(self, *names: str) -> pd.DataFrame:
        """Some columns of all rows, which are numbered; they are kept no longer."""
        frame = pd.DataFrame({name: self.numbers(name) for name in names}, copy=False)
        for name in names:
            self._numbers.pop(name, None)
        return frame.assign(**{ROW: np.arange(len(frame), dtype=np.int32)})


def _statuses(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """How the documents that are not published ended, and why."""
    statuses, reasons = Counter[str](), Counter[str]()
    for batch in batches(folder, *QUARANTINE, ["status", "reason"]):
        statuses.update(batch["status"].to_pylist())
        reasons.update(batch["reason"].to_pylist())
    return statuses, reasons


def _release(
    bookkeeping: Bookkeeping, kept: _Kept, statuses: Counter[str], reasons: Counter[str]
) -> pd.DataFrame:
    """One row of sums, counted from the files; of the bookkeeping only what it says came in."""
    documents, superseded = bookkeeping.documents_in, statuses["superseded"]
    counted = Bookkeeping(
        documents_in=documents,
        published=kept.sums["published"],
        superseded=superseded,
        quarantined=statuses.total() - superseded,
        ledger_rows=kept.sums["ledger_rows"],
        reasons=dict(reasons),
        passed=bookkeeping.passed,
        **{name: kept.sums[name] for name in _SUMS},
    )
    many = documents >= MANY
    quarantined = _share(counted.quarantined, documents)
    removed = _share(counted.removed_chars, counted.page_chars)
    return pd.DataFrame([{
        "release": "release",
        "documents": documents,
        "published": counted.published,
        "superseded": counted.superseded,
        "quarantined": counted.quarantined,
        "unaccounted_documents": documents - counted.published - counted.superseded - counted.quarantined,
        "unaccounted_chars": counted.page_chars - counted.kept_chars - counted.removed_chars,
        "miscounted": sum(getattr(bookkeeping, f.name) != getattr(counted, f.name) for f in fields(counted)),
        "ledger_orphans": kept.sums["orphans"],
        "ledger_unexplained": kept.sums["unexplained"],
        "quarantined_share": quarantined,
        "quarantined_share_of_many": quarantined if many else None,
        "removed_share": removed,
        "removed_share_of_many": removed if many else None,
        "superseded_share": _share(counted.superseded, documents),
        "dated_share": _share(kept.sums["dated"], counted.published),
    }])  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

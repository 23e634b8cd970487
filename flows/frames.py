"""What the audit looks at: frames of what was measured in a staged release's files; none holds a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from copydesk.manifest import Bookkeeping
from copydesk.release import Spread, on_threads
from flows.batches import batches
from flows.measures import Job, Measured, measured, numbers_of
from flows.sources import sources

MANY = 100
"""Shares of fewer documents than this say too little to stop a release."""


def frames(
    folder: Path, bookkeeping: Bookkeeping, now: datetime, spread: Spread = on_threads
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The frames of the suites with their names, one after the other: of many documents each is large.

    `now` decides what lies in the future.
    """
    parts = spread(measured, [Job(folder, number, now) for number in numbers_of(folder)])
    articles = pa.concat_tables([part.articles for part in parts]).to_pandas()
    release = _release(bookkeeping, articles, _statuses(folder), parts)
    del parts
    yield "articles", articles
    del articles
    yield "sources", sources(folder)
    yield "release", release


def _statuses(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """How the documents that are not published ended, and why."""
    statuses, reasons = Counter[str](), Counter[str]()
    for batch in batches(folder, "quarantine/quarantine", ["status", "reason"]):
        statuses.update(batch["status"].to_pylist())
        reasons.update(batch["reason"].to_pylist())
    return statuses, reasons


def _release(
    bookkeeping: Bookkeeping,
    articles: pd.DataFrame,
    refused: tuple[Counter[str], Counter[str]],
    parts: Sequence[Measured],
) -> pd.DataFrame:
    """One row of sums, counted from the files; of the bookkeeping only what it says came in."""
    documents = bookkeeping.documents_in
    statuses, reasons = refused
    superseded = statuses["superseded"]
    counted = Bookkeeping(
        documents_in=documents,
        published=len(articles),
        superseded=superseded,
        quarantined=statuses.total() - superseded,
        ledger_rows=sum(part.ledger_rows for part in parts),
        reasons=dict(reasons),
        passed=bookkeeping.passed,
        **{name: int(articles[name].sum()) for name in ("page_chars", "kept_chars", "removed_chars")},
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
        "ledger_orphans": sum(part.orphans for part in parts),
        "ledger_unexplained": sum(part.unexplained for part in parts),
        "quarantined_share": quarantined,
        "quarantined_share_of_many": quarantined if many else None,
        "removed_share": removed,
        "removed_share_of_many": removed if many else None,
        "superseded_share": _share(counted.superseded, documents),
        "dated_share": _share(int(articles["published_year"].notna().sum()), counted.published),
    }])  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

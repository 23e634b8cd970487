"""The frame of the sources: a row for each document of the input, published or not."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.contract import VALUES
from copydesk.document import Reason
from copydesk.records import QuarantineRow
from flows.batches import batches, yes

_UNREAD = (Reason.UNREADABLE, Reason.DAMAGED, Reason.TOO_LARGE, Reason.UNSUPPORTED)
"""What may be refused before its bytes are read."""
ARTICLES, QUARANTINE = ("data/articles",), ("quarantine/quarantine",)
_COLUMNS = ["uri", "id", "source_id", "source_sha256"]


def published(folder: Path, numbers: Sequence[str]) -> pd.DataFrame:
    """A row for each article of some files."""
    read = (batch for number in numbers for batch in batches(folder, *ARTICLES, _COLUMNS, number))
    return _source(pa.Table.from_batches(read).combine_chunks())


def refused(folder: Path) -> Iterator[pa.RecordBatch]:
    """The documents that are not published, some at a time."""
    columns = [*_COLUMNS, "status", "reason", "message", "superseded_by"]
    return batches(folder, *QUARANTINE, columns)


def refusals(some: Sequence[pa.RecordBatch], articles: np.ndarray[Any, Any]) -> pd.DataFrame:
    """A row for each of them: where it ended and why; `articles` are the numbers of all their uris."""
    (batch,) = pa.Table.from_batches(some).combine_chunks().to_batches()
    return _refused_source(batch, _are_among(batch["superseded_by"], articles))


def number_of(texts: pd.Series[str]) -> np.ndarray[Any, Any]:
    """Eight bytes for each: of a billion, two different ones share them once in forty releases."""
    return np.asarray(pd.util.hash_array(texts.to_numpy(dtype=object), categorize=False))


def uris(folder: Path, tables: Sequence[str], rows: Sequence[int]) -> list[str]:
    """Those of rows of some tables, all rows of which are numbered one after the other."""
    wanted, found, start = set(rows), dict[int, str](), 0
    for table in tables if wanted else ():
        for batch in batches(folder, table, ["uri"]):
            here = [row for row in range(start, start + batch.num_rows) if row in wanted]
            found |= {row: batch["uri"][row - start].as_py() for row in here}
            start += batch.num_rows
    return [found[row] for row in rows]


def _source(documents: pa.RecordBatch | pa.Table) -> pd.DataFrame:
    """What is asked of every document; that it is published is what it is by default."""
    frame: pd.DataFrame = documents.drop_columns(["source_id"]).to_pandas()
    return frame.assign(
        status=_repeated(["published"] * documents.num_rows),
        has_uri=_is_said(documents["uri"]),
        has_source_id=_is_said(documents["source_id"]),
        reason_is_known=True,
        successor_is_published=True,
        hash_is_present=yes(pc.is_valid(documents["source_sha256"])),
        is_internal_error=False,
    )


def _refused_source(batch: pa.RecordBatch, successor_is_published: np.ndarray[Any, Any]) -> pd.DataFrame:
    reasons = batch["reason"].fill_null("")
    superseded = pc.equal(batch["status"].fill_null(""), "superseded")
    published = pc.equal(batch["status"].fill_null(""), "published")
    known = pc.is_in(reasons, pa.array(VALUES[QuarantineRow, "reason"], pa.string()))
    unread = pc.is_in(reasons, pa.array(_UNREAD, pa.string()))
    frame = _source(batch.select(_COLUMNS))
    return frame.assign(
        status=_repeated(batch["status"].to_pylist()),
        reason_is_known=yes(published) | (yes(known) & _is_said(batch["message"])),
        successor_is_published=~yes(superseded) | successor_is_published,
        hash_is_present=frame["hash_is_present"] | yes(unread),
        is_internal_error=yes(pc.equal(reasons, Reason.INTERNAL_ERROR)),
    )


def _are_among(successors: pa.Array, articles: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Of each refused document, whether what is published in its place is an article."""
    named = np.asarray(successors.is_valid().to_numpy(zero_copy_only=False))
    return named & np.isin(number_of(successors.fill_null("").to_pandas()), articles)


def _is_said(texts: pa.Array | pa.ChunkedArray) -> np.ndarray[Any, Any]:
    return yes(pc.not_equal(texts, ""))


def _repeated(texts: Iterable[str | None]) -> pd.Series[Any]:
    """Texts of which there are few different ones, each held once."""
    return pd.Series([text and sys.intern(text) for text in texts], dtype=object)

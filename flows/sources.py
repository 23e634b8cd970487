"""The frame of the sources: a row for each document of the input, published or not."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
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
_COLUMNS = ["uri", "id", "source_id", "source_sha256"]


def sources(folder: Path) -> pd.DataFrame:
    """A row for each document: where it ended and why."""
    articles = [_source(batch) for batch in batches(folder, "data/articles", _COLUMNS)]
    columns = [*_COLUMNS, "status", "reason", "message", "superseded_by"]
    refused = list(batches(folder, "quarantine/quarantine", columns))
    named = _are_among(refused, [frame["uri"] for frame in articles])
    parts = map(_refused_source, refused, named)
    return pd.concat([*articles, *parts], ignore_index=True)


def _source(batch: pa.RecordBatch) -> pd.DataFrame:
    """What is asked of every document; that it is published is what it is by default."""
    frame: pd.DataFrame = batch.to_pandas()
    return frame.assign(
        status=_repeated(["published"] * batch.num_rows),
        has_uri=_is_said(batch["uri"]),
        has_source_id=_is_said(batch["source_id"]),
        reason_is_known=True,
        successor_is_published=True,
        hash_is_present=yes(pc.is_valid(batch["source_sha256"])),
        is_internal_error=False,
    )


def _refused_source(batch: pa.RecordBatch, successor_is_published: pa.Array) -> pd.DataFrame:
    reasons = batch["reason"].fill_null("")
    superseded = pc.equal(batch["status"].fill_null(""), "superseded")
    published = pc.equal(batch["status"].fill_null(""), "published")
    known = pc.is_in(reasons, pa.array(VALUES[QuarantineRow, "reason"], pa.string()))
    unread = pc.is_in(reasons, pa.array(_UNREAD, pa.string()))
    frame = _source(batch.select(_COLUMNS))
    return frame.assign(
        status=_repeated(batch["status"].to_pylist()),
        reason_is_known=yes(published) | (yes(known) & _is_said(batch["message"])),
        successor_is_published=~yes(superseded) | yes(successor_is_published),
        hash_is_present=frame["hash_is_present"] | yes(unread),
        is_internal_error=yes(pc.equal(reasons, Reason.INTERNAL_ERROR)),
    )


def _are_among(refused: Sequence[pa.RecordBatch], uris: Sequence[pd.Series[str]]) -> list[pa.Array]:
    """Of each refused document, whether what is published in its place is an article."""
    known = pa.chunked_array([pa.array(part, pa.string()) for part in uris], pa.string()).combine_chunks()
    return [pc.is_in(batch["superseded_by"], known, skip_nulls=True) for batch in refused]


def _is_said(texts: pa.Array) -> np.ndarray[Any, Any]:
    return yes(pc.not_equal(texts, ""))


def _repeated(texts: Iterable[str | None]) -> pd.Series[Any]:
    """Texts of which there are few different ones, each held once."""
    return pd.Series([text and sys.intern(text) for text in texts], dtype=object)

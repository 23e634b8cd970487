"""What the audit looks at: frames of lengths, counts and yes or no, made from a staged release's files.

Texts are read in batches, measured in Arrow and dropped; no frame holds one.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from html.entities import html5
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.contract import VALUES
from copydesk.ids import sha256_hex
from copydesk.manifest import Bookkeeping
from copydesk.records import Article, LedgerRow, Paragraph
from flows.batches import batches, files, repeated, yes
from flows.dates import days_ahead, days_between, moment
from flows.sources import sources

MANY = 100
"""Shares of fewer documents than this say too little to stop a release."""

_THREADS = 2
"""Each holds the texts of a batch."""
_ARTICLE_COLUMNS = [
    "id", "uri", "url", "headline", "text", "paragraphs", "captions", "authors", "published_at",
    "modified_at", "date_source", "language", "flags", "confidence", "page_chars", "kept_chars",
    "removed_chars", "text_sha256",
]  # fmt: skip

# How damage looks in a finished text. Written apart from the repairs, which have patterns of their own.
_REFERENCE = re.compile(r"&(?:amp;)*(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{1,31});)")
_TAG = (
    r"(?i)<\s*/?\s*(?:a|abbr|article|aside|b|blockquote|body|br|button|div|em|figcaption|figure|footer|font|form|"
    r"h[1-6]|head|header|hr|html|i|iframe|img|input|li|link|meta|nav|ol|p|picture|script|section|small|span|strong|"
    r"style|sub|sup|svg|table|tbody|td|th|thead|time|tr|u|ul|video)(?:\s*/?>|\s[^<>]*=\s*[\"'][^<>]*>)"
)
_CONTROL = (
    r"[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{ad}\x{200b}\x{2028}-\x{202e}"
    r"\x{2060}-\x{2064}\x{feff}\x{fff9}-\x{fffb}]"
)
_MOJIBAKE = r"Ã[\x{80}-\x{bf}]|â€[™œ\x{9d}˜“”¦]|Â[©®°»«·]"
_ODD_NAME = r"[@0-9]|https?:|www\.|.{81}"
_WEB = r"(?i)^https?://[^\s/]"


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What is counted while a file of the ledger is read: by article id, and of all rows."""

    removed: Mapping[str, int]
    """Removed characters that are not whitespace."""
    rows: Mapping[str, int]
    unexplained: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A file of articles measured beside the file of ledger that goes with it."""

    articles: pd.DataFrame
    ledger_rows: int
    orphans: int
    """Rows of the ledger whose article is not in the file."""
    unexplained: int


def frames(folder: Path, bookkeeping: Bookkeeping, now: datetime) -> Iterator[tuple[str, pd.DataFrame]]:
    """The frames of the suites with their names, one after the other: of many documents each is large.

    `now` decides what lies in the future.
    """
    parts = _read_articles(folder, now)
    articles = pd.concat([part.articles for part in parts], ignore_index=True)
    release = _release(bookkeeping, articles, _statuses(folder), parts)
    del parts
    yield "articles", articles
    del articles
    yield "sources", sources(folder)
    yield "release", release


def _read_articles(folder: Path, now: datetime) -> list[_Part]:
    with ThreadPoolExecutor(_THREADS) as threads:  # Arrow and the hashes leave the interpreter free
        return list(threads.map(partial(_part, folder, now), _numbers_of(folder)))


def _numbers_of(folder: Path) -> list[str]:
    """What articles and ledger are numbered by: 00007 of articles-00007.parquet."""
    paths = *files(folder, "data/articles"), *files(folder, "ledger/ledger")
    return sorted({path.stem.rpartition("-")[2] for path in paths})


def _part(folder: Path, now: datetime, number: str) -> _Part:
    ledger = _read_ledger(folder, number)
    read = batches(folder, "data/articles", _ARTICLE_COLUMNS, number)
    frame = pd.concat([_measure(batch, now) for batch in read], ignore_index=True)
    ids = frame["id"].tolist()
    frame["unaccounted_chars"] = frame["page_chars"] - frame["kept_chars"] - frame["removed_chars"]
    frame["ledger_gap"] = frame["removed_chars"] - [ledger.removed.get(id, 0) for id in ids]
    frame["removed_share"] = frame["removed_chars"] / frame["page_chars"].where(frame["page_chars"] > 0)
    rows = sum(ledger.rows.values())
    return _Part(frame, rows, rows - sum(ledger.rows.get(id, 0) for id in set(ids)), ledger.unexplained)


def _measure(batch: pa.RecordBatch, now: datetime) -> pd.DataFrame:
    """A row of numbers for each article."""
    printed = _printed(batch)
    dates = list(zip(batch["published_at"].to_pylist(), batch["modified_at"].to_pylist(), strict=True))
    return pd.DataFrame({
        "id": batch["id"].to_pandas(),
        "uri": batch["uri"].to_pandas(),
        "text_chars": _numbers(pc.utf8_length(batch["text"])),
        "has_headline": yes(pc.not_equal(pc.fill_null(batch["headline"], ""), "")),
        "headline_chars": _numbers(pc.utf8_length(batch["headline"])),
        **_paragraphs(batch),
        "has_entity": [_has_reference(text) for text in printed.to_pylist()],
        "has_tag": yes(pc.match_substring_regex(printed, _TAG)),
        "has_control": yes(pc.match_substring_regex(printed, _CONTROL)),
        "has_mojibake": yes(pc.match_substring_regex(printed, _MOJIBAKE)),
        "has_replacement": yes(pc.match_substring(printed, "\ufffd")),
        "unknown_flags": _count(batch["flags"], _is_not_in((Article, "flags"))),
        "confidence": batch["confidence"].to_pandas().astype(float),
        "odd_authors": _count(batch["authors"], lambda names: pc.match_substring_regex(names, _ODD_NAME)),
        "url_is_web": pd.Series(pc.match_substring_regex(batch["url"], _WEB).to_pylist(), dtype=object),
        "language": repeated(batch["language"].to_pylist()),
        "date_source": repeated(map(_date_source, dates, batch["date_source"].to_pylist())),
        "dates_are_iso": [all(text is None or moment(text) is not None for text in pair) for pair in dates],
        "published_year": _floats(_year(published) for published, _ in dates),
        "published_days_ahead": _floats(days_ahead(published, now) for published, _ in dates),
        "modified_after_days": _floats(days_between(*pair) for pair in dates),
        "text_sha256": _short(batch["text_sha256"]),
        "hash_is_of_text": [
            hashlib.sha256(text.as_buffer()).hexdigest() == digest.as_py()
            for text, digest in zip(batch["text"], batch["text_sha256"], strict=True)
        ],
        **{name: _numbers(batch[name]) for name in ("page_chars", "kept_chars", "removed_chars")},
    })  # fmt: skip


def _printed(batch: pa.RecordBatch) -> pa.Array:
    """All that a reader sees of each article: text, headline and captions, a line each."""
    captions = pc.binary_join(batch["captions"].cast(pa.list_(pa.string())), "\n")
    return pc.binary_join_element_wise(batch["text"], batch["headline"], captions, "\n", null_handling="skip")


def _paragraphs(batch: pa.RecordBatch) -> dict[str, Any]:
    column = batch["paragraphs"]
    lengths = _numbers(pc.list_value_length(column))
    items = pc.list_flatten(column)
    texts = pc.struct_field(items, "text")
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, texts.cast(pa.string())), "\n\n")
    empty = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(texts)), 0)
    unknown = _is_not_in((Paragraph, "role"))(pc.struct_field(items, "role"))
    return {
        "paragraphs": lengths,
        "text_is_paragraphs": pd.Series(pc.equal(joined, batch["text"]).to_pylist()).where(lengths > 0, None),
        "empty_paragraphs": _per_row(column, empty),
        "unknown_roles": _per_row(column, unknown),
    }


def _read_ledger(folder: Path, number: str) -> _Ledger:
    removed, rows, unexplained = Counter[str](), Counter[str](), 0
    known = {name: pa.array(VALUES[LedgerRow, name], pa.string()) for name in ("action", "category")}
    for batch in batches(folder, "ledger/ledger", ["id", "action", "code", "category", "text"], number):
        visible = pc.utf8_length(pc.binary_join(pc.utf8_split_whitespace(batch["text"]), ""))
        table = pa.table(
            {
                "id": batch["id"],
                "removed": pc.if_else(pc.equal(batch["action"], "removed"), visible, 0),
            }
        )
        for row in table.group_by("id").aggregate([("removed", "sum"), ("removed", "count")]).to_pylist():
            removed[row["id"]] += row["removed_sum"]
            rows[row["id"]] += row["removed_count"]
        explained = pc.not_equal(batch["code"], "")
        for name, values in known.items():
            explained = pc.and_(explained, pc.is_in(batch[name], values))
        unexplained += batch.num_rows - int(yes(explained).sum())
    return _Ledger(removed, rows, unexplained)


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
    parts: Sequence[_Part],
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


def _has_reference(text: str) -> bool:
    """Whether HTML's name for a character stands in the text; names HTML does not know are the author's."""
    return "&" in text and any(
        found[1] is None or f"{found[1]};" in html5 for found in _REFERENCE.finditer(text)
    )


def _date_source(dates: tuple[str | None, str | None], source: str | None) -> str | None:
    """Where the date was found; a date without a source becomes a value no list allows."""
    return source or ("nothing" if dates[0] else None)


def _year(text: str | None) -> float | None:
    found = moment(text) if text else None
    return found.year if found else None


def _is_not_in(column: tuple[type, str]) -> Callable[[pa.Array], pa.Array]:
    known = pa.array(VALUES[column], pa.string())
    return lambda values: pc.invert(pc.is_in(values, known))


def _count(lists: pa.Array, matches: Callable[[pa.Array], pa.Array]) -> np.ndarray[Any, Any]:
    """For each row, how many items of its list match."""
    return _per_row(lists, matches(pc.list_flatten(lists)))


def _per_row(lists: pa.Array, mask: pa.Array) -> np.ndarray[Any, Any]:
    """For each row, how many items of its list are marked in `mask`, as long as all lists together."""
    rows = pc.list_parent_indices(lists).to_numpy()
    return np.bincount(rows[yes(mask)], minlength=len(lists))


def _numbers(values: pa.Array) -> np.ndarray[Any, Any]:
    return np.asarray(values.to_numpy(zero_copy_only=False))


def _short(digests: pa.Array) -> np.ndarray[Any, Any]:
    """Digests by 8 bytes: of a billion, two different ones share them once in forty releases.

    What is no digest counts as it is: other expectations tell of it.
    """
    found = (
        digest if _DIGEST.fullmatch(digest or "") else sha256_hex(digest or "")
        for digest in digests.to_pylist()
    )
    return np.array([int(digest[:16], 16) for digest in found], dtype=np.uint64)


_DIGEST = re.compile(r"[0-9a-f]{64}")


def _floats(values: Iterable[float | None]) -> pd.Series[float]:
    return pd.Series(list(values), dtype=float)

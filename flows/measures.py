"""A staged release's files measured: lengths, counts and yes or no of each article, in columns.

Texts are read in batches, measured in Arrow and dropped. Without pandas, which the workers do not have.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html.entities import html5
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.contract import VALUES
from copydesk.formats.arrays import solid_counts
from copydesk.ids import sha256_hex
from copydesk.records import Article, LedgerRow, Paragraph
from flows.batches import batches, files, yes
from flows.dates import days_ahead, days_between, moment

_SPANS = 20
"""So many times as many rows of the ledger are read at a time as there are of articles: they are short."""
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
_DAMAGE = {
    "has_tag": _TAG,
    "has_control": _CONTROL,
    "has_mojibake": _MOJIBAKE,
    "has_replacement": r"\x{fffd}",
}
_SUSPECT = rf"<|{_CONTROL}|{_MOJIBAKE}|\x{{fffd}}"
"""What is in every text that holds damage."""
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
class Job:
    """A file of articles and one of the ledger to be measured; `now` decides what lies in the future."""

    folder: Path
    number: str
    now: datetime

    def paths(self) -> list[Path]:
        """The files, as far as they are there."""
        tables = ("data/articles", "ledger/ledger")
        return [path for table in tables for path in files(self.folder, table, self.number)]


@dataclass(frozen=True, slots=True)
class Measured:
    """A file of articles measured beside the file of ledger that goes with it."""

    number: str
    articles: pa.Table
    ids: np.ndarray[Any, Any]
    texts: np.ndarray[Any, Any]
    """Ids and digests of texts as numbers: the same only where they are the same."""
    ledger_rows: int
    orphans: int
    """Rows of the ledger whose article is not in the file."""
    unexplained: int

    @property
    def num_rows(self) -> int:
        """Articles."""
        return int(self.articles.num_rows)


def numbers_of(folder: Path) -> list[str]:
    """What articles and ledger are numbered by: 00007 of articles-00007.parquet."""
    paths = *files(folder, "data/articles"), *files(folder, "ledger/ledger")
    return sorted({path.stem.rpartition("-")[2] for path in paths})


def measured(job: Job) -> Measured:
    """Measure one file of articles and its ledger."""
    ledger = _read_ledger(job.folder, job.number)
    read = batches(job.folder, "data/articles", _ARTICLE_COLUMNS, job.number)
    articles = pa.concat_tables([_with_ledger(_measure(batch, job.now), ledger) for batch in read])
    ids = set(articles["id"].to_pylist())
    rows = sum(ledger.rows.values())
    orphans = rows - sum(ledger.rows.get(id, 0) for id in ids)
    texts = _short(articles["text_sha256"])
    articles = articles.drop_columns("text_sha256")
    return Measured(job.number, articles, _short(articles["id"]), texts, rows, orphans, ledger.unexplained)


def damaged(articles: Sequence[pa.Table], now: datetime) -> pa.Table:
    """Measure articles without their ledger, and leave out those in which markup is not left."""
    read = (batch for table in articles for batch in table.select(_ARTICLE_COLUMNS).to_batches())
    found = pa.concat_tables([pa.table(_measure(batch, now)) for batch in read])
    return found.filter(pc.or_(found["has_entity"], found["has_tag"]))


def _with_ledger(columns: Mapping[str, Any], ledger: _Ledger) -> pa.Table:
    """The columns of some articles, and those that say whether the books balance."""
    pages, removed = columns["page_chars"], columns["removed_chars"]
    some = np.where(pages > 0, pages, 1)
    listed = [ledger.removed.get(id, 0) for id in columns["id"].to_pylist()]
    return pa.table({
        **columns,
        "unaccounted_chars": pages - columns["kept_chars"] - removed,
        "ledger_gap": removed - np.array(listed, dtype=np.int64),
        "removed_share": pa.array(removed / some, mask=pages <= 0),
    })  # fmt: skip


def _measure(batch: pa.RecordBatch, now: datetime) -> dict[str, Any]:
    """Columns with a value for each article."""
    printed = _printed(batch)
    dates = list(zip(batch["published_at"].to_pylist(), batch["modified_at"].to_pylist(), strict=True))
    return {
        "id": batch["id"],
        "uri": batch["uri"],
        "text_chars": _numbers(pc.utf8_length(batch["text"])),
        "has_headline": yes(pc.not_equal(pc.fill_null(batch["headline"], ""), "")),
        "headline_chars": pc.utf8_length(batch["headline"]).cast(pa.float64()),  # with nulls or without
        **_paragraphs(batch),
        "has_entity": [_has_reference(text) for text in printed.to_pylist()],
        **_damage(printed),
        "unknown_flags": _count(batch["flags"], _is_not_in((Article, "flags"))),
        "confidence": batch["confidence"].cast(pa.float64()),
        "odd_authors": _count(batch["authors"], lambda names: pc.match_substring_regex(names, _ODD_NAME)),
        "url_is_web": pc.match_substring_regex(batch["url"], _WEB),
        "language": batch["language"],
        "date_source": pa.array(map(_date_source, dates, batch["date_source"].to_pylist()), pa.string()),
        "dates_are_iso": [all(text is None or moment(text) is not None for text in pair) for pair in dates],
        "published_year": _floats(_year(published) for published, _ in dates),
        "published_days_ahead": _floats(days_ahead(published, now) for published, _ in dates),
        "modified_after_days": _floats(days_between(*pair) for pair in dates),
        "text_sha256": batch["text_sha256"],
        "hash_is_of_text": [
            hashlib.sha256(text.as_buffer()).hexdigest() == digest.as_py()
            for text, digest in zip(batch["text"], batch["text_sha256"], strict=True)
        ],
        **{name: _numbers(batch[name]) for name in ("page_chars", "kept_chars", "removed_chars")},
    }  # fmt: skip


def _damage(printed: pa.Array) -> dict[str, Any]:
    """Which texts hold damage of each kind; most hold nothing that looks like any, which is seen at once."""
    suspect = yes(pc.match_substring_regex(printed, _SUSPECT))
    some = printed.filter(pa.array(suspect))
    found = {name: suspect.copy() for name in _DAMAGE}
    for name, pattern in _DAMAGE.items():
        found[name][suspect] = yes(pc.match_substring_regex(some, pattern))
    return found


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
        "text_is_paragraphs": pc.if_else(pa.array(lengths > 0), pc.equal(joined, batch["text"]), None),
        "empty_paragraphs": _per_row(column, empty),
        "unknown_roles": _per_row(column, unknown),
    }


def _read_ledger(folder: Path, number: str) -> _Ledger:
    removed, rows, unexplained = Counter[str](), Counter[str](), 0
    known = {name: pa.array(VALUES[LedgerRow, name], pa.string()) for name in ("action", "category")}
    columns = ["id", "action", "code", "category", "text"]
    for batch in batches(folder, "ledger/ledger", columns, number, _SPANS):
        visible = np.where(yes(pc.equal(batch["action"], "removed")), solid_counts(batch["text"]), 0)
        ids = pc.fill_null(batch["id"], "").dictionary_encode()
        names, places = ids.dictionary.to_pylist(), _numbers(ids.indices)
        removed.update(dict(zip(names, _sums(places, visible), strict=True)))
        rows.update(dict(zip(names, _sums(places, np.ones_like(visible)), strict=True)))
        explained = pc.not_equal(batch["code"], "")
        for name, values in known.items():
            explained = pc.and_(explained, pc.is_in(batch[name], values))
        unexplained += batch.num_rows - int(yes(explained).sum())
    return _Ledger(removed, rows, unexplained)


def _sums(places: np.ndarray[Any, Any], values: np.ndarray[Any, Any]) -> list[int]:
    """The values added up by place; they are whole numbers far below those that floats have all of."""
    return [int(total) for total in np.bincount(places, weights=values)]


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


def _short(digests: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """Digests by 8 bytes: of a billion, two different ones share them once in forty releases.

    What is no digest counts as it is: other expectations tell of it.
    """
    found = (
        digest if _DIGEST.fullmatch(digest or "") else sha256_hex(digest or "")
        for digest in digests.to_pylist()
    )
    return np.array([int(digest[:16], 16) for digest in found], dtype=np.uint64)


_DIGEST = re.compile(r"[0-9a-f]{16}(?:[0-9a-f]{48})?")


def _floats(values: Iterable[float | None]) -> pa.Array:
    return pa.array(values, pa.float64())

"""Which of the cleaned documents are published: the newest revision of each, and one of each text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.document import Reason
from copydesk.formats import drafts, parquet
from copydesk.shards import KEYS, ShardResult


@dataclass(frozen=True, slots=True)
class Dropped:
    """Why a cleaned article is not published."""

    status: str
    reason: str
    message: str
    superseded_by: str | None = None


_Numbers = np.ndarray[Any, Any]
_REASONS = (Reason.REVISION, Reason.EXACT_DUPLICATE, Reason.FAILED_EXPECTATION)
_LOOKED_AT = ("id", "uri", "published_at", "modified_at", "text_sha256")
_DIGEST = 16
_CANDIDATES = pa.schema({
    "id": pa.binary(_DIGEST), "text": pa.binary(_DIGEST), "uri": pa.string(), "published": pa.float64(),
    "changed": pa.float64(), "shard": pa.int32(), "row": pa.int32(),
})  # fmt: skip
"""Of ids and texts digests, of dates seconds: of what is not known the last moment, and the first."""
_SENTENCES = {
    Reason.REVISION: "a newer revision of the same document is published",
    Reason.EXACT_DUPLICATE: "the same text is published from another document",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """The articles of a shard that are not published, in columns of numbers, the first row first."""

    rows: _Numbers
    reasons: _Numbers
    by: _Numbers
    """Places of what is published instead, -1 where nothing is."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The articles that are not published, by shard: of very many no object each. All others are."""

    lost: Mapping[str, Lost] = field(default_factory=dict)
    published: pa.StringArray = field(default_factory=lambda: pa.array([], pa.string()))
    """Uris of what is published in place of others."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """What was found wrong with the articles an audit refused, by uri."""

    def without(self, shard: str) -> _Numbers:
        """The rows of a shard that are not published."""
        lost = self.lost.get(shard)
        return np.empty(0, np.int32) if lost is None else lost.rows

    def dropped(self, shard: str, uris: Sequence[str]) -> list[Dropped]:
        """Why these rows are not, whose `uris` are given."""
        lost = self.lost.get(shard)
        if lost is None:
            return []
        by = self.published.take(pa.array(lost.by, mask=lost.by < 0)).to_pylist()
        reasons = [_REASONS[number] for number in lost.reasons.tolist()]
        return [self._dropped(*one) for one in zip(uris, reasons, by, strict=True)]

    def _dropped(self, uri: str, reason: Reason, by: str | None) -> Dropped:
        if reason is Reason.FAILED_EXPECTATION:
            return Dropped("quarantined", reason, self.refused[uri])
        return Dropped("superseded", reason, _SENTENCES[reason], by)


def resolve(
    results: Sequence[ShardResult], store: Path, refused: Mapping[str, str], copies: bool = False
) -> Resolution:
    """Decide over the keys of all shards; `refused` maps the uris an audit refused to what it found.

    A refused article is quarantined and takes no part: what it had superseded is published in its place.
    With `copies`, articles of the same text are refused along with it.
    """
    found = _candidates([store / result.name for result in results], refused)
    if copies:
        refused = _with_copies(found, refused)
    listed = _CANDIDATES.empty_table()
    if refused:
        is_refused = pc.is_in(found["uri"], pa.array(refused, pa.string()))
        listed, found = found.filter(is_refused), found.filter(pc.invert(is_refused))
    superseded, published = _superseded(found)
    names = [result.name for result in results]
    ended = _by_shard(names, [_quarantined(listed), superseded])
    del found, listed, superseded
    parquet.release_memory()
    return Resolution(ended, published, refused)


def _with_copies(found: pa.Table, refused: Mapping[str, str]) -> Mapping[str, str]:
    listed = found.filter(pc.is_in(found["uri"], pa.array(refused, pa.string())))
    texts = {text: refused[uri] for text, uri in zip(*_lists(listed, "text", "uri"), strict=True)}
    copies = found.filter(pc.is_in(found["text"], pa.array(texts, pa.binary(_DIGEST))))
    pairs = zip(*_lists(copies, "uri", "text"), strict=True)
    return {uri: texts[text] for uri, text in pairs} | dict(refused)


def _lists(table: pa.Table, *names: str) -> list[list[Any]]:
    return [table[name].to_pylist() for name in names]


def _candidates(folders: Sequence[Path], refused: Mapping[str, str]) -> pa.Table:
    """The articles that have to be looked at together: that share an id or a text, or are refused.

    Of all others some bytes are in memory, and only for the moment.
    """
    hashed = {name: [_hashed(folder, name) for folder in folders] for name in ("id", "text_sha256")}
    again = {name: _more_than_once(columns) for name, columns in hashed.items()}
    tables = []
    for place, folder in enumerate(folders):
        wanted = np.logical_or.reduce([_are_in(hashed[name][place], again[name]) for name in hashed])
        if refused:
            uris = drafts.read_table(folder / KEYS, ["uri"])["uri"].to_pylist()
            wanted |= np.array([uri in refused for uri in uris], dtype=bool)
        if wanted.any():
            tables.append(_rows(folder, place, wanted))
    parquet.release_memory()
    return pa.concat_tables([_CANDIDATES.empty_table(), *tables])


def _hashed(folder: Path, name: str) -> _Numbers:
    """Eight bytes for each text of a column; two that share them are both looked at, without harm."""
    texts = drafts.read_table(folder / KEYS, [name])[name].to_pylist()
    return np.fromiter(map(hash, texts), np.int64, len(texts))


def _more_than_once(columns: Sequence[_Numbers]) -> _Numbers:
    ordered = np.sort(np.concatenate(columns)) if columns else np.empty(0, np.int64)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _are_in(values: _Numbers, ordered: _Numbers) -> _Numbers:
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    places = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return np.asarray(ordered[places] == values)


def _rows(folder: Path, place: int, wanted: _Numbers) -> pa.Table:
    """Of some articles of a shard what is needed to choose between them, and where they are."""
    rows = np.flatnonzero(wanted).astype(np.int32)
    table = drafts.read_table(folder / KEYS, _LOOKED_AT).take(pa.array(rows))
    ids, uris, published, modified, texts = _lists(table, *_LOOKED_AT)
    dates = list(zip(published, modified, strict=True))
    columns = {
        "id": _digests(ids),
        "text": _digests(texts),
        "uri": uris,
        "published": [_moment(date, math.inf) for date, _ in dates],
        "changed": [_moment(modified or date, -math.inf) for date, modified in dates],
        "shard": np.full(len(rows), place, np.int32),
        "row": rows,
    }
    return pa.table(columns, _CANDIDATES)


def _digests(texts: Sequence[str]) -> pa.FixedSizeBinaryArray:
    """Texts in a few bytes each: two that share them are not to be found."""
    found = b"".join(blake2b(text.encode(), digest_size=_DIGEST).digest() for text in texts)
    array: pa.FixedSizeBinaryArray = pa.Array.from_buffers(
        pa.binary(_DIGEST), len(texts), [None, pa.py_buffer(found)]
    )
    return array


_Ended = tuple[_Numbers, _Numbers, _Numbers, _Numbers]
"""Shards, rows, reasons and what is published instead, of articles that are not."""


def _quarantined(listed: pa.Table) -> _Ended:
    reason = np.full(len(listed), _REASONS.index(Reason.FAILED_EXPECTATION))
    return *_placed(listed), reason, np.full(len(listed), -1)


def _placed(table: pa.Table) -> tuple[_Numbers, _Numbers]:
    return table["shard"].to_numpy(), table["row"].to_numpy()


def _superseded(found: pa.Table) -> tuple[_Ended, pa.StringArray]:
    """The same text under one id is a duplicate, another text under it a revision; then texts across ids."""
    known = _Known.of(found)
    left = known.one_of_each(np.arange(len(found)), ("ids", "texts"), Reason.EXACT_DUPLICATE)
    left = known.one_of_each(left, ("ids",), Reason.REVISION)
    known.one_of_each(left, ("texts",), Reason.EXACT_DUPLICATE)
    lost, last = known.lost()
    winners, by = np.unique(last, return_inverse=True)
    shards, rows = _placed(found)
    ended = shards[lost], rows[lost], known.reasons[lost], by
    return ended, found["uri"].take(pa.array(winners)).combine_chunks()


def _by_shard(names: Sequence[str], ended: Sequence[_Ended]) -> dict[str, Lost]:
    shards, rows, reasons, by = (np.concatenate(columns) for columns in zip(*ended, strict=True))
    order = np.lexsort((rows, shards))
    shards, columns = shards[order], [column[order].astype(np.int32) for column in (rows, reasons, by)]
    places, starts = np.unique(shards, return_index=True)
    parts = zip(*(np.split(column, starts[1:]) for column in columns), strict=True)
    return {names[place]: Lost(*part) for place, part in zip(places.tolist(), parts, strict=False)}


@dataclass(frozen=True, slots=True)
class _Known:
    """Articles in columns of numbers: of very many no object each. One is called by its place."""

    ids: _Numbers
    texts: _Numbers
    """The same number where they are the same."""
    places: _Numbers
    """In the order of uris."""
    published: _Numbers
    changed: _Numbers
    """As in the candidates."""
    winners: _Numbers
    """Which other one is published in place of each, -1 where none is."""
    reasons: _Numbers

    @classmethod
    def of(cls, found: pa.Table) -> _Known:
        places = np.empty(len(found), np.int32)
        places[pc.sort_indices(found["uri"]).to_numpy()] = np.arange(len(found), dtype=np.int32)
        return cls(
            ids=_numbered(found["id"]),
            texts=_numbered(found["text"]),
            places=places,
            published=found["published"].to_numpy(),
            changed=found["changed"].to_numpy(),
            winners=np.full(len(found), -1, np.int32),
            reasons=np.zeros(len(found), np.int8),
        )

    def one_of_each(self, among: _Numbers, same: Sequence[str], reason: Reason) -> _Numbers:
        """Of the articles that are the `same`, one: the newest revision, of duplicates the earliest.

        The others are noted with the one that is chosen.
        """
        newest = reason is Reason.REVISION
        moments = self.changed if newest else self.published
        keys = [getattr(self, name)[among] for name in same]
        order = np.lexsort((self.places[among], moments[among], *keys))
        among, keys = among[order], [key[order] for key in keys]
        begins = np.ones(len(among) + 1, dtype=bool)  # … and one more, behind the last
        begins[1:-1] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
        chosen = begins[1:] if newest else begins[:-1]
        winners = among[chosen]
        self.winners[among[~chosen]] = winners[np.cumsum(begins[:-1]) - 1][~chosen]
        self.reasons[among[~chosen]] = _REASONS.index(reason)
        return winners

    def lost(self) -> tuple[_Numbers, _Numbers]:
        """Those that give way, and what is published in the end, through however many others."""
        lost = np.flatnonzero(self.winners >= 0)
        last = self.winners[lost]
        while (self.winners[last] >= 0).any():
            last = np.where(self.winners[last] >= 0, self.winners[last], last)
        return lost, last


def _numbered(digests: pa.ChunkedArray) -> _Numbers:
    """A number for each digest, the same for the same."""
    parts = [np.frombuffer(b"".join(chunk.to_pylist()), np.uint64) for chunk in digests.chunks]
    halves = np.concatenate([np.empty(0, np.uint64), *parts]).reshape(-1, 2)
    order = np.lexsort((halves[:, 0], halves[:, 1])).astype(np.int32)
    other = (halves[order[1:]] != halves[order[:-1]]).any(axis=1)
    numbers = np.zeros(len(order), np.int32)
    numbers[order[1:]] = np.cumsum(other)
    return numbers


def _moment(date: str | None, unknown: float) -> float:
    """A date as seconds: the beginning of what it leaves open, in UTC where it names no zone."""
    if date is None:
        return unknown
    whole = date + "-01-01"[len(date) - 4 :] if len(date) < 10 else date
    try:
        moment = datetime.fromisoformat(whole)
    except ValueError:
        return unknown
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

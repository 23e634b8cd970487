"""Which of the cleaned documents are published: the newest revision of each, and one of each text."""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.document import Reason
from copydesk.formats import parquet
from copydesk.shards import KEYS, ShardResult


@dataclass(frozen=True, slots=True)
class Dropped:
    """Why a cleaned article is not published."""

    status: str
    reason: str
    message: str
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The articles that are not published, by uri; all others are."""

    dropped: Mapping[str, Dropped] = field(default_factory=dict)


_Numbers = np.ndarray[Any, Any]
_REASONS = (Reason.REVISION, Reason.EXACT_DUPLICATE)
_LOOKED_AT = pa.schema(
    [(name, pa.string()) for name in ("id", "uri", "published_at", "modified_at", "text_sha256")]
)
_SENTENCES = {
    Reason.REVISION: "a newer revision of the same document is published",
    Reason.EXACT_DUPLICATE: "the same text is published from another document",
}


def resolve(
    results: Sequence[ShardResult], store: Path, refused: Mapping[str, str], copies: bool = False
) -> Resolution:
    """Decide over the keys of all shards; `refused` maps the uris an audit refused to what it found.

    A refused article is quarantined and takes no part: what it had superseded is published in its place.
    With `copies`, articles of the same text are refused along with it.
    """
    again = _Again.among(_columns(store / result.name) for result in results)
    found = pa.concat_tables(
        [_LOOKED_AT.empty_table(), *(_rows(store / result.name, again, refused) for result in results)]
    )
    if copies:
        refused = _with_copies(found, refused)
    if refused:
        is_refused = pc.is_in(found["uri"], pa.array(refused, pa.string()))
        listed, found = found.filter(is_refused), found.filter(pc.invert(is_refused))
    else:
        listed = _LOOKED_AT.empty_table()
    return Resolution({**_quarantined(listed, refused), **_superseded(found)})


def _with_copies(found: pa.Table, refused: Mapping[str, str]) -> Mapping[str, str]:
    listed = found.filter(pc.is_in(found["uri"], pa.array(refused, pa.string())))
    texts = {text: refused[uri] for text, uri in zip(*_lists(listed, "text_sha256", "uri"), strict=True)}
    copies = found.filter(pc.is_in(found["text_sha256"], pa.array(texts, pa.string())))
    pairs = zip(*_lists(copies, "uri", "text_sha256"), strict=True)
    return {uri: texts[text] for uri, text in pairs} | dict(refused)


def _lists(table: pa.Table, *names: str) -> list[list[str]]:
    return [table[name].to_pylist() for name in names]


def _columns(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """What the articles of a shard are told apart by: ids, texts and uris."""
    table = parquet.read_table(folder / KEYS, ["id", "text_sha256", "uri"])
    ids, texts, uris = (table[name].to_pylist() for name in ("id", "text_sha256", "uri"))
    return ids, texts, uris


def _rows(folder: Path, again: _Again, refused: Mapping[str, str]) -> pa.Table:
    """Of those articles of a shard that have to be looked at, what is needed to choose between them."""
    wanted = [uri in refused or again.has(id, text) for id, text, uri in zip(*_columns(folder), strict=True)]
    if not any(wanted):
        return _LOOKED_AT.empty_table()
    return parquet.read_table(folder / KEYS, _LOOKED_AT.names).filter(wanted).cast(_LOOKED_AT)


@dataclass(frozen=True, slots=True)
class _Again:
    """The ids and texts that more than one article has: only those have to be looked at together."""

    ids: frozenset[int]
    texts: frozenset[int]

    @classmethod
    def among(cls, shards: Iterable[tuple[list[str], list[str], list[str]]]) -> _Again:
        """In memory are some bytes for each article."""
        ids, texts = array("Q"), array("Q")
        for of_shard in shards:
            ids.extend(map(_short, of_shard[0]))
            texts.extend(map(_short, of_shard[1]))
        return cls(_more_than_once(ids), _more_than_once(texts))

    def has(self, id: str, text: str) -> bool:
        """Whether the article may have to give way to another, or another to it."""
        return _short(id) in self.ids or _short(text) in self.texts


def _short(name: str) -> int:
    """Eight bytes for a name; of two names that share them both are looked at, which does no harm."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())


def _more_than_once(values: array[int]) -> frozenset[int]:
    ordered = np.sort(np.frombuffer(values, dtype=np.uint64))
    return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def _quarantined(listed: pa.Table, refused: Mapping[str, str]) -> dict[str, Dropped]:
    uris = listed["uri"].to_pylist()
    return {uri: Dropped("quarantined", Reason.FAILED_EXPECTATION, refused[uri]) for uri in uris}


def _superseded(found: pa.Table) -> dict[str, Dropped]:
    """The same text under one id is a duplicate, another text under it a revision; then texts across ids."""
    known = _Known.of(found)
    left = known.one_of_each(np.arange(len(found)), ("ids", "texts"), Reason.EXACT_DUPLICATE)
    left = known.one_of_each(left, ("ids",), Reason.REVISION)
    known.one_of_each(left, ("texts",), Reason.EXACT_DUPLICATE)
    return known.dropped(found["uri"])


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
    """Moments in seconds: of what is not known the last, and the first."""
    winners: _Numbers
    """Which other one is published in place of each, -1 where none is."""
    reasons: _Numbers

    @classmethod
    def of(cls, found: pa.Table) -> _Known:
        dates = _lists(found, "published_at", "modified_at")
        return cls(
            ids=_numbered(found["id"]),
            texts=_numbered(found["text_sha256"]),
            places=np.argsort(pc.sort_indices(found["uri"]).to_numpy()),
            published=np.array([_moment(date, math.inf) for date in dates[0]], dtype=float),
            changed=np.array(
                [_moment(modified or date, -math.inf) for date, modified in zip(*dates, strict=True)],
                dtype=float,
            ),
            winners=np.full(len(found), -1),
            reasons=np.zeros(len(found), dtype=int),
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

    def dropped(self, uris: pa.ChunkedArray) -> dict[str, Dropped]:
        """Each superseded by what is published in the end, through however many others."""
        lost = np.flatnonzero(self.winners >= 0)
        last = self.winners[lost]
        while (self.winners[last] >= 0).any():
            last = np.where(self.winners[last] >= 0, self.winners[last], last)
        names, places = np.unique(last, return_inverse=True)
        published = uris.take(pa.array(names)).to_pylist()
        reasons = [_REASONS[number] for number in self.reasons[lost].tolist()]
        rows = zip(uris.take(pa.array(lost)).to_pylist(), reasons, places.tolist(), strict=True)
        return {
            uri: Dropped("superseded", reason, _SENTENCES[reason], published[at]) for uri, reason, at in rows
        }


def _numbered(texts: pa.ChunkedArray) -> _Numbers:
    """A number for each text, the same for the same."""
    return np.asarray(texts.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False))


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

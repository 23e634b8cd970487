"""Which of the cleaned documents are published: the newest revision of each, and one of each text."""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from copydesk.document import Reason
from copydesk.formats import parquet
from copydesk.gathered import Key
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
    keys = [key for result in results for key in _keys(store / result.name, again, refused)]
    if copies:
        refused = _with_copies(keys, refused)
    return Resolution({**_quarantined(keys, refused), **_superseded(k for k in keys if k.uri not in refused)})


def _with_copies(keys: Sequence[Key], refused: Mapping[str, str]) -> Mapping[str, str]:
    texts = {key.text_sha256: refused[key.uri] for key in keys if key.uri in refused}
    return {key.uri: texts[key.text_sha256] for key in keys if key.text_sha256 in texts} | dict(refused)


def _columns(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """What the articles of a shard are told apart by: ids, texts and uris."""
    table = parquet.read_table(folder / KEYS, ["id", "text_sha256", "uri"])
    ids, texts, uris = (table[name].to_pylist() for name in ("id", "text_sha256", "uri"))
    return ids, texts, uris


def _keys(folder: Path, again: _Again, refused: Mapping[str, str]) -> list[Key]:
    """Those keys of a shard that have to be looked at."""
    wanted = [uri in refused or again.has(id, text) for id, text, uri in zip(*_columns(folder), strict=True)]
    if not any(wanted):
        return []
    return [Key(**row) for row in parquet.read_table(folder / KEYS).filter(wanted).to_pylist()]


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
    import numpy as np

    ordered = np.sort(np.frombuffer(values, dtype=np.uint64))
    return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def _quarantined(keys: Iterable[Key], refused: Mapping[str, str]) -> dict[str, Dropped]:
    found = [key.uri for key in keys if key.uri in refused]
    return {uri: Dropped("quarantined", Reason.FAILED_EXPECTATION, refused[uri]) for uri in found}


def _superseded(keys: Iterable[Key]) -> dict[str, Dropped]:
    """The same text under one id is a duplicate, another text under it a revision; then texts across ids."""
    lost: dict[str, tuple[str, Reason]] = {}
    left = _one_of_each(keys, lambda k: (k.id, k.text_sha256), _earliest, Reason.EXACT_DUPLICATE, lost)
    left = _one_of_each(left, lambda k: k.id, _newest, Reason.REVISION, lost)
    _one_of_each(left, lambda k: k.text_sha256, _earliest, Reason.EXACT_DUPLICATE, lost)
    return {uri: _dropped(uri, lost) for uri in lost}


def _one_of_each(
    keys: Iterable[Key],
    same: Callable[[Key], Hashable],
    choose: Callable[[Sequence[Key]], Key],
    reason: Reason,
    lost: dict[str, tuple[str, Reason]],
) -> list[Key]:
    """Of the keys that are the `same`, the chosen one; the others are noted in `lost` with the one chosen."""
    groups: dict[Hashable, list[Key]] = {}
    for key in keys:
        groups.setdefault(same(key), []).append(key)
    chosen = []
    for group in groups.values():
        best = choose(group)
        chosen.append(best)
        lost.update({key.uri: (best.uri, reason) for key in group if key.uri != best.uri})
    return chosen


def _earliest(keys: Sequence[Key]) -> Key:
    return min(keys, key=lambda key: (_moment(key.published_at, math.inf), key.uri))


def _newest(keys: Sequence[Key]) -> Key:
    return max(keys, key=lambda key: (_moment(key.modified_at or key.published_at, -math.inf), key.uri))


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


def _dropped(uri: str, lost: Mapping[str, tuple[str, Reason]]) -> Dropped:
    """Superseded by the document that is published in the end, through however many others."""
    _, reason = lost[uri]
    while uri in lost:
        uri = lost[uri][0]
    return Dropped("superseded", reason, _SENTENCES[reason], uri)

"""Articles that look like what an audit refuses: it sees them before anything is packed, which takes long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa

from copydesk import shards
from copydesk.formats import drafts
from copydesk.formats.arrays import table_of_lines
from copydesk.records import Article

if TYPE_CHECKING:
    from copydesk.abreast import Lazily
    from copydesk.resolve import Resolution
    from copydesk.shards import ShardResult

_DOUBTFUL = "doubtful"


class Foresee(Protocol):
    """Says which of some articles an audit will refuse, uri to reason, as far as they tell by themselves."""

    def __call__(self, articles: Sequence[pa.Table], /) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Doubts:
    """Articles of a finished shard, by their rows."""

    shard: Path
    rows: tuple[int, ...]


def settled(
    resolve: Callable[[Mapping[str, str], bool], Resolution],
    refused: Mapping[str, str],
    copies: bool,
    look: Callable[[Resolution], Mapping[str, str]],
) -> tuple[Resolution, Mapping[str, str]]:
    """What is resolved without what will be refused anyway, and all that is; `look` sees what that is.

    As with an audit of all, what a refused article had superseded gets its chance once.
    """
    attempt = 0
    while True:
        resolution = resolve(refused, copies or attempt > 1)
        more = look(resolution)
        if more.keys() <= refused.keys():
            return resolution, refused
        refused, attempt = {**refused, **more}, attempt + 1


def foreseen(
    results: Sequence[ShardResult], store: Path, foresee: Foresee | None, spread: Lazily
) -> Callable[[Resolution], Mapping[str, str]]:
    """What of a resolution's articles is foreseen to be refused: all that are doubtful are looked at once."""
    found = (_doubts(store / result.name) for result in results) if foresee else ()
    doubts = [one for one in found if one.rows]
    tables = tuple(spread(articles, doubts)) if doubts else ()
    refused = foresee(tables) if foresee and doubts else {}
    rows = ((one.shard.name, row) for one in doubts for row in one.rows)
    uris = (uri for table in tables for uri in table["uri"].to_pylist())
    places = {uri: place for uri, place in zip(uris, rows, strict=True) if uri in refused}

    def look(resolution: Resolution) -> Mapping[str, str]:
        return {
            uri: refused[uri] for uri, (shard, row) in places.items() if row not in resolution.without(shard)
        }

    return look


def _doubts(folder: Path) -> Doubts:
    return Doubts(folder, tuple(np.flatnonzero(_lines(folder).is_valid().to_numpy()).tolist()))


def _lines(folder: Path) -> pa.ChunkedArray:
    return drafts.read_table(folder / shards.KEYS, [_DOUBTFUL])[_DOUBTFUL]


def articles(doubts: Doubts) -> pa.Table:
    """The articles themselves."""
    lines = _lines(doubts.shard).take(pa.array(doubts.rows)).to_pylist()
    return table_of_lines(Article, "".join(lines).encode())

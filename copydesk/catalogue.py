"""Which documents a release publishes and where each of them lies, in twenty-odd bytes for each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.errors import UsageError
from copydesk.formats import parquet
from copydesk.opened import Opened, reading
from copydesk.tables import ARTICLES

NOWHERE = -1
Places = NDArray[np.int64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The documents of a release: their keys, the file and row of each, and whether it is asked for."""

    release: Opened
    ids: Keys
    uris: Keys
    files: NDArray[np.int32]
    rows: NDArray[np.int32]
    asked: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Names:
    """Which documents are asked for, by uri or pattern; all where none is named."""

    asked: tuple[str, ...] = ()
    _met: set[str] = field(default_factory=set)

    def __contains__(self, uri: str) -> bool:
        met = [name for name in self.asked if _is_called(uri, name)]
        self._met.update(met)
        return bool(met) or not self.asked

    def refuse_unknown(self) -> None:
        """UsageError for a name that no document had so far."""
        for name in self.asked:
            if name not in self._met:
                raise UsageError(
                    f"neither release publishes a document '{name}': name a uri, or a pattern of it"
                )


def _is_called(uri: str, name: str) -> bool:
    return uri == name or fnmatchcase(uri, name) or fnmatchcase(uri, f"*/{name}")


def catalogue(release: Opened, names: Names) -> Catalogue:
    """All documents of a release, in the order of its files."""
    parts = [_of_file(release, number, names) for number in range(release.count(ARTICLES))]
    return Catalogue(release, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def _of_file(release: Opened, number: int, names: Names) -> tuple[NDArray[Any], ...]:
    path = ARTICLES.file(number)
    with reading(release, path):
        table = parquet.read_table(release.folder / path, ["id", "uri"])
        uris = table["uri"].to_pylist()
        ids = id_keys(table["id"].to_pylist())
    places = np.full(len(uris), number, np.int32), np.arange(len(uris), dtype=np.int32)
    return ids, uri_keys(uris), *places, np.array([uri in names for uri in uris], np.bool_)


def id_keys(ids: Iterable[str]) -> Keys:
    """Ids as numbers, which sort as they do."""
    return np.fromiter((int(id_, 16) for id_ in ids), np.uint64)


def uri_keys(uris: Iterable[str]) -> Keys:
    """A number for each uri; two of a million share one once in many million releases."""
    return np.fromiter((_uri_key(uri) for uri in uris), np.uint64)


def _uri_key(uri: str) -> int:
    return int.from_bytes(hashlib.blake2b(uri.encode(), digest_size=8).digest())


def find(keys: Keys, among: Keys) -> Places:
    """Where each key is among others, NOWHERE if it is not."""
    if not len(among):
        return np.full(len(keys), NOWHERE, np.int64)
    order = np.argsort(among, kind="stable")
    places = order[np.minimum(np.searchsorted(among, keys, sorter=order), len(among) - 1)]
    return np.where(among[places] == keys, places, NOWHERE)

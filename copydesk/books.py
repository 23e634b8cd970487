"""What verifying keeps of the tables of a release, in columns of numbers, and how books balance with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.dataset import digest_of_all
from copydesk.formats import kind_of, parquet

_SUMS = ("published", "ledger_rows", "page_chars", "kept_chars", "removed_chars")
_SHORT = 8

_Numbers = np.ndarray[Any, Any]
Inputs = Iterable[Mapping[str, Any]]
"""Files that were read, or stretches of them: uri, sha256 and documents of each."""


@dataclass(slots=True)
class Seen:
    """What was seen in a file of articles or of the quarantine."""

    path: str
    refused: bool
    uris: list[str] = field(default_factory=list)
    sources: list[str | None] = field(default_factory=list)
    """The digests of what documents were read from, none where it could not be read."""
    ids: bytes = b""
    """Of articles."""
    digests: bytes = b""
    by: list[str] = field(default_factory=list)
    """What is published in place of those that are superseded."""
    sums: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    complete: bool = False
    """Whether the file was read to its end: only then can sums be compared with anything."""


@dataclass(frozen=True, slots=True)
class _Documents:
    """The documents of a file: short digests of their uris and of what is published in place of some."""

    path: str
    refused: bool
    names: _Numbers
    by: _Numbers


class Books:
    """All that was seen in the tables of a release: of each document a few digests are kept."""

    def __init__(self, release: Path, inputs: Inputs, files: int) -> None:
        self._release, self._missing = release, files
        self.listed = by_uri(inputs)
        self._found, self._others = Counter[str](), list[tuple[str, bool]]()
        self._sums, self._statuses, self._reasons = Counter[str](), Counter[str](), Counter[str]()
        self._digests = bytearray()
        self._ids: list[tuple[str, _Numbers]] = []
        self._documents: list[_Documents] = []

    def add(self, seen: Seen) -> None:
        """Take in what was seen in another file."""
        self._missing -= seen.complete
        self._digests += seen.digests
        for ours, more in (
            (self._sums, seen.sums),
            (self._statuses, seen.statuses),
            (self._reasons, seen.reasons),
        ):
            ours.update(more)
        self._ids.append((seen.path, _numbers(seen.ids)))
        self._documents.append(_Documents(seen.path, seen.refused, _names(seen.uris), _names(seen.by)))
        for uri, source in zip(seen.uris, seen.sources, strict=True):
            file = _file(uri, self.listed)
            self._found[file] += 1
            if source and file == uri and self._is_other(uri, source):
                self._others.append((uri, seen.refused))

    def _is_other(self, uri: str, source: str) -> bool:
        """Whether a document that is a whole input was read from other bytes than the input's."""
        return uri in self.listed and kind_of(uri).format.verbatim and source != self.listed[uri][0]

    @property
    def complete(self) -> bool:
        """Whether all files were read to their ends."""
        return self._missing == 0

    def twice(self) -> Iterator[str]:
        """Articles and refusals that are in two files; of what is twice in one that tells itself."""
        for path, id in _again(self._ids):
            yield f"{path}: id {id:016x} is in the release twice"
        for path, name in _again([(some.path, some.names) for some in self._documents if some.refused]):
            yield f"{path}: the document is in the quarantine twice: {self._uri(path, name)}"

    def counted(self) -> dict[str, Any]:
        """The counts of a release as its manifest has them, but for what was passed over."""
        return {
            "documents_in": sum(documents for _, documents in self.listed.values()),
            "superseded": self._statuses["superseded"],
            "quarantined": self._statuses["quarantined"],
            "reasons": dict(self._reasons),
            **{name: self._sums[name] for name in _SUMS},
        }

    def dataset_digest(self) -> str:
        """The dataset digest of all rows."""
        return digest_of_all(self._digests)

    def inputs(self) -> Iterator[str]:
        """Every document of an input is an article or refused, never both, of the bytes it was read from."""
        published = _sorted(some.names for some in self._documents if not some.refused)
        both = sorted(self._published_too(published))
        yield from (f"{uri}: published and in the quarantine" for uri in both)
        self._forget_repeated()
        yield from _missing(self.listed, self._found)
        others = sorted(uri for uri, refused in self._others if not (refused and uri in both))
        yield from (f"{uri}: its source_sha256 is not that of the input" for uri in dict.fromkeys(others))
        yield from self._superseded_by_none(published)

    def _published_too(self, published: _Numbers) -> Iterator[str]:
        for some in self._documents:
            if some.refused:
                again = some.names[_are_among(some.names, published)]
                yield from (self._uri(some.path, name) for name in again.tolist())

    def _superseded_by_none(self, published: _Numbers) -> Iterator[str]:
        for some in self._documents:
            lost = np.flatnonzero(~_are_among(some.by, published)).tolist()
            if lost:
                table = parquet.read_table(self._release / some.path, ["uri", "superseded_by"])
                rows = [row for row in table.to_pylist() if row["superseded_by"] is not None]
                for uri, by in (rows[place].values() for place in lost):
                    yield f"{uri}: superseded by {by}, which is not published"

    def _forget_repeated(self) -> None:
        """Count each document once."""
        repeated, known = _repeated(some.names for some in self._documents), set[int]()
        for some in self._documents:
            for name in some.names[_are_among(some.names, repeated)].tolist():
                if name in known:
                    self._found[_file(self._uri(some.path, name), self.listed)] -= 1
                known.add(name)

    def _uri(self, path: str, name: int) -> str:
        """The document of a file that has this name; it is looked up there, as it is seldom asked for."""
        uris = parquet.read_table(self._release / path, ["uri"])["uri"].to_pylist()
        return str(uris[int(np.flatnonzero(_names(uris) == name)[0])])


def by_uri(inputs: Inputs) -> dict[str, tuple[str | None, int]]:
    """Digest and documents of each file that was read, by its uri."""
    listed: dict[str, tuple[str | None, int]] = {}
    for source in inputs:
        _, before = listed.get(source["uri"], (None, 0))
        listed[source["uri"]] = source["sha256"], before + source["documents"]
    return listed


def _missing(listed: Mapping[str, tuple[str | None, int]], found: Counter[str]) -> Iterator[str]:
    for uri, documents in sorted((uri, many) for uri, (_, many) in listed.items() if found[uri] != many):
        if documents == 1:
            yield f"{uri}: an input that is nowhere in the release"
        else:
            yield f"{uri}: {found[uri]:,} of its {documents:,} documents are in the release"
    others = sorted(uri for uri in found.keys() - listed.keys() if found[uri])
    yield from (f"{uri}: in the release and not among its inputs" for uri in others)


def _file(uri: str, listed: Mapping[str, Any]) -> str:
    """The input a document is from: itself, or what stands before the `#` of its row or member."""
    file = uri
    while file and file not in listed:
        file = file.rpartition("#")[0]
    return file or uri


def _names(uris: Iterable[str]) -> _Numbers:
    """Short digests: of a billion, two share one once in forty releases."""
    return _numbers(b"".join(sha256(uri.encode()).digest()[:_SHORT] for uri in uris))


def _numbers(digests: bytes) -> _Numbers:
    return np.frombuffer(digests, f">u{_SHORT}").astype(np.uint64)


def _are_among(names: _Numbers, known: _Numbers) -> NDArray[np.bool_]:
    """Which of some numbers are among others, which are sorted."""
    if not len(known):
        return np.zeros(len(names), dtype=bool)
    places = np.minimum(np.searchsorted(known, names), len(known) - 1)
    return np.asarray(known[places] == names)


def _sorted(columns: Iterable[_Numbers]) -> _Numbers:
    """All of some numbers; of very many there is no second copy."""
    joined = np.concatenate([np.empty(0, np.uint64), *columns])
    joined.sort()
    return joined


def _repeated(columns: Iterable[_Numbers]) -> _Numbers:
    """What is more than once among some numbers, sorted."""
    ordered = _sorted(columns)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _again(files: Sequence[tuple[str, _Numbers]]) -> Iterator[tuple[str, int]]:
    """What is in a file, and in one before it: with the name of the later one."""
    repeated, known = _repeated(found for _, found in files), set[int]()
    for path, found in files:
        here = set(found[_are_among(found, repeated)].tolist())
        yield from ((path, number) for number in sorted(here & known))
        known |= here

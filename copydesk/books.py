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

from copydesk.dataset import dataset_digest
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
        self._digests: list[bytes] = []
        self._ids: list[tuple[str, _Numbers]] = []
        self._documents: list[_Documents] = []

    def add(self, seen: Seen) -> None:
        """Take in what was seen in another file."""
        self._missing -= seen.complete
        self._digests.append(seen.digests)
        for ours, more in (
            (self._sums, seen.sums),
            (self._statuses, seen.statuses),
            (self._reasons, seen.reasons),
        ):
            ours.update(more)
        self._ids.append((seen.path, np.frombuffer(seen.ids, f">u{_SHORT}")))
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

    def counted(self, passed: Any) -> dict[str, Any]:
        """The counts of a release as its manifest has them."""
        return {
            "documents_in": sum(documents for _, documents in self.listed.values()),
            "passed": passed,
            "superseded": self._statuses["superseded"],
            "quarantined": self._statuses["quarantined"],
            "reasons": dict(self._reasons),
            **{name: self._sums[name] for name in _SUMS},
        }

    def dataset_digest(self) -> str:
        """The dataset digest of all rows."""
        return dataset_digest(self._digests)

    def inputs(self) -> Iterator[str]:
        """Every document of an input is an article or refused, never both, of the bytes it was read from."""
        published = np.sort(_joined(some.names for some in self._documents if not some.refused))
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
        numbers = _joined(some.names for some in self._documents)
        owners = np.repeat(np.arange(len(self._documents)), [len(some.names) for some in self._documents])
        order = np.argsort(numbers, kind="stable")
        again = order[1:][numbers[order[1:]] == numbers[order[:-1]]]
        for place in again.tolist():
            uri = self._uri(self._documents[owners[place]].path, numbers[place])
            self._found[_file(uri, self.listed)] -= 1

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
    return np.frombuffer(b"".join(sha256(uri.encode()).digest()[:_SHORT] for uri in uris), f">u{_SHORT}")


def _are_among(names: _Numbers, known: _Numbers) -> NDArray[np.bool_]:
    """Which of some numbers are among others, which are sorted."""
    if not len(known):
        return np.zeros(len(names), dtype=bool)
    places = np.minimum(np.searchsorted(known, names), len(known) - 1)
    return np.asarray(known[places] == names)


def _joined(columns: Iterable[_Numbers]) -> _Numbers:
    return np.concatenate([np.empty(0, f">u{_SHORT}"), *columns])


def _again(files: Sequence[tuple[str, _Numbers]]) -> Iterator[tuple[str, int]]:
    """What is in a file, and in one before it: with the name of the later one."""
    numbers = _joined(found for _, found in files)
    owners = np.repeat(np.arange(len(files), dtype=np.int32), [len(found) for _, found in files])
    order = np.lexsort((owners, numbers))
    numbers, owners = numbers[order], owners[order]
    places = np.flatnonzero((numbers[1:] == numbers[:-1]) & (owners[1:] != owners[:-1])) + 1
    for place in places[np.lexsort((numbers[places], owners[places]))].tolist():
        yield files[owners[place]][0], int(numbers[place])

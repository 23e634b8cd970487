"""What verifying keeps of the tables of a release, in columns of numbers, and how books balance with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.dataset import dataset_digest
from copydesk.formats import kind_of
from copydesk.formats.arrays import in_one

_SUMS = ("published", "ledger_rows", "page_chars", "kept_chars", "removed_chars")
_SHORT, _SOURCE = 8, 1 + 32
_NONE, _READ = bytes(_SOURCE), b"\1"

_Numbers = np.ndarray[Any, Any]


@dataclass(slots=True)
class Seen:
    """What was seen in a file of articles or of the quarantine: of each document its uri and some bytes."""

    path: str
    refused: bool
    uris: pa.StringArray = field(default_factory=lambda: pa.nulls(0, pa.string()))
    names: bytearray = field(default_factory=bytearray)
    """Short digests of the uris: of a billion, two share one once in forty releases."""
    ids: bytearray = field(default_factory=bytearray)
    """Of articles."""
    sources: bytearray = field(default_factory=bytearray)
    """Of what documents were read from a one and the digest; zeros where it could not be read."""
    digests: bytearray = field(default_factory=bytearray)
    superseded: pa.Table | None = None
    """The uris of those that are, and of what is published in their place."""
    sums: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    complete: bool = False
    """Whether the file was read to its end: only then can sums be compared with anything."""

    def add(self, uris: pa.StringArray, sources: Iterable[str | None], digests: Iterable[str]) -> None:
        """Note all its documents."""
        self.uris = uris
        for uri in uris.to_pylist():
            self.names += sha256(uri.encode()).digest()[:_SHORT]
        for source in sources:
            self.sources += _READ + bytes.fromhex(source) if source else _NONE
        self.digests += bytes.fromhex("".join(digests))


@dataclass(frozen=True, slots=True)
class _Documents:
    """The documents of a file, in columns."""

    path: str
    uris: pa.StringArray
    names: _Numbers
    sources: bytes


class Books:
    """All that was seen; of very many documents no object is kept for each."""

    def __init__(self, files: int) -> None:
        self._missing = files
        self._sums, self._statuses, self._reasons = Counter[str](), Counter[str](), Counter[str]()
        self._digests = bytearray()
        self._ids: list[tuple[str, _Numbers]] = []
        self._published: list[_Documents] = []
        self._refused: list[_Documents] = []
        self._superseded: list[pa.Table] = []

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
        own = _Documents(seen.path, seen.uris, _numbers(seen.names), bytes(seen.sources))
        (self._refused if seen.refused else self._published).append(own)
        if seen.superseded is not None:
            self._superseded.append(seen.superseded)

    @property
    def complete(self) -> bool:
        """Whether all files were read to their ends."""
        return self._missing == 0

    def twice(self) -> Iterator[str]:
        """Articles and refusals that are in two files; of what is twice in one that tells itself."""
        for path, id in _again(self._ids):
            yield f"{path}: id {id:016x} is in the release twice"
        for path, name in _again([(some.path, some.names) for some in self._refused]):
            some = next(some for some in self._refused if some.path == path)
            uri = some.uris[int(np.flatnonzero(some.names == name)[0])]
            yield f"{path}: the document is in the quarantine twice: {uri}"

    def counted(self, documents_in: int, passed: Any) -> dict[str, Any]:
        """The counts of a release as its manifest has them."""
        return {
            "documents_in": documents_in,
            "passed": passed,
            "superseded": self._statuses["superseded"],
            "quarantined": self._statuses["quarantined"],
            "reasons": dict(self._reasons),
            **{name: self._sums[name] for name in _SUMS},
        }

    def dataset_digest(self) -> str:
        """The dataset digest of all rows."""
        return dataset_digest([bytes(self._digests)])

    def inputs(self, inputs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        """Every document of an input is an article or refused, never both, of the bytes it was read from."""
        listed, documents = dict[str, str | None](), Counter[str]()
        for source in inputs:
            listed[source["uri"]] = source["sha256"]
            documents[source["uri"]] += source["documents"]
        published = _joined(self._published)
        both = [uri for some in self._refused for uri in _of(some.uris, published, True)]
        yield from (f"{uri}: published and in the quarantine" for uri, _ in sorted(both))
        found, others = self._by_file(listed)
        yield from _missing(listed, documents, found)
        yield from sorted(others)
        for some in self._superseded:
            for uri, place in _of(in_one(some["superseded_by"]), published, False):
                yield f"{some['uri'][place]}: superseded by {uri}, which is not published"

    def _by_file(self, listed: Mapping[str, str | None]) -> tuple[Counter[str], list[str]]:
        """How many documents are of each input, and what was read of other bytes than an input's."""
        found, others, once = Counter[str](), list[str](), _Once([*self._published, *self._refused])
        for some in (*self._published, *self._refused):
            for place, uri in enumerate(some.uris.to_pylist()):
                if once.is_new(uri):
                    found[_file(uri, listed)] += 1
                    source = some.sources[place * _SOURCE : (place + 1) * _SOURCE]
                    if source != _NONE and _is_other(uri, source[1:], listed):
                        others.append(f"{uri}: its source_sha256 is not that of the input")
        return found, others


class _Once:
    """Tells whether a document comes for the first time: mostly none comes again."""

    def __init__(self, documents: Sequence[_Documents]) -> None:
        names = np.sort(np.concatenate([np.empty(0, ">u8"), *(some.names for some in documents)]))
        self._often = bool((names[1:] == names[:-1]).any())
        self._known = set[str]()

    def is_new(self, uri: str) -> bool:
        if not self._often:
            return True
        new = uri not in self._known
        self._known.add(uri)
        return new


def _is_other(uri: str, source: bytes, listed: Mapping[str, str | None]) -> bool:
    """Whether a document that is a whole input was read from other bytes than the input's."""
    input = listed.get(uri, "")
    return input != "" and kind_of(uri).format.verbatim and source.hex() != input


def _of(texts: pa.StringArray, known: pa.StringArray, among: bool) -> Iterator[tuple[str, int]]:
    """Those of some texts that are among others, or those that are not, with their places."""
    is_known = pc.is_in(texts, value_set=known).to_numpy(zero_copy_only=False)
    for place in np.flatnonzero(is_known == among).tolist():
        yield str(texts[place]), place


def _missing(listed: Mapping[str, str | None], documents: Counter[str], found: Counter[str]) -> Iterator[str]:
    for uri in sorted(uri for uri in listed if found[uri] != documents[uri]):
        if documents[uri] == 1:
            yield f"{uri}: an input that is nowhere in the release"
        else:
            yield f"{uri}: {found[uri]:,} of its {documents[uri]:,} documents are in the release"
    yield from (
        f"{uri}: in the release and not among its inputs" for uri in sorted(found.keys() - listed.keys())
    )


def _file(uri: str, listed: Mapping[str, Any]) -> str:
    """The input a document is from: itself, or what stands before the `#` of its row or member."""
    file = uri
    while file and file not in listed:
        file = file.rpartition("#")[0]
    return file or uri


def _joined(documents: Sequence[_Documents]) -> pa.StringArray:
    return pa.concat_arrays([pa.nulls(0, pa.string()), *(some.uris for some in documents)])


def _numbers(short: bytes | bytearray) -> _Numbers:
    return np.frombuffer(bytes(short), ">u8")


def _again(files: Sequence[tuple[str, _Numbers]]) -> Iterator[tuple[str, int]]:
    """What is in a file, and in one before it: with the name of the later one."""
    numbers = np.concatenate([np.empty(0, ">u8"), *(found for _, found in files)])
    owners = np.repeat(np.arange(len(files), dtype=np.int32), [len(found) for _, found in files])
    order = np.lexsort((owners, numbers))
    numbers, owners = numbers[order], owners[order]
    places = np.flatnonzero((numbers[1:] == numbers[:-1]) & (owners[1:] != owners[:-1])) + 1
    for place in places[np.lexsort((numbers[places], owners[places]))].tolist():
        yield files[owners[place]][0], int(numbers[place])

"""The model of py3langid, held in an eighth of the memory: most of its tables repeats a default."""

from __future__ import annotations

import hashlib
import lzma
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from copydesk.kept import Tables, kept
from copydesk.native.language import Ranker

_CHUNK = 1 << 20
_ROWS = 256  # of a table that are looked at together
_BITS = {2: np.uint16, 4: np.int32}
"""The types that tables are looked at in: numbers of states, and the bits of short floats."""

_COLUMNS = 256  # bytes, by which states of the automaton move

_LINE, _WHOLE = 8, 4  # slots in a line of a processor's cache, and the size of a row that fills one

Parts = Callable[[], Iterator[NDArray[Any]]]
"""A table, some rows after the other, as often as it is asked for."""


@dataclass(frozen=True)
class Moves:
    """Where an automaton moves by each byte: as `after` the last byte alone, but for a row's own moves.

    A row is one of some states. Its own moves stand in slots, a power of two of them and so placed that they
    lie in one line of a processor's cache; where they take several, by the low bits of their bytes.

    A move has the place of the slots of the row that follows, from bit 24 on how many they are (0 for none,
    or else one more than the power), from bit 28 on the last byte of that row, from bit 36 on the feature
    that is found, counted from one, 0 for none, then a one, and from bit 56 on its byte. So each byte of a
    text takes a look at one place in memory, or two.
    """

    after: NDArray[np.uint64]
    slots: NDArray[np.uint64]
    start: NDArray[np.uint64]

    @classmethod
    def of(cls, parts: Parts, row: NDArray[np.int64], features: NDArray[np.int64]) -> Moves:
        """The moves of a table with the states that follow; each state has a row, and may have a feature."""
        after = _picked(parts, row[_picked(parts, row[:1])[0]])
        last = _last_bytes(parts, len(row))[np.unique(row, return_index=True)[1]]
        starts, columns, values = _exceptions(parts, lambda i: after[last[i : i + _ROWS]])
        bytes_, sizes = columns.astype(np.int64), _sizes(starts, columns)
        places, end = _places(sizes)
        moves = (features + 1) << 36 | 1 << 55 | (places | sizes << 24 | last << 28)[row]
        slots = np.zeros(end, np.uint64)
        slots[_slots(starts, bytes_, sizes, places)] = moves[values].astype(np.uint64) | columns.astype(
            np.uint64
        ) << np.uint64(56)
        return cls(moves[after].astype(np.uint64), slots, moves[:1].astype(np.uint64))


@dataclass(frozen=True)
class Weights:
    """A table of weights: a default for each column, and what differs from it.

    Row `i` has the entries from `starts[i]` on: each is a column and, from bit 8 on, a place among the few
    `kinds` of weights.
    """

    default: NDArray[np.float64]
    starts: NDArray[np.int32]
    entries: NDArray[np.uint32]
    kinds: NDArray[np.float64]

    @classmethod
    def of(cls, parts: Parts) -> Weights:
        """The weights of a table of the bits of short floats; default is what its first part has most."""
        default = _commonest(next(parts()))
        starts, columns, values = _exceptions(parts, lambda _: default)
        kinds = np.unique(values)
        places = np.zeros(1 << 16, np.uint32)
        places[kinds] = np.arange(len(kinds))
        return cls(_double(default), starts, places[values] << np.uint32(8) | columns, _double(kinds))


@dataclass(frozen=True)
class LanguageModel:
    """The model, ready to rank languages."""

    ranker: Ranker
    classes: tuple[str, ...]

    @classmethod
    def load(cls) -> LanguageModel:
        """That of the package."""
        packed = (files("py3langid") / "data" / "model.npz.xz").read_bytes()
        made_of = hashlib.sha256(Path(__file__).read_bytes() + packed).hexdigest()
        tables = kept(f"language-{made_of[:16]}", lambda: _unpacked(packed))
        moves = Moves(**{part.name: tables[part.name] for part in fields(Moves)})
        weights = Weights(**{part.name: tables[part.name] for part in fields(Weights)})
        ranker = Ranker(moves, weights, tables["priors"], tables["labels"])
        return cls(ranker, tuple(map(str, tables["classes"])))

    def rank(self, text: str) -> tuple[str, float]:
        """The likeliest language, and by how much it leads before the next."""
        text = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
        data = text.encode("utf-8", "surrogatepass")
        label, ahead = self.ranker.lead(data)
        return self.classes[label], ahead


def _unpacked(packed: bytes) -> Tables:
    """The tables of a file of the package, which is never whole in memory on the way."""
    with tempfile.TemporaryFile() as file:
        with lzma.open(BytesIO(packed)) as plain:
            shutil.copyfileobj(plain, file, _CHUNK)
        with zipfile.ZipFile(file) as archive:
            return _tables(archive)


def _tables(archive: zipfile.ZipFile) -> Tables:
    classes = _whole(archive, "classes").astype(str)
    rows, features = (_whole(archive, name).astype(np.int64) for name in ("nextmove_row", "out_feat"))
    moves = Moves.of(lambda: _parts(archive, "nextmove", _COLUMNS), rows, features)
    weights = Weights.of(lambda: _parts(archive, "ptc", len(classes)))
    return {
        **{part.name: getattr(of, part.name) for of in (moves, weights) for part in fields(of)},
        "priors": _whole(archive, "pc").astype(np.float64),
        "classes": classes,
        "labels": np.array([np.flatnonzero(classes == name)[0] for name in classes], np.int32),
    }


def _sizes(starts: NDArray[np.int32], columns: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many slots each row takes, as the power of two plus one; no more than a line for each low bits."""
    counts = np.diff(starts)
    sizes = np.searchsorted([1, 2, 4, 8], counts) + 1
    sizes[counts == 0] = 0
    for i in np.flatnonzero(counts > _LINE).tolist():
        own = columns[starts[i] : starts[i + 1]]
        while np.bincount(own & ((1 << (sizes[i] - _WHOLE)) - 1)).max() > _LINE:
            sizes[i] += 1
    return sizes.astype(np.int64)


def _places(sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Where the slots of each row begin, the longest rows first, and where all of them end."""
    slots, order = 1 << sizes >> 1, np.argsort(-sizes, kind="stable")
    places = np.empty_like(sizes)
    places[order] = np.cumsum(slots[order]) - slots[order]
    return places, int(slots.sum())


def _slots(
    starts: NDArray[np.int32], columns: NDArray[np.int64], sizes: NDArray[np.int64], places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The slot of each move: the next one of its row, or of those lines of it that have its low bits."""
    row = np.repeat(np.arange(len(sizes)), np.diff(starts))
    line = columns & ((1 << np.maximum(sizes[row] - _WHOLE, 0)) - 1)
    first = places[row] + line * _LINE
    order = np.argsort(first, kind="stable")
    slots = np.empty_like(first)
    slots[order] = first[order] + np.arange(len(first)) - np.searchsorted(first[order], first[order])
    return slots


def _exceptions(
    parts: Parts, default: Callable[[int], NDArray[Any]]
) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[Any]]:
    """What differs from a default, of which the part that begins at a row has the one given for that.

    Where that of each row starts, and its columns and values.
    """
    counts = np.concatenate([np.count_nonzero(part != default(i), axis=1) for i, part in _placed(parts)])
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    columns, values = np.empty(starts[-1], np.uint8), np.empty(starts[-1], next(parts()).dtype)
    for i, part in _placed(parts):
        found = np.nonzero(part != default(i))
        place = slice(starts[i], starts[i + len(part)])
        columns[place], values[place] = found[1], part[found]
    return starts, columns, values


def _placed(parts: Parts) -> Iterator[tuple[int, NDArray[Any]]]:
    """The parts, each with the row it begins at."""
    return ((i * _ROWS, part) for i, part in enumerate(parts()))


def _picked(parts: Parts, rows: NDArray[Any]) -> NDArray[Any]:
    """Some rows of a table."""
    found = {row: part[row - i] for i, part in _placed(parts) for row in rows if i <= row < i + len(part)}
    return np.stack([found[row] for row in rows])


def _last_bytes(parts: Parts, states: int) -> NDArray[np.int64]:
    """By which byte each state is reached; of the first, by which one of those that lead nowhere else."""
    last = np.zeros(states, np.int64)
    for part in parts():
        for byte, reached in enumerate(part.T):
            last[reached] = byte
    return last


def _double(bits: NDArray[Any]) -> NDArray[np.float64]:
    return bits.astype(np.uint16).view(np.float16).astype(np.float64)


def _commonest(part: NDArray[Any]) -> NDArray[Any]:
    """For each column the value that it has most."""
    found = []
    for column in part.T:
        values, counts = np.unique(column, return_counts=True)
        found.append(values[np.argmax(counts)])
    return np.array(found, part.dtype)


def _whole(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    with archive.open(f"{name}.npy") as file:
        found: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
        return found


def _parts(archive: zipfile.ZipFile, name: str, width: int) -> Iterator[NDArray[Any]]:
    """Some rows after the other of a table of a width."""
    with archive.open(f"{name}.npy") as file:
        dtype = _kind(file)
        while data := file.read(_ROWS * width * dtype.itemsize):
            yield np.frombuffer(data, _BITS[dtype.itemsize]).reshape(-1, width)


def _kind(file: IO[bytes]) -> np.dtype[Any]:
    """The type of what an array's file holds, read up to where that begins."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    _, _, dtype = read(file)
    return dtype

"""The model of py3langid, held in a quarter of the memory: most of its tables repeats a default."""

from __future__ import annotations

import lzma
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from copydesk.native.language import lead

_CHUNK = 1 << 20
_ROWS = 256  # of a table that are looked at together
_BITS = {2: np.uint16, 4: np.int32}
"""The types that tables are looked at in: numbers of states, and the bits of short floats."""

_COLUMNS = 256  # bytes, by which states of the automaton move


@dataclass(frozen=True)
class Sparse:
    """A table: a default for each column, and what differs from it; row `i` has those from `starts[i]` on."""

    default: NDArray[Any]
    starts: NDArray[np.int32]
    columns: NDArray[np.uint8]
    values: NDArray[Any]

    @classmethod
    def of(cls, parts: Callable[[], Iterator[NDArray[Any]]]) -> Sparse:
        """A table that comes in parts, some rows each, twice; the default is what the first part has most."""
        default = _commonest(next(parts()))
        counts = np.concatenate([np.count_nonzero(part != default, axis=1) for part in parts()])
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        columns, values = np.empty(starts[-1], np.uint8), np.empty(starts[-1], default.dtype)
        end = 0
        for part in parts():
            rows, found = np.nonzero(part != default)
            start, end = end, end + len(found)
            columns[start:end], values[start:end] = found, part[rows, found]
        return cls(default, starts, columns, values)


@dataclass(frozen=True)
class Automaton:
    """Where each state moves by each byte, by its row in `moves`, and the feature it is; -1 for none."""

    moves: Sparse
    rows: NDArray[np.int32]
    features: NDArray[np.int32]


@dataclass(frozen=True)
class Weights:
    """A table of weights, of which few are different; `values` are their places among these `kinds`."""

    default: NDArray[np.float32]
    starts: NDArray[np.int32]
    columns: NDArray[np.uint8]
    values: NDArray[np.uint16]
    kinds: NDArray[np.float32]

    @classmethod
    def of(cls, table: Sparse) -> Weights:
        """The weights of a table of the bits of short floats."""
        kinds = np.unique(table.values)
        places = np.zeros(1 << 16, np.uint16)
        places[kinds] = np.arange(len(kinds))
        return cls(_single(table.default), table.starts, table.columns, places[table.values], _single(kinds))


@dataclass(frozen=True)
class LanguageModel:
    """The model, ready to rank languages."""

    automaton: Automaton
    table: Weights
    priors: NDArray[np.float64]
    classes: tuple[str, ...]
    labels: NDArray[np.int32]
    """For each class, the first of its name."""

    @classmethod
    def load(cls) -> LanguageModel:
        """That of the package, never whole in memory on the way."""
        with tempfile.TemporaryFile() as file:
            with (
                (files("py3langid") / "data" / "model.npz.xz").open("rb") as packed,
                lzma.open(packed) as plain,
            ):
                shutil.copyfileobj(plain, file, _CHUNK)
            with zipfile.ZipFile(file) as archive:
                return cls._of(archive)

    @classmethod
    def _of(cls, archive: zipfile.ZipFile) -> LanguageModel:
        classes = tuple(map(str, _whole(archive, "classes")))
        labels = np.array([classes.index(name) for name in classes], np.int32)
        moves = Sparse.of(lambda: _parts(archive, "nextmove", _COLUMNS))
        rows, features = _whole(archive, "nextmove_row"), _whole(archive, "out_feat")
        automaton = Automaton(moves, rows.astype(np.int32), features.astype(np.int32))
        table = Weights.of(Sparse.of(lambda: _parts(archive, "ptc", len(classes))))
        return cls(automaton, table, _whole(archive, "pc").astype(np.float64), classes, labels)

    def rank(self, text: str) -> tuple[str, float]:
        """The likeliest language, and by how much it leads before the next."""
        text = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
        data = text.encode("utf-8", "surrogatepass")
        label, ahead = lead(data, self.automaton, self.table, self.priors, self.labels)
        return self.classes[label], ahead


def _single(bits: NDArray[Any]) -> NDArray[np.float32]:
    return bits.astype(np.uint16).view(np.float16).astype(np.float32)


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

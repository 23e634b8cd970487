"""The tables of a staged release read a bounded number of rows at a time, and columns made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BATCH = 1_000


def batches(
    folder: Path, table: str, columns: list[str], number: str = "*", times: int = 1
) -> Iterator[pa.RecordBatch]:
    """All rows of a table, `data/articles` or another, or of one of its files; at least one batch a file."""
    for path in files(folder, table, number):
        with pq.ParquetFile(path) as file:
            if not file.metadata.num_rows:
                fields = [file.schema_arrow.field(name) for name in columns]
                yield pa.RecordBatch.from_pylist([], pa.schema(fields))
            yield from file.iter_batches(batch_size=BATCH * times, columns=columns, use_threads=False)


class _Sized(Protocol):
    """Has rows."""

    @property
    def num_rows(self) -> int: ...


S = TypeVar("S", bound=_Sized)


def in_parts(items: Iterable[S], rows: int) -> Iterator[list[S]]:
    """Some items at a time: so many that they have so many rows, or more with the last of them."""
    some, count = list[S](), 0
    for item in items:
        some.append(item)
        count += item.num_rows
        if count >= rows:
            yield some
            some, count = [], 0
    if some:
        yield some


def files(folder: Path, table: str, number: str = "*") -> list[Path]:
    """The files of a table, or the one with a number."""
    return sorted(folder.glob(f"{table}-{number}.parquet"))


def yes(values: pa.Array) -> np.ndarray[Any, Any]:
    """Booleans without nulls; null is no."""
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=bool)

"""Parquet: the tables of shards and releases, with the options that make their bytes repeatable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.formats.arrays import table_of


def write_rows(path: Path, record: type, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows of a record's table, in their order."""
    write_table(path, table_of(record, rows))


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table as it is packed."""
    path.write_bytes(packed(table))


def packed(table: pa.Table) -> pa.Buffer:
    """A table with page checksums and content-defined chunks, and without any time stamp.

    Without dictionaries of values too: zstd finds what is repeated faster, and takes less room for it. At its
    usual level 3 it would take half as long again, for files a tenth smaller.
    """
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=1,
        use_dictionary=False,
        row_group_size=20_000,
        write_page_index=True,
        write_page_checksum=True,
        use_content_defined_chunking=True,
    )
    return sink.getvalue()


def read_table(path: Path | pa.BufferReader, names: Sequence[str] | None = None) -> pa.Table:
    """The table of one file, or some of its columns, its page checksums checked.

    In this thread: each process reads its own file, and handing columns to others takes longer than reading.
    """
    return pq.ParquetFile(path, page_checksum_verification=True).read(columns=names, use_threads=False)


def read_rows(path: Path, names: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The rows of one file, or some of their columns."""
    rows: list[dict[str, Any]] = read_table(path, names).to_pylist()
    return rows


def release_memory() -> None:
    """Give back what tables have left behind: Arrow keeps it for others, which may never come."""
    pa.default_memory_pool().release_unused()


def count_rows(path: Path | pa.BufferReader) -> int:
    """The number of rows, from the file's footer."""
    rows: int = pq.read_metadata(path).num_rows
    return rows

"""Tables and lines as shards keep them until a release is made of them: fast to write and to read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

_LEVEL = 1


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table in Arrow's own format."""
    options = ipc.IpcWriteOptions(compression=pa.Codec("zstd", _LEVEL), use_threads=False)
    with ipc.new_file(path, table.schema, options=options) as file:
        file.write_table(table)


def read_table(path: Path, names: Sequence[str] | None = None) -> pa.Table:
    """The table of one file, or some of its columns."""
    with pa.memory_map(str(path)) as mapped:
        with ipc.open_file(mapped) as file:
            schema = file.schema
        places = None if names is None else [schema.get_field_index(name) for name in names]
        options = ipc.IpcReadOptions(included_fields=places, use_threads=False)
        with ipc.open_file(mapped, options=options) as file:
            table = file.read_all()
    return table if names is None else table.select(names)


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines one after the other."""
    import zstandard

    path.write_bytes(zstandard.ZstdCompressor(level=_LEVEL).compress(b"".join(lines)))


def read_lines(path: Path) -> bytes:
    """The lines, one after the other."""
    import zstandard

    return zstandard.ZstdDecompressor().decompress(path.read_bytes())

"""Parquet as an input: one row, one document; read by row group, and a stretch of rows at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from copydesk.document import Reason
from copydesk.errors import RejectedError
from copydesk.formats.columns import Columns
from copydesk.formats.framing import Format, Frame, Place, Record, Refused, Tape, refused, whole
from copydesk.ids import sha256_hex
from copydesk.limits import Limits

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_BATCH = 64
"""Rows held at once."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row group: its number, its rows counted from the start of the file, its bytes in the file."""

    number: int
    first: int
    rows: int
    start: int
    end: int


def opened(file: BinaryIO, limits: Limits) -> pq.ParquetFile:
    """A Parquet file, its page checksums checked as it is read; RejectedError `damaged`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.ParquetFile(
            file,
            page_checksum_verification=True,
            thrift_string_size_limit=limits.member_bytes,
            thrift_container_size_limit=10_000_000,
        )
    except (pa.ArrowException, OSError, ValueError) as error:
        _raise_passing(error)
        raise RejectedError(Reason.DAMAGED, _sentence(error)) from None
    if not all(0 <= group.rows <= limits.group_rows for group in groups(found)):
        raise RejectedError(Reason.DAMAGED, f"a row group says it has more than {limits.group_rows:,} rows")
    return found


def _raise_passing(error: Exception) -> None:
    """Raise what the system says of a read: it is of the machine or the moment, not of the file."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error


def groups(file: pq.ParquetFile) -> Iterator[Group]:
    """The row groups, from the footer alone."""
    first = 0
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        columns = [group.column(i) for i in range(group.num_columns)]
        starts = [_start(column) for column in columns]
        ends = [_start(column) + column.total_compressed_size for column in columns]
        yield Group(number, first, group.num_rows, min(starts, default=0), max(ends, default=0))
        first += group.num_rows


def spans(file: pq.ParquetFile, columns: Columns, limits: Limits) -> Iterator[tuple[int, int, int]]:
    """The file in stretches of rows: first, one past the last, and how many bytes their columns hold."""
    needed = columns.needed(tuple(file.schema_arrow.names))
    start, held = 0, 0
    for group in groups(file):
        size = _held(file, group.number, needed)
        rows = end = group.first
        while end < group.first + group.rows:
            room = max(1, limits.shard_documents - (end - start))
            by_size = (limits.shard_bytes - held) * group.rows // max(size, 1)
            end = min(group.first + group.rows, end + max(1, min(room, by_size)))
            held += size * (end - rows) // max(group.rows, 1)
            rows = end
            if end - start >= limits.shard_documents or held >= limits.shard_bytes * 9 // 10:
                yield start, end, held
                start, held = end, 0
    if start < file.metadata.num_rows or not start:
        yield start, file.metadata.num_rows, held


def _held(file: pq.ParquetFile, number: int, needed: list[str]) -> int:
    group = file.metadata.row_group(number)
    columns = (group.column(i) for i in range(group.num_columns))
    return sum(
        one.total_uncompressed_size for one in columns if one.path_in_schema.partition(".")[0] in needed
    )


def _start(column: Any) -> int:
    dictionary = column.dictionary_page_offset
    first: int = column.data_page_offset
    return min(first, dictionary) if dictionary else first


def rows(file: pq.ParquetFile, start: int, end: int | None, place: Place) -> Iterator[Record]:
    """The documents of rows `start` to `end`, counted from 0; named by their number from 1."""
    import pyarrow as pa

    done, names = start, tuple(file.schema_arrow.names)
    try:
        for number, row in _rows(file, start, end, place):
            yield _record(row, number + 1, place, names)
            done = number + 1
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        _raise_passing(error)
        message = f"rows from {done + 1:,} on cannot be read: {_sentence(error)}"
        yield Refused(f"{place.uri}#{done + 1}", RejectedError(Reason.DAMAGED, message))


def _rows(
    file: pq.ParquetFile, start: int, end: int | None, place: Place
) -> Iterator[tuple[int, dict[str, Any]]]:
    needed = place.told.columns.needed(tuple(file.schema_arrow.names))
    for group in groups(file):
        last = group.first + group.rows
        if last <= start or (end is not None and group.first >= end):
            continue
        _refuse_bomb(file, group.number, needed, place.limits)
        at = group.first
        for batch in file.iter_batches(_BATCH, row_groups=[group.number], columns=needed, use_threads=False):
            if at + len(batch) > start and (end is None or at < end):
                for i in range(max(0, start - at), min(len(batch), (last if end is None else end) - at)):
                    yield at + i, {name: batch.column(name)[i].as_py() for name in needed}
            at += len(batch)
            if end is not None and at >= end:
                break


def _refuse_bomb(file: pq.ParquetFile, number: int, needed: list[str], limits: Limits) -> None:
    group = file.metadata.row_group(number)
    for column in (group.column(i) for i in range(group.num_columns)):
        if column.path_in_schema.partition(".")[0] not in needed:
            continue
        packed, size = column.total_compressed_size, column.total_uncompressed_size
        if size > limits.ratio_from and size > limits.expanded_ratio * max(packed, 1):
            raise ValueError(f"{packed:,} bytes of column {column.path_in_schema} hold {size:,}")


def _record(row: dict[str, Any], number: int, place: Place, names: tuple[str, ...]) -> Record:
    uri = f"{place.uri}#{number}"
    try:
        raw = place.told.columns.document(row, uri, f"{place.stem}#{number}", place.limits, names)
        if len(raw.data) > place.limits.document_bytes:
            message = f"{len(raw.data):,} bytes; a document may have {place.limits.document_bytes:,}"
            raise RejectedError(Reason.TOO_LARGE, message)
    except RejectedError as error:
        data = orjson.dumps(row, default=str)  # of what was read of the row: it has no bytes of its own
        return Refused(uri, error, sha256_hex(data), len(data))
    return raw


def _sentence(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def frames(tape: Tape, after: int, limits: Limits) -> Iterator[Frame]:
    """A whole file, for one in an archive or compressed once more; others are read where they lie."""
    return whole(tape, after, limits, limits.member_bytes)


def records(frame: Frame, place: Place) -> Iterator[Record]:
    """The documents of all its rows."""
    if frame.problem:
        yield refused(frame, place.uri)
        return
    try:
        file = opened(io.BytesIO(frame.data), place.limits)
    except RejectedError as error:
        yield Refused(place.uri, error, None, frame.length)
        return
    yield from rows(file, 0, None, place)


FORMAT = Format("parquet", (".parquet", ".pq"), frames, records)

"""A table as CSV or TSV as an input, where it is named: a line of names, and rows, each a document.

Where a row begins depends on all quotation marks before it, and what it holds on the first line, so a file is
read whole, as one stretch.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import orjson

from copydesk.document import Reason
from copydesk.errors import RejectedError
from copydesk.formats import jsonlines
from copydesk.formats.framing import Format, Frame, Tape
from copydesk.limits import Limits
from copydesk.page.encoding import decode

_SEPARATORS = (",", ";", "\t", "|")


def frames(tape: Tape, after: int, limits: Limits) -> Iterator[Frame]:
    """The rows as they would stand in JSON Lines; RejectedError where the file is no table from there on."""
    most = min(limits.member_bytes, limits.shard_bytes)
    data = tape.read(most + 1)
    if len(data) > most:
        tape.skip_all()
        message = (
            f"a table of {tape.length:,} bytes; one may have {most:,}: write it as Parquet or JSON Lines"
        )
        yield Frame(1, problem=RejectedError(Reason.TOO_LARGE, message), length=tape.length)
        return
    for number, row in enumerate(_rows(decode(data, tape.encoding)[0]), 1):
        yield _frame(row, number, limits.document_bytes)


def _rows(text: str) -> Iterator[dict[str, str] | int]:
    """Each row by the names in the first, or how many values it has where these are more or fewer."""
    csv.field_size_limit(max(len(text), csv.field_size_limit()))  # of the process: never less
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        names = next(lines, [])
        for row in filter(None, lines):
            yield dict(zip(names, row, strict=True)) if len(row) == len(names) else len(row)
    except csv.Error as error:
        message = f"not CSV in line {lines.line_num:,}: {error}; the rows before are read"
        raise RejectedError(Reason.DAMAGED, message) from None


def _separator(text: str) -> str:
    """What parts the names: of those that are usual the one that the first line has most of."""
    line = text[: text.find("\n")] if "\n" in text else text
    return max(_SEPARATORS, key=line.count)


def _frame(row: dict[str, str] | int, number: int, most: int) -> Frame:
    if isinstance(row, int):
        error = RejectedError(Reason.MALFORMED, f"a row of {row:,} values, and not one for each name")
        return Frame(number, problem=error, cut=False)
    data = orjson.dumps(row)
    if len(data) > most:
        error = RejectedError(Reason.TOO_LARGE, f"a row of {len(data):,} bytes; one may have {most:,}")
        return Frame(number, problem=error, length=len(data), cut=False)
    return Frame(number, data, length=len(data), cut=False)


FORMAT = Format("csv", (".csv", ".tsv"), frames, jsonlines.records)

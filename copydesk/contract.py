"""The contract of the tables, rendered from the records: JSON Schema, Arrow schema, column table, rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def json_schema(record: type) -> dict[str, Any]:
    """The JSON Schema of a record's rows, as committed in `schemas/`."""
    raise NotImplementedError


def arrow_schema(record: type) -> pa.Schema:
    """The Arrow schema of a record's table; each column carries its documentation as `description`."""
    raise NotImplementedError


def column_table(record: type) -> str:
    """A Markdown table of the columns: name, type, null or not, what it holds."""
    raise NotImplementedError


def to_row(record: object) -> dict[str, Any]:
    """A record as a plain dict, tuples as lists, in the order of its columns."""
    raise NotImplementedError


def from_row(record: type, row: Mapping[str, Any]) -> Any:
    """The record a row was made from."""
    raise NotImplementedError

"""The contract of the tables, rendered from the records: JSON Schema, Arrow schema, column table, rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, partial
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from copydesk.document import Category, Flag, Reason, Role
from copydesk.evidence.clues import Source
from copydesk.metadata.rights import ACCESS, RESTRICTIONS
from copydesk.native import rows as native
from copydesk.records import Article, Doc, FieldSource, LedgerRow, Paragraph, QuarantineRow

if TYPE_CHECKING:
    import pyarrow as pa

TABLES: Mapping[str, type] = {"article": Article, "ledger": LedgerRow, "quarantine": QuarantineRow}

# What a column's type does not say. A test holds these names to columns that exist.
VALUES: Mapping[tuple[type, str], tuple[str, ...]] = {
    (Paragraph, "role"): tuple(role for role in Role if role not in {Role.HEADLINE, Role.CAPTION}),
    (Article, "date_source"): ("json-ld", "meta", "microdata", "time", "byline", "url", "text", "input"),
    (Article, "restrictions"): RESTRICTIONS,
    (Article, "access"): ACCESS,
    (FieldSource, "source"): tuple(Source),
    (Article, "flags"): tuple(Flag),
    (LedgerRow, "action"): ("removed", "edited"),
    (LedgerRow, "category"): tuple(Category),
    (QuarantineRow, "status"): ("superseded", "quarantined"),
    (QuarantineRow, "reason"): tuple(Reason),
}
_ID = r"^[0-9a-f]{16}$"
_SHA256 = r"^[0-9a-f]{64}$"
_CODE = r"^[A-Z]+[0-9]+$"
_DATE = r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?)?)?$"
PATTERNS: Mapping[tuple[type, str], str] = {
    (Article, "id"): _ID,
    (Article, "published_at"): _DATE,
    (Article, "modified_at"): _DATE,
    (Article, "language"): r"^[a-z]{2}$",
    (Article, "text_sha256"): _SHA256,
    (Article, "page_sha256"): _SHA256,
    (Article, "source_sha256"): _SHA256,
    (LedgerRow, "id"): _ID,
    (LedgerRow, "code"): _CODE,
    (QuarantineRow, "id"): _ID,
    (QuarantineRow, "source_sha256"): _SHA256,
}
_JSON_TYPES: Mapping[type, str] = {str: "string", int: "integer", float: "number"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a record, read from its annotation: `kind` is a plain type or another record."""

    name: str
    kind: type
    many: bool
    optional: bool
    doc: str
    values: tuple[str, ...] = ()
    pattern: str | None = None
    nested: bool = False
    """Whether `kind` is a record."""

    @property
    def type_name(self) -> str:
        """The type as the column table prints it."""
        inner = _JSON_TYPES.get(self.kind) or "{" + ", ".join(c.name for c in columns(self.kind)) + "}"
        return f"list of {inner}" if self.many else inner


@cache
def columns(record: type) -> tuple[Column, ...]:
    """The columns of a record, in order."""
    hints = get_type_hints(record, include_extras=True)
    return tuple(_column(record, field.name, hints[field.name]) for field in fields(record))


def _column(record: type, name: str, hint: Any) -> Column:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{record.__name__}.{name} has no Doc")
    kind, *notes = get_args(hint)
    (doc,) = (note.text for note in notes if isinstance(note, Doc))
    optional = get_origin(kind) in {Union, UnionType}
    if optional:
        (kind,) = (option for option in get_args(kind) if option is not NoneType)
    many = get_origin(kind) is tuple
    if many:
        kind = get_args(kind)[0]
    key = (record, name)
    nested = is_dataclass(kind)
    return Column(name, kind, many, optional, doc, VALUES.get(key, ()), PATTERNS.get(key), nested)


def json_schema(record: type) -> dict[str, Any]:
    """The JSON Schema of a record's rows, as committed in `schemas/`."""
    nested = {c.kind.__name__: _object(c.kind) for c in columns(record) if c.nested}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": record.__name__}
    return head | _object(record) | ({"$defs": nested} if nested else {})


def _object(record: type) -> dict[str, Any]:
    return {
        "description": _first_sentence(record),
        "type": "object",
        "additionalProperties": False,
        "required": [column.name for column in columns(record)],
        "properties": {c.name: {"description": c.doc} | _json_type(c) for c in columns(record)},
    }


def _first_sentence(record: type) -> str:
    return (record.__doc__ or "").split("\n", 1)[0]


def _json_type(column: Column) -> dict[str, Any]:
    item = _json_item(column)
    if column.many:
        return {"type": "array", "items": item}
    if not column.optional:
        return item
    return {"anyOf": [item, {"type": "null"}]}


def _json_item(column: Column) -> dict[str, Any]:
    if column.nested:
        return {"$ref": f"#/$defs/{column.kind.__name__}"}
    item: dict[str, Any] = {"type": _JSON_TYPES[column.kind]}
    if column.kind is int:
        item["minimum"] = 0
    if column.values:
        item["enum"] = [str(value) for value in column.values]
    if column.pattern:
        item["pattern"] = column.pattern
    return item


def arrow_schema(record: type) -> pa.Schema:
    """The Arrow schema of a record's table; each column carries its documentation as `description`."""
    import pyarrow as pa

    return pa.schema([_arrow_field(column) for column in columns(record)])


def _arrow_field(column: Column) -> pa.Field[Any]:
    import pyarrow as pa

    inner = _arrow_type(column.kind)
    # The element is called what Parquet calls it, so that a table read back has the schema it was given.
    kind = pa.list_(pa.field("element", inner, nullable=False)) if column.many else inner
    return pa.field(column.name, kind, nullable=column.optional, metadata={"description": column.doc})


def _arrow_type(kind: type) -> pa.DataType:
    import pyarrow as pa

    if is_dataclass(kind):
        return pa.struct([_arrow_field(column) for column in columns(kind)])
    types: dict[type, pa.DataType] = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    return types[kind]


def column_table(record: type) -> str:
    """A Markdown table of the columns: name, type, null or not, what it holds."""
    lines = ["| column | type | null | what it holds |", "| --- | --- | --- | --- |"]
    for column in columns(record):
        null = "yes" if column.optional else ""
        lines.append(f"| `{column.name}` | {column.type_name} | {null} | {column.doc} |")
    return "\n".join(lines) + "\n"


def nested_tables(record: type) -> Iterator[tuple[str, str]]:
    """The columns that hold columns of their own, each with its table."""
    for column in columns(record):
        if column.nested:
            yield column.name, column_table(column.kind)


def to_row(record: Any) -> dict[str, Any]:
    """A record as a plain dict, tuples as lists, in the order of its columns."""
    names, values, special = _shape(record.__class__)
    row = dict(zip(names, values(record)))  # noqa: B905 - as many as there are names, and this is done a lot
    for name, plain in special:
        if row[name] is not None:
            row[name] = plain(row[name])
    return row


_Values = Callable[[Any], tuple[Any, ...]]
_Plain = Callable[[Any], Any]


@cache
def _shape(record: type) -> tuple[tuple[str, ...], _Values, tuple[tuple[str, _Plain], ...]]:
    """The names of a record's columns, what gets their values, and what makes plain ones of some."""
    found = columns(record)
    names = tuple(column.name for column in found)
    special = ((column.name, _plain(column)) for column in found)
    return names, attrgetter(*names), tuple((name, plain) for name, plain in special if plain)


def _plain(column: Column) -> _Plain | None:
    """What makes plain values of a column's: of the members of an enumeration their texts."""
    one: _Plain | None = to_row if column.nested else str if column.values else None
    if column.many and column.nested and _is_flat(column.kind):
        return partial(native.dicts, column.kind)
    if not column.many:
        return one
    return partial(_plain_list, one) if one else list


@cache
def _is_flat(record: type) -> bool:
    """Whether its columns hold neither lists nor records."""
    return not any(column.many or column.nested for column in columns(record))


def _plain_list(plain: _Plain, items: Iterable[Any]) -> list[Any]:
    return [plain(item) for item in items]


def from_row(record: type, row: Mapping[str, Any]) -> Any:
    """The record a row was made from."""
    return record(**{column.name: _value(column, row[column.name]) for column in columns(record)})


def _value(column: Column, value: Any) -> Any:
    if value is None or not column.nested:
        return tuple(value) if column.many else value
    if column.many:
        return tuple(from_row(column.kind, item) for item in value)
    return from_row(column.kind, value)


def problems(record: type, row: Mapping[str, Any]) -> Iterator[str]:
    """What a row breaks of its contract, each sentence beginning with the column."""
    known = {column.name for column in columns(record)}
    yield from (f"{name}: no such column" for name in sorted(row.keys() - known))
    for column in columns(record):
        if column.name not in row:
            yield f"{column.name}: missing"
        elif not _is_fine(column, row[column.name]):
            yield from (f"{column.name}{problem}" for problem in _column_problems(column, row[column.name]))


def _is_fine(column: Column, value: Any) -> bool:
    """The usual cases, decided fast: this looks at every value of every row."""
    if value is None or column.many or column.nested or column.values or column.pattern:
        return value is None and column.optional
    if column.kind is str:
        return type(value) is str and value.isascii()
    return isinstance(value, int | float) and type(value) is column.kind and value >= 0


def _column_problems(column: Column, value: Any) -> Iterator[str]:
    if value is None:
        if not column.optional:
            yield ": null"
    elif not column.many:
        yield from _item_problems(column, value)
    elif not isinstance(value, list):
        yield f": {type(value).__name__} instead of a list"
    else:
        for i, item in enumerate(value):
            yield from (f"[{i}]{problem}" for problem in _item_problems(column, item))


def _item_problems(column: Column, item: Any) -> Iterator[str]:
    if column.nested:
        if isinstance(item, dict):
            yield from (f".{problem}" for problem in problems(column.kind, item))
        else:
            yield f": {type(item).__name__} instead of a record"
    elif isinstance(item, bool) or not isinstance(item, column.kind):
        yield f": {type(item).__name__} instead of {column.kind.__name__}"
    elif isinstance(item, str):
        yield from _text_problems(column, item)
    elif isinstance(item, int | float) and not item >= 0:  # NaN is neither
        yield f": {item} is negative"


def _text_problems(column: Column, text: str) -> Iterator[str]:
    if column.values and text not in column.values:
        yield f": {text[:80]!r} is none of {', '.join(column.values)}"
    if column.pattern and not re.fullmatch(column.pattern, text):
        yield f": {text[:80]!r} does not match {column.pattern}"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        yield f": half of a surrogate pair at {error.start:,}, which UTF-8 cannot write"

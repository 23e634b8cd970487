"""Croissant metadata: the tables of a release as programs that look for datasets read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from copydesk.contract import Column, columns
from copydesk.tables import TABLES, Table

_CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_TYPES: Mapping[type, str] = {str: "sc:Text", int: "sc:Integer", float: "sc:Float"}
_FORMATS: Mapping[str, str] = {
    ".parquet": "application/x-parquet",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".html": "text/html",
    ".md": "text/markdown",
}
_TERMS = (
    "citeAs",
    "column",
    "equivalentProperty",
    "extract",
    "field",
    "fileObject",
    "fileProperty",
    "fileSet",
    "format",
    "includes",
    "isLiveDataset",
    "jsonPath",
    "key",
    "md5",
    "parentField",
    "path",
    "recordSet",
    "references",
    "regex",
    "repeated",
    "replace",
    "samplingRate",
    "separator",
    "source",
    "subField",
    "transform",
)
# The standard's own context: readers compare it with theirs.
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    **{term: f"cr:{term}" for term in _TERMS},
}


def render(manifest: Mapping[str, Any]) -> str:
    """The metadata of the release its manifest describes; every path is relative to it."""
    version = manifest["version"]
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS_TO,
        "name": "news-articles",
        "description": "News articles in paragraphs with roles and metadata, with a ledger of all that "
        "was cut from their pages and by which rule, and the documents that were put aside.",
        "version": _semantic(version),
        "datePublished": manifest["created_at"],
        "license": "The texts remain their publishers'.",
        "url": f"urn:copydesk:{manifest['dataset_digest']}",
        "citeAs": f"copydesk release {version}, dataset digest {manifest['dataset_digest']}",
        "distribution": [*map(_file, manifest["files"]), *map(_file_set, TABLES)],
        "recordSet": [*map(_record_set, TABLES)],
    }
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def _semantic(version: str) -> str:
    """The version as Croissant wants it, in three numbers: day, time and 0."""
    day, time = version[:8], version[9:15]
    return f"{int(day)}.{int(time)}.0"


def _file(file: Mapping[str, Any]) -> dict[str, Any]:
    path = file["path"]
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{file['bytes']} B",
        "encodingFormat": _FORMATS.get(PurePosixPath(path).suffix, "application/octet-stream"),
        "sha256": file["sha256"],
    }


def _file_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table.name}-files",
        "name": f"{table.name}-files",
        "encodingFormat": _FORMATS[".parquet"],
        "includes": table.glob,
    }


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": (table.record.__doc__ or "").partition("\n")[0],
        "field": [_field(table, column) for column in columns(table.record)],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    name = f"{table.name}/{column.name}"
    field = _described(name, column) | {"source": _source(table, column)}
    if column.nested:
        field["subField"] = [_sub_field(name, table, column, inner) for inner in columns(column.kind)]
    return field


def _sub_field(name: str, table: Table, outer: Column, inner: Column) -> dict[str, Any]:
    source = _source(table, outer) | {"transform": {"jsonPath": inner.name}}
    return _described(f"{name}/{inner.name}", inner) | {"source": source}


def _described(name: str, column: Column) -> dict[str, Any]:
    kind = {} if column.nested else {"dataType": _TYPES[column.kind]}
    many = {"repeated": True} if column.many else {}
    return {"@type": "cr:Field", "@id": name, "name": name, "description": column.doc} | kind | many


def _source(table: Table, column: Column) -> dict[str, Any]:
    return {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": column.name}}

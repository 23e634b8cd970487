"""Which column of a row is what, by the names that crawlers and dumps use, or as the user maps them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from copydesk.document import Given, RawDocument, Reason
from copydesk.errors import RejectedError, UsageError
from copydesk.limits import Limits

USUAL: Mapping[str, tuple[str, ...]] = {
    "html": ("html", "raw_html", "page_html", "html_content", "page_source", "html_source"),
    "text": (
        *("text", "content", "body", "raw_content", "raw_text", "plain_text", "full_text", "page_text"),
        *("article_text", "article_body", "articlebody", "maintext", "article", "document", "story"),
    ),
    "url": (
        "url",
        "link",
        "page_url",
        "source_url",
        "article_url",
        "canonical_url",
        "target_uri",
        "warc_target_uri",
    ),
    "id": ("id", "_id", "doc_id", "docid", "document_id", "article_id", "uuid", "guid", "warc_record_id"),
    "title": ("title", "headline", "page_title", "article_title"),
    "date": (
        *("date", "published_at", "published", "publish_date", "date_publish", "date_published"),
        *("datepublished", "publication_date", "pub_date", "pubdate", "published_date", "created_at"),
    ),
    "authors": ("authors", "author", "byline", "creator"),
    "language": ("language", "lang", "locale"),
}
"""Field to the names of its column, the likeliest first; case does not matter."""

_PAGE_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = rb"(?:p|div|article|section|main|figure|h[1-6]|[uo]l|blockquote|table)"
_FRAGMENT_START = re.compile(rb"\s*<" + _BLOCK + rb"(?:\s[^<>]*)?>", re.IGNORECASE)
_FRAGMENT_END = re.compile(rb"</" + _BLOCK + rb"\s*>\s*$", re.IGNORECASE)
_ITEM = re.compile(r"""'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+\"""", re.DOTALL)
_PRINTED_LIST = re.compile(rf"\s*\[(?:[\s,]*+(?:{_ITEM.pattern}))*+[\s,]*\]\s*", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_START = 2048
_KINDS: Mapping[type, str] = {
    dict: "an object", list: "an array", str: "a string",
    int: "a number", float: "a number", bool: "true or false",
}  # fmt: skip
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns the user has named: pairs of field and column, `a.b` for a column in a column."""

    mapped: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> Columns:
        """From `field=column` as on the command line; UsageError where a field is not known."""
        mapped = list[tuple[str, str]]()
        for pair in pairs:
            field, name = (part.strip() for part in pair.partition("=")[::2])
            if field not in USUAL or not name:
                known = ", ".join(USUAL)
                raise UsageError(f"'{pair}' maps nothing: write field=column, field one of {known}")
            mapped.append((field, name))
        return cls(tuple(mapped))

    def document(
        self,
        row: Mapping[str, Any],
        uri: str,
        own_id: str,
        limits: Limits,
        names: tuple[str, ...] | None = None,
    ) -> RawDocument:
        """The document of a row, called `own_id` where it does not say otherwise.

        RejectedError `malformed` where no column holds a text or page; it tells the `names` there are, those
        of the row if it has them all.
        """
        found = _find(tuple(row), self.mapped)
        asked = tuple(name for field, name in self.mapped if field in ("html", "text"))
        kind, body = _body(row, found, names or tuple(row), asked)
        return RawDocument(
            uri=uri,
            data=body,
            kind=kind,
            source_id=_text(_first(row, found["id"])) or own_id,
            url=plausible_url(_first(row, found["url"]), limits),
            given=Given(
                title=_text(_first(row, found["title"])),
                date=_text(_first(row, found["date"])),
                authors=tuple(_names(_first(row, found["authors"]))),
                language=_text(_first(row, found["language"])),
            ),
        )

    def needed(self, names: tuple[str, ...]) -> list[str]:
        """Of the columns there are, those that `document` looks at."""
        found = _find(names, self.mapped)
        return sorted({path[0] for paths in found.values() for path in paths} & set(names))


PLAIN = Columns()
"""Nothing is mapped: the usual names."""

_Path = tuple[str, ...]


@lru_cache(maxsize=256)
def _find(names: tuple[str, ...], mapped: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[_Path, ...]]:
    """For each field the columns to look in, in their order; a body that is mapped is the only one."""
    given = dict(mapped)
    known = {name.lower(): name for name in reversed(names)}
    found: dict[str, tuple[_Path, ...]] = {}
    for field, usual in USUAL.items():
        if field in given:
            found[field] = ((given[field],) if given[field] in names else tuple(given[field].split(".")),)
        elif field in ("html", "text") and given.keys() & {"html", "text"}:
            found[field] = ()
        else:
            found[field] = tuple((known[name],) for name in usual if name in known)
    return found


def _body(
    row: Mapping[str, Any],
    found: Mapping[str, tuple[_Path, ...]],
    names: tuple[str, ...],
    asked: tuple[str, ...],
) -> tuple[str, bytes]:
    empty = False
    for kind in ("html", "text"):
        for path in found[kind]:
            value = _at(row, path)
            data = value.encode("utf-8", "replace") if isinstance(value, str) else value
            if isinstance(data, bytes) and data.strip():
                return ("html" if kind == "html" or is_page(data) or _is_fragment(data) else "text"), data
            empty = empty or isinstance(data, bytes) or (value is None and path[0] in row)
    if empty:
        return "text", b""
    for path in (*found["html"], *found["text"]):
        if (value := _at(row, path)) is not None:
            what = f"column {'.'.join(path)} holds {json_kind(value)}, and not a text or page"
            raise RejectedError(Reason.MALFORMED, what)
    raise RejectedError(Reason.MALFORMED, _lacking(names, asked))


def _lacking(names: tuple[str, ...], asked: tuple[str, ...]) -> str:
    """Which column is not there, what columns there are, and how one is named."""
    lacks = f"no column {' or '.join(asked)}, as --map says" if asked else "no column holds a text or page"
    if not names:
        return f"{lacks}; the row is empty"
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    hint = "" if asked else "; name the one that does, --map text=COLUMN or --map html=COLUMN"
    return f"{lacks}; there are: {', '.join(names[:_SHOWN])}{more}{hint}"


def json_kind(value: object) -> str:
    """What a value is called in JSON; of Parquet, what is none of these is called by its type."""
    return "null" if value is None else _KINDS.get(type(value), type(value).__name__)


def is_page(data: bytes) -> bool:
    """Whether a text that came without its kind begins as a page of HTML does."""
    return _PAGE_START.match(data[:_START]) is not None


def _is_fragment(data: bytes) -> bool:
    """Whether a text is the inside of a page, as feeds hold it: block elements from its start to its end."""
    return (
        _FRAGMENT_START.match(data[:_START]) is not None and _FRAGMENT_END.search(data[-_START:]) is not None
    )


def _first(row: Mapping[str, Any], paths: Iterable[_Path]) -> Any:
    return next((value for path in paths if (value := _at(row, path)) not in (None, "", [])), None)


def _at(row: Any, path: _Path) -> Any:
    for name in path:
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, bool | Mapping | list):
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value).strip() or None if isinstance(value, str | int | float) else None


def _names(value: Any) -> Iterator[str]:
    """The names in a list, or in a list as programs print one into a table of strings."""
    if isinstance(value, str) and _PRINTED_LIST.fullmatch(value):
        value = [_ESCAPED.sub(r"\1", item[1:-1]) for item in _ITEM.findall(value)]
    for one in value if isinstance(value, list) else [value]:
        name = _text(one.get("name") if isinstance(one, Mapping) else one)
        if name:
            yield name


def plausible_url(value: Any, limits: Limits) -> str | None:
    """An absolute http url; anything else is not one that names a document."""
    url = value.strip() if isinstance(value, str) else ""
    plausible = url.lower().startswith(("http://", "https://")) and len(url) <= limits.url_chars
    return url if plausible and url.isprintable() and " " not in url else None

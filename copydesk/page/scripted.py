"""Texts in the data of scripts, paragraph by paragraph: lists of strings or of objects."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

_DATA = re.compile(r"[\[{]")
_ASSIGNED = re.compile(r"^\s*(?:var\s+|let\s+|const\s+)?[\w.$\[\]\"']{1,80}\s*=\s*(?=[\[{])")
_LONG, _FEWEST = 80, 3
"""Characters of a paragraph, and how many make a text of a list."""
_DEEPEST, _DEEPEST_PARAGRAPH = 64, 8
_TEXTS = ("text", "content", "value", "html", "children", "paragraph", "body", "data", "props")
"""Under which names programs keep the words of a paragraph and of the runs in it."""
_OTHERS = re.compile(
    r"(?:\w+[-_])?(?:comments?|repl(?:y|ies)|reviews?|related\w*|recommend\w*)", re.IGNORECASE
)
"""Under which names they keep what others say, and other stories."""
_ADDRESSES, _TITLES = ("url", "href", "link", "slug", "permalink", "path"), ("title", "headline")
_KINDS = ("type", "kind", "nodeType", "tag", "name")
_HEADING = re.compile(r"h[2-6]|(?:\w+[-_])?(?:sub)?head(?:ing|line)?(?:[-_]?\d)?", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def paragraphs_in(script: str) -> Iterator[str]:
    """The texts of a script that is data, as HTML: each list in which paragraphs stand one by one."""
    waiting = [(_data(script), 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, list) and len(value) >= _FEWEST:
            lines = [_line(item) for item in value]
            if sum(len(line) >= _LONG for line in lines) >= _FEWEST:
                yield "".join(lines)
        if depth < _DEEPEST and isinstance(value, list | dict):
            waiting += [(item, depth + 1) for item in _inner(value)]


def _inner(value: list[Any] | dict[str, Any]) -> Iterable[Any]:
    if isinstance(value, list):
        return value
    return (item for name, item in value.items() if not _OTHERS.fullmatch(name))


def _data(script: str) -> Any:
    start = _ASSIGNED.match(script)
    text = script[start.end() if start else 0 :].strip().rstrip(";")
    if not _DATA.match(text):
        return None
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def _line(item: Any) -> str:
    """A paragraph or a heading; nothing of a story with a title and an address of its own."""
    text = "" if _has(item, _ADDRESSES) and _has(item, _TITLES) else _said(item, 0).strip()
    tag = "h2" if isinstance(item, dict) and _is_heading(item) else "p"
    return f"<{tag}>{text}</{tag}>" if text else ""


def _has(item: Any, names: Iterable[str]) -> bool:
    return isinstance(item, dict) and any(isinstance(item.get(name), str) for name in names)


def _said(item: Any, depth: int) -> str:
    """What a paragraph says, in HTML; nothing where there are several in it: that is one text of several."""
    if isinstance(item, str):
        return item if _MARKUP.search(item) else html.escape(item, quote=False)
    if depth == _DEEPEST_PARAGRAPH or not isinstance(item, list | dict):
        return ""
    inner = item if isinstance(item, list) else [item[name] for name in _TEXTS if name in item]
    parts = [_said(part, depth + 1) for part in inner]
    return "" if sum(len(part) >= _LONG for part in parts) > 1 else "".join(parts)


def _is_heading(item: Mapping[str, Any]) -> bool:
    kinds = (item.get(name) for name in _KINDS)
    return any(isinstance(kind, str) and _HEADING.fullmatch(kind) is not None for kind in kinds)

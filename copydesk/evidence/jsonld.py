"""What JSON-LD says of the article: graphs and references resolved, broken JSON mended where it can be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from copydesk.evidence.clues import Clue, Field, Picture, Source
from copydesk.evidence.plain import bare, plain
from copydesk.limits import Limits

Node = Mapping[str, Any]

_ARTICLE = re.compile(r"(?:article|posting|reportage|report|review|news)$", re.IGNORECASE)
_ENDING = 12
"""Characters of a type that tell whether it is one of an article."""
_ORGANISATION = re.compile(r"organi[sz]ation|corporation|brand|website", re.IGNORECASE)
_OF_PAGE = ("datePublished", "dateModified", "author", "inLanguage", "isAccessibleForFree", "license", "url")
_HOLDERS = (dict, list)  # a union would be made anew for each value that is looked at
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
_OPENING = re.compile(r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[(?:\s*\*/)?|<!\[CDATA\[)")
_CLOSING = re.compile(r"(?:-->|(?:/[/*]\s*)?\]\]>(?:\s*\*/)?|;)\s*$")
_SPARE_COMMA = re.compile(r",(?=\s{0,99}[}\]])")
_BROKEN = 100_000
"""Characters of broken JSON-LD in which plain fields are looked for."""
_FLAT = re.compile(
    r'"(headline|datePublished|dateModified|articleSection)"\s{0,9}:\s{0,9}"((?:[^"\\\n]|\\.){1,500})"'
)


def read_json_ld(
    scripts: Iterable[str], limits: Limits
) -> tuple[tuple[Clue, ...], tuple[Picture, ...], str | None]:
    """The clues, pictures and text of the article that the scripts describe.

    Where several articles are described the first counts, and what others of its headline add to it.
    """
    nodes = [node for script in scripts for node in _nodes(_load(script, limits), limits)]
    if not nodes:
        return (), (), None
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    article = _merged(nodes)
    clues = tuple(
        Clue(field, text, Source.JSON_LD) for field, value in _said(article, named) if (text := plain(value))
    )
    body = article.get("articleBody")
    pictures = tuple(_pictures(article.get("image"), named))
    return (*clues, *_sections(nodes)), pictures, bare(body) or None if isinstance(body, str) else None


def _load(script: str, limits: Limits) -> Any:
    """The value of a script, mended if need be; of one beyond mending, the plain fields that can be read."""
    if len(script) > limits.json_chars:
        return None
    try:
        return orjson.loads(script)
    except ValueError:
        mended = _SPARE_COMMA.sub("", _CLOSING.sub("", _OPENING.sub("", script, count=1), count=1))
    try:
        return json.loads(mended, strict=False)
    except (ValueError, RecursionError):
        return dict(_flat(mended[:_BROKEN]))


def _flat(script: str) -> Iterator[tuple[str, str]]:
    """The plain fields of broken JSON, the last first, as the first is to count."""
    for key, literal in reversed(_FLAT.findall(script)):
        try:
            yield key, str(json.loads(f'"{literal}"', strict=False))
        except ValueError:
            continue


def _nodes(value: Any, limits: Limits) -> Iterator[Node]:
    """The objects that describe the page: at the top, in its graph, or its main entity; in order."""
    waiting = [(value, 0)]
    left = limits.json_nodes
    while waiting and left:
        left -= 1
        value, depth = waiting.pop()
        if isinstance(value, dict):
            yield value
            inner = [value[key] for key in _INSIDE if isinstance(value.get(key), _HOLDERS)]
        else:
            inner = value[: limits.json_nodes] if isinstance(value, list) else []
        if depth < limits.json_depth:
            waiting.extend((item, depth + 1) for item in reversed(inner))


def _types(node: Node) -> tuple[str, ...]:
    kind = node.get("@type")
    found = kind if isinstance(kind, list) else [kind]
    return tuple(item for item in found if isinstance(item, str))


def _is_article(node: Node) -> bool:
    return "headline" in node or any(_ARTICLE.search(kind[-_ENDING:]) for kind in _types(node))


def _merged(nodes: Iterable[Node]) -> Node:
    """The first article, with what others of the same headline say besides, and what is said of the page."""
    articles = [node for node in nodes if _is_article(node)]
    if not articles:
        articles = [{key: node[key] for key in _OF_PAGE if key in node} for node in nodes if _is_page(node)]
    if not articles:
        return {}
    same = [node for node in articles if node.get("headline") == articles[0].get("headline")]
    pages = [{key: node[key] for key in _OF_PAGE if key in node} for node in nodes if _is_page(node)]
    merged: dict[str, Any] = {}
    for node in (*reversed(pages), *reversed(same)):
        merged |= {key: value for key, value in node.items() if value}
        merged |= {key: False for key in ("isAccessibleForFree",) if node.get(key) is False}
    return merged


def _is_page(node: Node) -> bool:
    return any(kind.lower().endswith("page") for kind in _types(node))


def _said(article: Node, named: Mapping[str, Node]) -> Iterator[tuple[Field, str]]:
    for field, key in _WORDS:
        yield from ((field, text) for _, text in _names(article.get(key), named))
    for field, key in _ADDRESSES:
        yield from ((field, text) for text in _addresses(article.get(key)))
    for organised, name in _names(article.get("author") or article.get("creator"), named):
        yield Field.ORGANISATION if organised else Field.AUTHOR, name
    yield from ((Field.KIND, kind) for kind in _types(article))
    free = article.get("isAccessibleForFree")
    if isinstance(free, str | bool) and str(free).lower() in _ACCESS:
        yield Field.ACCESS, _ACCESS[str(free).lower()]


_WORDS = (
    (Field.HEADLINE, "headline"),
    (Field.DESCRIPTION, "description"),
    (Field.PUBLISHED, "datePublished"),
    (Field.MODIFIED, "dateModified"),
    (Field.SECTION, "articleSection"),
    (Field.TOPIC, "keywords"),
    (Field.PUBLISHER, "publisher"),
    (Field.LANGUAGE, "inLanguage"),
)
_ADDRESSES = ((Field.URL, "mainEntityOfPage"), (Field.URL, "url"), (Field.LICENCE, "license"))
_ACCESS = {"true": "free", "false": "paid"}
_MOST = 100
"""Values of one field that are looked at."""


def _items(value: Any) -> Iterable[Any]:
    return value[:_MOST] if isinstance(value, list) else (value,)


def _names(value: Any, named: Mapping[str, Node]) -> Iterator[tuple[bool, str]]:
    """The strings of a value, and the names of its objects; and whether each is an organisation's."""
    for item in _items(value):
        if isinstance(item, str):
            yield False, item
        elif isinstance(item, dict):
            whole = item if "name" in item else _resolved(item, named)
            organised = any(map(_ORGANISATION.search, _types(whole)))
            yield from ((organised, name) for name in _items(whole.get("name")) if isinstance(name, str))


def _resolved(item: Node, named: Mapping[str, Node]) -> Node:
    """What a reference stands for; what is none stands for itself."""
    name = item.get("@id")
    return named.get(name, item) if isinstance(name, str) else item


def _addresses(value: Any) -> Iterator[str]:
    for item in _items(value):
        found = item.get("@id") or item.get("url") if isinstance(item, dict) else item
        if isinstance(found, str):
            yield found


def _pictures(value: Any, named: Mapping[str, Node]) -> Iterator[Picture]:
    for item in _items(value):
        whole = _resolved(item, named) if isinstance(item, dict) else {"url": item}
        url, caption = whole.get("url") or whole.get("contentUrl"), whole.get("caption")
        if isinstance(url, str):
            yield Picture(plain(url), plain(caption) or None if isinstance(caption, str) else None)


def _sections(nodes: Iterable[Node]) -> Iterator[Clue]:
    """The names on the breadcrumb trail from the front page to the article."""
    trail = next((node.get("itemListElement") for node in nodes if "BreadcrumbList" in _types(node)), None)
    for step in _items(trail):
        if isinstance(step, dict):
            item = step.get("item")
            name = step.get("name") or (item.get("name") if isinstance(item, dict) else None)
            if isinstance(name, str) and (text := plain(name)):
                yield Clue(Field.SECTION, text, Source.BREADCRUMB)

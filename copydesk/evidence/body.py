"""What elements of the body say of the article: headings, times, microdata, links and classes of authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from copydesk.evidence.clues import Clue, Field, Picture, Source
from copydesk.evidence.plain import plain
from copydesk.metadata.dates import lone_label, parse_date_line

SAYINGS = "h1,time,[itemprop],a[rel~=author],a[href*='/author'],[class*=uthor],[class*=yline]"
"""Every selector costs time on every element: these find Author and author, ByLine and byline at once."""

FIGURES = "figure"

Attributes = Mapping[str, str | None]

_MOST = 300
"""Elements of the body that are looked at, and figures."""
_LONGEST = 300
"""Characters of a heading, a name or a date."""
_LONGEST_CAPTION = 1_000
_LEVELS = 40
"""Elements around one of microdata that are looked at for the item it belongs to."""
_ITEMS = {
    "headline": Field.HEADLINE,
    "author": Field.AUTHOR,
    "datepublished": Field.PUBLISHED,
    "datemodified": Field.MODIFIED,
    "articlesection": Field.SECTION,
    "keywords": Field.TOPIC,
}
_ARTICLE = re.compile(r"schema\.org/\w*(?:article|posting|report|review|page|creativework)$", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:author|byline)s?(?:[\s_-]{0,2}(?:name|link|title)s?)?(?:$|\s)", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,3}")
_SHORT = 4
"""Characters of "By", "and", "und", a comma."""
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].{4,30})?")
_CHANGED = re.compile(r"modif|updat|edit", re.IGNORECASE)
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")


def read_sayings(nodes: Iterable[LexborNode]) -> Iterator[Clue]:
    """The clues of the elements that `SAYINGS` selects."""
    for node in islice(nodes, _MOST):
        yield from _read(node, node.tag or "", node.attributes)


def _read(node: LexborNode, tag: str, attributes: Attributes) -> Iterator[Clue]:
    if tag == "h1":
        yield from _clue(Field.HEADLINE, _text(node), Source.H1)
    names = (attributes.get("itemprop") or "").lower().split()
    item = next((_ITEMS[name] for name in names if name in _ITEMS), None)
    if item and _in_article(node):
        yield from _clue(item, _value(node, attributes), Source.MICRODATA)
    elif tag == "time":
        yield from _time(node, attributes)
    elif _is_author(attributes):
        yield from _clue(Field.AUTHOR, _author(_texts(node)), Source.MARKUP)


def _author(texts: Sequence[str]) -> str:
    """The text of a byline; names in elements of their own are told apart by commas."""
    names = [text for text in texts if _NAME.fullmatch(text)]
    only_names = len(names) > 1 and all(text in names or len(text) <= _SHORT for text in texts)
    return plain((", " if only_names else " ").join(names if only_names else texts))


def _clue(field: Field, text: str, source: Source) -> Iterator[Clue]:
    if 0 < len(text) <= _LONGEST:
        yield Clue(field, text, source)


def _text(node: LexborNode) -> str:
    return plain(" ".join(_texts(node)))


def _texts(node: LexborNode, longest: int = _LONGEST) -> list[str]:
    """The texts in an element; none if they are too long, as an element can hold the page, and many can."""
    texts: list[str] = []
    left = 2 * longest
    for inner in islice(node.traverse(include_text=True), longest):
        text = inner.text_content
        if text and not text.isspace():
            texts.append(text.strip())
            left -= len(texts[-1])
            if left < 0:
                return []
    return texts


def _value(node: LexborNode, attributes: Attributes) -> str:
    """What an item says: its attribute, the name inside it, or its text."""
    for name in ("content", "datetime"):
        if attributes.get(name):
            return plain(attributes[name] or "")
    named = node.css_first('[itemprop="name"]') if "itemscope" in attributes else None
    if named is None:
        return _text(node)
    return plain(named.attributes.get("content") or "") or _text(named)


def _in_article(node: LexborNode) -> bool:
    """Whether the item that the element belongs to is an article."""
    parent = node.parent
    for _ in range(_LEVELS):
        if parent is None or not parent.is_element_node:
            return False
        attributes = parent.attributes
        if "itemscope" in attributes:
            return _ARTICLE.search(attributes.get("itemtype") or "") is not None
        parent = parent.parent
    return False


def _is_author(attributes: Attributes) -> bool:
    if "author" in (attributes.get("rel") or "").lower().split() or "/author" in (
        attributes.get("href") or ""
    ):
        return True
    return _is_byline(attributes.get("class") or "")


@lru_cache(maxsize=1024)
def _is_byline(classes: str) -> bool:
    return _BYLINE.search(classes) is not None


def _time(node: LexborNode, attributes: Attributes) -> Iterator[Clue]:
    text, stamp = _text(node), plain(attributes.get("datetime") or "")
    field = Field.MODIFIED if _is_of_change(node, attributes, text) else Field.PUBLISHED
    yield from _clue(field, stamp, Source.TIME)
    if not _STAMP.fullmatch(stamp):
        yield from _clue(field, text, Source.TIME)


def _is_of_change(node: LexborNode, attributes: Attributes, text: str) -> bool:
    """Whether a time is that of a change: by its class, its own words, or the label before it."""
    if _CHANGED.search(f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}"):
        return True
    line = parse_date_line(text)
    return (line is not None and line.modified) or lone_label(_before(node)) == "modified"


def _before(node: LexborNode) -> str:
    """The text right before an element, or before what begins with it."""
    for at in (node, node.parent):
        before = at.prev if at is not None else None
        if before is not None and not _text(before):  # the whitespace between elements
            before = before.prev
        if before is not None and (text := _text(before)):
            return text
    return ""


def read_figures(nodes: Iterable[LexborNode]) -> Iterator[Picture]:
    """The pictures that have a caption."""
    for node in islice(nodes, _MOST):
        image, caption = node.css_first("img"), node.css_first("figcaption")
        if image is not None and caption is not None:
            attributes = image.attributes
            found = (attributes.get(name) or "" for name in _SOURCES)
            url = next((url for url in found if url and not url.startswith("data:")), "")
            text = plain(" ".join(_texts(caption, _LONGEST_CAPTION)))
            if url and text:
                yield Picture(plain(url), text)

"""What elements of the body say of the article: headings, times, microdata, links and classes of authors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from copydesk.evidence.clues import Clue, Field, Picture, Source
from copydesk.evidence.plain import plain
from copydesk.evidence.written import LONGEST, Attributes, Element, element_at, said_before, text_of, texts_of
from copydesk.metadata.dates import lone_label, parse_date_line
from copydesk.native.written import first, owners, parent

_ALWAYS = frozenset(["h1", "time"])
_ELSEWHERE = frozenset(["meta", "link"])
"""Elements that say what they say in another way, whatever their attributes are."""

_MOST = 300
"""Elements of the body that are looked at, and figures."""
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
_COMMENT = re.compile(r"(?:^|[_-])comment(?:er|or|s)?(?:[_-]|$)", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,3}")
_SHORT = 4
"""Characters of "By", "and", "und", a comma."""
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].{4,30})?")
_CHANGED = re.compile(r"modif|updat|edit", re.IGNORECASE)
_AROUND_CREDIT = 3
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")


def can_say(element: Element) -> bool:
    """Whether an element is one of those that `read_sayings` reads."""
    if element.tag in _ALWAYS:
        return True
    if element.tag in _ELSEWHERE:
        return False
    classes = element.attributes.get("class", "")
    return (
        "itemprop" in element.attributes
        or "uthor" in classes
        or "yline" in classes
        or (element.tag == "a" and _leads_to_author(element.attributes))
    )


def read_sayings(elements: Sequence[Element]) -> Iterator[Clue]:
    """The clues of elements of a page, in its order."""
    elements = elements[:_MOST]
    items = _items(elements)
    for element in elements:
        yield from _read(element, items.get(element.at))


def _read(element: Element, item: Field | None) -> Iterator[Clue]:
    if element.tag == "h1":
        yield from _clue(Field.HEADLINE, text_of(element.html, element.at), Source.H1)
    is_author = item is Field.AUTHOR or (not item and _is_author(element.attributes))
    if is_author and _is_in_caption(element):
        return
    if item:
        yield from _clue(item, _value(element), Source.MICRODATA)
    elif element.tag == "time":
        yield from _time(element)
    elif is_author:
        name = _author(texts_of(element.html, element.at))
        yield from _clue(Field.AUTHOR, name, Source.MARKUP)
        if " " not in name and element.tag == "a":
            yield from _clue(Field.AUTHOR, name, Source.LINK)


def _is_in_caption(element: Element) -> bool:
    """Whether an author is that of a picture."""
    at = element.at
    for _ in range(_AROUND_CREDIT):
        at = parent(element.html, at)
        if at < 0 or element.html.startswith(b"<figcaption", at):
            return at >= 0
    return False


def _author(texts: Sequence[str]) -> str:
    """The text of a byline; names in elements of their own are told apart by commas."""
    names = [text for text in texts if _NAME.fullmatch(text)]
    only_names = len(names) > 1 and all(text in names or len(text) <= _SHORT for text in texts)
    return plain((", " if only_names else " ").join(names if only_names else texts))


def _clue(field: Field, text: str, source: Source) -> Iterator[Clue]:
    if 0 < len(text) <= LONGEST:
        yield Clue(field, text, source)


def _items(elements: Sequence[Element]) -> dict[int, Field]:
    """What those of some elements say that are microdata of an article, by their places."""
    found = {}
    for element in elements:
        names = element.attributes.get("itemprop")
        if names and (item := _item(names)):
            found[element.at] = item
    around = owners(elements[0].html, list(found), _LEVELS) if found else ()
    inside = {owner: _is_article(elements[0].html, owner) for owner in {*around}}
    return {at: item for (at, item), owner in zip(found.items(), around, strict=True) if inside[owner]}


@lru_cache(maxsize=256)
def _item(names: str) -> Field | None:
    return next((_ITEMS[name] for name in names.lower().split() if name in _ITEMS), None)


def _is_article(html: bytes, at: int) -> bool:
    kind = element_at(html, at).attributes.get("itemtype", "") if at >= 0 else ""
    return _ARTICLE.search(kind) is not None


def _value(element: Element) -> str:
    """What an item says: its attribute, the name inside it, or its text."""
    html, at, _, attributes = element
    for name in ("content", "datetime"):
        if attributes.get(name):
            return plain(attributes[name])
    named = first(html, at, b"", b' itemprop="name"') if "itemscope" in attributes else -1
    if named < 0:
        return text_of(html, at)
    return plain(element_at(html, named).attributes.get("content", "")) or text_of(html, named)


def _is_author(attributes: Attributes) -> bool:
    return _leads_to_author(attributes) or _is_byline(attributes.get("class", ""))


def _leads_to_author(attributes: Attributes) -> bool:
    rel = attributes.get("rel")
    return "/author" in attributes.get("href", "") or (rel is not None and "author" in rel.lower().split())


@lru_cache(maxsize=1024)
def _is_byline(classes: str) -> bool:
    """Whether a class is one of authors; who writes below a story has one of comments."""
    return any(_BYLINE.search(name) and not _COMMENT.search(name) for name in classes.split())


def _time(element: Element) -> Iterator[Clue]:
    text, stamp = text_of(element.html, element.at), plain(element.attributes.get("datetime", ""))
    field = Field.MODIFIED if _is_of_change(element, text) else Field.PUBLISHED
    yield from _clue(field, stamp, Source.TIME)
    if not _STAMP.fullmatch(stamp):
        yield from _clue(field, text, Source.TIME)


def _is_of_change(element: Element, text: str) -> bool:
    """Whether a time is that of a change: by its class, its own words, or the label before it."""
    if _CHANGED.search(f"{element.attributes.get('class', '')} {element.attributes.get('itemprop', '')}"):
        return True
    line = parse_date_line(text)
    if line is not None and line.modified:
        return True
    return lone_label(said_before(element.html, element.at)) == "modified"


def read_figures(html: bytes, places: Sequence[int]) -> Iterator[Picture]:
    """The pictures that have a caption, of the figures whose tags begin at some places."""
    for at in places[:_MOST]:
        caption = first(html, at, b"figcaption")
        image = first(html, at, b"img") if caption >= 0 else -1
        if image >= 0:
            attributes = element_at(html, image).attributes
            found = (attributes.get(name, "") for name in _SOURCES)
            url = next((url for url in found if url and not url.startswith("data:")), "")
            text = plain(" ".join(texts_of(html, caption, _LONGEST_CAPTION)))
            if url and text:
                yield Picture(plain(url), text)

"""The evidence of a page: what its head and its scripts say, and then what the elements of its body do.

Head and scripts are read from the parsed tree, the body from what is written out of it without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.evidence.body import can_say, read_figures, read_sayings
from copydesk.evidence.clues import Clue, Evidence, Field, Picture, Source
from copydesk.evidence.jsonld import read_json_ld
from copydesk.evidence.meta import Attributes, read_link, read_meta
from copydesk.evidence.plain import plain
from copydesk.evidence.written import element_at
from copydesk.limits import LIMITS, Limits

_HEAD = "meta,title,link[rel~=canonical i],link[rel~=license i]"
_SCRIPTS = "script[type*='ld+json' i]"
_MOST = 1_000
"""Elements of a kind in the head that are looked at."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says, and its scripts; `body` is the text that these give to search engines."""

    said: Sequence[Clue]
    pictures: tuple[Picture, ...]
    body: str | None
    metas: Sequence[Attributes]
    links: Sequence[Attributes]
    others: Sequence[Clue]


def read_head(tree: LexborHTMLParser, limits: Limits = LIMITS) -> Head:
    """What a page says in its head and in scripts, which must still be in the tree."""
    scripts = [node.text() for node in tree.css(_SCRIPTS)[:_MOST]]
    said, pictures, body = read_json_ld(scripts, limits)
    nodes = tree.head.css(_HEAD) if tree.head else []
    title = next((node for node in nodes if node.tag == "title"), None) or tree.css_first("title")
    metas = [node.attributes for node in nodes if node.tag == "meta"]
    links = [node.attributes for node in nodes if node.tag == "link"]
    return Head(said, pictures, body, metas, links, (*_title(title), *_language(tree)))


def read_evidence(head: Head, html: str, spots: Sequence[int], limits: Limits = LIMITS) -> Evidence:
    """What the page says of its article besides printing it; `spots` are where elements begin in `html`."""
    figures = dict.fromkeys(at for at in spots if html.startswith("<figure", at))
    elements = [element_at(html, at) for at in spots if at not in figures]
    metas = (*head.metas, *(element.attributes for element in elements if element.tag == "meta"))
    links = (*head.links, *(element.attributes for element in elements if element.tag == "link"))
    clues = (
        *head.said,
        *filter(None, map(read_meta, metas[:_MOST])),
        *(clue for attributes in links[:_MOST] for clue in read_link(attributes)),
        *head.others,
        *read_sayings([element for element in elements if can_say(element)]),
    )
    return Evidence(
        tuple([clue for clue in clues if len(clue.value) <= limits.evidence_chars]),
        head.pictures,
        tuple(read_figures(html, [*figures])),
        head.body,
    )


def _title(node: LexborNode | None) -> Iterator[Clue]:
    title = plain(node.text()) if node is not None else ""
    if title:
        yield Clue(Field.HEADLINE, title, Source.TITLE)


def _language(tree: LexborHTMLParser) -> Iterator[Clue]:
    language = tree.root.attributes.get("lang") if tree.root is not None else None
    if language:
        yield Clue(Field.LANGUAGE, plain(language), Source.MARKUP)

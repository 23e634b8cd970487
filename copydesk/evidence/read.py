"""The evidence of a page: what its head and its scripts say, and then what the elements of its body do.

Head and scripts are read from the parsed tree, the body from what is written out of it without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from copydesk.evidence.body import can_say, read_figures, read_sayings
from copydesk.evidence.clues import Clue, Evidence, Field, Source
from copydesk.evidence.jsonld import read_json_ld
from copydesk.evidence.meta import Attributes, read_link, read_meta
from copydesk.evidence.plain import plain
from copydesk.evidence.written import element_at
from copydesk.limits import LIMITS, Limits
from copydesk.steps import Steps

_HEAD = "meta,title,link[rel~=canonical i],link[rel~=license i]"
_SCRIPTS = "script[type*='ld+json' i]"
_MOST = 1_000
"""Elements of a kind in the head that are looked at."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page holds, and its scripts with linked data."""

    scripts: Sequence[str]
    metas: Sequence[Attributes]
    links: Sequence[Attributes]
    title: str
    language: str


def read_head(tree: LexborHTMLParser) -> Head:
    """What a page has in its head and in scripts, which must still be in the tree."""
    scripts = [node.text() for node in tree.css(_SCRIPTS)[:_MOST]]
    nodes = tree.head.css(_HEAD) if tree.head else []
    title = next((node for node in nodes if node.tag == "title"), None) or tree.css_first("title")
    metas = [node.attributes for node in nodes if node.tag == "meta"]
    links = [node.attributes for node in nodes if node.tag == "link"]
    language = tree.root.attributes.get("lang") if tree.root is not None else None
    return Head(scripts, metas, links, title.text() if title is not None else "", language or "")


def read_evidence(head: Head, html: bytes, spots: Sequence[int], limits: Limits = LIMITS) -> Steps[Evidence]:
    """What the page says of its article besides printing it; `spots` are where elements begin in `html`."""
    said, pictures, body = read_json_ld(head.scripts, limits)
    yield
    figures = dict.fromkeys(at for at in spots if html.startswith(b"<figure", at))
    elements = [element_at(html, at) for at in spots if at not in figures]
    metas = (*head.metas, *(element.attributes for element in elements if element.tag == "meta"))
    links = (*head.links, *(element.attributes for element in elements if element.tag == "link"))
    yield
    clues = [
        *said,
        *filter(None, map(read_meta, metas[:_MOST])),
        *(clue for attributes in links[:_MOST] for clue in read_link(attributes)),
        *_others(head),
    ]
    yield
    clues += read_sayings([element for element in elements if can_say(element)])
    return Evidence(
        tuple([clue for clue in clues if len(clue.value) <= limits.evidence_chars]),
        pictures,
        tuple(read_figures(html, [*figures])),
        body,
    )


def _others(head: Head) -> Iterator[Clue]:
    if title := plain(head.title):
        yield Clue(Field.HEADLINE, title, Source.TITLE)
    if head.language:
        yield Clue(Field.LANGUAGE, plain(head.language), Source.MARKUP)

"""The evidence of a page, from its parsed tree: one selection, then a reader for each kind of element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.evidence.body import FIGURES, SAYINGS, read_figures, read_sayings
from copydesk.evidence.clues import Clue, Evidence, Field, Source
from copydesk.evidence.jsonld import read_json_ld
from copydesk.evidence.meta import read_link, read_meta
from copydesk.evidence.plain import plain
from copydesk.limits import LIMITS, Limits

_HEAD = ("meta", "title", "link", "script")
_LINKS = "link[rel~=canonical i],link[rel~=license i]"
_SELECTOR = f"meta,title,{_LINKS},script[type*='ld+json' i],{SAYINGS},{FIGURES}"
_MOST = 1_000
"""Elements of a kind in the head that are looked at."""

Elements = Mapping[str, Sequence[LexborNode]]


def read_evidence(tree: LexborHTMLParser, limits: Limits = LIMITS) -> Evidence:
    """What the page says of its article besides printing it; scripts must still be in the tree."""
    elements = _elements(tree)
    scripts = (node.text() for node in elements["script"][:_MOST])
    said, pictures, body = read_json_ld(scripts, limits)
    clues = (*said, *_head(elements), *_language(tree), *read_sayings(elements["body"]))
    return Evidence(
        tuple(clue for clue in clues if len(clue.value) <= limits.evidence_chars),
        pictures,
        tuple(read_figures(elements["figure"])),
        body,
    )


def _elements(tree: LexborHTMLParser) -> Elements:
    """The elements that may say something, by kind; each once, however many of the selectors select it."""
    kinds: dict[str, list[LexborNode]] = {kind: [] for kind in (*_HEAD, "figure", "body")}
    seen: set[int] = set()
    for node in tree.css(_SELECTOR):
        if node.mem_id not in seen:
            seen.add(node.mem_id)
            kinds.get(node.tag or "", kinds["body"]).append(node)
    return kinds


def _head(elements: Elements) -> Iterator[Clue]:
    for node in elements["meta"][:_MOST]:
        yield from read_meta(node.attributes)
    for node in elements["link"][:_MOST]:
        yield from read_link(node.attributes)
    titles = (plain(node.text()) for node in elements["title"][:1])
    yield from (Clue(Field.HEADLINE, title, Source.TITLE) for title in titles if title)


def _language(tree: LexborHTMLParser) -> Iterable[Clue]:
    language = tree.root.attributes.get("lang") if tree.root is not None else None
    return (Clue(Field.LANGUAGE, plain(language), Source.MARKUP),) if language else ()

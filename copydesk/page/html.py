"""HTML to a page: its text is all that a reader can see, one block on each line."""

from __future__ import annotations

from functools import lru_cache

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from copydesk.document import Blocks, Hints, Page, RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.evidence.read import read_evidence, read_head
from copydesk.limits import LIMITS, Limits
from copydesk.metadata.address import choose_url
from copydesk.native.rows import spans
from copydesk.page.charset import to_utf8
from copydesk.page.marks import refuse_mark_runs
from copydesk.page.markup import Markup
from copydesk.page.prescan import refuse_floods
from copydesk.page.rows import join_rows
from copydesk.page.shown import written
from copydesk.page.unseen import hidden_text, is_bare
from copydesk.page.walk import walk
from copydesk.steps import Steps


def read_html(raw: RawDocument, limits: Limits = LIMITS) -> Steps[Page]:
    """The page of an HTML document.

    Hidden elements are part of it: bodies that scripts would show later, or a paywall hides, lie in them. A
    page that shows next to no running text is searched for one that it holds and does not show.
    """
    html, encoding = to_utf8(raw.data, raw.given.charset, raw.encoding)
    refuse_floods(html, limits)
    tree = _parsed(html)
    head = read_head(tree)
    shown = written(tree, html)
    del tree  # what others are read meanwhile would stand beside it in memory
    texts, markup, spots = walk(shown, limits)
    yield
    evidence = yield from read_evidence(head, shown, spots, limits)
    url, _ = choose_url(evidence, raw.url)
    yield
    if is_bare(texts, markup.linked.tolist()):
        texts, markup, _ = walk(shown + _unshown(html, evidence.body, limits), limits)
    texts, markup = join_rows(texts, markup)
    text = "\n".join(texts)
    if len(text) > limits.page_chars:
        raise RejectedError(Reason.TOO_LARGE, f"{len(text):,} characters; the limit is {limits.page_chars:,}")
    refuse_mark_runs(text, limits)
    return Page(raw.uri, text, _blocks(texts, markup), encoding, url, raw.source_id, markup, evidence)


def _parsed(html: bytes) -> LexborHTMLParser:
    """The tree of a page; nothing in it that is seen depends on the events of a change."""
    return LexborHTMLParser(html, scripting=True, options=LexborDocumentOptions.WO_EVENTS)


def _unshown(html: bytes, body: str | None, limits: Limits) -> bytes:
    """What the page holds without showing it, written out as an article."""
    text = hidden_text(html, " ".join((body or "").split())).encode("utf-8", "replace")
    refuse_floods(text, limits)
    return b"<article>" + written(_parsed(text), text) + b"</article>" if text else b""


def _blocks(texts: list[str], markup: Markup) -> Blocks:
    starts, ends = spans(texts)
    hints = {tag: _hints(tag) for tag in {*markup.tags}}
    tags = map(markup.tags.__getitem__, markup.elements.tolist())
    return Blocks(starts, ends, texts, list(map(hints.__getitem__, tags)), [()] * len(texts))


@lru_cache(maxsize=256)
def _hints(tag: str) -> Hints:
    return Hints(gap=1, tag=tag)

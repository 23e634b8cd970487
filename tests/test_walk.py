"""The walk over a written-out tree does what a pattern for its tags and a loop over its matches do."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import RejectedError
from copydesk.limits import LIMITS, Limits
from copydesk.native.attributes import Attributes
from copydesk.page.cards import is_card
from copydesk.page.markup import Markup
from copydesk.page.prescan import refuse_attributes, refuse_depth, refuse_tags
from copydesk.page.walk import walk as walk_bytes


def walk(html: str, limits: Limits) -> tuple[list[str], Markup, list[int]]:
    return walk_bytes(html.encode(), limits)


def place(html: str, at: int) -> int:
    """Where a character stands in UTF-8."""
    return len(html[:at].encode())


# ── The reference: slow and plain ────────────────────────────────────────────────────────────────────

_TOKEN = re.compile(
    r"<(?:(/?[a-zA-Z][^\s/>]*)((?: [^\s/>][^\s/>=]*=\"[^\"]*\")*)>|!--.*?-->|![^>]*>|\?[^>]*>)([^<]*)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"=\"[^\"]*\"")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\xa0"), ("&amp;", "&"))
_LONG_TAG = 3000  # characters below which a tag cannot have too many attributes

_OPEN, _IGNORED, _BREAK, _RULE, _STYLES, _LINK, _LINK_END, _BOLD, _BOLD_END = range(-1, 8)

_INLINE = (
    "abbr acronym bdi bdo big cite code data del dfn em font i ins kbd label mark math meter mfenced mfrac "
    "mi mn mo mroot mrow ms msqrt mstyle msub msubsup msup mtext nobr o:p output progress q rb rp rt rtc "
    "ruby s samp small span strike sub sup time tt u var"
)
_VOID = "area base basefont bgsound col embed frame img input keygen link meta param source track wbr"
_KINDS = (
    {tag: _IGNORED for name in _INLINE.split() for tag in (name, f"/{name}")}
    | dict.fromkeys(_VOID.split(), _IGNORED)
    | {"br": _BREAK, "hr": _RULE, "a": _LINK, "/a": _LINK_END}
    | {"b": _BOLD, "strong": _BOLD, "/b": _BOLD_END, "/strong": _BOLD_END}
)
"""What a tag means for blocks; every other one opens or closes an element."""

_NAMED = frozenset(_INLINE.split())


class _Walk:
    """What has been gathered so far: columns that grow, and the block at hand."""

    def __init__(self) -> None:
        self.tags, self.attributes, self.parents = [""], [""], [0]
        self.first, self.last = [0], [0]
        self.texts: list[str] = []
        self.elements: list[int] = []
        self.linked: list[int] = []
        self.bold: list[int] = []
        self.broken: list[bool] = []
        self.stack = [0]
        self.parts: list[str] = []
        self.links = self.bolds = self.in_links = self.in_bold = 0
        self.after_break = self.after_link = False
        self.card: list[str] = []  # the tags of its name that are open in it
        self.waiting: tuple[list[str], int, int, bool] = ([], 0, 0, False)
        self.around: list[int] = []  # the elements around the card

    def read(self, html: str, limits: Limits) -> None:
        """Take in all tags, each with its attributes and the text behind it; the hottest loop of a page."""
        kinds = _KINDS.get
        for token in _TOKEN.finditer(html):
            tag, attributes, text = token.groups("")
            kind = _IGNORED if self._is_inline(tag) else kinds(tag, _OPEN)
            self._look_for_cards(html, token)
            if kind > _STYLES:
                self._style(kind)
            elif kind and tag:
                self._end_block(kind == _BREAK)
                if kind == _OPEN:
                    self._open(tag, attributes)
                    if len(self.stack) > limits.page_depth:
                        refuse_depth(len(self.stack), limits)
            if len(attributes) > _LONG_TAG:
                refuse_attributes(len(_ATTRIBUTE.findall(attributes)), limits)
            if text and (self.parts or not text.isspace()):
                self._add(text)
            self.after_link = kind == _LINK_END and not text
        if self.card:
            self._resume()
        self._end_block(False)
        for element in self.stack:
            self.last[element] = len(self.texts)

    def _look_for_cards(self, html: str, token: re.Match[str]) -> None:
        tag, attributes, _ = token.groups("")
        if self.card:
            self._leave(tag)
        elif tag in _NAMED and self.parts and is_card(html.encode(), place(html, token.start()), attributes):
            self._enter(tag, attributes)

    def _enter(self, tag: str, attributes: str) -> None:
        """What was gathered waits until the card is over, which is an element of its own."""
        self.card, self.around = [tag], [*self.stack]
        self.waiting = self.parts, self.in_links, self.in_bold, self.after_break
        self.parts, self.in_links, self.in_bold, self.after_break = [], 0, 0, False
        self._open(tag, attributes)

    def _leave(self, tag: str) -> None:
        if tag == self.card[0]:
            self.card.append(tag)
        elif tag == f"/{self.card[0]}":
            self.card.pop()
            if not self.card:
                self._resume()

    def _resume(self) -> None:
        self._end_block(False)
        for element in self.stack[len(self.around) :]:
            self.last[element] = len(self.texts)
        self.stack, self.card = self.around, []
        self.around = []
        self.parts, self.in_links, self.in_bold, self.after_break = self.waiting

    def _is_inline(self, tag: str) -> bool:
        """Whether an element of the page's own stands among words, as browsers draw it."""
        top = self.tags[self.stack[-1]]
        if "-" not in tag or tag in _KINDS:
            return False
        return top != tag[1:] if tag[0] == "/" else re.fullmatch("p|h[1-6]", top) is not None

    def _style(self, kind: int) -> None:
        """A link or bold text starts or ends; links side by side are words side by side."""
        if kind == _LINK:
            self.links += 1
            if self.after_link and self.parts:
                self.parts.append(" ")
        elif kind == _LINK_END:
            self.links -= 1
        else:
            self.bolds += 1 if kind == _BOLD else -1

    def _open(self, tag: str, attributes: str) -> None:
        if tag[0] == "/":
            self._close()
            return
        self.parents.append(self.stack[-1])
        self.stack.append(len(self.tags))
        self.tags.append(tag)
        self.attributes.append(attributes)
        self.first.append(len(self.texts))
        self.last.append(0)

    def _close(self) -> None:
        if len(self.stack) > 1 and not (self.card and len(self.stack) == len(self.around) + 1):
            self.last[self.stack.pop()] = len(self.texts)

    def _add(self, text: str) -> None:
        plain = _unescaped(text) if "&" in text else text
        self.parts.append(plain)
        if self.links > 0:
            self.in_links += len(plain)
        if self.bolds > 0:
            self.in_bold += len(plain)

    def _end_block(self, is_break: bool) -> None:
        """What was gathered of text becomes a block, or several where `pre` has empty lines."""
        if self.parts:
            text, element = "".join(self.parts), self.stack[-1]
            for part in _PARAGRAPH.split(text) if self.tags[element] == "pre" else (text,):
                words = " ".join(part.split())
                if words:
                    self.texts.append(words)
                    self.elements.append(element)
                    self.linked.append(min(self.in_links, len(words)))
                    self.bold.append(min(self.in_bold, len(words)))
                    self.broken.append(self.after_break)
            self.parts = []
            self.in_links = self.in_bold = 0
        self.after_break = is_break


def reference(html: str, limits: Limits) -> tuple[list[str], Markup, list[int]]:
    """What `walk` finds; raises RejectedError over a limit."""
    refuse_tags(len(_TOKEN.findall(html)), limits)
    found = _Walk()
    found.read(html, limits)
    return (
        found.texts,
        _pruned(found),
        [place(html, tag.start()) for tag in _TOKEN.finditer(html) if _may_say(tag)],
    )


def _may_say(tag: re.Match[str]) -> bool:
    name = tag[1] or "/"
    return name[0] != "/" and (name in _SAYING or _TELLING.search(tag[2]) is not None)


_SAYING = frozenset(["h1", "time", "figure", "meta", "link"])
_TELLING = re.compile("uth|yli|mpr")


def _unescaped(text: str) -> str:
    for written, meant in _ESCAPED:
        text = text.replace(written, meant)
    return text


def _pruned(found: _Walk) -> Markup:
    """The markup without elements that hold no block."""
    first, last = np.array(found.first, np.int64), np.array(found.last, np.int64)
    held = last > first
    held[0] = True
    place = np.cumsum(held) - 1
    kept = np.flatnonzero(held).tolist()
    return Markup(
        tags=tuple([found.tags[e] for e in kept]),
        attributes=Attributes(found.attributes[e] for e in kept),
        parents=place[np.array(found.parents, np.int64)[held]],
        first=first[held],
        last=last[held],
        elements=place[np.array([_heading(found, e) for e in found.elements], np.int64)],
        linked=np.array(found.linked, np.int64),
        bold=np.array(found.bold, np.int64),
        broken=np.array(found.broken, bool),
    )


def _heading(found: _Walk, element: int) -> int:
    """The heading around an element that has nothing else in it, or else the element."""
    at = element
    while at and found.last[at] - found.first[at] == 1 and found.tags[at] not in ("button", "figcaption"):
        if re.fullmatch("h[1-6]", found.tags[at]):
            return at
        at = found.parents[at]
    return element


# ── Beside the reference ─────────────────────────────────────────────────────────────────────────────

_WORDS = """
<p> </p> <a> </a> <b> </b> <br> <hr> <pre> </pre> <span> </span> <o:p> <base> </base> </br> <A> <div <li </li>
<h1> </h1> <h2> </h2> <button> </button>
<time> </time> <author> uthor <x-y> </x-y> <a-longer-name> </a-longer-name>
<!-- --> -- ! < > / = " <? <! </ a &lt; &gt; &amp; &nbsp; &am & <é> é € 😀 㰼 㰢 ∼ 㸼
"""
PARTS = (
    *_WORDS.split(),
    ' id="x"',
    ' class="c d"',
    ' class="byline"',
    ' Xuth="mpr"',
    '<img src="x">',
    '<span class="tooltip">',
    '<span class="tooltip-text">',
    '<span id="t" role="tooltip">',
    '<b id="t" role="tooltip">',
)
SPACES = (" ", "\n", "\n\n", "\t", "\x1c", "\x85", "\xa0", "\u3000", "\n \n")
PAGES = st.lists(st.sampled_from((*PARTS, *SPACES)), max_size=30).map("".join)
SMALL = replace(LIMITS, page_tags=20, page_depth=8, tag_attributes=400)
COLUMNS = ("parents", "first", "last", "elements", "linked", "bold", "broken")


def outcome(found: tuple[list[str], Markup, list[int]]) -> object:
    texts, markup, spots = found
    columns = [getattr(markup, name).tolist() for name in COLUMNS]
    return texts, spots, markup.tags, [*markup.attributes], columns


def outcomes(html: str, limits: Limits) -> list[object]:
    """What the walk finds, or says where it refuses a page; and the same of the reference."""
    found: list[object] = []
    for work in (walk, reference):
        try:
            found.append(outcome(work(html, limits)))
        except RejectedError as error:
            found.append(str(error))
    return found


@given(PAGES, st.sampled_from((LIMITS, SMALL)))
def test_the_walk_finds_what_the_reference_finds(html: str, limits: Limits) -> None:
    ours, theirs = outcomes(html, limits)
    assert ours == theirs


@pytest.mark.parametrize("many", [399, 400, 401])
def test_a_long_tag_has_its_attributes_counted(many: int) -> None:
    ours, theirs = outcomes("<p" + many * ' name="1"' + ">x</p>", SMALL)
    assert ours == theirs


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>Our <x-firm><b>Harbour</b> Ltd</x-firm> page.</p>", ["Our Harbour Ltd page."]),
        ("<h2>The <a-longer-name>Harbour</a-longer-name></h2>", ["The Harbour"]),
        ("<div>Menu <x-item>Harbour</x-item> Town</div>", ["Menu", "Harbour", "Town"]),
        ("<p>Ask <button>Reply</button> now</p>", ["Ask", "Reply", "now"]),
    ],
)
def test_elements_of_a_pages_own_are_words_of_a_paragraph(html: str, texts: list[str]) -> None:
    assert walk(html, LIMITS)[0] == texts


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        (
            '<p>Governor <span class="rollover"><a>Ana Lima</a><span class="rollover-block"><a>Lima</a> '
            "<a>Harbour opens</a><span>More</span></span></span> (A) said.</p>",
            ["Lima Harbour opensMore", "Governor Ana Lima (A) said."],
        ),
        (
            '<p>The harbour.<sup>2</sup><span id="f" role="tooltip">So she <i>says</i>.</span> It grows.</p>',
            ["So she says.", "The harbour.2 It grows."],
        ),
        (
            '<div>In <span class="tooltip">the pact<span class="tooltiptext">A <div>treaty</div> of</span>'
            "</span>s of it</div>",
            ["A", "treaty", "of", "In the pacts of it"],
        ),
    ],
)
def test_a_card_inside_a_paragraph_stands_before_it(html: str, texts: list[str]) -> None:
    assert walk(html, LIMITS)[0] == texts


@pytest.mark.parametrize(
    "html",
    [
        '<p>In <span class="tooltip" title="A treaty">the pact</span> of it</p>',
        '<p>In <span class="tooltip"><span class="tooltip-text">the pact</span></span> of it</p>',
        '<p>In <span class="tooltip-text">the pact</span> of it</p>',
        '<p>In <abbr role="tooltip">the pact</abbr> of it</p>',
        '<p>In <span class="glossary"><span class="rollover-content">the pact</span></span> of it</p>',
        '<p>In <a class="popover">the <span class="popover-trigger">pact</span></a> of it</p>',
        '<p>In the pact <span class="notion-enable-hover">of it</span></p>',
    ],
)
def test_words_that_are_seen_are_on_no_card(html: str) -> None:
    assert walk(html, LIMITS)[0] == ["In the pact of it"]


@pytest.mark.parametrize(
    ("html", "tag"),
    [
        ("<h2><div><div>Harbour</div></div></h2>", "h2"),
        ("<h3><ol start='2'><li>Harbour</li></ol></h3>", "h3"),
        ("<h2><div>Harbour</div><div>Town</div></h2>", "div"),
        ("<h2><button>Harbour</button></h2>", "button"),
        ("<h2><figure><figcaption>Harbour</figcaption></figure></h2>", "figcaption"),
        ("<section><div>Harbour</div></section>", "div"),
    ],
)
def test_what_is_all_of_a_heading_is_the_heading(html: str, tag: str) -> None:
    markup = walk(html.replace("'", '"'), LIMITS)[1]
    assert markup.tags[markup.elements[0]] == tag

"""Elements found in a written-out tree are those that the parser has, with the same around them."""

from __future__ import annotations

import re
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.evidence.written import element_at, said_before
from copydesk.native.written import first, owners, parent, previous, read, texts

TAG = re.compile(rb"<!--.*?-->|<([a-z][^\s/>]*)", re.DOTALL)
WORDS = """
<p> </p> <div> </div> <i> </i> <a> </a> <br> <table> <td> </table> <svg> </svg> </b> <!----> <!--<p>-->
a é € 😀 &amp;lt; &nbsp;
"""
TAGS = (
    '<b title="a>b<c&quot; =">', '<meta content="x" name>', '<svg title="é">', '<i itemprop="name">',
    '<div itemscope itemtype="x">', '<p itemscope itemprop="y">', '<b =x class="y">', '<b =>', '<b a"b=c =">',
)  # fmt: skip
PIECES = (*WORDS.split(), " ", "\n", *TAGS)
PAGES = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


class Tree:
    """A page that the parser has read, and where it has written each element."""

    def __init__(self, page: str) -> None:
        self.parser = LexborHTMLParser(page)  # which has to be kept, or its nodes are gone
        self.html = (self.parser.html or "").encode()
        root = self.parser.root
        assert root is not None
        self.nodes = [node for node in root.traverse() if node.is_element_node]
        starts = [found.start() for found in TAG.finditer(self.html) if found[1]]
        self.places = {node.mem_id: at for node, at in zip(self.nodes, starts, strict=True)}

    def place(self, node: LexborNode | None) -> int:
        return -1 if node is None else self.places.get(node.mem_id, -1)


@given(PAGES, st.integers(1, 9))
def test_an_element_has_the_name_the_attributes_and_the_texts_that_it_had(page: str, most: int) -> None:
    tree = Tree(page)
    for node in tree.nodes:
        found = element_at(tree.html, tree.place(node))
        assert (found.tag, found.attributes) == (node.tag, {k: v or "" for k, v in node.attributes.items()})
        inner = [each.text_content for each in islice(node.traverse(include_text=True), most)]
        assert texts(tree.html, found.at, most) == [text for text in inner if text]


@given(PAGES)
def test_what_is_around_an_element_is_what_was(page: str) -> None:
    tree = Tree(page)
    for node in tree.nodes:
        at = tree.place(node)
        assert parent(tree.html, at) == tree.place(node.parent)
        start, before = previous(tree.html, at), node.prev
        if before is None or before.is_element_node:
            assert start == tree.place(before)
        elif before.is_text_node:
            assert read(tree.html[start:at].decode()) == before.text_content
        else:
            assert tree.html.startswith(b"<!--", start)


@given(PAGES)
def test_the_first_of_a_kind_in_an_element_is_found(page: str) -> None:
    tree = Tree(page)
    for node in tree.nodes:
        inside = [inner for inner in node.css("i") if inner.mem_id != node.mem_id]
        assert first(tree.html, tree.place(node), b"i") == tree.place(next(iter(inside), None))
        named = (inner for inner in node.css('[itemprop="name"]') if inner.mem_id != node.mem_id)
        assert first(tree.html, tree.place(node), b"", b' itemprop="name"') == tree.place(next(named, None))


@given(PAGES, st.integers(1, 4))
def test_the_item_that_an_element_belongs_to_is_the_nearest(page: str, levels: int) -> None:
    tree = Tree(page)
    found = owners(tree.html, [tree.place(node) for node in tree.nodes], levels)
    assert found == [tree.place(_owner(node, levels)) for node in tree.nodes]


def _owner(node: LexborNode, levels: int) -> LexborNode | None:
    around = node.parent
    for _ in range(levels):
        if around is None or not around.is_element_node:
            return None
        if "itemscope" in around.attributes:
            return around
        around = around.parent
    return None


def test_what_is_said_before_is_said_right_before() -> None:
    html = b"<p>A</p><p>Updated<!-- x --></p> <div> <i>9 April</i></div>"
    assert said_before(html, html.index(b"<i>")) == "Updated"
    assert said_before(html, html.index(b"<div>")) == "Updated"
    assert said_before(html, 0) == ""

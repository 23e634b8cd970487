"""Reading HTML: what is visible becomes the page text, block by block; hostile pages are refused."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.document import Page, RawDocument
from copydesk.errors import RejectedError
from copydesk.limits import LIMITS
from copydesk.page import read


def page_of(html: str | bytes) -> Page:
    return read(RawDocument("page.html", html if isinstance(html, bytes) else html.encode(), "html"))


def texts_of(html: str) -> list[str]:
    return [block.text for block in page_of(html).blocks]


BLOCKS = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
    "words in inline elements are one block": ("<p>A <b>bold</b> <i>word</i>.</p>", ["A bold word."]),
    "a line break ends a block": ("<p>One.<br>Two.<br/><br>Three.</p>", ["One.", "Two.", "Three."]),
    "text beside an element is a block": ("<div>One.<p>Two.</p>Three.</div>", ["One.", "Two.", "Three."]),
    "links side by side are not one word": ("<nav><a>One</a><a>Two</a></nav>", ["One Two"]),
    "an initial letter stays with its word": ("<p><span>T</span>he end.</p>", ["The end."]),
    "white space is one space": ("<p>  A\n\t b&nbsp; c </p>", ["A b c"]),
    "characters that were escaped": ("<p>a &lt;b&gt; &amp;amp; c</p>", ["a <b> &amp; c"]),
    "empty lines end a block where white space counts": ("<pre>a\nb\n\nc</pre>", ["a b", "c"]),
    "code is left out": ("<p>a</p><script>b</script><style>c</style><template>d</template>", ["a"]),
    "fallbacks are left out": ("<p>a</p><noscript>b</noscript><video>c</video>", ["a"]),
    "comments are left out": ("<p>a<!-- <p>b</p> -->c</p>", ["ac"]),
    "hidden elements are kept": ("<div hidden><p>a</p></div><p style='display:none'>b</p>", ["a", "b"]),
    "elements left open": ("<ul><li>a<li>b</ul><p>c<p>d", ["a", "b", "c", "d"]),
    "odd attributes": ("<p =a b'c\"d=1 e='\"<>'>x</p>", ["x"]),
    "an element nobody knows": ("<main><x-par>a</x-par><x-par>b</x-par></main>", ["a", "b"]),
}


@pytest.mark.parametrize(("html", "texts"), BLOCKS.values(), ids=BLOCKS)
def test_visible_text_is_cut_into_blocks(html: str, texts: list[str]) -> None:
    assert texts_of(html) == texts


def test_the_page_text_has_a_block_on_each_line() -> None:
    page = page_of("<h1>Head</h1><p>One.</p>")
    assert page.text == "Head\nOne."
    assert [page.text[block.start : block.end] for block in page.blocks] == ["Head", "One."]


def test_markup_says_where_a_block_stands() -> None:
    page = page_of('<div class="body"><p>A <a>link</a>.</p><nav></nav><h2>So<br>what</h2></div>')
    markup = page.markup
    assert markup is not None
    assert markup.tags == ("", "html", "body", "div", "p", "h2")
    assert markup.attributes[3] == ' class="body"'
    assert [markup.tags[e] for e in markup.elements] == ["p", "h2", "h2"]
    assert markup.parents.tolist() == [0, 0, 1, 2, 3, 3]
    assert list(zip(markup.first.tolist(), markup.last.tolist(), strict=True))[3:] == [(0, 3), (0, 1), (1, 3)]
    assert markup.linked.tolist() == [4, 0, 0]
    assert markup.broken.tolist() == [False, False, True]


# ── Beside Beautiful Soup ────────────────────────────────────────────────────────────────────────────

INLINE = ("b", "i", "em", "strong", "span", "sup", "code", "a")
BLOCK = ("div", "section", "article", "ul", "li", "blockquote", "figure", "h2", "main", "aside")
UNSEEN = ("script", "style", "template", "noscript", "select", "textarea", "iframe")
WORDS = st.text(
    st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("<>&\"' \n")), max_size=12
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(tags: tuple[str, ...], content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attribute = WORDS.map(lambda value: escaped(value).replace('"', "&quot;"))
    return st.builds(
        lambda tag, value, inside: f'<{tag} class="{value}" hidden>{inside}</{tag}>',
        st.sampled_from(tags), attribute, content,
    )  # fmt: skip


LEAF = st.one_of(WORDS.map(escaped), st.sampled_from(["<br>", "<hr>", "<!-- no -->", '<img alt="no">']))
RUN = st.recursive(
    LEAF, lambda inner: element(INLINE, st.lists(inner, max_size=3).map("".join)), max_leaves=6
)
BODY = st.recursive(
    st.one_of(
        RUN, element(("p",), st.lists(RUN, max_size=3).map("".join)), element(UNSEEN, st.just("unseen"))
    ),
    lambda inner: element(BLOCK, st.lists(inner, max_size=4).map("".join)),
    max_leaves=12,
)


@given(st.lists(BODY, max_size=5).map("".join))
@settings(max_examples=300)
def test_the_text_is_that_of_beautiful_soup(body: str) -> None:
    html = f"<!doctype html><html><head><title>no</title></head><body>{body}</body></html>"
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(("title", *UNSEEN)):
        tag.decompose()
    assert "".join(page_of(html).text.split()) == "".join(soup.get_text().split())


# ── Encodings ────────────────────────────────────────────────────────────────────────────────────────

TEXT = "<p>Žena mluví česky – opravdu.</p>"
ENCODED = {
    "utf-8": (TEXT.encode(), "utf-8"),
    "utf-8 with a mark": (TEXT.encode("utf-8-sig"), "utf-8"),
    "utf-16 with a mark": (TEXT.encode("utf-16"), "utf-16-le"),
    "utf-8 that declares another": (b"<meta charset=iso-8859-2>" + TEXT.encode(), "utf-8"),
    "what is declared": (b"<meta charset='windows-1250'>" + TEXT.encode("cp1250"), "windows-1250"),
    "what is declared the old way": (
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">' + TEXT.encode("cp1250"),
        "windows-1250",
    ),
}


@pytest.mark.parametrize(("data", "encoding"), ENCODED.values(), ids=ENCODED)
def test_known_encodings_are_read(data: bytes, encoding: str) -> None:
    page = page_of(data)
    assert (page.text, page.encoding) == ("Žena mluví česky – opravdu.", encoding)


def test_latin_1_is_windows_1252_as_on_the_web() -> None:
    assert page_of(b"<meta charset=iso-8859-1><p>\x93Ja\x94").text == "“Ja”"


def test_gb2312_is_gb18030_as_on_the_web() -> None:
    assert page_of(b"<meta charset=gb2312><p>" + "镕基".encode("gb18030")).text == "镕基"


def test_an_encoding_no_page_means_is_not_obeyed() -> None:
    assert page_of(b"<meta charset=cp037><p>caf\xe9").text == "café"


def test_a_broken_character_in_a_long_page_is_marked_and_the_rest_kept() -> None:
    assert page_of("<p>žluť </p>".encode() * 300 + b"<p>\xe2\x82 end").text.endswith("\ufffd end")


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────

REFUSED = {
    "nothing": (b" \n", "empty", "no visible byte"),
    "NUL bytes": ("<p>text</p>".encode("utf-16-be"), "binary", "UTF-16 without a byte order mark"),
    "a PDF called a page": (b"%PDF-1.4\nall of it in ASCII", "binary", "a PDF"),
    "an alphabet that nobody named": (
        b"<p>" + ("Правительство готовит новый закон о бюджете. " * 3).encode("cp1251"),
        "invalid_encoding",
        "no words",
    ),
    "bytes that are broken": (b"<meta charset=utf-8>" + b"\xff\xfe\xff" * 900, "invalid_encoding", "broken"),
    "attributes": (
        b"<p" + b"".join(map(b" a%d".__mod__, range(1001))) + b">x", "too_large", "1,001 attributes",
    ),
    "a flood of attributes": (
        b"<p " + b" ".join(b'a%d=">"' % i for i in range(200_000)) + b">x", "too_large", "200,000 attributes",
    ),
    "depth": (b"<div>" * 600 + b"x", "too_large", "deep"),
    "a flood of depth": (b"<div>" * 400_000 + b"x", "too_large", "deep"),
    "tags": (b"<i></i>" * 500_000, "too_large", "tags"),
    "text": (b"<p>" + b"x" * (LIMITS.page_chars + 1), "too_large", "5,242,881 characters"),
    "combining marks": (("<p>a" + "\u0301" * 40).encode(), "combining_marks", "40 combining marks"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_over_a_limit_is_refused_with_its_number(data: bytes, code: str, message: str) -> None:
    with pytest.raises(RejectedError, match=message) as refused:
        page_of(data)
    assert refused.value.code == code


def test_many_paragraphs_left_open_are_not_deep() -> None:
    assert len(page_of("<p>word\n" * 40_000)) == 40_000


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        page = page_of(data)
    except RejectedError as error:
        assert error.message
    else:
        assert "\n".join(block.text for block in page.blocks) == page.text

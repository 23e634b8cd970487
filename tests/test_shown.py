"""A page is written out by the parser's own functions as by the binding, which is asked without these."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.page import shown

OTHER_NAMES = "p", "i", "table", "td", "math", "mi", "annotation-xml", "xmp", "br", "image", "keygen"
BEGUN = (
    *(f"<{name}>" for name in (*shown.UNSEEN, *OTHER_NAMES)),
    "<plaintext>", "<my-element is=a>", "<option>", "<frameset>", "<html lang=de>",
)  # fmt: skip
ENDED = tuple(f"</{name}>" for name in (*shown.UNSEEN, "p", "i", "table", "math", "xmp", "body", "br"))
ATTRIBUTES = (
    '<p title="a&amp;b">', "<p a=\"'\" b='\"' c>", "<p ä=ö A=1 a=2>", "<p x='<>' y='\u00a0' z='Â' is='b'>",
    "<p x='·<&quot;&nbsp;>&' y>", "<math xlink:href=a xml:lang=b xmlns=c xmlns:xlink=d definitionurl=e>",
    "<svg viewbox=1><p x:y=z>",
)  # fmt: skip
OTHERS = ("<!doctype html>", "<!--a-->", "<?a?>", "a<b", "&lt;&amp;&nbsp;", "\u00a0€😀", "\0", " ", "\n")
PAGES = st.lists(st.sampled_from((*BEGUN, *ENDED, *ATTRIBUTES, *OTHERS)), max_size=30).map("".join)


def parsed(page: str) -> LexborHTMLParser:
    return LexborHTMLParser(page.encode(), scripting=True)


@pytest.fixture
def untried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another version of the binding."""
    monkeypatch.setattr("selectolax.__version__", "1.0.999")
    shown._writer.cache_clear()
    yield
    shown._writer.cache_clear()


def test_the_version_that_is_installed_has_been_tried() -> None:
    """A newer one has to be tried, by these tests, before it is named among those that were."""
    assert shown._writer() is not None


@given(PAGES)
def test_both_ways_write_the_same(page: str) -> None:
    assert shown.written(parsed(page), page.encode()) == shown.stripped(parsed(page))


@pytest.mark.parametrize("name", shown.UNSEEN)
def test_nothing_unseen_is_written_wherever_it_stands(name: str) -> None:
    for before, after in product(("", "<p>", "<table><tr>", "<svg>", "<math><mi>"), ("", f"</{name}>b</p>")):
        page = f"{before}<{name} id=c>a{after}"
        assert f"<{name}" not in shown.written(parsed(page), b"").decode().replace("<head></head>", "")


@pytest.mark.parametrize("page", ["", "<p>a<svg>b</svg>c", "<select><option>a</select><b title='&'>é</b>"])
def test_a_version_that_has_not_been_tried_writes_the_same(page: str, untried: None) -> None:
    assert shown._writer() is None
    slow = shown.written(parsed(page), page.encode())
    assert slow == shown.stripped(parsed(page))
    assert b"option" not in slow


@pytest.mark.parametrize("expected", [0, 3])
def test_a_page_longer_than_was_guessed_is_written_whole(expected: int) -> None:
    page = f"<p title={'a' * 9000}>{'b' * 9000}"
    assert shown.written(parsed(page), b"a" * expected) == shown.stripped(parsed(page))

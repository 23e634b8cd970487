"""What is compiled for pages of HTML says what plain Python says, whatever the page."""

from __future__ import annotations

import copy
import re

import py3langid
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.clean import clean
from copydesk.document import RawDocument
from copydesk.label.survey import FAR, PROSE, Survey, survey
from copydesk.metadata.languagemodel import LanguageModel
from copydesk.native.attributes import Attributes
from copydesk.native.flooding import ATTRIBUTES, DEPTH, NOTHING, TAGS, flood
from copydesk.native.names import tokens
from copydesk.native.scan import floods, is_utf8
from copydesk.page import read

# ── Bytes ────────────────────────────────────────────────────────────────────────────────────────────

EDGES = bytes.fromhex("00417f808f909fa0bfc0c1c2dfe0e1ecedeeeff0f1f3f4f5ff")


def decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@given(st.lists(st.sampled_from(EDGES), max_size=7).map(bytes), st.integers(0, 9))
def test_utf8_is_what_python_decodes(data: bytes, before: int) -> None:
    padded = b"a" * before + data + b"abcdefgh"
    assert is_utf8(data) == decodes(data)
    assert is_utf8(padded) == decodes(padded)


@given(st.lists(st.sampled_from([*b" \n\t\r\f/=</ab", *b"\x80\xff"]), max_size=600).map(bytes))
def test_floods_are_counted(data: bytes) -> None:
    runs = re.findall(rb"[ \n\t\r\f/=](?=[^ \n\t\r\f/=])", data)
    after = re.findall(rb"(?<=[^ \n\t\r\f/=])[ \n\t\r\f/=]", data)
    assert floods(data)[0] == len(after)
    assert abs(len(runs) - len(after)) <= 1
    assert floods(data)[1] == data.count(b"<") - data.count(b"</")


_VALUE = r"""(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s>"'][^\s>]*)"""
_ATTRIBUTE = rf"[^\s/>][^\s/>=]*(?:\s*=\s*{_VALUE})?"
_TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(/?)([a-z][^\s/>]*)((?:[\s/]+|{_ATTRIBUTE})*+)", re.DOTALL | re.IGNORECASE
)
_FLAT = (
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd td th tr tbody thead tfoot option"
)


def first_flood(html: str, tags: int, depth: int, attributes: int) -> tuple[int, int]:
    """The reference: a pattern for tags and a loop over its matches."""
    seen = deep = 0
    for close, name, said in _TAG.findall(html):
        if not name:
            continue
        seen += 1
        if name.lower() not in _FLAT.split():
            deep = max(deep - 1, 0) if close else deep + 1
        if seen > tags:
            return TAGS, 0
        if deep > depth:
            return DEPTH, 0
        if (count := len(re.findall(_ATTRIBUTE, said))) > attributes:
            return ATTRIBUTES, count
    return NOTHING, 0


MARKS = ("<", "</", "<!--", "-->", "-", ">", "=", '"', "'", "/", " ", "\n", "é", "x")
BEGUN = ("<b", "<LI y>", "<p x=1>", "</table>", "<wbr", "<o:p")


@given(
    st.lists(st.sampled_from((*MARKS, *BEGUN)), max_size=40).map("".join),
    st.integers(1, 8),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_the_first_flood_is_found(html: str, tags: int, depth: int, attributes: int) -> None:
    assert flood(html.encode(), tags, depth, attributes) == first_flood(html, tags, depth, attributes)


# ── Names of elements ────────────────────────────────────────────────────────────────────────────────


@given(
    st.lists(
        st.text(st.sampled_from("hidenoywal\xe9中"), max_size=20) | st.just('x="hidden none aywall"'),
        max_size=20,
    )
)
def test_elements_that_hold_a_word_are_found(names: list[str]) -> None:
    words = ("hidden", "none", "wal")
    expected = [e for e, text in enumerate(names) if any(word in text for word in words)]
    assert Attributes(names).holding(words) == expected


@given(st.lists(st.text(max_size=5), max_size=5))
def test_attributes_are_those_of_their_elements(names: list[str]) -> None:
    written = [text.encode("utf-8", "replace").decode() for text in names]
    assert [*Attributes(names)] == written


NAMED = re.compile(
    r" (?:class|id|itemprop|role|data-testid|data-component|data-block|data-type|aria-label|property)="
    r'"([^"]{1,400})'
)
PART = re.compile(r"[a-z]+|[A-Z](?:[a-z]+|[A-Z]*(?![a-z]))")
PIECES = (
    *(' class="', ' id="', ' role="', 'data-type="', ' data-type="', ' x="', '"', " ", "-", "_", "é", "1"),
    *("a", "B", "cd", "EF", "gH", "word" * 6, "q" * 400, "Z" * 399, "&quot;"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_names_are_cut_as_patterns_cut_them(attributes: str) -> None:
    words = dict.fromkeys(part.lower() for part in PART.findall(" ".join(NAMED.findall(attributes))))
    assert tokens(attributes) == tuple(word for word in words if 2 <= len(word) <= 20)[:24]


# ── The survey ───────────────────────────────────────────────────────────────────────────────────────

TEXTS = (
    "word " * 12 + "end.",
    "word " * 9,
    "Short",
    '<a href="/">' + "link " * 9 + "</a>",
    "<b>Bold</b> word",
)
LEAVES = st.sampled_from(TEXTS).flatmap(
    lambda text: st.sampled_from(("p", "h1", "h2", "li", "button")).map(lambda tag: f"<{tag}>{text}</{tag}>")
)
PAGES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda parts: f"<div>{''.join(parts)}</div>"),
    max_leaves=20,
)


def seen(html: str) -> Survey:
    page = read(RawDocument("page.html", html.encode(), "html"))
    assert page.markup is not None
    return survey([block.text for block in page.blocks], page.markup)


def path(found: Survey, element: int) -> list[int]:
    """An element and all around it, the page itself last."""
    parents = found.tree.markup.parents
    way = [element]
    while way[-1]:
        way.append(int(parents[way[-1]]))
    return way


@given(PAGES)
def test_what_elements_hold_is_summed(html: str) -> None:
    found, column = seen(html), seen(html).columns
    markup = found.tree.markup
    for i in range(found.tree.blocks):
        for level in range(5):
            way = path(found, int(markup.elements[i]))
            e = way[min(level, len(way) - 1)]
            held = slice(int(markup.first[e]), int(markup.last[e]))
            assert column[f"blocks^{level}"][i] == held.stop - held.start
            assert column[f"prosy^{level}"][i] == pytest.approx((found.prose[held] > PROSE).mean())
            chars, total = column["chars"][held].sum(), column["chars"].sum() + 1
            assert column[f"text^{level}"][i] == pytest.approx(chars / total)
            links = (column["linked"] * column["chars"])[held].sum()
            assert column[f"density^{level}"][i] == pytest.approx(links / max(chars, 1))


@given(PAGES)
def test_what_lies_around_a_block_is_found(html: str) -> None:
    found = seen(html)
    column, n = found.columns, found.tree.blocks
    prosy = [i for i in range(n) if found.prose[i] > PROSE]
    for i in range(n):
        near = slice(max(i - 2, 0), i + 3)
        assert column["prose_2"][i] == pytest.approx(found.prose[near].sum())
        assert column["since_prose"][i] == min([i - k for k in prosy if k < i] + [FAR])
        assert column["until_prose"][i] == min([k - i for k in prosy if k > i] + [FAR])


@given(PAGES)
def test_distances_are_from_one_element(html: str) -> None:
    found = seen(html)
    markup, column = found.tree.markup, found.columns
    ways = [path(found, int(e)) for e in markup.elements]

    def apart(container: int) -> list[tuple[int, int]]:
        home = path(found, container)
        meets = [next(e for e in way if e in home) for way in ways]
        return [(home.index(e), way.index(e)) for e, way in zip(meets, ways, strict=True)]

    told = list(zip(column["up"], column["down"], strict=True))
    assert any(apart(e) == told for e in range(len(markup)))


# ── Languages ────────────────────────────────────────────────────────────────────────────────────────

SENTENCES = (
    "The ministers of both countries met in the capital on Tuesday to discuss the future of their trade.",
    "Die Minister beider Länder trafen sich am Dienstag in der Hauptstadt, um über den Handel zu sprechen.",
    "Les ministres des deux pays se sont réunis mardi dans la capitale pour parler du commerce.",
    "Министры обеих стран встретились во вторник в столице, чтобы обсудить будущее торговли.",
    "両国の大臣は火曜日に首都で会談し、貿易の将来について話し合った。",
    "التقى وزراء البلدين يوم الثلاثاء في العاصمة لبحث مستقبل التجارة بينهما.",
    "ТРИ МИНИСТРА СЕ СРЕТНАХА В СТОЛИЦАТА", "Ministri obe zemlje sastali su se u utorak", "42", "\ud800", "",
)  # fmt: skip


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.load()


@pytest.mark.parametrize("text", SENTENCES)
def test_languages_are_ranked_as_by_py3langid(model: LanguageModel, text: str) -> None:
    (language, best), (_, second), *_ = py3langid.rank(text)
    found, ahead = model.rank(text)
    assert found == language
    assert ahead == pytest.approx(best - second, abs=0.05)


def test_a_cleaned_page_is_copied_with_its_attributes() -> None:
    paragraph = "<p class='story'>The harbour reopened on Tuesday after the storm, the port said at noon.</p>"
    cleaned = clean(RawDocument("a.html", f"<article>{paragraph * 3}</article>".encode(), "html"))
    copied = copy.deepcopy(cleaned)
    assert copied.article == cleaned.article
    assert copied.page.markup is not None and cleaned.page.markup is not None
    assert list(copied.page.markup.attributes) == list(cleaned.page.markup.attributes)


def test_attributes_are_set_once() -> None:
    attributes = Attributes(["a"])
    with pytest.raises(ValueError, match="have been set"):
        attributes.__init__(["b"] * 1000)  # type: ignore[misc]
    assert list(attributes) == ["a"]

"""What a page's markup says of its article is read with its source, and hostile markup costs nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.document import RawDocument
from copydesk.evidence.clues import Evidence, Field, Picture, Source
from copydesk.evidence.plain import plain
from copydesk.limits import Limits
from copydesk.page import read

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Harbour reopens",
    "author": [{"@type": "Person", "name": "Ana Lima"}, {"@type": "Organization", "name": "dpa"}],
    "datePublished": "2024-04-09T13:45:00+02:00",
}


def evidence(markup: str, limits: Limits | None = None) -> Evidence:
    found = read(RawDocument("page", markup.encode(), "html"), limits or Limits()).evidence
    assert found
    return found


def json_ld(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


def values(found: Evidence, field: Field, *sources: Source) -> list[str]:
    return [clue.value for clue in found.of(field, *sources)]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(ARTICLE, id="an object"),
        pytest.param([{"@type": "WebSite", "name": "The Daily"}, ARTICLE], id="a list"),
        pytest.param({"@graph": [{"@type": "Organization", "name": "The Daily"}, ARTICLE]}, id="a graph"),
        pytest.param({"@type": "WebPage", "mainEntity": ARTICLE}, id="the main entity of a page"),
        pytest.param(json.dumps(ARTICLE).replace("reopens", "reopens\t"), id="a control character"),
        pytest.param(json.dumps(ARTICLE)[:-1] + ",}", id="a spare comma"),
        pytest.param("<!--" + json.dumps(ARTICLE) + "-->", id="a comment around it"),
        pytest.param("//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>", id="CDATA around it"),
        pytest.param(json.dumps(ARTICLE) + ";", id="a semicolon behind it"),
        pytest.param(ARTICLE | {"headline": "Harbour&amp;nbsp;reopens"}, id="references escaped twice"),
    ],
)
def test_an_article_in_json_ld_is_found_however_it_is_written(written: Any) -> None:
    found = evidence(json_ld(written))
    assert values(found, Field.HEADLINE, Source.JSON_LD) == ["Harbour reopens"]
    assert values(found, Field.AUTHOR) == ["Ana Lima"]
    assert values(found, Field.ORGANISATION) == ["dpa"]
    assert values(found, Field.PUBLISHED) == ["2024-04-09T13:45:00+02:00"]


def test_plain_fields_of_json_ld_beyond_mending_are_read() -> None:
    found = evidence(json_ld('{"headline": "Harbour reopens", "author": "datePublished": "2024-04-09"'))
    assert [(c.field, c.value) for c in found.clues] == [
        (Field.HEADLINE, "Harbour reopens"),
        (Field.PUBLISHED, "2024-04-09"),
    ]


def test_an_author_named_by_reference_is_looked_up_in_the_graph() -> None:
    person = {"@type": "Person", "@id": "#ana", "name": "Ana Lima"}
    found = evidence(json_ld({"@graph": [ARTICLE | {"author": {"@id": "#ana"}}, person]}))
    assert values(found, Field.AUTHOR) == ["Ana Lima"]


def test_other_articles_of_a_page_say_nothing_of_the_first() -> None:
    other = {"@type": "NewsArticle", "headline": "Another", "articleSection": "Sports"}
    found = evidence(json_ld([ARTICLE, other]))
    assert values(found, Field.HEADLINE) == ["Harbour reopens"]
    assert values(found, Field.SECTION) == []


def test_the_page_of_a_graph_adds_what_its_article_leaves_out() -> None:
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "Harbour reopens"},
            {"@type": "WebPage", "inLanguage": "en"},
        ]
    }
    assert values(evidence(json_ld(graph)), Field.LANGUAGE) == ["en"]


def test_a_breadcrumb_trail_is_a_clue_to_the_section() -> None:
    steps = [{"@type": "ListItem", "item": {"name": name}} for name in ("Home", "World")]
    found = evidence(json_ld({"@type": "BreadcrumbList", "itemListElement": steps}))
    assert values(found, Field.SECTION, Source.BREADCRUMB) == ["Home", "World"]


def test_pictures_come_with_their_captions() -> None:
    images = [
        {"@type": "ImageObject", "url": "https://a.example/1.jpg", "caption": "The <b>harbour</b>"},
        "/2.jpg",
    ]
    found = evidence(json_ld(ARTICLE | {"image": images}))
    assert found.pictures == (Picture("https://a.example/1.jpg", "The harbour"), Picture("/2.jpg"))


def test_figures_come_with_their_captions() -> None:
    found = evidence(
        '<figure><img src="data:image/gif;base64,R0" data-src="/1.jpg">'
        "<figcaption>The harbour</figcaption></figure>"
        '<figure><img src="/2.jpg"></figure>'
    )
    assert found.figures == (Picture("/1.jpg", "The harbour"),)


@pytest.mark.parametrize(
    ("markup", "field", "value", "source"),
    [
        ('<meta property="og:title" content="A&amp;B">', Field.HEADLINE, "A&B", Source.OPENGRAPH),
        ('<meta name="og:title" content="A">', Field.HEADLINE, "A", Source.OPENGRAPH),
        ('<meta name="twitter:title" content="A">', Field.HEADLINE, "A", Source.TWITTER),
        ("<title> A |  B </title>", Field.HEADLINE, "A | B", Source.TITLE),
        ('<meta name="DC.date.issued" content="2024-04-09">', Field.PUBLISHED, "2024-04-09", Source.META),
        ('<meta property="article:modified_time" content="2024">', Field.MODIFIED, "2024", Source.OPENGRAPH),
        ('<meta http-equiv="content-language" content="de">', Field.LANGUAGE, "de", Source.META),
        ('<html lang="de-AT"><p>A', Field.LANGUAGE, "de-AT", Source.MARKUP),
        ('<link rel="canonical" href="https://a.example/b">', Field.URL, "https://a.example/b", Source.LINK),
        ('<link rel="license" href="/cc">', Field.LICENCE, "/cc", Source.LINK),
        ('<meta name="robots" content="noai">', Field.ROBOTS, "robots=noai", Source.META),
        ("<h1>The <i>harbour</i></h1>", Field.HEADLINE, "The harbour", Source.H1),
        ('<time datetime="2024-04-09">Tuesday</time>', Field.PUBLISHED, "2024-04-09", Source.TIME),
        ('<time class="updated">9 April 2024</time>', Field.MODIFIED, "9 April 2024", Source.TIME),
        ("<time datetime='2024-04'>Updated 9 April 2024</time>", Field.MODIFIED, "2024-04", Source.TIME),
        ("<i>Updated</i> <time>9 April 2024</time>", Field.MODIFIED, "9 April 2024", Source.TIME),
        ("<dt>Updated<dd><time>9 April 2024</time>", Field.MODIFIED, "9 April 2024", Source.TIME),
        ("<i>Updated prices</i> <time>9 April 2024</time>", Field.PUBLISHED, "9 April 2024", Source.TIME),
        ('<a rel="author nofollow">Ana Lima</a>', Field.AUTHOR, "Ana Lima", Source.MARKUP),
        ('<p class="byline">By Ana Lima</p>', Field.AUTHOR, "By Ana Lima", Source.MARKUP),
    ],
)  # fmt: skip
def test_an_element_says_one_thing_of_the_article(
    markup: str, field: Field, value: str, source: Source
) -> None:
    assert (field, value, source) in [(c.field, c.value, c.source) for c in evidence(markup).clues]


def test_microdata_counts_inside_an_article_only() -> None:
    item = '<b itemprop="author" itemscope><i itemprop="name">{}</i></b>'
    found = evidence(
        f'<div itemscope itemtype="https://schema.org/NewsArticle">{item.format("Ana Lima")}</div>'
        f'<div itemscope itemtype="https://schema.org/Comment">{item.format("gg83")}</div>'
    )
    assert values(found, Field.AUTHOR, Source.MICRODATA) == ["Ana Lima"]


@pytest.mark.parametrize("name", ["comment-author vcard", "sf_comment_author", "comments-author-link"])
def test_who_comments_is_no_author_by_class(name: str) -> None:
    found = evidence(f'<p class="{name}">Raj Rao</p><p class="author commentary">Ana Lima</p>')
    assert values(found, Field.AUTHOR, Source.MARKUP) == ["Ana Lima"]


@pytest.mark.parametrize(
    "credit", ['<b itemprop="author">Raj Rao</b>', '<p><i class="byline">Raj Rao</i></p>']
)
def test_the_author_of_a_picture_is_none_of_the_text(credit: str) -> None:
    item = (
        '<div itemscope itemtype="https://schema.org/NewsArticle">{}<p class="byline">By Ana Lima</p></div>'
    )
    found = evidence(item.format(f"<figure><img src=a.png><figcaption>Ships {credit}</figcaption></figure>"))
    assert [clue.value for clue in found.of(Field.AUTHOR)] == ["By Ana Lima"]


def test_linked_authors_of_one_byline_are_told_apart() -> None:
    found = evidence('<p class="byline">By <a href="/a">Ana Lima</a> and <a href="/b">Raj Rao</a></p>')
    assert values(found, Field.AUTHOR, Source.MARKUP) == ["Ana Lima, Raj Rao"]


@pytest.mark.parametrize("depth", [63, 1_000, 100_000])
def test_deep_json_ld_stops_nothing(depth: int) -> None:
    deep = '{"@graph":[' * depth + json.dumps(ARTICLE) + "]}" * depth
    found = evidence(json_ld(deep) + '<meta property="og:title" content="Harbour reopens">')
    assert found.first(Field.HEADLINE, Source.OPENGRAPH) == "Harbour reopens"


def test_json_ld_is_looked_into_as_deep_as_its_limit() -> None:
    shallow = {"@graph": [{"@graph": [ARTICLE]}]}
    assert evidence(json_ld(shallow), Limits(json_depth=4)).first(Field.HEADLINE) == "Harbour reopens"
    assert evidence(json_ld(shallow), Limits(json_depth=3)).first(Field.HEADLINE) is None


def test_a_flood_of_authors_is_cut_at_a_limit() -> None:
    crowd = ARTICLE | {"author": [{"name": f"Ana Lima {i}"} for i in range(100_000)]}
    assert len(values(evidence(json_ld(crowd)), Field.AUTHOR)) <= 100


def test_a_flood_of_articles_is_cut_at_a_limit() -> None:
    assert (
        evidence(json_ld([{"headline": "Harbour reopens"}] * 50_000)).first(Field.HEADLINE)
        == "Harbour reopens"
    )


def test_a_heading_around_the_whole_page_is_none() -> None:
    page = "<h1>" * 300 + "word " * 10_000 + "</h1>" * 300
    assert values(evidence(page), Field.HEADLINE) == []


def test_captions_around_the_whole_page_are_none() -> None:
    page = "<figure>" * 300 + "<img src=/1.jpg><figcaption>" + "word " * 10_000
    assert evidence(page).figures == ()


def test_a_flood_of_elements_in_the_head_is_cut_at_a_limit() -> None:
    assert len(evidence('<meta property="article:tag" content="a">' * 5_000).clues) <= 1_000


def test_json_ld_over_its_limit_is_not_read() -> None:
    assert evidence(json_ld(ARTICLE), Limits(json_chars=20)).clues == ()


def test_a_field_over_its_limit_is_none() -> None:
    assert values(evidence(json_ld(ARTICLE | {"headline": "A" * 3_000})), Field.HEADLINE) == []


@pytest.mark.parametrize("value", [None, 1, True, [], {}, [[]], [None], {"name": 1}, {"name": None}, "", " "])
@pytest.mark.parametrize("key", [*ARTICLE, "image", "publisher", "keywords", "isAccessibleForFree", "@id"])
def test_a_field_of_another_shape_is_no_clue_and_no_error(key: str, value: object) -> None:
    found = evidence(json_ld(ARTICLE | {key: value}))
    assert all(clue.value.strip() for clue in found.clues)


_KEYS = st.sampled_from(["@type", "@id", "@graph", "author", "name", "headline", "image", "mainEntity"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("NewsArticle"),
    lambda inner: st.lists(inner) | st.dictionaries(_KEYS, inner),
)


@given(_JSON)
def test_no_json_stops_the_reader(value: object) -> None:
    written = json.dumps(value).replace("<", "\\u003c")
    assert isinstance(evidence(json_ld(written)), Evidence)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<i>The Harbour</i>’s end", "The Harbour’s end"),
        ("The harbour<br/>reopens", "The harbour reopens"),
        ("<p>The harbour</p><p>reopens</p>", "The harbour reopens"),
        ("&lt;b&gt;Harbour&lt;/b&gt; &amp;amp; town", "Harbour & town"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a\u200bb\u00a0\n c", "ab c"),
    ],
)
def test_values_of_markup_are_read_as_text(value: str, text: str) -> None:
    assert plain(value) == text


@given(st.text())
def test_plain_text_has_no_spare_whitespace(text: str) -> None:
    assert plain(text) == " ".join(plain(text).split())


def test_what_is_nested_where_a_word_should_stand_says_nothing() -> None:
    deep = '{"a":' * 900 + "1" + "}" * 900
    article = f'"@type": "NewsArticle", "headline": "Harbour reopens", "isAccessibleForFree": {deep}'
    found = evidence(json_ld(f'{{{article}, "author": [{{"@id": {deep}}}]}}'))
    assert values(found, Field.HEADLINE) == ["Harbour reopens"]
    assert values(found, Field.ACCESS) == values(found, Field.AUTHOR) == []


def test_fields_of_broken_json_are_read_as_json_spells_them() -> None:
    broken = '{"@type": "NewsArticle" "headline": "Caf\\u00e9 \\"Port\\" reopens", broken'
    assert values(evidence(json_ld(broken)), Field.HEADLINE) == ['Café "Port" reopens']

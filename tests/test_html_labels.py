"""Labelling HTML: the article is kept with its roles, the rest goes with a reason, and nothing is lost."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import digests
from copydesk.characters import Mask
from copydesk.clean import Cleaned, clean
from copydesk.columns import Columns, Order, rows_of
from copydesk.document import RawDocument, Role
from copydesk.errors import RejectedError
from copydesk.label.htmlfeatures import Named, columns
from copydesk.label.htmlkeep import even_out, teasers_above
from copydesk.label.htmlmodel import CLASSES, Judges
from copydesk.label.survey import survey
from copydesk.label.tokens import KIND_OF, KINDS
from copydesk.label.tree import Tree
from copydesk.native.attributes import Attributes
from copydesk.native.names import Names, tokens
from copydesk.network import Network
from copydesk.page import read
from copydesk.rebuild import discrepancies
from copydesk.repairs import repair
from copydesk.rules.view import View
from copydesk.trees import Trees

PROSE = (
    "The ministers of both countries met in the capital on Tuesday to discuss the future of their trade, "
    "and said that the talks had been long and difficult but useful for everybody.",
    "They agreed to meet again in the autumn, officials said after the talks, although neither side wanted "
    "to name a day for it or say what would be on the table by then.",
    "“We will go on talking as long as it takes,” the minister told reporters on Friday evening, standing "
    "in front of the building where the delegations had spent the night.",
    "Exporters have waited for a decision since the spring, when the old agreement came to an end without "
    "any new one to take its place, and many of them have begun to look for other markets.",
)
ASKED = (
    "When you visit our pages, we may store information on your browser, mostly in the form of cookies, "
    "about you, your preferences or your device, and use it to make the site work as you expect it to.",
    "You have the right, at any time, to direct a business that sells your personal information to third "
    "parties to not sell it, and you can use the switch below to tell us so.",
) * 3
HARVEST = {"Wheat": 1200, "Barley": 310, "Oats": 95}
MENU = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("World", "Politics", "Sport", "Culture"))
TEASERS = "".join(
    f'<div class="teaser"><h3><a href="/{i}">Farmers in the north hope for rain again</a></h3></div>'
    for i in range(6)
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Ministers go on talking | The Daily</title>
<meta property="og:title" content="Ministers go on talking"></head><body>
<header><nav class="main-nav"><ul>{MENU}</ul></nav></header>
<main><article class="article"><h1 class="headline">Ministers go on talking</h1>
<div class="article-body"><p>{PROSE[0]}</p><p>{PROSE[1]}</p>
<figure><img src="a.jpg"><figcaption>The minister by the building. Photo: Ana Lima</figcaption></figure>
<h2>Exporters are waiting</h2><p>{PROSE[2]}</p><p>{PROSE[3]}</p></div></article></main>
<aside class="related"><h2>More news</h2>{TEASERS}</aside>
<footer class="footer"><ul>{MENU}</ul><p>© 2024 The Daily</p></footer></body></html>"""


def cleaned(html: str) -> Cleaned:
    return clean(RawDocument("page.html", html.encode(), "html"))


def test_the_body_is_kept_and_menus_and_teasers_are_not() -> None:
    text = cleaned(PAGE).article.text
    assert [part for part in PROSE if part not in text] == []
    assert "Politics" not in text
    assert "Farmers" not in text
    assert "©" not in text


def test_blocks_have_the_roles_of_their_elements() -> None:
    result = cleaned(PAGE)
    roles = {b.text: v.role for b, v in zip(result.page.blocks, result.verdicts, strict=True)}
    assert roles["Ministers go on talking"] is Role.HEADLINE
    assert roles["Exporters are waiting"] is Role.SUBHEADING
    assert roles[PROSE[2]] is Role.PARAGRAPH
    assert result.article.captions == ("The minister by the building. Photo: Ana Lima",)


def test_a_row_of_facts_is_one_paragraph_with_tabs_between_cells() -> None:
    rows = "".join(f"<tr><td>{name}</td><td><p>{count} tons</p></td></tr>" for name, count in HARVEST.items())
    table = f"<table><thead><tr><th>Crop</th><th>Harvest</th></tr></thead><tbody>{rows}</tbody></table>"
    page = read(RawDocument("page.html", PAGE.replace(f"<p>{PROSE[1]}</p>", table).encode(), "html"))
    found = [block.text for block in page.blocks if block.hints.tag == "tr"]
    assert found == ["Crop\tHarvest", "Wheat\t1200 tons", "Barley\t310 tons", "Oats\t95 tons"]
    assert page.markup is not None
    assert len(page.markup.linked) == len(page.markup.elements) == len(page.blocks)


def test_the_tab_between_cells_is_still_there_in_the_article() -> None:
    row = "<table><tr><td>Old&nbsp;bridge</td><td> 12  m</td></tr></table>"
    page = repair(read(RawDocument("page.html", row.encode(), "html")))
    assert [block.text for block in page.blocks] == ["Old bridge\t12 m"]


@pytest.mark.parametrize("cells", ["<td><h2>Ministers meet</h2></td><td>9 April</td>"])
def test_a_row_with_a_heading_stays_in_blocks(cells: str) -> None:
    page = read(RawDocument("page.html", f"<table><tr>{cells}</tr></table>".encode(), "html"))
    assert [block.text for block in page.blocks] == ["Ministers meet", "9 April"]


def test_a_table_that_lays_out_a_page_stays_in_blocks() -> None:
    layout = f"<table><tr><td>{MENU}</td><td><p>{PROSE[0]}</p><p>{PROSE[1]}</p></td></tr></table>"
    page = read(RawDocument("page.html", layout.encode(), "html"))
    assert [block.text for block in page.blocks if block.text in PROSE] == list(PROSE[:2])


def test_a_card_is_no_text_and_the_sentence_around_it_is_one() -> None:
    card = f'<span class="tooltip-text">{PROSE[3]} <a href="/9">More</a></span>'
    tipped = PROSE[1].replace("officials", f'<span class="tooltip">officials{card}</span>')
    result = cleaned(PAGE.replace(PROSE[1], tipped).replace(f"<p>{PROSE[3]}</p>", ""))
    assert [p.text for p in result.article.paragraphs if p.text in PROSE] == list(PROSE[:3])
    assert [row.text for row in result.ledger if row.code == "MO006"] == [f"{PROSE[3]} More"]
    assert list(discrepancies(result.article, result.ledger)) == []


def test_a_card_in_a_row_of_facts_stays_in_its_cell() -> None:
    tipped = '<i class="tooltip">Oats<i class="tooltip-text">A grain</i></i>'
    row = f"<table><tr><td>{tipped}</td><td>9</td></tr></table>"
    page = read(RawDocument("page.html", row.encode(), "html"))
    assert [block.text for block in page.blocks] == ["A grain Oats\t9"]
    assert page.markup is not None
    assert Tree(page.markup).on_cards.tolist() == []


def test_every_block_that_is_not_kept_has_a_code() -> None:
    result = cleaned(PAGE)
    assert len(result.verdicts) == len(result.page.blocks)
    assert [v for v in result.verdicts if v.role is None and v.code is None] == []


def test_the_page_is_rebuilt_from_article_and_ledger() -> None:
    result = cleaned(PAGE)
    assert list(discrepancies(result.article, result.ledger)) == []


PARTS = [
    *(f"<p>{part}</p>" for part in PROSE),
    f"<ul>{MENU}</ul>",
    TEASERS,
    "<h2>Exporters are waiting</h2>",
    "<p>– item</p>",
    "<p>\u200b</p>",
    "<p>Share &amp;amp; tweet</p>",
    "<h1>Ministers</h1>",
    "<br>",
    "a&#x301;",
    "<div class='cookie-consent'><p>We use cookies to improve our site.</p></div>",
    "<p>By Ana Lima</p>",
]
PIECES = st.sampled_from(PARTS)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=150)
def test_nothing_vanishes_without_a_reason(body: str) -> None:
    try:
        result = cleaned(f"<body>{body}</body>")
    except RejectedError as error:
        assert error.message
    else:
        assert list(discrepancies(result.article, result.ledger)) == []


def test_a_page_of_menus_is_no_article() -> None:
    with pytest.raises(RejectedError, match="no running text"):
        cleaned(f"<body><ul>{MENU}</ul><a href=/>Home</a></body>")


CARDS = (
    '<article><h3><a href="/{i}">Farmers hope for rain {i}</a></h3><p>{text}</p><p>Ana Lima</p></article>',
    '<div class="teaser"><a href="/{i}">Farmers hope for rain {i}</a><p>{text}</p></div>',
    '<div class="post"><h2>Farmers hope for rain {i}</h2><p>{text} <a href="/{i}">Read more</a></p></div>',
)
HOME = '<link rel="canonical" href="https://daily.example/">'


def front(card: str, head: str, cards: int = 4) -> bytes:
    river = "".join(card.format(i=i, text=PROSE[i % 4]) for i in range(cards))
    return f"<head><title>The Daily</title>{head}</head><h1>The Daily</h1><main>{river}</main>".encode()


@pytest.mark.parametrize("card", CARDS)
def test_a_front_page_of_cards_is_no_article(card: str) -> None:
    with pytest.raises(RejectedError, match="no_article"):
        clean(RawDocument("page", front(card, HOME), kind="html"))


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://daily.example/ten-walks-in-the-north">',
        HOME + '<meta property="og:type" content="article">',
        HOME + '<meta property="article:published_time" content="2024-04-09T10:00:00Z">',
        '<meta property="og:type" content="website">',
        "",
    ],
)
def test_a_list_is_an_article_where_its_page_does_not_say_that_it_is_a_front(head: str) -> None:
    assert clean(RawDocument("page", front(CARDS[2], head), kind="html")).article.text


HAN = "部长们在里斯本会面讨论面包价格"


@pytest.mark.parametrize("title", [f"{HAN}_每日新闻网", f"{HAN}-每日新闻网", f"{HAN}--时政--每日新闻网"])
def test_a_chinese_title_without_heading_ends_where_the_page_ends_it(title: str) -> None:
    text = (
        "<p>"
        + "两国部长星期二在首都会面，讨论贸易的未来，并表示会谈漫长而艰难，但对所有人都有益。" * 4
        + "</p>"
    )
    page = f"<head><title>{title}</title></head><div class=t>{HAN}</div><div>{text * 3}</div>"
    assert clean(RawDocument("page", page.encode(), kind="html")).article.headline == HAN


def test_an_article_at_the_address_of_a_site_stays() -> None:
    text = "".join(f"<p>{text} <a href='/1'>Ministers</a></p>" for text in PROSE)
    page = f"<head>{HOME}</head><main><h1>Ministers go on talking</h1>{text}</main>".encode()
    assert clean(RawDocument("page", page, kind="html")).article.text.count("\n\n") == 3


def test_a_front_page_headed_by_its_slogan_is_no_article() -> None:
    page = front(CARDS[0], HOME).replace(b"The Daily<", b"Daily News of the Coast and the North<")
    with pytest.raises(RejectedError, match="no_article"):
        clean(RawDocument("page", page, kind="html"))


@pytest.mark.parametrize(
    "part",
    [
        "<section><h3>{i}. The coast</h3><p>{text}</p><p><a href='/{i}'>Book a stay</a></p></section>",
        "<article><time>1{i}:00</time><p>{text}</p><a href='#entry-{i}'>Share</a></article>",
        "<div><p>{text}</p><p>The <a href='/{i}'>letter</a> was read by all who came.</p></div>",
    ],
)
def test_an_article_of_parts_with_links_stays_at_the_address_of_a_site(part: str) -> None:
    parts = "".join(part.format(i=i, text=text) for i, text in enumerate(PROSE))
    title = "<title>Ministers go on talking - The Daily</title>"
    page = f"<head>{title}{HOME}</head><main><h1>Ministers go on talking</h1>{parts}</main>".encode()
    assert PROSE[0] in clean(RawDocument("page", page, kind="html")).article.text


def test_a_page_of_teasers_is_no_article() -> None:
    cards = "".join(
        f'<div class="card"><h2><a href="/{i}">Story {i}</a></h2><p>On day {i}, {PROSE[i % 4]}</p></div>'
        for i in range(8)
    )
    with pytest.raises(RejectedError, match="no_article"):
        cleaned(f"<body><h1>The Daily</h1><main>{cards}</main></body>")


LEADING = {
    "a refresh": '<meta http-equiv="refresh" content="0; url=https://a.example/b?c=1&amp;d=2"><p>Moved.',
    "a refresh in another order": "<meta content='1;URL=https://a.example/b?c=1&amp;d=2' http-equiv=Refresh>",
    "a script": '<script>window.location.replace("https://a.example/b?c=1&d=2")</script>',
}


@pytest.mark.parametrize("page", LEADING.values(), ids=LEADING)
def test_a_page_that_only_leads_elsewhere_says_where(page: str) -> None:
    with pytest.raises(RejectedError, match=r"the page only leads to https://a.example/b\?c=1&d=2$"):
        cleaned(page)


def test_a_page_that_shows_nothing_leads_nowhere() -> None:
    with pytest.raises(RejectedError, match="the page shows no text"):
        cleaned('<meta http-equiv=refresh content="300"><script>var a = location.href == "b"</script>')


def data(value: object) -> str:
    return f'<script id="data" type="application/json">{json.dumps(value)}</script>'


BODY = "".join(f"<p>{part}</p>" for part in PROSE)
HELD = {
    "noscript": f"<noscript>{BODY}</noscript>",
    "a template": f'<script type="text/template">{BODY}</script>',
    "a string in a script": f'<script>var page = ["{BODY.replace("<", chr(92) + "u003c")}"];</script>',
    "a list of strings": data({"page": {"title": "Talks", "body": PROSE}}),
    "a list of objects": data([{"kind": "paragraph", "data": {"text": text}} for text in PROSE]),
    "runs of text": data({"nodes": [{"children": [{"text": t[:30]}, {"text": t[30:]}]} for t in PROSE]}),
    "one text of several": data({"pages": [{"body": PROSE}, {"body": PROSE[:3]}]}),
    "an assignment": f"<script>window.__STATE__ = {json.dumps({'body': PROSE})};</script>",
}


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
def test_a_body_that_is_held_and_not_shown_is_the_last_resort(held: str) -> None:
    page = read(RawDocument("page.html", f"<body><h1>Talks</h1>{held}</body>".encode(), "html"))
    assert [block.text for block in page.blocks] == ["Talks", *PROSE]


def test_of_the_data_of_a_script_comments_and_cards_of_other_stories_are_not_read() -> None:
    said = {
        "comments": [{"text": text * 2} for text in PROSE],
        "more": [{"title": "Rain", "url": "/rain", "text": text * 2} for text in PROSE],
        "body": PROSE,
    }
    page = read(RawDocument("page.html", f"<body>{data(said)}</body>".encode(), "html"))
    assert [block.text for block in page.blocks] == [*PROSE]


def test_headings_in_the_data_of_a_script_are_headings_and_its_markup_is_read() -> None:
    body = ["<b>Lisbon</b> & Porto. " + PROSE[0], *PROSE[1:]]
    said = [{"type": "heading", "text": "Autumn"}, *({"type": "text", "content": text} for text in body)]
    page = read(RawDocument("page.html", f"<body>{data(said)}</body>".encode(), "html"))
    assert [(block.hints.tag, block.text) for block in page.blocks][:2] == [
        ("h2", "Autumn"),
        ("p", f"Lisbon & Porto. {PROSE[0]}"),
    ]


def test_what_is_held_is_left_alone_where_a_body_is_shown() -> None:
    html = f"<body>{BODY}<noscript><p>{'Please allow scripts on this site. ' * 30}</p></noscript></body>"
    page = read(RawDocument("page.html", html.encode(), "html"))
    assert [block.text for block in page.blocks] == list(PROSE)


def test_a_paywall_behind_the_text_is_flagged() -> None:
    wall = "<div class='paywall'><p>Go on reading with a subscription.</p><p>Subscribe now</p></div>"
    assert "paywalled" in cleaned(PAGE.replace("</article>", f"{wall}</article>")).article.flags
    assert "paywalled" not in cleaned(PAGE.replace('class="article"', 'class="paywall"')).article.flags


# ── Elements ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wrapper", ['<div id="onetrust-consent-sdk">', '<div><section class="cky-modal">'])
def test_the_layer_that_asks_for_consent_is_no_text_however_long(wrapper: str) -> None:
    asked = "".join(f"<p>{text}</p>" for text in ASKED)
    html = PAGE.replace("</main>", f"</main>{wrapper}<h2>Your choices</h2>{asked}</div>")
    assert cleaned(html).article.text == cleaned(PAGE).article.text


@pytest.mark.parametrize("tag", ["body", "main", "article"])
def test_a_page_is_no_such_layer_because_a_program_has_marked_it(tag: str) -> None:
    html = PAGE.replace(f"<{tag}", f'<{tag} id="cookie-notice-shown"', 1)
    assert PROSE[1] in cleaned(html).article.text


def test_an_element_around_the_page_is_no_such_layer_whatever_its_tag() -> None:
    html = PAGE.replace("<main", '<div class="cookie-consent-active"><main', 1).replace(
        "</main>", "</main></div>"
    )
    assert cleaned(html).article.text == cleaned(PAGE).article.text


def test_teasers_above_the_headline_are_no_text() -> None:
    items = "".join(
        f'<li><a href="/{i}">Farmers hope for rain</a> {text}</li>' for i, text in enumerate(PROSE)
    )
    above = np.flatnonzero(_teasers(f"<ul>{items}</ul>"))
    assert above.tolist() == list(range(len(PROSE)))


def test_items_with_links_below_the_headline_may_be_text() -> None:
    items = "".join(
        f'<li><a href="/{i}">Farmers hope for rain</a> {text}</li>' for i, text in enumerate(PROSE)
    )
    assert not _teasers("", f"<ul>{items}</ul>").any()


def _teasers(above: str, below: str = "") -> Mask:
    page = repair(read(RawDocument("page.html", f"{above}<h1>Rain at last</h1>{below}".encode(), "html")))
    texts = [block.text for block in page.blocks]
    assert page.markup is not None
    seen = survey(texts, page.markup)
    near = np.arange(len(texts))
    found = columns(seen, near, texts, View.of(page), None, Named.read(seen.tree, near, {}))
    return teasers_above(found, texts.index("Rain at last"))


def test_names_are_cut_into_words() -> None:
    assert tokens(' class="articleBody main__text" id="x1" href="/Other"') == (
        "article",
        "body",
        "main",
        "text",
    )


def test_names_speak_of_kinds() -> None:
    _, (found,) = Names({}, KIND_OF).read(Attributes([' class="newsletter signup"']), np.ones(1, np.uint8))
    assert [name for bit, name in enumerate(KINDS) if found >> bit & 1] == ["promo"]


def test_the_container_is_the_element_around_most_prose() -> None:
    page = read(RawDocument("page.html", PAGE.encode(), "html"))
    assert page.markup is not None
    seen = survey([block.text for block in page.blocks], page.markup)
    inside = [b.text for b, up in zip(page.blocks, seen.columns["up"], strict=True) if up == 0]
    assert inside[0] == PROSE[0]
    assert inside[-1] == PROSE[3]


# ── The last word ────────────────────────────────────────────────────────────────────────────────────


def test_lists_stay_or_go_as_a_whole() -> None:
    alike = np.array([1.0, 5.0, 5.0, 5.0, 5.0])
    found = {"group_count": alike, "group_chars": alike, "group_linked": alike, "words": np.full(5, 4.0)}
    odds = np.array([0.9, 0.5, 0.5, 0.3, 0.5])
    evened = even_out(found | {"linked": np.zeros(5)}, odds)
    assert evened[0] == 0.9
    assert evened[3] == pytest.approx(0.5 * 0.3 + 0.5 * 0.45)


def test_a_link_is_not_like_the_text_around_it() -> None:
    alike = np.full(5, 5.0)
    found = {"group_count": alike, "group_chars": alike, "group_linked": alike, "words": np.full(5, 4.0)}
    odds = np.array([0.9, 0.9, 0.9, 0.3, 0.9])
    evened = even_out(found | {"linked": np.array([0, 0, 0, 1.0, 0])}, odds)
    assert evened == pytest.approx(odds)


def test_a_short_line_said_again_between_other_lines_is_no_copy() -> None:
    question = "What would the minister say to those who have to wait until the autumn?"
    parts = "".join(f"<div class='part'><h4>{question}</h4><p>{text}</p></div>" for text in PROSE)
    body = PAGE[PAGE.index('<div class="article-body">') : PAGE.index("</article>")]
    result = cleaned(PAGE.replace(body, f'<div class="article-body">{parts}</div>'))
    assert result.article.text.count(question) == len(PROSE)


def test_the_text_in_one_block_again_is_a_copy() -> None:
    twice = PAGE.replace("</main>", f"<div class='text'>{' '.join(PROSE)}</div></main>")
    result = cleaned(twice)
    assert [part for part in PROSE if result.article.text.count(part) != 1] == []


# ── The model ────────────────────────────────────────────────────────────────────────────────────────


def test_the_model_file_is_small_and_plain() -> None:
    data = digests.HTML_MODEL.read_bytes()
    assert len(data) < 500_000
    model = json.loads(data)
    assert [word for word in model["names"] if not word.isalpha()] == []


def test_columns_of_a_matrix_are_those_that_stand_alone() -> None:
    alone = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, 4.0])}
    columns = Columns(Order(alone), np.stack([*alone.values()])).beside("c", np.array([5.0, 6.0]))
    expected = {**alone, "c": np.array([5.0, 6.0])}
    assert {name: column.tolist() for name, column in columns.items()} == {
        name: column.tolist() for name, column in expected.items()
    }
    for names in (("c", "a"), ("b",), ()):
        for found in (columns, expected):
            numbers, places = rows_of(found, names)
            assert numbers[places].tolist() == [expected[name].tolist() for name in names]


def test_trees_and_network_judge_together() -> None:
    model = json.loads(digests.HTML_MODEL.read_bytes())
    random = np.random.default_rng(3)
    found = {name: random.uniform(-1, 30, 40) for name in model["text"]["features"]}
    found |= {entry["name"]: random.uniform(-1, 30, 40) for entry in model["around"]["inputs"]["bins"]}
    found |= {name: random.integers(0, many, 40) * 1.0 for name, many in model["around"]["inputs"]["classes"]}
    trees, network = Trees.of(model["text"]), Network.of(model["around"])
    apart = network.odds({**found, "trees": trees.log_odds(found)})["text"]
    together = Columns(Order(found), np.stack([*found.values()]))
    assert Judges.of(model).odds(together) == pytest.approx((trees.odds(found) + apart) / 2)


def test_the_network_is_told_nothing_of_blocks_that_it_sees() -> None:
    inputs = json.loads(digests.HTML_MODEL.read_bytes())["around"]["inputs"]
    names = {entry["name"] for entry in inputs["bins"]} | {name for name, _ in inputs["classes"]}
    assert names & {"chars-1", "claim+1"} == set()
    assert dict(inputs["classes"]) == CLASSES


def test_the_card_is_of_the_model_that_ships(checkout: Path) -> None:
    digest = hashlib.sha256(digests.HTML_MODEL.read_bytes()).hexdigest()
    assert digest in (checkout / "docs/model-html.md").read_text("utf-8"), "run `make train-html`"

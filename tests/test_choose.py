"""Of the many things a page says of its article, the one counts that most of its sources agree on."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.clean import clean
from copydesk.document import Given, RawDocument
from copydesk.evidence.clues import Clue, Evidence, Field, Picture, Source
from copydesk.metadata.address import choose_pictures, choose_url, domain_of
from copydesk.metadata.choose import ISO_639_1, Printed, choose_metadata
from copydesk.metadata.facts import Facts
from copydesk.metadata.headline import choose_headline
from copydesk.metadata.people import author_names, choose_authors
from copydesk.metadata.rights import choose_access, choose_licence, find_restrictions
from copydesk.metadata.stamp import read_stamp
from copydesk.metadata.stamps import PrintedDates, choose_dates, read_printed
from copydesk.metadata.subject import choose_section, choose_topics
from copydesk.rebuild import discrepancies
from copydesk.records import Article, FieldSource

S = Source


def evidence(field: Field, *said: tuple[Source, str], publisher: str = "The Daily") -> Evidence:
    site = Clue(Field.PUBLISHER, publisher, Source.OPENGRAPH)
    return Evidence((site, *(Clue(field, value, source) for source, value in said)))


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (("Ana Lima", "Raj Rao"), ("Ana Lima", "Raj Rao")),
        (("By Ana Lima and Raj Rao",), ("Ana Lima", "Raj Rao")),
        (("Ana Lima, Raj Rao",), ("Ana Lima", "Raj Rao")),
        (("Ana Lima; Raj Rao; Ana Lima",), ("Ana Lima", "Raj Rao")),
        (("Ana Lima|Raj Rao",), ("Ana Lima", "Raj Rao")),
        (("Lima, Ana; Rao, Raj",), ("Lima, Ana", "Rao, Raj")),
        (("Lima",), ("Lima",)),
        (("王小明、李四",), ("王小明", "李四")),
        (("Reuters",), ("Reuters",)),
        (("a.lima@example.org", "Raj Rao"), ("Raj Rao",)),
    ],
)
def test_a_column_may_hold_several_names(values: tuple[str, ...], names: tuple[str, ...]) -> None:
    said = evidence(Field.AUTHOR, *((S.INPUT, value) for value in values))
    assert choose_authors(said) == (names, S.INPUT)


TITLES: dict[str, tuple[list[tuple[Source, str]], str]] = {
    "a site behind it": ([(S.OPENGRAPH, "Harbour reopens | The Daily")], "Harbour reopens"),
    "a site before it": ([(S.TITLE, "The Daily - Harbour reopens")], "Harbour reopens"),
    "a section before the site": (
        [(S.TITLE, "Harbour reopens - World - The Daily")],
        "Harbour reopens - World",
    ),
    "what only the window's title adds": (
        [(S.TITLE, "Harbour reopens | World | News"), (S.H1, "Harbour reopens")],
        "Harbour reopens",
    ),
    "a kicker in the heading alone": (
        [(S.H1, "World : Harbour open"), (S.JSON_LD, "Harbour open"), (S.OPENGRAPH, "Harbour open")],
        "Harbour open",
    ),
    "another heading": (
        [(S.H1, "Log in"), (S.H1, "Harbour reopens"), (S.OPENGRAPH, "Harbour reopens")],
        "Harbour reopens",
    ),
    "a title for search engines": (
        [(S.JSON_LD, "Port"), (S.TITLE, "Port"), (S.H1, "Harbour open"), (S.OPENGRAPH, "Harbour open")],
        "Harbour open",
    ),
    "the one it was filed under": (
        [
            (S.H1, "Port: Why it opens"),
            (S.JSON_LD, "Harbour open again"),
            (S.OPENGRAPH, "Port: Why it"),
            (S.TITLE, "Port: Why it opens"),
        ],
        "Harbour open again",
    ),
    "a window's title that JSON-LD repeats": (
        [
            (S.H1, "Why it opens"),
            (S.JSON_LD, "Port open again"),
            (S.OPENGRAPH, "Why it opens"),
            (S.TITLE, "Port open again"),
        ],
        "Why it opens",
    ),
    "the address repeats the heading": (
        [
            (S.H1, "Port: Why it opens"),
            (S.JSON_LD, "Harbour open again"),
            (S.OPENGRAPH, "Port: Why it"),
            (S.TITLE, "Port: Why it opens"),
            (S.LINK, "https://daily.example/port-why-it-opens-123"),
        ],
        "Port: Why it opens",
    ),
    "the site as a heading": (
        [(S.H1, "The Daily"), (S.OPENGRAPH, "Harbour reopens"), (S.TITLE, "Harbour reopens")],
        "Harbour reopens",
    ),
    "the site as a heading and in front of the window's title": (
        [(S.H1, "The Daily"), (S.H1, "Harbour reopens"), (S.TITLE, "The Daily - Harbour reopens")],
        "Harbour reopens",
    ),
    "a heading that only the window has besides": (
        [
            (S.H1, "Ann's Blog"),
            (S.OPENGRAPH, "Harbour reopens again"),
            (S.TITLE, "Ann's Blog: Harbour reopens again"),
        ],
        "Harbour reopens again",
    ),
    "a section that OpenGraph takes for the title": (
        [(S.H1, "Harbour reopens"), (S.OPENGRAPH, "World"), (S.TITLE, "Harbour reopens | World")],
        "Harbour reopens",
    ),
    "one of many headings": (
        [(S.H1, "Log in"), (S.H1, "Read on"), (S.OPENGRAPH, "Harbour opens"), (S.TITLE, "Harbour opens")],
        "Harbour opens",
    ),
    "a kicker that no other source has": (
        [
            (S.H1, "The world today Harbour reopens"),
            (S.OPENGRAPH, "Harbour reopens"),
            (S.TITLE, "Harbour reopens"),
        ],
        "Harbour reopens",
    ),
    "a kicker that another source has too": (
        [
            (S.H1, "World Harbour reopens"),
            (S.OPENGRAPH, "Harbour reopens"),
            (S.META, "World Harbour reopens"),
        ],
        "World Harbour reopens",
    ),
    "a section behind a dash without spaces": (
        [(S.META, "항구가 다시 열렸다"), (S.OPENGRAPH, "항구가 다시 열렸다-정치 | The Daily")],
        "항구가 다시 열렸다",
    ),
    "marks that a program changed": (
        [
            (S.JSON_LD, "Harbour - open again"),
            (S.OPENGRAPH, "Harbour: open again"),
            (S.TITLE, "Harbour: open again | Port"),
        ],
        "Harbour: open again",
    ),
    "a name in place of a headline": (
        [
            (S.H1, "Why the harbour opens"),
            (S.JSON_LD, "News"),
            (S.OPENGRAPH, "Why the harbour opens"),
            (S.TITLE, "Why the harbour opens"),
        ],
        "Why the harbour opens",
    ),
    "a kicker joined to the title": (
        [(S.H1, "PortHarbour open"), (S.OPENGRAPH, "Port / Harbour open"), (S.TITLE, "Port Harbour open")],
        "Port / Harbour open",
    ),
    "seams that are names": (
        [(S.H1, "The McCoy harbour opens"), (S.OPENGRAPH, "THE MCCOY HARBOUR OPENS")],
        "The McCoy harbour opens",
    ),
    "printed quotes before typed ones": (
        [(S.JSON_LD, "Harbour 'open'"), (S.OPENGRAPH, "Harbour 'open'"), (S.H1, "Harbour ‘open’")],
        "Harbour ‘open’",
    ),
}


@pytest.mark.parametrize(("said", "headline"), TITLES.values(), ids=TITLES.keys())
def test_the_headline_is_the_title_most_sources_agree_on(
    said: list[tuple[Source, str]], headline: str
) -> None:
    found = evidence(Field.HEADLINE, *(title for title in said if title[0] is not S.LINK))
    links = (Clue(Field.URL, value, source) for source, value in said if source is S.LINK)
    assert choose_headline(Evidence((*found.clues, *links)))[0] == headline


def test_a_page_without_titles_has_no_headline() -> None:
    assert choose_headline(Evidence()) == (None, None)


def test_the_line_labelled_as_headline_counts_where_markup_is_silent() -> None:
    assert choose_headline(Evidence(), "Harbour reopens") == ("Harbour reopens", Source.TEXT)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ana Lima", ["Ana Lima"]),
        ("By Ana Lima and Raj Rao", ["Ana Lima", "Raj Rao"]),
        ("Ana Lima und Raj Rao, dpa", ["Ana Lima", "Raj Rao", "dpa"]),
        ("Ana Lima The Associated Press", ["Ana Lima", "The Associated Press"]),
        ("The Associated Press", ["The Associated Press"]),
        ("Ana Lima | The Daily", ["Ana Lima"]),
        ("Ana Lima (al)", ["Ana Lima"]),
        ("Ana Lima, daily.example", ["Ana Lima"]),
        ("Ana Lima ana@daily.example", ["Ana Lima"]),
        (", The Daily", []),
        ("https://daily.example/ana-lima", []),
        ("ana-lima", []),
        ("alima2", []),
        ("105092", []),
        ("(Image: Getty)", []),
        ("松岡大地", ["松岡大地"]),
        ("Ana Lima (avec Raj Rao et Eva Stein)", ["Ana Lima"]),
        ("2:49 p.m. EDT May 15, 2013", []),
        ("Our Editors", ["Our Editors"]),
        ("No Author", []),
        ("ana[at]daily.example", []),
        ("系统管理员", []),
    ],
)
def test_names_are_read_without_sites_addresses_and_accounts(value: str, names: list[str]) -> None:
    assert list(author_names(value)) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("A, Alle Artikel", []),
        ("Ana Lima, Alle Artikel", ["Ana Lima"]),
        ("View all posts by Ana Lima", ["Ana Lima"]),
        ("Voir tous les articles de Ana Lima", ["Ana Lima"]),
        ("Ana Alle", ["Ana Alle"]),
        ("李", ["李"]),
    ],
    ids=ascii,
)
def test_a_link_to_what_an_author_wrote_is_no_part_of_the_name(value: str, names: list[str]) -> None:
    assert list(author_names(value)) == names


@given(st.text())
def test_any_author_is_read_without_an_error(value: str) -> None:
    assert all(name.strip() for name in author_names(value))


def test_an_author_named_by_json_ld_alone_gives_way_to_several_who_agree() -> None:
    said = [(S.JSON_LD, "Admin Team"), (S.META, "Ana Lima"), (S.MICRODATA, "Ana Lima")]
    assert choose_authors(evidence(Field.AUTHOR, *said)) == (("Ana Lima",), Source.MICRODATA)


def test_a_site_is_no_author_beside_a_person() -> None:
    said = [(S.META, "The Daily"), (S.MARKUP, "By Ana Lima")]
    assert choose_authors(evidence(Field.AUTHOR, *said)) == (("Ana Lima",), Source.MARKUP)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ana Lima, THE DAILY", ("Ana Lima",)),
        ("Ana Lima, Daily Raj", ("Ana Lima", "Daily Raj")),
        ("The Daily", ("The Daily",)),
        ("The Daily - Ana Lima", ("Ana Lima",)),
    ],
)
def test_the_site_of_the_address_is_no_author_behind_a_person(value: str, names: tuple[str, ...]) -> None:
    address = Clue(Field.URL, "https://www.thedaily.example/harbour", S.LINK)
    said = (address, Clue(Field.AUTHOR, value, S.MICRODATA))
    assert choose_authors(Evidence(said))[0] == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ana Lima and Raj Rao, Financial Times", ("Ana Lima", "Raj Rao")),
        ("Ana Lima Harbour News", ("Ana Lima",)),
        ("Ana Lima, Chief Technology Officer and Head of Ships", ("Ana Lima",)),
        ("Harbour Today", ("Harbour Today",)),
        ("Ana Lima, Raj Post", ("Ana Lima", "Raj Post")),
        ("Managing Editor", ("Managing Editor",)),
    ],
)
def test_a_paper_or_a_post_is_no_author_behind_a_person(value: str, names: tuple[str, ...]) -> None:
    assert choose_authors(evidence(Field.AUTHOR, (S.JSON_LD, value)))[0] == names


def test_a_word_that_links_to_the_author_is_a_pen_name_where_nobody_else_is_named() -> None:
    said = evidence(Field.AUTHOR, (S.MARKUP, "harbourcat"), (S.LINK, "harbourcat"))
    assert choose_authors(said) == (("harbourcat",), S.LINK)
    assert choose_authors(said, ("Ana Lima",))[0] == ("Ana Lima",)
    others = (Clue(Field.AUTHOR, "seagull", S.LINK), Clue(Field.PUBLISHER, "Harbourcat", S.OPENGRAPH))
    assert choose_authors(Evidence((*said.clues, others[0]))) == ((), None)
    assert choose_authors(Evidence((*said.clues, others[1]))) == ((), None)


@pytest.mark.parametrize(
    "name", ["siteadmin", "Login", "Author", "Von", "Ana Lima", "7", "Follow", "Guest", "Anonymous"]
)
def test_not_every_link_to_an_author_has_a_pen_name(name: str) -> None:
    assert choose_authors(evidence(Field.AUTHOR, (S.LINK, name))) == ((), None)


def test_a_name_is_not_cut_to_that_of_another_who_is_marked() -> None:
    marked = evidence(Field.AUTHOR, (S.MARKUP, "Mary Ann"), (S.MARKUP, "Maria Lima"))
    assert choose_authors(marked, ("Mary Ann Evans",))[0] == ("Mary Ann Evans",)
    assert choose_authors(marked, ("Ana Maria Lima Costa",))[0] == ("Ana Maria Lima Costa",)
    assert choose_authors(marked, ("Mary Ann Founder",))[0] == ("Mary Ann",)


def test_printed_names_end_where_elements_of_the_page_end_them() -> None:
    marked = evidence(Field.AUTHOR, (S.MARKUP, "Ana Lima"), (S.MARKUP, "Harbour Today"))
    assert choose_authors(marked, ("News By Ana Lima",))[0] == ("Ana Lima",)
    assert choose_authors(marked, ("Ana Lima Harbour Reporter",))[0] == ("Ana Lima",)
    assert choose_authors(marked, ("Raj Rao",))[0] == ("Raj Rao",)


def test_the_title_below_a_heading_that_nobody_says_is_the_headline() -> None:
    said = ((S.H1, "Jammu"), (S.TITLE, "Mob attacks camp near border - The Daily"))
    titles = evidence(Field.HEADLINE, *said)
    assert choose_headline(titles)[0] == "Jammu"
    found = "Mob attacks camp near border"
    assert choose_headline(titles, posted=[found]) == (found, S.TITLE)
    assert choose_headline(titles, found)[0] == found
    quoted = evidence(Field.HEADLINE, (S.H1, "Camp attacked"), said[1])
    assert choose_headline(quoted, posted=[found])[0] == "Camp attacked"


def test_an_organisation_counts_where_nobody_is_named() -> None:
    assert choose_authors(evidence(Field.ORGANISATION, (S.JSON_LD, "The Daily"))) == (
        ("The Daily",),
        Source.JSON_LD,
    )


def test_an_agency_stands_beside_the_person_it_is_named_with() -> None:
    clues = (Clue(Field.AUTHOR, "Ana Lima", S.JSON_LD), Clue(Field.ORGANISATION, "SDA", S.JSON_LD))
    assert choose_authors(Evidence(clues))[0] == ("Ana Lima", "SDA")


def test_a_section_that_is_printed_like_a_name_is_no_author() -> None:
    section = Clue(Field.SECTION, "North Korea", S.OPENGRAPH)
    assert choose_authors(Evidence((section,)), ("North Korea",)) == ((), None)
    assert choose_authors(Evidence((section,)), ("Ana Lima",)) == (("Ana Lima",), Source.BYLINE)


def test_a_columnist_may_have_a_section_of_the_same_name() -> None:
    clues = (Clue(Field.SECTION, "Ana Lima", S.OPENGRAPH), Clue(Field.AUTHOR, "By Ana Lima", S.MARKUP))
    assert choose_authors(Evidence(clues), ("Ana Lima",))[0] == ("Ana Lima",)


def test_printed_names_count_where_markup_is_silent() -> None:
    assert choose_authors(Evidence(), ("Ana Lima",)) == (("Ana Lima",), Source.BYLINE)


@pytest.mark.parametrize(
    ("value", "stamp"),
    [
        ("2024-04-09", "2024-04-09"),
        ("20240409", "2024-04-09"),
        ("2024-04-09T13:45", "2024-04-09T13:45"),
        ("2024-04-09T13:45:00.000Z", "2024-04-09T13:45:00Z"),
        ("2024-04-09T13:45:00.250Z", "2024-04-09T13:45:00.250Z"),
        ("2024-04-09 13:45:00 +02:00", "2024-04-09T13:45:00+02:00"),
        ("2024-04-09T13:45:00+0200", "2024-04-09T13:45:00+02:00"),
        ("2024-04-09T13:45+02", "2024-04-09T13:45+02:00"),
        ("Tue, 9 Apr 2024 13:45:00 +0000", "2024-04-09T13:45:00+00:00"),
        ("Tue Apr 09 2024 13:45:00 GMT+0200 (CEST)", "2024-04-09T13:45:00+02:00"),
        ("9 April 2024", "2024-04-09"),
        ("04/05/2024", None),
        ("2024-02-30", None),
        ("2024-04-09T25:00", None),
        ("2024-04-09T13:45+25:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("1703224803", "2023-12-22T06:00:03Z"),
        ("1703224803.0", "2023-12-22T06:00:03Z"),
        ("1703224803250", "2023-12-22T06:00:03.250Z"),
        ("1703224803000000", "2023-12-22T06:00:03Z"),
        ("170322480", None),
        ("2024040913", None),
        ("1999123123", None),
        ("2024-01-09 13:45:00 EST", "2024-01-09T13:45:00-05:00"),
        ("2024-07-09 13:45:00 EST", "2024-07-09T13:45:00"),
        ("2024-07-09 13:45 CEST", "2024-07-09T13:45+02:00"),
        ("2024-04-09T13:45:00 IST", "2024-04-09T13:45:00"),
        ("Tue, 9 Jan 2024 13:45:00 PST", "2024-01-09T13:45:00-08:00"),
        ("Tue, 9 Jan 2024 13:45:00 CST", "2024-01-09T13:45:00"),
        ("9 January 2024, 13:45 CET", "2024-01-09T13:45+01:00"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_as_written_and_never_guessed(value: str, stamp: str | None) -> None:
    assert read_stamp(value) == stamp


@given(st.text())
def test_any_date_is_read_without_an_error(value: str) -> None:
    assert read_stamp(value) is None or value


def test_a_day_gives_way_to_a_time_on_the_same_day() -> None:
    said = [(S.JSON_LD, "2024-04-09T00:00:00Z"), (S.TIME, "2024-04-10T08:00Z"), (S.META, "2024-04-09T13:45Z")]
    published, _ = choose_dates(evidence(Field.PUBLISHED, *said), PrintedDates(), None)
    assert published == ("2024-04-09T13:45Z", Source.META)


def test_a_moment_is_given_by_the_clock_of_the_paper() -> None:
    said = [(S.JSON_LD, "2024-04-10T01:45:00Z"), (S.TIME, "2024-04-09T20:45:00-05:00")]
    published, _ = choose_dates(evidence(Field.PUBLISHED, *said), PrintedDates(), None)
    assert published == ("2024-04-09T20:45:00-05:00", Source.TIME)


@pytest.mark.parametrize(
    ("utc", "printed", "moment"),
    [
        ("2024-04-10T01:45:20.074Z", "2024-04-09T20:45", "2024-04-09T20:45:20.074-05:00"),
        ("2024-04-10T01:45Z", "2024-04-10T07:15", "2024-04-10T07:15+05:30"),
        ("2024-04-10T01:45:00Z", "2024-04-09T20:50", "2024-04-10T01:45:00Z"),
        ("2024-04-10T01:45:20Z", "2024-04-09T20:45:21", "2024-04-10T01:45:20Z"),
        ("2024-04-10T01:45:00Z", "2024-04-08T20:45", "2024-04-10T01:45:00Z"),
        ("2024-04-10T00:00:00Z", "2024-04-10T09:00", "2024-04-10T09:00"),
        ("2024-04-10T00:00:00.408Z", "2024-04-09T19:00", "2024-04-09T19:00:00.408-05:00"),
    ],
)
def test_two_clocks_that_give_one_minute_tell_the_zone(utc: str, printed: str, moment: str) -> None:
    credit = (printed, Source.BYLINE)
    published, _ = choose_dates(evidence(Field.PUBLISHED, (S.JSON_LD, utc)), PrintedDates(credit), None)
    assert published is not None
    assert published[0] == moment


def test_the_zone_of_a_printed_time_tells_the_clock_of_the_paper() -> None:
    said = evidence(Field.PUBLISHED, (S.JSON_LD, "2024-04-10T01:45:20Z"))
    printed = PrintedDates(clock=("2024-04-09T20:45-05:00", Source.BYLINE))
    published, _ = choose_dates(said, printed, None)
    assert published == ("2024-04-09T20:45:20-05:00", Source.JSON_LD)


@pytest.mark.parametrize("offset", ["+25:00", "+2500", "GMT+99:00", "+01:75"])
def test_an_offset_that_no_clock_has_gives_no_zone(offset: str) -> None:
    page = f"""<head><meta property="article:published_time" content="2024-04-09T10:00:00Z"></head>
    <h1>Ministers meet for talks on trade</h1><p>9 April 2024, 12:00 {offset}</p>
    {"<p>The ministers of both countries met in the capital on Tuesday to discuss trade.</p>" * 4}"""
    published = clean(RawDocument("page.html", page.encode(), "html")).article.published_at
    assert published is not None
    assert datetime.fromisoformat(published).date() == date(2024, 4, 9)


def test_a_date_with_its_zone_is_fuller_than_the_same_without() -> None:
    said = [(S.JSON_LD, "2024-04-09T13:45:00"), (S.OPENGRAPH, "2024-04-09T13:45:00Z")]
    published, _ = choose_dates(evidence(Field.PUBLISHED, *said), PrintedDates(), None)
    assert published == ("2024-04-09T13:45:00Z", Source.OPENGRAPH)


def test_a_source_that_says_several_days_counts_less() -> None:
    other_stories = [(S.MICRODATA, "2022-11-01T10:34:00Z"), (S.MICRODATA, "2024-04-09T13:45:00Z")]
    printed = PrintedDates(("2022-11-01", Source.BYLINE))
    said = evidence(Field.PUBLISHED, (S.OPENGRAPH, "2024-04-09"), *other_stories)
    published, _ = choose_dates(said, printed, None)
    assert published == ("2024-04-09T13:45:00Z", Source.MICRODATA)


@pytest.mark.parametrize(
    ("facts", "published"),
    [
        (Facts(published_at="2024-04-09", dates_behind=("2024-04-10",)), ("2024-04-09", Source.BYLINE)),
        (Facts(dates_behind=("2024-04-09", "2024-04-09T13:45")), ("2024-04-09", Source.TEXT)),
        (Facts(dates_behind=("2024-04-09", "2024-04-10")), None),
        (
            Facts(day_mentioned="2024-04-09", dates_behind=("2024-04-10", "2024-04-11")),
            ("2024-04-09", S.TEXT),
        ),
    ],
    ids=["a credit", "one day behind the start", "several, of comments", "a day near the headline"],
)
def test_dates_behind_the_start_of_the_text_count_if_they_are_of_one_day(
    facts: Facts, published: tuple[str, Source] | None
) -> None:
    assert read_printed(facts).published == published


def test_a_time_labelled_as_that_of_a_change_is_not_of_publication() -> None:
    said = [(S.TIME, "Updated: Feb. 13, 2024, 11:31 p.m."), (S.TIME, "Published: Feb. 12, 2024, 7:00 p.m.")]
    published, _ = choose_dates(evidence(Field.PUBLISHED, *said), PrintedDates(), None)
    assert published == ("2024-02-12T19:00", Source.TIME)


def test_the_address_says_the_day_where_nothing_else_does() -> None:
    url = "https://daily.example/2024/4/9/harbour"
    assert choose_dates(Evidence(), PrintedDates(), url)[0] == ("2024-04-09", Source.URL)
    printed = ("2024-04-08", Source.BYLINE)
    assert choose_dates(Evidence(), PrintedDates(printed), url)[0] == printed


@pytest.mark.parametrize(
    ("canonical", "given_url", "url"),
    [
        ("https://daily.example/a", None, "https://daily.example/a"),
        ("https://daily.example/a#top", None, "https://daily.example/a"),
        ("/a", "https://daily.example/a?ref=rss", "https://daily.example/a"),
        ("https://www.daily.example/a", "https://m.daily.example/a", "https://www.daily.example/a"),
        ("https://other.example/a", "https://daily.example/a", "https://daily.example/a"),
        ("https://daily.example/", "https://daily.example/a", "https://daily.example/a"),
        ("https://daily.example/a", "https://daily.example/a/amp/", "https://daily.example/a"),
        (
            "https://daily.example/news",
            "https://daily.example/news/2024/a",
            "https://daily.example/news/2024/a",
        ),
        ("/a", None, None),
        ("/a", "http://[broken", "http://[broken"),
        ("javascript:alert(1)", None, None),
        ("http://[broken/a", None, None),
        ("http://localhost name/a", None, None),
    ],
)
def test_a_canonical_address_counts_if_it_is_plausible(
    canonical: str, given_url: str | None, url: str | None
) -> None:
    assert choose_url(evidence(Field.URL, (S.LINK, canonical)), given_url)[0] == url


def test_the_canonical_address_of_a_copy_is_not_the_pages_own() -> None:
    said = [(S.LINK, "https://agency.example/a"), (S.OPENGRAPH, "https://daily.example/a")]
    assert choose_url(evidence(Field.URL, *said), None) == ("https://daily.example/a", S.OPENGRAPH)


def test_a_domain_is_the_host_without_its_www() -> None:
    assert domain_of("https://WWW.Daily.example:8080/a") == "daily.example"
    assert domain_of(None) is None


def test_pictures_are_the_articles_own() -> None:
    found = Evidence(
        (Clue(Field.IMAGE, "https://daily.example/1.jpg", S.OPENGRAPH),),
        figures=(Picture("/1.jpg", "The harbour AFP"), Picture("/2.jpg", "A teaser")),
    )
    assert choose_pictures(found, ["The harbour  AFP"], "https://daily.example/a") == (
        Picture("https://daily.example/1.jpg", "The harbour AFP"),
    )


def test_the_section_is_none_of_site_and_headline() -> None:
    trail = [(S.BREADCRUMB, name) for name in ("Home", "World", "Harbour reopens")]
    assert choose_section(evidence(Field.SECTION, *trail), "Harbour reopens") == ("World", S.BREADCRUMB)
    assert choose_section(evidence(Field.SECTION, (S.JSON_LD, "The Daily")), None) == (None, None)


@pytest.mark.parametrize("name", ["Article", "blog", "Subscribe to RSS", "记事本", "Articles of faith"])
def test_a_kind_of_page_is_no_section(name: str) -> None:
    kept = name in {"记事本", "Articles of faith"}
    assert choose_section(evidence(Field.SECTION, (S.META, name)), None)[0] == (name if kept else None)


def test_topics_are_those_of_one_source_without_marks_for_machines() -> None:
    said = [(S.JSON_LD, "Trade, @river, Category: World, trade"), (S.META, "other")]
    assert choose_topics(evidence(Field.TOPIC, *said)) == (("Trade",), S.JSON_LD)


def test_the_codes_of_a_wire_are_no_topics() -> None:
    assert choose_topics(evidence(Field.TOPIC, (S.META, "AER, AERO, AIR, AIRL, DIS, Aviation"))) == ((), None)
    assert choose_topics(evidence(Field.TOPIC, (S.META, "NATO, EU, Defence")))[0] == ("NATO", "EU", "Defence")


def test_rights_are_read_from_marks() -> None:
    robots = evidence(Field.ROBOTS, (S.META, "robots=index, NOAI"), (S.META, "tdm-reservation=1"))
    assert find_restrictions(robots) == ("noai", "tdm-reservation")
    access = evidence(Field.ACCESS, (S.OPENGRAPH, "free"), (S.JSON_LD, "paid"), (S.META, "article"))
    assert choose_access(access) == ("paid", S.JSON_LD)


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ((S.LINK, "/licence"), "https://daily.example/licence"),
        ((S.JSON_LD, "https://cc.example/by"), "https://cc.example/by"),
        ((S.META, "CC BY-SA 4.0"), "CC BY-SA 4.0"),
        ((S.META, "© The Daily. All rights reserved."), None),
    ],
)
def test_a_licence_is_more_than_a_claim_to_all_rights(said: tuple[Source, str], licence: str | None) -> None:
    assert choose_licence(evidence(Field.LICENCE, said), "https://daily.example/a")[0] == licence


def test_the_headlines_line_is_found_by_what_most_titles_say() -> None:
    page = PAGE.replace("<h1>World: ", "<h1>Log in</h1><h1>")
    article = clean(RawDocument("harbour.html", page.encode(), "html")).article
    assert article.headline == "Harbour reopens after storm"
    assert article.headline_span is not None
    assert article.headline_printed is None


def test_the_filed_headline_is_found_below_the_heading() -> None:
    said = [
        (S.H1, "Port: Why it opens"),
        (S.JSON_LD, "Harbour open again"),
        (S.OPENGRAPH, "Port: Why it opens"),
    ]
    titles = evidence(Field.HEADLINE, *said, (S.TITLE, "Port: Why it opens"))
    assert choose_headline(titles, "Harbour open again") == ("Harbour open again", Source.TEXT)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Best time to see the port", "Harbour open again"),
        ("Port: Harbour open again", "Port: Harbour open again"),
    ],
    ids=["made for searches", "the heading and more"],
)
def test_the_one_heading_stands_against_a_title_that_programs_repeat(title: str, headline: str) -> None:
    repeated = [(source, title) for source in (S.JSON_LD, S.OPENGRAPH, S.TWITTER, S.TITLE)]
    titles = evidence(Field.HEADLINE, (S.H1, "Harbour open again"), *repeated)
    assert choose_headline(titles, "Harbour open again")[0] == headline
    two = evidence(Field.HEADLINE, (S.H1, "Harbour open again"), (S.H1, "Subscribe"), *repeated)
    assert choose_headline(two, "Harbour open again")[0] == title


def test_a_second_heading_that_opengraph_repeats_is_the_headline() -> None:
    page = PAGE.replace(
        'og:title" content="Harbour reopens after storm', 'og:title" content="Ferries run again'
    )
    page = page.replace("Harbour reopens | The Daily", "World: Harbour reopens after storm")
    shown = page.replace("</h1>", "</h1><h2>Ferries run again</h2>")
    article = clean(RawDocument("harbour.html", shown.encode(), "html")).article
    assert (article.headline, article.headline_printed) == ("Ferries run again", None)
    article = clean(RawDocument("harbour.html", page.encode(), "html")).article
    assert article.headline == "World: Harbour reopens after storm"


PAGE = """<html lang="en"><head><title>Harbour reopens | The Daily</title>
<meta property="og:title" content="Harbour reopens after storm">
<meta property="og:site_name" content="The Daily">
<link rel="canonical" href="https://daily.example/harbour">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour reopens after storm",
"author": {"@type": "Person", "name": "Ana Lima"}, "datePublished": "2024-04-09T13:45:00+02:00"}</script>
</head><body><h1>World: Harbour reopens after storm</h1>
<p>The harbour of the old town reopened on Tuesday after a storm had closed it for days, officials said.</p>
<p>Ferries to the islands run again from Wednesday, and fishing boats left before dawn, the mayor said.</p>
</body></html>"""


def test_a_headline_that_reads_otherwise_on_the_page_can_still_be_rebuilt() -> None:
    cleaned = clean(RawDocument("harbour.html", PAGE.encode(), "html"))
    article = cleaned.article
    assert article.headline == "Harbour reopens after storm"
    assert article.headline_printed == "World: Harbour reopens after storm"
    assert list(discrepancies(article, cleaned.ledger)) == []


def test_a_day_named_near_the_headline_counts_where_nothing_else_is_said() -> None:
    page = PAGE.replace('"datePublished": "2024-04-09T13:45:00+02:00"', '"inLanguage": "en"')
    page = page.replace(
        "</h1>", "</h1><div class='meta'><span>Ana Lima</span><span>Apr 9, 2024</span><i>3 Shares</i></div>"
    )
    article = clean(RawDocument("harbour.html", page.encode(), "html")).article
    assert (article.published_at, article.date_source) == ("2024-04-09", "text")


def test_a_day_named_right_above_the_headline_counts_last() -> None:
    page = PAGE.replace('"datePublished": "2024-04-09T13:45:00+02:00"', '"inLanguage": "en"')
    page = page.replace("<h1>", "<div>09.04.2024 | 13:45 Uhr | Ana Lima, Bonn</div><h1>")
    article = clean(RawDocument("harbour.html", page.encode(), "html")).article
    assert (article.published_at, article.date_source) == ("2024-04-09", "text")


def test_an_article_says_where_its_fields_were_found() -> None:
    article = clean(RawDocument("harbour.html", PAGE.encode(), "html")).article
    assert (article.url, article.domain) == ("https://daily.example/harbour", "daily.example")
    assert (article.published_at, article.date_source) == ("2024-04-09T13:45:00+02:00", "json-ld")
    assert article.publisher == "The Daily"
    assert {source.field for source in article.sources} <= set(Article.__slots__)
    assert {FieldSource("authors", "json-ld"), FieldSource("url", "link")} <= set(article.sources)


@pytest.mark.parametrize(("free", "flags"), [("false", ("paywalled",)), ("true", ())])
def test_an_article_that_its_page_calls_paid_is_flagged(free: str, flags: tuple[str, ...]) -> None:
    page = PAGE.replace('"datePublished"', f'"isAccessibleForFree": {free}, "datePublished"', 1)
    article = clean(RawDocument("harbour.html", page.encode(), "html")).article
    assert (article.access, article.flags) == ("paid" if flags else "free", flags)


@pytest.mark.parametrize(
    ("said", "language"), [("de-AT", "de"), ("EN_us", "en"), ("cn", None), ("german", None)]
)
def test_the_language_said_is_a_language(said: str, language: str | None) -> None:
    found = choose_metadata(evidence(Field.LANGUAGE, (S.MARKUP, said)), Printed(None, Facts()), None)
    assert found.language == language


def test_a_language_is_one_that_the_audit_lets_pass(checkout: Path) -> None:
    suite = json.loads((checkout / "expectations" / "articles.json").read_text("utf-8"))
    kwargs = [entry["kwargs"] for entry in suite["expectations"]]
    (codes,) = (entry["value_set"] for entry in kwargs if entry.get("column") == "language")
    assert ISO_639_1.split() == codes


def test_a_broken_address_stops_nothing() -> None:
    article = clean(RawDocument("harbour.html", PAGE.encode(), "html", url="http://[broken")).article
    assert (article.url, article.domain) == ("https://daily.example/harbour", "daily.example")


def test_what_came_with_a_document_counts_where_its_page_is_silent() -> None:
    text = PAGE.partition("<p>")[2].partition("</p>")[0]
    given = Given(title="Harbour reopens", date="2024-04-09", authors=("Ana Lima",), language="en")
    article = clean(RawDocument("a", text.encode(), given=given)).article
    assert (article.headline, article.headline_span) == ("Harbour reopens", None)
    assert (article.published_at, article.date_source, article.authors) == (
        "2024-04-09",
        "input",
        ("Ana Lima",),
    )


@pytest.mark.parametrize("headline", [None, "Harbour reopens", "..."])
@pytest.mark.parametrize("url", [None, "https://news.example/2024/04/09/harbour", "harbour"])
@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts(("Ana Lima", "Raj Rao Twitter", "Ana Lima"), "dpa", "Bern", "World", ("trade",), "2024-04-09"),
        Facts(published_at="2024-04-09T10:00:00Z", modified_at="2024-04-10", dates_behind=("2024-04-09",)),
        Facts(day_mentioned="2024-04-08", dates_behind=("2024-04-09T12:00", "2024-04-10")),
    ],
)
def test_a_page_that_says_nothing_is_as_one_that_says_nothing_of_use(
    facts: Facts, url: str | None, headline: str | None
) -> None:
    useless = Evidence((Clue(Field.KIND, "website", Source.OPENGRAPH),))
    printed = Printed(headline, facts, ("A ship. Photo: Ana Lima",))
    assert choose_metadata(Evidence(), printed, url) == choose_metadata(useless, printed, url)

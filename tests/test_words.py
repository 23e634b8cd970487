"""The word lists as data: what a slip of the pen in one of them would silently switch off."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from copydesk.lexicon import fold
from copydesk.metadata.dates import parse_date_line

TABLES: dict[str, dict[str, Any]] = {
    path.name.removesuffix(".toml"): tomllib.loads(path.read_text("utf-8"))
    for path in files("copydesk").joinpath("words").iterdir()
    if path.name.endswith(".toml")
}
FULL = ("ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru", "tr")
SHORT = (
    "cs",
    "da",
    "el",
    "fa",
    "fi",
    "hi",
    "hu",
    "id",
    "ja",
    "ko",
    "no",
    "pl",
    "ro",
    "sv",
    "th",
    "uk",
    "vi",
    "zh",
)
LABELS = {
    *(
        "about_author",
        "age",
        "comments",
        "comments_weak",
        "consent",
        "home",
        "home_page",
        "legal",
        "menu",
        "menu_weak",
        "promo",
    ),
    *("promo_weak", "related", "related_weak", "section", "share", "share_translated", "share_weak", "tags"),
}
PHRASES = {
    *("also_by", "contact", "contributed", "embed_notice", "feed_notice", "in_picture", "new_tab", "origin"),
    *("picture_agency", "picture_source", "rest_left", "who_is_where", "about_name"),
    *("comment_login", "reading_time", "standing", "story_kind", "doi", "end_mark", "reference", "typo"),
    *("author_link", "no_section", "placeholder", "plea", "related_end", "related_in", "related_in_weak"),
    "read_more_weak",
    *(
        "age",
        "agency_self",
        "am",
        "bio",
        "bio_tale",
        "beat",
        "byline",
        "byline_after",
        "byline_colon",
        "byline_for",
        "byline_place",
    ),
    *(
        "byline_source",
        "byline_translated",
        "channel",
        "comment_policy",
        "comment_stem",
        "consent_notice",
    ),
    *("credit", "credit_by", "credit_end", "date_word", "day", "follow", "job", "modified", "name_and"),
    *(
        "name_particle",
        "name_stop",
        "outlet",
        "post",
        "newsroom",
        "paywall",
        "pm",
        "published",
        "read_more",
        "read_on",
        "rights",
    ),
    *("said", "solar_month", "syndication", "tag_label", "weekday", "weekday_short"),
}
RARE = {
    "related_in_weak",
    "read_more_weak",
    "beat",
    "am",
    "byline_after",
    "byline_for",
    "byline_place",
    "byline_translated",
    "credit_by",
    "credit_end",
    "home",
    "pm",
}
RARE |= {
    "name_particle",
    "name_stop",
    "outlet",
    "post",
    "promo_weak",
    "comments_weak",
    "read_on",
    "share_translated",
    "solar_month",
}
RARE |= {"end_mark", "placeholder", "related_end", "syndication", "weekday_short"}
RARE |= {"about_author", "about_name", "author_link", "doi", "no_section", "reference", "standing"}
RARE |= {"bio_tale", "in_picture", "picture_agency", "picture_source", "rest_left", "story_kind"}
RARE |= {"who_is_where"}
"""Kinds that a language may lack, as it has no such words or no such habit."""


def whole_lines(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The kind and text of each entry that is a whole line."""
    for name in ("labels", "lines"):
        for kind, entries in table.get(name, {}).items():
            yield from ((kind, entry) for entry in entries)


def test_the_languages_are_all_there() -> None:
    assert sorted(TABLES) == sorted((*FULL, *SHORT, "agencies"))


@pytest.mark.parametrize("language", sorted(TABLES))
def test_tables_and_kinds_are_known(language: str) -> None:
    """A kind that is spelt wrong is read by no rule."""
    table = TABLES[language]
    assert set(table) <= {"labels", "lines", "phrases", "months", "kickers", "agencies"}
    assert set(table.get("labels", {})) | set(table.get("lines", {})) <= LABELS
    assert set(table.get("phrases", {})) <= PHRASES


@pytest.mark.parametrize("language", FULL)
def test_the_ten_languages_have_every_kind(language: str) -> None:
    table = TABLES[language]
    assert set(table["labels"]) >= LABELS - RARE
    assert set(table["phrases"]) >= PHRASES - RARE


@pytest.mark.parametrize("language", SHORT)
def test_the_other_languages_have_labels_and_the_words_of_bylines_and_dates(language: str) -> None:
    table = TABLES[language]
    assert {"menu", "share", "related", "comments", "promo", "legal"} <= {
        kind for kind, _ in whole_lines(table)
    }
    assert {"published", "modified", "weekday", "credit", "date_word"} <= set(table["phrases"])
    assert {"byline", "byline_colon"} & set(table["phrases"])


@pytest.mark.parametrize("language", sorted(TABLES))
def test_labels_are_lines_that_can_be_found(language: str) -> None:
    for kind, entry in whole_lines(TABLES[language]):
        assert fold(entry), (kind, entry)
        assert len(entry) <= 80, f"{entry}: longer lines are not looked up"


@pytest.mark.parametrize("language", sorted(TABLES))
def test_phrases_are_patterns_that_match_something(language: str) -> None:
    for kind, entries in TABLES[language].get("phrases", {}).items():
        for entry in entries:
            assert re.compile(entry, re.IGNORECASE).fullmatch("") is None, (kind, entry)
            assert not re.search(r"[^\\][*+]\)?[*+]", entry), f"{entry}: nested repetition"


def test_a_line_is_not_sure_of_one_kind_and_unsure_of_it_in_another_language() -> None:
    sure = {(kind, fold(entry)) for table in TABLES.values() for kind, entry in whole_lines(table)}
    both = {(kind, entry) for kind, entry in sure if (f"{kind}_weak", entry) in sure}
    assert both == set()


def test_a_month_means_one_number_in_all_languages() -> None:
    months: dict[str, set[str]] = {}
    for table in TABLES.values():
        for name, number in table.get("months", {}).items():
            months.setdefault(name.casefold(), set()).add(number)
    assert {name: numbers for name, numbers in months.items() if len(numbers) > 1} == {}


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca "
    "lipca sierpnia września października listopada grudnia",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου "
    "Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta "
    "heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
}


@pytest.mark.parametrize("language", MONTHS)
def test_dates_are_read_in_every_month(language: str) -> None:
    found = [parse_date_line(f"9 {name} 2024") for name in MONTHS[language].split()]
    assert [date and date.value for date in found] == [f"2024-{month:02}-09" for month in range(1, 13)]

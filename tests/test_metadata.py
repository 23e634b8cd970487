"""What bylines, dates and datelines are read as, in the languages of the word lists, and what is none."""

from __future__ import annotations

import pytest

from copydesk.clean import clean
from copydesk.document import RawDocument
from copydesk.evidence.clues import Clue, Evidence, Field, Source
from copydesk.metadata.bylines import parse_byline, parse_fields
from copydesk.metadata.dateline import find_dateline
from copydesk.metadata.dates import DateLine, day_among, is_age, lone_label, parse_date_line
from copydesk.metadata.names import agencies_in, agency_of, is_byline_label, is_name
from copydesk.metadata.people import choose_authors
from copydesk.records import Article

PUBLISHED = {
    "09 April, 2024, 01:45 pm": "2024-04-09T13:45",
    "Dienstag, 9. April 2024, 13.45 Uhr": "2024-04-09T13:45",
    "Veröffentlicht am 9. April 2024 um 13:45 Uhr": "2024-04-09T13:45",
    "9.4.2024": "2024-04-09",
    "mardi 9 avril 2024 à 13h45": "2024-04-09T13:45",
    "Publié le 9 avril 2024 à 13 h 45": "2024-04-09T13:45",
    "1er avril 2024": "2024-04-01",
    "martes, 9 de abril de 2024 - 13:45 h": "2024-04-09T13:45",
    "9 de abril de 2024 às 13h45": "2024-04-09T13:45",
    "9 aprile 2024 alle 13:45": "2024-04-09T13:45",
    "9 april 2024 om 13.45 uur": "2024-04-09T13:45",
    "Salı, 9 Nisan 2024 - 13:45": "2024-04-09T13:45",
    "Oluşturulma Tarihi: Nisan 09, 2024 13:45": "2024-04-09T13:45",
    "09 KASIM 2024": "2024-11-09",
    "9 апреля 2024 г. 13:45 мск": "2024-04-09T13:45",
    "الثلاثاء 9 أبريل/نيسان 2024": "2024-04-09",
    "نشر في 9 أبريل 2024 الساعة 1:45 مساءً": "2024-04-09T13:45",
    "٩ أبريل ٢٠٢٤ - ١٣:٤٥": "2024-04-09T13:45",
    "2024年4月9日（火） 午後1時45分": "2024-04-09T13:45",
    "发布时间：2024-04-09 13:45 来源：新华社": "2024-04-09T13:45",
    "입력 2024.04.09. 오후 1:45": "2024-04-09T13:45",
    "2024. április 9. 13:45": "2024-04-09T13:45",
    "9.4.2024 klo 13.45": "2024-04-09T13:45",
    "Selasa, 9 April 2024 13:45 WIB": "2024-04-09T13:45+07:00",
    "9 अप्रैल 2024, 01:45 PM IST": "2024-04-09T13:45",
    "9 kwietnia 2024, godz. 13:45": "2024-04-09T13:45",
    "Publicerad 9 april 2024 kl 13.45": "2024-04-09T13:45",
    "9 Απριλίου 2024 στις 13:45": "2024-04-09T13:45",
    "April 9, 2024 at 1:45 p.m. ET": "2024-04-09T13:45",
    "12:10 am, 9 April 2024": "2024-04-09T00:10",
    "2024-04-09T13:45:00+08:00": "2024-04-09T13:45+08:00",
    "9 April 2024 13:45 UTC": "2024-04-09T13:45Z",
    "Published 9 April 2024 · 5 min read": "2024-04-09",
    "04/25/2024": "2024-04-25",
    "25/04/2024": "2024-04-25",
}


@pytest.mark.parametrize(("line", "value"), PUBLISHED.items(), ids=ascii)
def test_a_date_line_has_the_value_it_prints(line: str, value: str) -> None:
    found = parse_date_line(line)
    assert found is not None
    assert (found.value, found.modified, found.changed) == (value, False, None)


MODIFIED = {
    "Last modified: 09 April, 2024, 01:53 pm": "2024-04-09T13:53",
    "Stand: 09.04.2024, 13:45 Uhr": "2024-04-09T13:45",
    "Aktualisiert am 9. April 2024": "2024-04-09",
    "Mis à jour le 9 avril 2024": "2024-04-09",
    "Actualizado a las 13:45 h. 25/04/2024": "2024-04-25T13:45",
    "Atualizado em 9 de abril de 2024, 17h02": "2024-04-09T17:02",
    "Aggiornato il 9 aprile 2024, ore 13:45": "2024-04-09T13:45",
    "Laatst bijgewerkt: 9 april 2024, 17:02": "2024-04-09T17:02",
    "Güncelleme: 10.04.2024 - 09:10": "2024-04-10T09:10",
    "Обновлено: 9 апреля 2024 года в 13:45": "2024-04-09T13:45",
    "آخر تحديث: 9 أبريل 2024 - 13:45": "2024-04-09T13:45",
}


@pytest.mark.parametrize(("line", "value"), MODIFIED.items(), ids=ascii)
def test_the_date_of_the_last_change_is_told_by_its_label(line: str, value: str) -> None:
    assert parse_date_line(line) == DateLine(value, modified=True, labelled=True)


BOTH = {
    "Published 9 April 2024 | Updated 10 April 2024, 3 pm": ("2024-04-09", "2024-04-10T15:00"),
    "Veröffentlicht am 9. April 2024 um 13:45, aktualisiert am 10. April 2024": (
        "2024-04-09T13:45",
        "2024-04-10",
    ),
    "Publié le 9 avril 2024 à 13h45, mis à jour à 15h02": ("2024-04-09T13:45", "2024-04-09T15:02"),
    "Giriş: 09.04.2024 - 13:45 | Güncelleme: 10.04.2024 - 09:10": ("2024-04-09T13:45", "2024-04-10T09:10"),
    "Updated 10 April 2024 / Published 9 April 2024": ("2024-04-09", "2024-04-10"),
    "입력 2024.04.09 13:45 수정 2024.04.09. 오후 3:45": ("2024-04-09T13:45", "2024-04-09T15:45"),
}


@pytest.mark.parametrize(("line", "values"), BOTH.items(), ids=ascii)
def test_a_line_may_hold_both_dates(line: str, values: tuple[str, str]) -> None:
    found = parse_date_line(line)
    assert found is not None
    assert (found.value, found.changed) == values
    assert not found.modified


@pytest.mark.parametrize(
    ("printed", "zone"),
    [
        ("January 9, 2024, 1:45 p.m. EST", "-05:00"),
        ("9 January 2024 13:45 GMT", "Z"),
        ("9. Januar 2024, 13:45 Uhr MEZ", "+01:00"),
        ("January 9, 2024 1:45 pm UTC+02:00", "+02:00"),
        ("July 9, 2024, 1:45 p.m. EST", ""),
        ("January 9, 2024, 1:45 p.m. EDT", ""),
        ("January 9, 2024, 1:45 p.m. CST", ""),
        ("January 9, 2024, 1:45 p.m. IST", ""),
        ("January 9, 2024, 1:45 p.m. ET", ""),
        ("January 9, 2024, 1:45 p.m. EST GMT", ""),
    ],
)
def test_a_short_name_of_a_zone_counts_if_it_stands_for_one_zone(printed: str, zone: str) -> None:
    date = parse_date_line(printed)
    assert date is not None
    assert date.value is not None
    assert date.value[16:] == zone


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("label", ["Updated", "LAST UPDATED:", "| UPDATED:", "Aktualisiert am"])
def test_a_label_of_a_change_counts_for_the_date_on_the_next_line(label: str, gap: str) -> None:
    story = (
        "The harbour reopened on Tuesday after a storm had kept it closed for three days, the port said.\n\n"
    )
    page = f"Harbour reopens after storm\n\n{label}{gap}9 April 2024\n\n{3 * story}"
    article = clean(RawDocument("harbour.txt", page.encode())).article
    assert (article.published_at, article.modified_at) == (None, "2024-04-09")


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Updated", "modified"),
        ("Zuletzt geändert am:", "modified"),
        ("更新：", "modified"),
        ("Erschienen am:", "published"),
        ("Updated 9 April 2024", None),
        ("Updated by Ana Lima", None),
        ("On", None),
    ],
)
def test_a_line_may_be_the_label_of_a_date_and_nothing_else(line: str, label: str | None) -> None:
    assert lone_label(line) == label


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Ana LimaDec 05, 20232 Shares1530 Views", "2023-12-05"),
        ("Contributor, The Daily FEB 2, 2024 1:38 pm PST", "2024-02-02"),
        ("Aug 12, 2021 / Ana Lima", "2021-08-12"),
        ("3 May 2024 to 5 May 2024, Old Town", None),
        ("AFP / Updated: Dec 22, 2023, 19:28 IST", None),
        ("Exhibition 04/05/2024, Old Town", None),
        ("Of 2024 shares " + "none was sold " * 20, None),
    ],
)
def test_a_line_of_other_words_may_name_one_day(line: str, day: str | None) -> None:
    assert day_among(line) == day


@pytest.mark.parametrize(
    "line",
    [
        "04/05/2024",
        "09.04.24, 13:45 Uhr",
        "Apr 9 at 1:45 PM",
        "Heute um 12:19 Uhr",
        "Publiziert heute um 12:19 Uhr",
        "mandag 5. august kl. 14:47",
        "۲۱ فروردین ۱۴۰۳ - ۱۳:۴۵",
    ],
    ids=ascii,
)
def test_a_date_that_cannot_be_told_for_sure_has_no_value(line: str) -> None:
    found = parse_date_line(line)
    assert found is not None
    assert found.value is None


@pytest.mark.parametrize(
    "line",
    [
        "On 9 April 2024 the ministers met in Beijing.",
        "9. April 2024 war der Tag, an dem sich alles änderte.",
        "May 4",
        "Tuesday, April 9",
        "31 February 2024",
        "1.2.3",
        "10.11.12",
        "Nr. 5/2024",
        "In 2024",
        "© 2024",
        "13:45 Uhr",
        "Chapter 3, 2024",
        "April 2024 was cold",
        "",
    ],
    ids=ascii,
)
def test_what_is_more_or_less_than_a_date_is_no_date_line(line: str) -> None:
    assert parse_date_line(line) is None


@pytest.mark.parametrize(
    "line",
    [
        *(
            "3 hours ago",
            "Published 3 hours ago",
            "5h ago | World",
            "an hour ago",
            "vor 3 Stunden",
            "vor einer Stunde",
        ),
        *("hace 2 horas", "il y a 5 minutes", "há 2 horas", "3 ore fa", "3 dagen geleden", "2 saat önce"),
        *(
            "3 часа назад",
            "منذ 3 ساعات",
            "منذ ساعة",
            "3時間前",
            "3小时前",
            "3시간 전",
            "for 3 timer siden",
            "3 godziny temu",
        ),
    ],
    ids=ascii,
)
def test_ages_are_known_in_many_languages(line: str) -> None:
    assert is_age(line)


@pytest.mark.parametrize(
    "line", ["3 hours ago the army left", "vor 3 Stunden begann der Regen", "hours", "3", "ago", ""]
)
def test_what_goes_on_is_no_age(line: str) -> None:
    assert not is_age(line)


NAMES = {
    "By Ana Lima and Raj Rao": ("Ana Lima", "Raj Rao"),
    "By ANA LIMA, RAJ RAO and JO DEE": ("ANA LIMA", "RAJ RAO", "JO DEE"),
    "By Ana Lima, Political Reporter": ("Ana Lima",),
    "By Ana Lima Travel News Reporter": ("Ana Lima",),
    "By Ana Lima in Beijing": ("Ana Lima",),
    "By Ana Lima for The Daily": ("Ana Lima",),
    "By Ana Lima (ana@news.example)": ("Ana Lima",),
    "By John A. Smith Jr.": ("John A. Smith Jr.",),
    "By Jan Novak": ("Jan Novak",),
    "By June Ito and April Rao": ("June Ito", "April Rao"),
    "By Ana Lima | 9 April 2024": ("Ana Lima",),
    "By The Morning Sheet": ("The Morning Sheet",),
    "Von Jana Groß, Berlin": ("Jana Groß",),
    "Von Karla von der Heide und Ole Asmus": ("Karla von der Heide", "Ole Asmus"),
    "Text: Jana Groß, Fotos: Ole Asmus": ("Jana Groß",),
    "Ein Kommentar von Jana Groß": ("Jana Groß",),
    "Par Maëlle Quintin et Théo Asselin, à Pékin": ("Maëlle Quintin", "Théo Asselin"),
    "Propos recueillis par Maëlle Quintin": ("Maëlle Quintin",),
    "Por Marta Quiles y Tomás Asín": ("Marta Quiles", "Tomás Asín"),
    "Por Marta de la Cruz": ("Marta de la Cruz",),
    "Por João do Carmo e Ana dos Santos": ("João do Carmo", "Ana dos Santos"),
    "Di Marta Quirini": ("Marta Quirini",),
    "a cura di Marta Quirini": ("Marta Quirini",),
    "Door Marijn van der Quist": ("Marijn van der Quist",),
    "Haber: Melike Kuyucak": ("Melike Kuyucak",),
    "Автор: Марта Кузовкина": ("Марта Кузовкина",),
    "Текст: Марта Кузовкина и Тихон Асеев": ("Марта Кузовкина", "Тихон Асеев"),
    "بقلم مها القطان": ("مها القطان",),
    "كتب: مها القطان": ("مها القطان",),
    "लेखक: आशा वर्मा": ("आशा वर्मा",),
    "作者：张三": ("张三",),
    "（编辑：张三 李四）": ("张三", "李四"),
    "【责任编辑:张三】": ("张三",),
    "【纠错】 【责任编辑:张三 】": ("张三",),
    "(Text: Jana Groß)": ("Jana Groß",),
    "홍길동 기자": ("홍길동",),
    "홍길동 기자 hong@news.example": ("홍길동",),
    "Av Anna Qvist": ("Anna Qvist",),
    "Ana Lima | 9 April 2024": ("Ana Lima",),
    "ByAna Lima": ("Ana Lima",),
}


@pytest.mark.parametrize(("line", "names"), NAMES.items(), ids=ascii)
def test_a_byline_gives_the_names_as_printed(line: str, names: tuple[str, ...]) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert byline.names == names


AGENCIES = {
    "Reuters": "Reuters",
    "(dpa)": "dpa",
    "(dpa/lno)": "dpa",
    "By Ana Lima, Reuters": "Reuters",
    "Von dpa": "dpa",
    "mit dpa": "dpa",
    "Par Maëlle Quintin avec AFP": "AFP",
    "Maëlle Quintin avec AFP": "AFP",
    "Source: AFP": "AFP",
    "Quelle: dpa": "dpa",
    "Kaynak: AA": "Anadolu",
    "Источник: ТАСС": "TASS",
    "المصدر: رويترز": "Reuters",
    "来源：新华社": "Xinhua",
}


@pytest.mark.parametrize(("line", "agency"), AGENCIES.items(), ids=ascii)
def test_a_byline_may_be_of_an_agency(line: str, agency: str) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert byline.agency == agency


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the army had left.",
        "By Monday",
        "By Any Means Necessary",
        "By the Numbers",
        "By The Book",
        "By Popular Demand",
        "From Russia With Love",
        "Von Montag an",
        "Von der Leyen",
        "Von Mensch zu Mensch",
        "Von Rosen und Dornen",
        "Von Montag an gelten neue Regeln",
        "Par ailleurs",
        "Par hasard",
        "Avec ou sans pont",
        "Por eso",
        "Por amor",
        "Di Maria",
        "Di padre in figlio",
        "Van der Wal",
        "Door weer en wind",
        "Quelle: Statistisches Bundesamt",
        "Source of the rumours",
        "Text: the whole speech",
        "Text: A | A | A",
        "ByteDance Ltd",
        "كتب المحافظ رسالة طويلة إلى أهل المدينة",
        "تحرير القاربين من الرمال",
        "App",
        "Spa",
        "New York, 9 April 2024",
        "Who wrote it?",
        "",
    ],
    ids=ascii,
)
def test_what_only_begins_as_a_byline_is_none(line: str) -> None:
    assert parse_byline(line) is None


@pytest.mark.parametrize("label", ["Written By", "By", "Reported by", "Par"])
def test_a_label_is_no_name(label: str) -> None:
    assert is_byline_label(label)
    assert not is_name(label)
    assert choose_authors(Evidence((Clue(Field.AUTHOR, label, Source.MARKUP),))) == ((), None)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("2024-04-09 13:45 来源：新华社 作者：李明", ("李明",)),
        ("作者：李明 来源：新华社 | 2024年4月9日 13:45", ("李明",)),
        ("2024-04-09 13:45 来源：新华社", None),
        ("来源：新华社 作者：李明", None),
        ("2024-04-09 13:45 票价：120元 作者：李明", None),
    ],
)
def test_fields_beside_a_date_are_a_byline(line: str, names: tuple[str, ...] | None) -> None:
    byline = parse_fields(line)
    assert (byline and byline.names) == names
    assert byline is None or (byline.date is not None and byline.date.value == "2024-04-09T13:45")


@pytest.mark.parametrize(
    ("line", "name", "day"),
    [
        ("By Ana Lima9 April 2024", "Ana Lima", "2024-04-09"),
        ("Ana McDonaldApril 9, 2024", "Ana McDonald", "2024-04-09"),
        ("Von Ana LimaAktualisiert: 09.04.2024", "Ana Lima", "2024-04-09"),
    ],
)
def test_a_date_may_stand_right_behind_a_name(line: str, name: str, day: str) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert byline.names == (name,)
    assert byline.date is not None
    assert byline.date.value == day


def test_the_date_of_a_byline_is_read_with_it() -> None:
    byline = parse_byline("By Ana Lima | 9 April 2024, 13:45")
    assert byline is not None
    assert byline.date == DateLine("2024-04-09T13:45", modified=False, labelled=True)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Agence France-Presse", "AFP"),
        ("(afp)", "AFP"),
        ("AP", "AP"),
        ("dpa", "dpa"),
        ("ТАСС", "TASS"),
        ("أ ف ب", "AFP"),
    ],
    ids=ascii,
)
def test_agencies_go_by_their_short_names(name: str, short: str) -> None:
    assert agency_of(name) == short


@pytest.mark.parametrize("name", ["App", "spa", "Ani", "The Morning Sheet", ""])
def test_words_that_agencies_share_are_no_agencies(name: str) -> None:
    assert agency_of(name) is None


def test_a_row_of_agencies_is_read_in_order_and_only_if_all_are() -> None:
    assert agencies_in("dpa/AFP") == ("dpa", "AFP")
    assert agencies_in("dpa/Morgenblatt") == ()


@pytest.mark.parametrize(
    "line", ["Ana Lima", "Ana de la Cruz", "J. R. Rao", "Ömer Öz", "Марта Кузовкина"], ids=ascii
)
def test_capitalised_words_may_be_a_name(line: str) -> None:
    assert is_name(line)


@pytest.mark.parametrize(
    "line",
    ["Ana", "home prices", "Home prices fall", "How It Ended", "كيف جاء الماء", "Ana Lima."],
    ids=ascii,
)
def test_other_lines_are_no_name(line: str) -> None:
    assert not is_name(line)


DATELINES = {
    "BEIJING: Russia and China agreed": ("BEIJING", None),
    "Beijing – Russia and China agreed": ("Beijing", None),
    "SPRINGFIELD, Ill. (AP) — It was the dog": ("SPRINGFIELD", "AP"),
    "LONDON, April 9 (Reuters) - Oil fell": ("LONDON", "Reuters"),
    "WASHINGTON -- The president": ("WASHINGTON", None),
    "(Reuters) - Oil fell on Tuesday": (None, "Reuters"),
    "Berlin/Paris (dpa/AFP) – Die Regierung": ("Berlin/Paris", "dpa"),
    "Frankfurt am Main (dpa) - Die Bank": ("Frankfurt am Main", "dpa"),
    "Genf (sda) Die Regierung": ("Genf", "Keystone-SDA"),
    "PARIS, 9 avril (Reuters) - Le ministre": ("PARIS", "Reuters"),
    "MADRID, 9 Abr. (EUROPA PRESS) - El ministro": ("MADRID", "Europa Press"),
    "Madrid, 9 abr (EFE).- El ministro": ("Madrid", "EFE"),
    "BRASÍLIA - O ministro disse": ("BRASÍLIA", None),
    "(ANSA) - ROMA, 09 APR - Il ministro": ("ROMA", "ANSA"),
    "DEN HAAG (ANP) - De minister": ("DEN HAAG", "ANP"),
    "İSTANBUL (AA) - Bakan açıkladı": ("İSTANBUL", "Anadolu"),
    "МОСКВА, 9 апр — РИА Новости. Министр заявил": ("МОСКВА", "RIA Novosti"),
    "Москва. 9 апреля. INTERFAX.RU - Министр заявил": ("Москва", "Interfax"),
    "МОСКВА, 9 апреля. /ТАСС/. Министр заявил": ("МОСКВА", "TASS"),
    "بكين (رويترز) - قال الوزير": ("بكين", "Reuters"),
    "القاهرة - أ ف ب: قال الوزير": ("القاهرة", "AFP"),
    "新华社北京4月9日电（记者张三）外交部": ("北京", "Xinhua"),
    "【北京共同】中国外務省は": ("北京", "Kyodo"),
    "(서울=연합뉴스) 홍길동 기자 = 정부는": ("서울", "Yonhap"),
}


@pytest.mark.parametrize(("text", "expected"), DATELINES.items(), ids=ascii)
def test_a_dateline_gives_place_and_agency(text: str, expected: tuple[str | None, str | None]) -> None:
    found = find_dateline(text)
    assert found is not None
    assert (found.place, found.agency) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ANALYSIS: The talks failed",
        "Update – the talks failed",
        "WARNING GRAPHIC DETAIL: The talks",
        "Meinung – warum wir reden sollten",
        "Ökonomen – darunter drei Preisträger – warnen",
        "Beijing (China) is a city of many gates",
        "The ministers met in Beijing – and left.",
        "April – der grausamste Monat",
        "THURSDAY, April 9 (Health Wire) -- The ministers met",
        "",
    ],
    ids=ascii,
)
def test_a_label_or_an_aside_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


GERMAN = (
    "Die Ministerin sprach von einem „guten Tag“, ihr Kollege von einem „langen Weg“ für beide Länder.",
    "Über den Preis wurde kaum gesprochen, „mehr als nötig“ sei das nicht, hieß es von „beiden Seiten“.",
)


def test_a_language_that_is_not_english_is_no_mark_of_a_machine() -> None:
    text = "\n\n".join(("Minister sprechen über den Handel", *GERMAN))
    article = clean(RawDocument("page.txt", text.encode())).article
    assert article.language == "de"
    assert "machine_translated" not in article.flags


STORY = (
    "The harbour was closed for two days after the storm had torn three ferries from the quay.",
    "The port opened its second gate to the ferries that had waited outside since Monday.",
    "Nobody was hurt, and the fishermen went out again in the evening of the same day.",
)


def article_of(*lines: str) -> Article:
    return clean(
        RawDocument("harbour.txt", "\n\n".join(("Harbour reopens after storm", *lines)).encode())
    ).article


def test_readers_who_comment_are_no_authors() -> None:
    readers = ("Raj Rao", "10 April 2024", "Well done.", "Liv Berg", "11 April 2024", "At last!")
    assert article_of("9 April 2024", *STORY, "Comments", *readers).authors == ()
    assert article_of("9 April 2024", *STORY, "Comments", "By Ana Lima").authors == ("Ana Lima",)


def test_a_section_before_the_date_of_another_story_is_no_author() -> None:
    assert article_of(*STORY, "North Korea | 9 April 2024").authors == ()
    assert article_of("Ana Lima | 9 April 2024", *STORY).authors == ("Ana Lima",)


@pytest.mark.parametrize("byline", ["Staff Reports", "By Staff Reports", "Von der Redaktion", "Web Desk"])
def test_those_who_write_without_a_name_are_no_authors(byline: str) -> None:
    assert article_of(byline, "9 April 2024", *STORY).authors == ()
    assert article_of("By Ana Lima", byline, "9 April 2024", *STORY).authors == ("Ana Lima",)
    assert article_of("By Daily News Staff", "9 April 2024", *STORY).authors == ("Daily News Staff",)


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("Lisbon, 9 April 2024 – ", "2024-04-09"),
        ("LISBON, April 9, 2024 /PRNewswire/ -- ", "2024-04-09"),
        ("9.4.2024 - ", "2024-04-09"),
        ("(9 April 2024) ", "2024-04-09"),
        ("On 9 April 2004 – a Friday – ", None),
        ("9 April 1940 – ", None),
        ("Since 2024 – ", None),
        ("In the harbour of 9 April 2024 – ", None),
    ],
)
def test_a_text_may_open_with_its_day(opening: str, day: str | None) -> None:
    assert article_of(opening + STORY[0], *STORY[1:]).published_at == day
    assert article_of("8 April 2024", opening + STORY[0], *STORY[1:]).published_at == "2024-04-08"


def test_the_days_of_a_chronicle_are_not_that_of_its_publication() -> None:
    assert article_of(*(f"{i} April 2024 – {text}" for i, text in enumerate(STORY, 1))).published_at is None


@pytest.mark.parametrize("label", ["@analima", "Advertisement", "Newsletter"])
def test_a_label_above_a_byline_is_no_section(label: str) -> None:
    assert article_of(label, "By Ana Lima", *STORY).section is None


@pytest.mark.parametrize("label", ["Sport", "* Sport", "• Sport", "- Sport"])
def test_a_section_has_no_mark_of_a_list(label: str) -> None:
    lines = (label, "Reuters", "09 April, 2024, 01:45 pm", "Harbour reopens after storm", *STORY)
    assert clean(RawDocument("harbour.txt", "\n\n".join(lines).encode())).article.section == "Sport"


def test_who_speaks_in_a_transcript_is_no_place() -> None:
    speech = [f"ANA LIMA: {text}" for text in STORY]
    assert article_of(*speech).dateline is None
    assert article_of(speech[0], *STORY[1:]).dateline == "ANA LIMA"


@pytest.mark.parametrize("label", ["(skip this header)", "Subscribe to RSS", "Blogs", "Artikel", "[Menu]"])
def test_what_readers_are_called_to_do_and_kinds_of_pages_are_no_sections(label: str) -> None:
    lines = (label, "Reuters", "09 April, 2024, 01:45 pm", "Harbour reopens after storm", *STORY)
    assert clean(RawDocument("harbour.txt", "\n\n".join(lines).encode())).article.section is None


def test_a_state_in_an_address_is_no_agency() -> None:
    assert article_of(*STORY, "Copyright ©2024 The Daily | 1 Quay Ave. | Scranton, PA 18503").agency is None
    assert article_of(*STORY, "Copyright ©2024 PA").agency == "PA"


def test_a_style_of_citing_is_no_agency() -> None:
    cited = "Lima, Ana. (2024, April 9). Harbour reopens after storm."
    article = article_of(*STORY, "MLA", cited, "APA", cited)
    assert (article.agency, article.authors) == (None, ())
    assert article_of("APA", *STORY).agency == "APA"


def test_the_place_a_text_opens_with_is_no_author() -> None:
    opening = f"VATICAN CITY (Reuters) - {STORY[0]}"
    assert article_of("VATICAN CITY | Thu Jun 6, 2024 9:57am EDT", opening, *STORY[1:]).authors == ()
    assert article_of("Ana Lima | Thu Jun 6, 2024 9:57am EDT", opening, *STORY[1:]).authors == ("Ana Lima",)

"""What stands between the lines of a paragraph that a tool broke: a space, or nothing."""

from __future__ import annotations

import pytest

from copydesk.document import RawDocument
from copydesk.page import read
from copydesk.page.seams import is_tight, is_unbroken


def joined(lines: str) -> str:
    """The lines between bars as one paragraph."""
    first, *others = lines.split("|")
    parts = [first]
    for line in others:
        parts += ["" if is_tight(parts, line) else " ", line]
    return "".join(parts)


@pytest.mark.parametrize(
    ("lines", "paragraph"),
    [
        ("Ministers met in|Beijing|, officials said.", "Ministers met in Beijing, officials said."),
        ("The paper (|The Daily|) wrote of it.", "The paper (The Daily) wrote of it."),
        ("The|Daily|.com site was down.", "The Daily.com site was down."),
        ("Up by|5|% on the year", "Up by 5% on the year"),
    ],
)
def test_marks_stand_where_they_would_without_the_break(lines: str, paragraph: str) -> None:
    assert joined(lines) == paragraph


@pytest.mark.parametrize(
    ("lines", "paragraph"),
    [
        ("Sie las „|Politik|“|setzt auf Ruhe.", "Sie las „Politik“ setzt auf Ruhe."),
        ("Sie las „Politik|“ und schwieg.", "Sie las „Politik“ und schwieg."),
        ("Sie las „|Politik|“, sagte er.", "Sie las „Politik“, sagte er."),
        ("„Politik“|setzt auf Ruhe.", "„Politik“ setzt auf Ruhe."),
        ("She read “|Politics|” and slept.", "She read “Politics” and slept."),
        ("She read|“Politics” and slept.", "She read “Politics” and slept."),
        ("She read “|The Talks|”|and “|The Treaty|”.", "She read “The Talks” and “The Treaty”."),
        ('She read "|Politics|" and slept.', 'She read "Politics" and slept.'),
        ('She read "|Politics|"|and slept.', 'She read "Politics" and slept.'),
        ('"Politics"|was what she read.', '"Politics" was what she read.'),
        ('She read|"Politics" and slept.', 'She read "Politics" and slept.'),
        ("Er las »|Politik|« und schwieg.", "Er las »Politik« und schwieg."),
        ("Er las|»Politik« und|schwieg.", "Er las »Politik« und schwieg."),
        ("»Politik«|las er gern.", "»Politik« las er gern."),
        ("Il lit «|Politique|» et|« Europe »|.", "Il lit «Politique» et « Europe »."),
        ("Il lit|« Politique »|, et dort.", "Il lit « Politique », et dort."),
        ("Hon läste|”Politik” och sov.", "Hon läste ”Politik” och sov."),
        ("The ministers’|meeting was|Ana’|s idea.", "The ministers’ meeting was Ana’ s idea."),
        ("It was|Ana Lima|’s idea.", "It was Ana Lima’s idea."),
    ],
)
def test_quotation_marks_stand_at_what_is_quoted(lines: str, paragraph: str) -> None:
    assert joined(lines) == paragraph


@pytest.mark.parametrize(
    ("lines", "paragraph"),
    [
        ("Les ministres de l’|Ukraine|se sont vus.", "Les ministres de l’Ukraine se sont vus."),
        ("Il a dit qu'|Ana Lima|viendrait.", "Il a dit qu'Ana Lima viendrait."),
        ("Si è parlato dell’|Europa|.", "Si è parlato dell’Europa."),
        ("Il parle d’|« Europe »|ce soir.", "Il parle d’« Europe » ce soir."),
        ("He liked rock 'n'|roll music.", "He liked rock 'n' roll music."),
        ("She called it ‘fun’|and left.", "She called it ‘fun’ and left."),
    ],
)
def test_a_word_cut_short_is_one_with_the_next(lines: str, paragraph: str) -> None:
    assert joined(lines) == paragraph


@pytest.mark.parametrize(
    ("lines", "paragraph"),
    [
        ("Die|EU|-Kommission berät.", "Die EU-Kommission berät."),
        ("Der „|Spiegel|“|-Bericht liegt vor.", "Der „Spiegel“-Bericht liegt vor."),
        ("Die EU-|Kommission|berät.", "Die EU-Kommission berät."),
        ("Die Vor-|und Nachteile", "Die Vor- und Nachteile"),
        ("The pre-|and post-war years", "The pre- and post-war years"),
        ("The bridge|- closed since May - opens.", "The bridge - closed since May - opens."),
        ("The bridge -|closed since May - opens.", "The bridge - closed since May - opens."),
    ],
)
def test_a_hyphen_joins_two_halves_of_a_word_and_a_dash_does_not(lines: str, paragraph: str) -> None:
    assert joined(lines) == paragraph


def test_wrapped_chinese_is_one_paragraph_without_spaces() -> None:
    text = "部长们星期二在北京会面，讨论贸易和港口的问题，双方同意秋季再次会面，官员们在会谈之后表示。" * 4
    wrapped = "\n".join(text[i : i + 60] for i in range(0, len(text), 60))
    page = read(RawDocument("page.txt", f"{wrapped}\n\n{wrapped}".encode()))
    assert [block.text for block in page.blocks] == [text, text]


def test_chinese_and_japanese_have_no_spaces_where_lines_end() -> None:
    assert is_unbroken(["部长们星期二在北京"], "会面")
    assert is_unbroken(["大臣らは"], "北京で会談した。")
    assert not is_unbroken(["장관들은 베이징에서"], "만났다")
    assert not is_unbroken(["The ministers met in"], "北京")


def test_a_wrapped_text_keeps_its_spaces_at_marks() -> None:
    assert not is_unbroken(["They met (in"], "“Beijing”)")
    assert is_unbroken(["The Post-"], "Office")


@pytest.mark.parametrize(
    ("lines", "paragraph"),
    [
        ("Habló|Ana Lima|-que es ministra- del plan.", "Habló Ana Lima -que es ministra- del plan."),
        ("Die|EU|-Kommission tagt.", "Die EU-Kommission tagt."),
        ("A|Beijing|-based firm won.", "A Beijing-based firm won."),
    ],
)
def test_a_hyphen_with_a_second_one_is_a_dash(lines: str, paragraph: str) -> None:
    assert joined(lines) == paragraph

"""Repairs on text as it is found, and on text that only looks broken and must not be touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.document import Block, RawDocument
from copydesk.errors import RejectedError
from copydesk.page import read
from copydesk.repairs import REPAIRS, repair

PROSE = "The ministers met in Beijing on Tuesday."


def repaired(line: str) -> Block:
    """The block of a page of one line, after repairs."""
    (block,) = repair(read(RawDocument("line.txt", line.encode("utf-8", "surrogatepass")))).blocks
    return block


BROKEN = {
    "RE001": {
        "Russia&#039;s minister": "Russia's minister",
        "said &amp;quot;no&amp;quot; twice": 'said "no" twice',
        "R&amp;amp;D": "R&D",
        "AT&amp;amp;amp;amp;amp;amp;T": "AT&T",
        "caf&eacute; &#8211; caf&#xe9;": "café – café",
        "5 &lt; 6 &amp; 7 &gt; 2": "5 < 6 & 7 > 2",
        "&ldquo;no&rdquo; &hellip;": "“no” …",
    },
    "RE002": {
        "Itâ€™s a question of trust": "It’s a question of trust",
        "le prÃ©sident sâ€™est tu": "le président s’est tu",
        "FuÃŸball in KÃ¶ln": "Fußball in Köln",
        "aÃ±o y coraÃ§Ã£o": "año y coração",
        "ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€": "Привет, мир",
        "price â‚¬5 and more": "price €5 and more",
    },
    "RE003": {
        "before <script>var a = 1 < 2;</script> behind": "before behind",
        "before <!-- a comment --> behind": "before behind",
        "one <STYLE type='text/css'>p { }</style > two <!-- a --> three": "one two three",
    },
    "RE004": {
        "< p>– “Deep trust” –": "– “Deep trust” –",
        "The talks <b>failed</b>, he said.": "The talks failed, he said.",
        "one<br />two<br>three": "one two three",
        '<a href="https://news.example/a?b=1">the report</a>': "the report",
        "10<sup>6</sup> times": "10⁶ times",
        "n<sub>1</sub> and 2<sub>10</sub>": "n1 and 2₁₀",
    },
    "RE005": {
        "The min\u00adister said": "The minister said",
        "zero\u200bwidth and \ufeffmark": "zerowidth and mark",
        "bell\u0007 and escape\u001b[0m": "bell and escape[0m",
        "left\u200eto\u200fright in Latin": "lefttoright in Latin",
    },
    "RE006": {
        "Wang\u00a0Yi": "Wang Yi",
        "10\u202f000 and 5\u2009%": "10 000 and 5 %",
        "全角\u3000空白": "全角 空白",
    },
    "RE007": {
        "Cafe\u0301 and A\u030angstro\u0308m": "Café and Ångström",
        "\u1100\u1161": "가",
        "\u212b is a unit": "Å is a unit",
    },
}
CASES = [
    pytest.param(code, line, after, id=f"{code}-{number}")
    for code, lines in BROKEN.items()
    for number, (line, after) in enumerate(lines.items(), 1)
]


@pytest.mark.parametrize(("code", "line", "after"), CASES)
def test_damage_is_repaired_and_put_down_to_its_repair(code: str, line: str, after: str) -> None:
    block = repaired(f"{line} {PROSE}")

    assert block.text == f"{after} {PROSE}"
    assert {edit.code for edit in block.edits if edit.code} == {code}


@pytest.mark.parametrize(("code", "line", "after"), CASES)
def test_what_is_repaired_needs_no_further_repair(code: str, line: str, after: str) -> None:
    assert repaired(repaired(f"{line} {PROSE}").text).edits == ()


SOUND = [
    "AT&T and R&D; a fish & chips shop; &unknown; stays, and so does &c.",
    "if a < b and b > c then a <= c, and I <3 news",
    "came up with <…> this policy; <name@example.org>; 3 <4> 5; <Unverständlich>",
    "She said “no”, ‘never’ and «jamais»; „nie“ – und das war’s … 10 € + 5 £ = ¥",
    "São Paulo, Łódź, Åse, Ærø, Ñandú, Þór, ĳ, œuvre, naïve façade, Sergueï à Beijing",
    "Überraschung: Straßenfest in Köln; für 5 € gab’s Äpfel, Öl und Ähnliches",
    "Il a été là où « ça » s’est passé ; c’était très tôt, l’été d’après",
    "El año pasado, ¿quién sabía?; ¡qué corazón!; más allá del río Ñ",
    "O coração não é só razão; amanhã à noite; vós, põe, às três",
    "Perché è già così, e più non c’è; città, università",
    "İstanbul’da ığdır, şeker, çöğür ve Ünye’de gün",
    "Президент приехал в понедельник; ёлка, объём, съезд — «да»",
    "می\u200cخواهم stays, and so does 👩\u200d🚒 with its joiner",
    "القاهرة - قال الوزير إن المحادثات بدأت، و«انتهت» اليوم",
    "東京（共同）－外務省は「はい」と答えた。ﾊﾝｶｸ と Ｔokyo も残る",
    "हिन्दी में समाचार: राष्ट्रपति ने कहा",
    "The ﬁrst № 5 costs ½ of ², says the ™ owner of the © sign.",
]


@pytest.mark.parametrize("line", SOUND, ids=ascii)
def test_what_only_looks_broken_stays(line: str) -> None:
    block = repaired(line)

    assert block.text == line
    assert block.edits == ()


def test_repairs_of_several_kinds_meet_in_one_line() -> None:
    block = repaired("The&nbsp;min\u00adister&#039;s  plane, <b>heâ€™d</b> said")

    assert block.text == "The minister's plane, he’d said"


def test_spaces_that_repairs_leave_are_no_edits_of_the_ledger() -> None:
    block = repaired("\u00a0 The   minister\u00a0 said")

    assert block.text == "The minister said"
    assert {edit.code for edit in block.edits} == {"RE006", None}


@pytest.mark.parametrize("line", ["&#9999999;", "&#xFFFFFF;", "&#55296;", "&#0;", "&#99999999999999;"])
def test_references_beyond_unicode_harm_nothing(line: str) -> None:
    assert repaired(f"{line} {PROSE}").text.endswith(PROSE)


def test_references_that_spell_a_run_of_combining_marks_are_refused() -> None:
    with pytest.raises(RejectedError, match="combining_marks"):
        repaired("e" + "&#769;" * 100 + PROSE)


PIECES = st.sampled_from(
    [line for lines in BROKEN.values() for line in lines]
    + SOUND
    + ["&", ";", "<", ">", "\u200d", "\u0301", " ", "a"]
)


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join))
def test_every_edit_names_what_stood_there_and_what_stands_there_now(line: str) -> None:
    page = repair(read(RawDocument("line.txt", f"{PROSE}\n{line}".encode())))

    for block in page.blocks:
        for edit in block.edits:
            assert page.text[edit.start : edit.end] == edit.before
            assert block.text[edit.at : edit.at + len(edit.after)] == edit.after
            assert edit.before != edit.after


def test_repairs_run_in_the_order_of_their_codes() -> None:
    """Entities first, as they may hold tags and special spaces; composition last, on what is left."""
    *others, last = [entry.code for entry in REPAIRS]
    assert others == sorted(others)
    assert last == "RE007"


def test_spaces_before_commas_are_closed_where_they_are_a_habit_of_the_dump() -> None:
    lines = ("He told the Sun , and left .", "  * The Herald , too.", "She ate . . . and left for 5 ,5 km.")
    page = repair(read(RawDocument("page.txt", "\n\n".join(lines).encode())))
    assert [block.text for block in page.blocks] == [
        "He told the Sun, and left.",
        "* The Herald, too.",
        lines[2],
    ]


COLONS = ("  * The Herald , too.", "He told the Sun : “It rained.”")


@pytest.mark.parametrize(
    ("others", "after"),
    [
        (("One rule: none.", "Two: wait."), ("* The Herald, too.", "He told the Sun: “It rained.”")),
        (("Une règle : aucune.", "Deux : attendre."), ("* The Herald , too.", COLONS[1])),
    ],
    ids=["a tool's", "French"],
)
def test_spaces_before_colons_are_closed_where_most_stand_behind_a_word(
    others: tuple[str, ...], after: tuple[str, ...]
) -> None:
    page = repair(read(RawDocument("page.txt", "\n\n".join((*COLONS, *others)).encode())))
    assert tuple(block.text for block in page.blocks) == (*after, *others)


def test_such_spaces_are_their_authors_where_no_tool_laid_the_page_out() -> None:
    lines = ("He told the Sun , and left .", "The Herald , too.", "Banks (ABC) , (DEF) , and others fell .")
    page = repair(read(RawDocument("page.txt", "\n\n".join(lines).encode())))
    assert [block.text for block in page.blocks] == list(lines)


def test_a_single_space_before_a_full_stop_is_its_authors() -> None:
    page = repair(read(RawDocument("page.txt", b"  He told the AFP . Then he left.")))
    assert page.blocks[0].text == "He told the AFP . Then he left."


MORE = "The ministers met in Beijing on Tuesday to discuss trade, officials said."


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        (("T", "he town hall closed on Friday, and nobody in the town knows for how long."), "The town"),
        (("M", "inisters of both countries will meet", "again in the autumn."), "Ministers of both"),
        (("D ie Minister trafen sich am Dienstag in Peking, um über Handel zu sprechen.",), "Die Minister"),
        (("M inisters met again on Wednesday, but nothing came of it.",), "M inisters"),
        (("T he town",), "T he"),
        (("T cells of patients were looked at under the microscope.",), "T cells"),
        (("B flat was the note that the choir held for a minute.",), "B flat"),
        (("A", "study of both countries was shown to the press on Friday."), "A study"),
        (("F our years later four men came to the house and asked for it.",), "Four years"),
        (("K pop is loud, and kpop fans know that pop is.",), "K pop"),
        (("M is dead, said the man who had been his friend for thirty years.",), "M is"),
        (("B", "for the new film about the sea and the old man"), "B for"),
        (("B", "in the old town hall", "C", "on a boat that left the old port"), "B in"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_large_initial_and_the_rest_of_its_word_are_one(lines: tuple[str, ...], after: str) -> None:
    page = repair(read(RawDocument("page.txt", "\n".join(("Talks", *lines)).encode())))
    assert page.blocks[1].text.startswith(after)
    assert all(page.text[edit.start : edit.end] == edit.before for edit in page.blocks[1].edits)


def test_a_large_initial_on_a_line_of_text_is_joined_if_the_page_has_the_word() -> None:
    page = repair(read(RawDocument("page.txt", f"M inisters met on Friday in Rome.\n{MORE}".encode())))
    assert page.blocks[0].text == "Ministers met on Friday in Rome."


@pytest.mark.parametrize(("line", "known"), [("D ıştan gelen", "DIŞTAN"), ("G elecek", "GELECEK")])
def test_a_large_initial_is_joined_to_a_word_of_the_page_in_any_case(line: str, known: str) -> None:
    page = repair(read(RawDocument("page.txt", f"{line} bir adam, dedi bakan.\n{known} {MORE}".encode())))
    assert page.blocks[0].text.startswith(line.replace(" ", "", 1))


def test_names_of_networks_are_no_initials() -> None:
    page = repair(read(RawDocument("page.txt", f"X\nfacebook it\n{MORE}".encode())))
    assert [block.text for block in page.blocks] == ["X", "facebook it", MORE]


def texts(page: str) -> list[str]:
    return [block.text for block in repair(read(RawDocument("page.txt", page.encode()))).blocks]


def test_marks_of_markdown_go_where_a_page_has_several_and_the_words_stay() -> None:
    page = """
[![The Daily](/logo.svg "Home")](/)
  * [World](https://news.example/world_(all))
# Ministers meet in *Beijing*
By [Ana Lima](/ana "More by Ana Lima")
**They** [talked](<https://news.example/a> 'b') of **steel**, 2 * 3 tons of it\\.
"""
    assert texts(page)[1:] == [
        "* World",
        "Ministers meet in Beijing",
        "By Ana Lima",
        "They talked of steel, 2 * 3 tons of it.",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "The [first](https://news.example) link was his.\n\nHe wrote **no** more.",
        "They came [sic] (late) and left.\n\nShe paid * for it (see [1]) and ** for that.",
        "The study[1] was printed.\n\nIt [2] names [3]nobody.",
    ],
)
def test_a_single_mark_may_be_the_authors(page: str) -> None:
    assert texts(page) == page.split("\n\n")


def test_numbers_of_links_go_where_they_count_up() -> None:
    menu = " ".join(f"[{n}]Topic{n}" for n in range(1, 7))
    page = f"{menu}\n\nThe ministers met in [7]Beijing, as a study[2] said."
    page += "\n\nReferences\n\n   1. https://news.example/\n   2. https://news.example/two"
    assert texts(page)[1] == "The ministers met in Beijing, as a study[2] said."


PARTED = """\
The ministers of both countries met in the capital on Tuesday and dis-
cussed trade. They agreed to meet again in the autumn, and their offi-
cials said that a first draft of the treaty on post-war aid for post-
war towns would be ready by then.
"""


def test_words_that_the_ends_of_lines_parted_are_put_together_but_not_those_with_a_hyphen() -> None:
    (whole,) = texts(PARTED)
    assert "and discussed trade" in whole
    assert "their officials said" in whole
    assert "post-war aid for post-war towns" in whole


DUMPED = "# Ministers meet\n\nThe [talks](https://news.example/talks) [failed](/failed).\n\n{}\n\n## Next"


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("The __init__ and the __repr__ are called, says _the_ author.", None),
        ("Call handlers[0](/tmp/a) or table[key](#x), says [she](#her).", "[she](#her)"),
        (r"An escaped \*star\*, 1\. and snake\_case are *his*.", "*star*, 1. and snake_case are his."),
        ("He wrote ^_^ and -_- and *_* to her, and `__name__` and `a[0](/b)` to them.", None),
        ("Called with *args and **kwargs, and 5*6 or 2*x*y or f**k or b******s.", None),
        (
            "**_Both_** and _**both**_ and ***both*** and [**all** of it](/all)",
            "Both and both and both and all of it",
        ),
        ("[![A photo](/a.jpg) The photo](/b)", "The photo"),
        ("    self.x = r'\\[a\\]' # **kwargs are **kept**", None),
        ("```\n# a comment of code\nx = '**bold**'\n```", None),
    ],
)
def test_marks_of_markdown_are_taken_out_and_others_stay(line: str, after: str | None) -> None:
    page = repair(read(RawDocument("page.txt", DUMPED.format(line).encode())))
    text = "\n".join(block.text for block in page.blocks[2:-1])
    if after is None:
        plain = line.strip().replace("_the_", "the")
        assert text == plain
    elif after.startswith("["):
        assert text == line.replace(after, "she")
    else:
        assert text.endswith(after)


VERSES = (
    "[1]In the beginning there was light. [2]The land was empty. [3]It was dark. [4]Then a [5]man [6]came."
)


@pytest.mark.parametrize("listed", [True, False])
def test_numbers_before_words_are_links_where_the_page_lists_addresses(listed: bool) -> None:
    listing = "References\n\n   1. https://news.example/\n   2. https://news.example/two" if listed else MORE
    page = repair(read(RawDocument("page.txt", f"{VERSES}\n\n{listing}".encode())))
    assert (page.blocks[0].text == VERSES) is not listed

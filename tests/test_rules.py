"""The rule book against its own examples, and against the form that every entry of it must have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from _pytest.mark import ParameterSet

from copydesk.document import Block, Category, Page, RawDocument, Verdicts
from copydesk.label import label
from copydesk.label.sequence import JUDGEMENTS
from copydesk.page import read
from copydesk.repairs import REPAIRS, Repair, repair
from copydesk.rules import BLOCK_RULES, BOOK, CUT_RULES, RUN_RULES
from copydesk.rules.book import Rule
from copydesk.segment import Piece, segment

PREFIXES = {
    "structure": "ST",
    "marks": "ST",
    "archives": "AR",
    "related": "RL",
    "navigation": "NA",
    "menus": "NA",
    "social": "SO",
    "notices": "NO",
    "standing": "NO",
    "credits": "CR",
    "authors": "CR",
    "notes": "CR",
    "repeats": "RP",
}
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_MARGIN = 2
PROSE = "The ministers met in Beijing on Tuesday to discuss trade and the harbour."


@dataclass(frozen=True, slots=True)
class Example:
    """A page in diff notation: its lines, which are marked, and how marked lines read afterwards."""

    lines: tuple[str, ...]
    marked: tuple[bool, ...]
    after: tuple[str, ...]

    @property
    def unmarked(self) -> tuple[bool, ...]:
        return tuple(not mark for mark in self.marked)


def read_example(text: str) -> Example:
    """The example behind the notation; blank lines stay out, as they are no blocks."""
    rows = [row for row in text.split("\n") if row.strip()]
    if not any(
        row.startswith(("- ", "+ ")) for row in rows
    ):  # nothing is marked, so the dedent took the margin
        rows = ["  " + row for row in rows]
    before = [row for row in rows if not row.startswith("+ ")]
    return Example(
        lines=tuple(_unescape(row[_MARGIN:]) for row in before),
        marked=tuple(row.startswith("- ") for row in before),
        after=tuple(_unescape(row[_MARGIN:]) for row in rows if row.startswith("+ ")),
    )


def _unescape(text: str) -> str:
    r"""`\u00ad` in an example stands for the character, which nobody could see."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def page_of(text: str) -> Page:
    """The example as a page, its blank lines where they stand; one block to a line."""
    rows = text.split("\n")
    margin = _MARGIN if any(row.startswith(("- ", "+ ")) for row in rows) else 0
    raw = "\n".join(_unescape(row[margin:]) for row in rows if not row.startswith("+ "))
    return read(RawDocument("example.txt", raw.encode()))


def cases(entries: Sequence[Rule] | Sequence[Repair]) -> list[ParameterSet]:
    """A test case for each example of each entry, named for the entry and the number of the example."""
    return [
        pytest.param(entry, text, id=f"{entry.code}-{entry.name}-{number}")
        for entry in entries
        for number, text in enumerate(entry.examples, 1)
    ]


def cleaned(text: str) -> tuple[Page, Verdicts, dict[int, Piece]]:
    """The repaired page, its final verdicts, and the piece that is left of each kept block."""
    return judged(page_of(text))


def judged(raw: Page) -> tuple[Page, Verdicts, dict[int, Piece]]:
    page = repair(raw)
    labelled = label(page)
    pieces, verdicts = segment(page, labelled.view, labelled.verdicts)
    kept = (i for i, verdict in enumerate(verdicts) if verdict.role)
    return page, verdicts, dict(zip(kept, pieces, strict=True))


def codes(block: Block) -> set[str | None]:
    return {edit.code for edit in block.edits}


@pytest.mark.parametrize(("rule", "text"), cases(BLOCK_RULES + RUN_RULES))
def test_rule_claims_exactly_the_marked_lines_of_its_example(rule: Rule, text: str) -> None:
    example = read_example(text)
    page, verdicts, _ = cleaned(text)

    claimed = tuple(verdict.code == rule.code for verdict in verdicts)

    table = [
        (verdict.code or verdict.role, block.text)
        for verdict, block in zip(verdicts, page.blocks, strict=True)
    ]
    assert claimed == example.marked, table


@pytest.mark.parametrize(("rule", "text"), cases(CUT_RULES))
def test_cut_rule_leaves_what_its_example_says(rule: Rule, text: str) -> None:
    example = read_example(text)
    _, _, pieces = cleaned(text)

    cut = {i: any(edit.code == rule.code for edit in piece.draft.edits) for i, piece in pieces.items()}

    assert [cut.get(i, True) for i in range(len(example.lines))] == list(example.marked)
    assert [piece.draft.text for i, piece in pieces.items() if cut[i]] == list(example.after)


@pytest.mark.parametrize(("entry", "text"), cases(REPAIRS))
def test_repair_rewrites_the_marked_lines_of_its_example_alone(entry: Repair, text: str) -> None:
    example = read_example(text)
    blocks = repair(page_of(text)).blocks

    assert tuple(entry.code in codes(block) for block in blocks) == example.marked
    assert [block.text for block, mark in zip(blocks, example.marked, strict=True) if mark] == list(
        example.after
    )
    untouched = [line for line, mark in zip(example.lines, example.marked, strict=True) if not mark]
    assert [block.text for block, mark in zip(blocks, example.marked, strict=True) if not mark] == untouched


BOTH: tuple[Rule | Repair, ...] = (*BOOK, *REPAIRS)
ENTRIES = [pytest.param(entry, id=f"{entry.code}-{entry.name}") for entry in BOTH]


def test_codes_are_unique() -> None:
    found = [entry.code for entry in BOTH]
    assert sorted(set(found)) == sorted(found)


def test_names_are_unique() -> None:
    found = [entry.name for entry in BOTH]
    assert sorted(set(found)) == sorted(found)


@pytest.mark.parametrize("entry", ENTRIES)
def test_code_is_the_familys_prefix_and_three_digits(entry: Rule | Repair) -> None:
    prefix = PREFIXES[entry.family] if isinstance(entry, Rule) else "RE"
    assert re.fullmatch(rf"{prefix}\d{{3}}", entry.code)


@pytest.mark.parametrize("entry", ENTRIES)
def test_documentation_opens_with_a_sentence_that_can_stand_alone(entry: Rule | Repair) -> None:
    first, _, rest = entry.doc.partition("\n")
    assert re.fullmatch(r"[A-Z].{20,}\.", first)
    assert not rest or rest.startswith("\n"), "a blank line follows the first"
    assert entry.reason == first


@pytest.mark.parametrize("entry", ENTRIES)
def test_examples_hold_what_is_claimed_and_what_is_left_alone(entry: Rule | Repair) -> None:
    examples = [read_example(text) for text in entry.examples]
    assert any(any(example.marked) for example in examples)
    assert any(any(example.unmarked) for example in examples)


@pytest.mark.parametrize("entry", ENTRIES)
def test_category_is_of_the_fixed_vocabulary(entry: Rule | Repair) -> None:
    assert entry.category in set(Category)
    assert entry.category is not Category.REPAIR or isinstance(entry, Repair)


def test_the_three_kinds_make_up_the_book() -> None:
    assert sorted(map(id, (*BLOCK_RULES, *RUN_RULES, *CUT_RULES))) == sorted(map(id, BOOK))


HOSTILE = (
    *"aA1*+-–_=|/<>([©&#’'“.…\u0130ا中한",
    *(
        "1 ",
        "1/",
        "9. ",
        "12:34 ",
        "2024-04-",
        "9 April ",
        "By ",
        "By By By ",
        "Von ",
        "* * * ",
        "– ",
        " | ",
        "© ",
    ),
    *(
        "Photo: ",
        "A. ",
        "A/",
        "[(",
        "(AP",
        "dpa/",
        "“a”. (",
        "@a",
        "a@b.",
        "Ana Lima, ",
        "Ana Lima and ",
        "Tags: ",
    ),
    *(
        "Home > ",
        "MOSCOW, ",
        "MOSCOW ",
        "Published ",
        "vor 3 ",
        ". We use ",
        "Source: ",
        "All rights ",
        "&amp;",
        "< p",
    ),
)
"""Pieces that, repeated, send patterns with nested or unbounded repetition into quadratic time and worse."""


SCORER = {judgement.code for judgement in JUDGEMENTS}


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_a_line_of_a_hundred_thousand_characters_is_judged(piece: str) -> None:
    """A pattern that goes quadratic on such a line would keep this test from coming to its end."""
    line = (piece * (100_000 // len(piece))).strip()
    raw = RawDocument("hostile.txt", f"{PROSE}\n\n{line}\n\n{line} {PROSE}".encode())

    page, verdicts, _ = judged(read(raw))

    assert len(verdicts) == len(page)
    assert verdicts[0].code in {None, *SCORER}, "no rule claims the line of prose"


@pytest.mark.parametrize(
    "lines", ["Ana Lima\n9 April 2024", "By Ana Lima", "By\nAna Lima\nand", "1. Home\n2. World", "Menu", "x"]
)
def test_a_page_of_many_short_lines_is_judged(lines: str) -> None:
    """Rules that look at the whole page for each line would keep this test from coming to its end."""
    raw = RawDocument("hostile.txt", "\n".join([lines] * 5_000 + [PROSE]).encode())

    _, verdicts, _ = judged(read(raw))

    assert verdicts[-1].code in {None, *SCORER}, "no rule claims the line of prose"

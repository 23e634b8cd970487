"""What tells where to try a pattern never keeps a pattern from a line on which it would match."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.document import RawDocument
from copydesk.label.claims import rules_asked
from copydesk.lexicon import fold, folds, labels, phrases
from copydesk.literals import literals
from copydesk.metadata import datewords
from copydesk.page import read
from copydesk.repairs import repair
from copydesk.rules import BLOCK_RULES
from copydesk.rules.book import Rule
from copydesk.rules.cues import HOLDING, OPENING, STARTING, find_cues
from copydesk.rules.view import View
from copydesk.rules.where import ending

TEXTS = st.text(st.characters(exclude_characters="\n"), max_size=60)


def test_literals_of_a_pattern_are_what_it_cannot_match_without() -> None:
    found = literals(r"(?:now )?(?:with [^.]{1,30} )?read on(?: and|:)")
    assert found.opening == {"", "now ", "with ", "now with "}
    assert found.needed == {"read on and", "read on:", " read on and", " read on:"}
    assert literals("photos?").opening == {"photo", "photos"}
    assert literals(r"\d{1,3} hours?").needed == {" hour"}
    assert literals("[ab]c?").needed == {""}
    assert literals("[/=]photos?").opening == {"/photo", "=photo", "/photos", "=photos"}
    assert literals("[!-/]").needed == literals("[^/=]").needed == literals(r"[\W]").needed == {""}
    assert literals("no(?: more| such)* news").needed == {" news"}
    assert literals(r"more from(?= (?:the )?(?-i:[A-Z]))").needed == {"more from"}
    assert literals(r"read (?-i:[A-Z] on)(?!\w)").needed == {"read "}


@pytest.mark.parametrize("kind", [*OPENING, *STARTING, *HOLDING])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_line_that_a_phrase_matches_has_its_cue(kind: str, data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(phrases(kind)))
    match = data.draw(st.from_regex(phrase, fullmatch=True)).replace("\n", " ")
    first = kind in OPENING or phrase.startswith("^")
    before = "" if first else data.draw(st.sampled_from(["", "The minister. ", "“"]))
    keys = folds(["Ministers meet", f"{before}{match} in Beijing", "They met."])
    assert 1 in find_cues(keys).get(kind, ()) or fold(match) == ""


@pytest.mark.parametrize("kind", datewords.KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_words_of_a_date_line_are_not_strange_to_it(kind: str, data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(phrases(kind)))
    match = data.draw(st.from_regex(phrase, fullmatch=True)).replace("\n", " ")
    line = f"{match} 9 April 2024, 13:45"
    assert not datewords.has_strange_word(line)
    assert kind not in ("published", "modified") or datewords.may_hold_label(line)


@given(st.lists(TEXTS, max_size=5))
def test_folding_lines_together_is_folding_each(lines: list[str]) -> None:
    assert folds(lines) == [fold(line) for line in lines] or not lines


@pytest.mark.parametrize("line", ["İstanbul (12)", "Cafe\u0301…", "“Read More” »", "Top 10", "ΐ", "", "(3)"])
def test_folding_a_line_among_others_is_folding_it(line: str) -> None:
    assert folds(["Home", line, "Menu"])[1] == fold(line)


@pytest.mark.parametrize("rule", BLOCK_RULES, ids=lambda rule: rule.code)
def test_rule_looks_at_every_line_it_would_claim(rule: Rule) -> None:
    for other in BLOCK_RULES:
        for text in other.examples:
            lines = "\n".join(row[2:] for row in text.split("\n"))
            view = View.of(repair(read(RawDocument("example", lines.encode()))))
            would = {i for i in range(len(view)) if rule.find(view, i)}
            assert would <= set(rule.where(view)), text


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_line_that_ends_in_a_phrase_is_one_that_ends_so(data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(phrases("related_end")))
    match = data.draw(st.from_regex(phrase, fullmatch=True)).replace("\n", " ")
    behind = data.draw(st.sampled_from(["", ".", " »", "☞", " !"]))
    view = View.of(read(RawDocument("example", f"Ministers meet {match}{behind}\nThey met.".encode())))
    assert 0 in ending("related_end")(view)


def test_a_page_asks_the_rules_that_have_lines_and_about_all_of_these() -> None:
    for text in (example for rule in BLOCK_RULES for example in rule.examples):
        lines = "\n".join(row[2:] for row in text.split("\n"))
        view = View.of(repair(read(RawDocument("example", lines.encode()))))
        asked = {n: set(places) for n, places in rules_asked(view).items()}
        assert asked == {n: found for n, rule in enumerate(BLOCK_RULES) if (found := set(rule.where(view)))}


def test_every_label_of_a_share_bar_is_a_cue_for_one() -> None:
    shares = [key for key, kinds in labels().items() if kinds & {"share", "share_weak"}]
    assert len(find_cues(shares)["share"]) == len(shares)

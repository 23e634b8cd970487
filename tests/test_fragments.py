"""Page fragments of our own making, in many languages: every line gets the verdict in its margin.

A file of `tests/fragments/` holds the fragments of a language. A fragment is a title line (`## …`), perhaps
facts (`authors: …`, several separated by semicolons) or `xfail: …` with the reason, and rows with the
expected verdict before the bar and the line behind it. A row whose margin is `=` says how the line above
reads after cuts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from copydesk.clean import Cleaned, clean
from copydesk.document import RawDocument, Role
from copydesk.rebuild import discrepancies

FOLDER = Path(__file__).parent / "fragments"
FACTS = ("authors", "agency", "dateline", "section", "topics", "published_at", "modified_at", "headline")
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru", "tr")


@dataclass(slots=True)
class Fragment:
    """The lines of a page with what is expected of each, and of the article."""

    title: str
    facts: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[str, str]] = field(default_factory=list)
    after: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The page; blank lines keep paragraphs of equal length from looking hard-wrapped."""
        return "\n\n".join(line for _, line in self.rows)


def read_fragments(path: Path) -> list[Fragment]:
    """The fragments of a file, in order."""
    fragments: list[Fragment] = []
    for row in path.read_text("utf-8").split("\n"):
        if row.startswith("## "):
            fragments.append(Fragment(row[3:].strip()))
        elif "|" in row:
            _read_row(fragments[-1], *(part.strip() for part in row.split("|", 1)))
        elif row.strip() and not row.startswith("# "):
            key, _, value = row.partition(":")
            fragments[-1].facts[key.strip()] = value.strip()
    return fragments


def _read_row(fragment: Fragment, margin: str, line: str) -> None:
    if margin == "=":
        fragment.after[fragment.rows[-1][1]] = line
    else:
        fragment.rows.append((" ".join(margin.split()), line))


def cases() -> list[ParameterSet]:
    return [
        pytest.param(fragment, id=f"{path.stem}: {fragment.title}", marks=_marks(fragment))
        for path in sorted(FOLDER.glob("*.txt"))
        for fragment in read_fragments(path)
    ]


def _marks(fragment: Fragment) -> list[pytest.MarkDecorator]:
    reason = fragment.facts.pop("xfail", None)
    return [pytest.mark.xfail(reason=reason, strict=True)] if reason else []


def verdicts(cleaned: Cleaned) -> list[tuple[str, str]]:
    """The margin of each line as `clean` sees it, and the line as the page has it."""
    return [
        (
            f"removed {verdict.category}" if verdict.code else str(verdict.role),
            cleaned.page.text[block.start : block.end],
        )
        for verdict, block in zip(cleaned.verdicts, cleaned.page.blocks, strict=True)
    ]


def kept(cleaned: Cleaned) -> list[str]:
    """The kept texts as they read in the article."""
    article = cleaned.article
    headline = (article.headline,) if article.headline else ()
    return [*headline, *(paragraph.text for paragraph in article.paragraphs), *article.captions]


def fact(cleaned: Cleaned, name: str) -> str:
    value = getattr(cleaned.article, name)
    return "; ".join(value) if isinstance(value, tuple) else value or ""


@pytest.mark.parametrize("fragment", cases())
def test_every_line_of_the_fragment_gets_the_verdict_in_its_margin(fragment: Fragment) -> None:
    cleaned = clean(RawDocument("fragment.txt", fragment.text.encode()))

    assert verdicts(cleaned) == fragment.rows
    lines = [line for margin, line in fragment.rows if not margin.startswith("removed")]
    assert sorted(kept(cleaned)) == sorted(fragment.after.get(line, line) for line in lines)
    assert {name: fact(cleaned, name) for name in fragment.facts} == fragment.facts
    assert list(discrepancies(cleaned.article, cleaned.ledger)) == []


def test_each_of_ten_languages_has_five_fragments_and_all_have_sixty() -> None:
    counts = {path.stem: len(read_fragments(path)) for path in FOLDER.glob("*.txt")}
    assert [language for language in LANGUAGES if counts.get(language, 0) < 5] == []
    assert sum(counts.values()) >= 60


def test_margins_and_facts_are_of_the_fixed_vocabulary() -> None:
    roles = {str(role) for role in Role}
    for path in sorted(FOLDER.glob("*.txt")):
        for fragment in read_fragments(path):
            odd = [
                margin
                for margin, _ in fragment.rows
                if margin not in roles and not margin.startswith("removed ")
            ]
            assert odd == [], fragment.title
            assert set(fragment.facts) <= {*FACTS, "xfail"}, fragment.title

"""A page with the reasons in its margin, and the rule book, for a terminal or a pipe."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from copydesk import codes
from copydesk.clean import Cleaned
from copydesk.document import Category, Page, RawDocument, Verdict
from copydesk.label import label
from copydesk.page import read
from copydesk.records import Article, LedgerRow
from copydesk.repairs import repair
from copydesk.visible import one_line, quoted

FACTS = (
    "headline", "authors", "agency", "dateline", "section", "topics",
    "published_at", "modified_at", "date_source", "language", "url", "flags", "confidence",
)  # fmt: skip
_MARK = 21  # columns of code and category, or role


@dataclass(frozen=True, slots=True)
class Line:
    """One block in the margin's view: where it starts, what became of it, and what was changed within."""

    number: int
    verdict: Verdict
    text: str
    changes: tuple[LedgerRow, ...]


def lines(page: Page, verdicts: Sequence[Verdict], ledger: Sequence[LedgerRow] = ()) -> Iterator[Line]:
    """The blocks of a page with their verdicts and the ledger rows that changed them."""
    number, done = 1, 0
    inside: list[list[LedgerRow]] = [[] for _ in page.blocks]
    starts = [block.start for block in page.blocks]
    for row in ledger:
        if row.offset is not None:
            inside[bisect_right(starts, row.start) - 1].append(row)
    for block, verdict, changes in zip(page.blocks, verdicts, inside, strict=True):
        number += page.text.count("\n", done, block.start)
        done = block.start
        yield Line(number, verdict, one_line(page.text[block.start : block.end]), tuple(changes))


def explain(cleaned: Cleaned, console: Console) -> None:
    """Print the facts, then the page with its margin, then the reasons of the codes in it."""
    for text in _facts(cleaned.article):
        _print(console, text, 14)
    console.print()
    _margin(tuple(lines(cleaned.page, cleaned.verdicts, cleaned.ledger)), console)


def explain_rejected(raw: RawDocument, console: Console) -> None:
    """Print the page of a document that holds no article, with its margin."""
    page = repair(read(raw))
    labelled = label(page)
    _margin(tuple(lines(page, labelled.whole(labelled.verdicts))), console)


def _margin(shown: Sequence[Line], console: Console) -> None:
    digits = max([4, *(len(str(line.number)) for line in shown[-1:])])
    for line in shown:
        for text in _line(line, digits):
            _print(console, text, digits + 2 + _MARK)
    for text in _legend(shown):
        _print(console, text, 10)


def _facts(article: Article) -> Iterator[Text]:
    yield Text.assemble((f"{'page':<14}", "dim"), one_line(article.uri))
    for name in FACTS:
        value = getattr(article, name)
        shown = ", ".join(value) if isinstance(value, tuple) else value
        yield Text.assemble((f"{name:<14}", "dim"), one_line(str(shown)) if shown else ("–", "dim"))


def _line(line: Line, digits: int) -> Iterator[Text]:
    number = (f"{line.number:>{digits}}  ", "dim")
    if line.verdict.role is not None:
        yield Text.assemble(number, (f"{line.verdict.role:<{_MARK}}", "green"), line.text)
    else:
        mark = f"{line.verdict.code or '':<7}{line.verdict.category or ''}"
        score = "" if line.verdict.score is None else f"  ({line.verdict.score:.2f})"
        yield Text.assemble(number, (f"{mark:<{_MARK}}", "red"), (line.text + score, "dim"))
    changes = Counter((row.code, row.category, row.text, row.replacement) for row in line.changes)
    for (code, category, before, after), times in changes.items():
        cut = category != Category.REPAIR
        mark = f"{code:<7}{category if cut else 'edit'}"
        what = (
            quoted(before) + (" cut" if cut else f" → {quoted(after)}") + (f" × {times}" if times > 1 else "")
        )
        yield Text.assemble(" " * (digits + 2), (f"{mark:<{_MARK}}", "yellow"), (what, "yellow"))


def _legend(shown: Sequence[Line]) -> Iterator[Text]:
    used = {line.verdict.code for line in shown if line.verdict.code}
    used |= {row.code for line in shown for row in line.changes}
    if used:
        yield Text()
    for code in sorted(used):
        yield Text.assemble((f"{code:<10}", "bold"), codes.reason(code))


def _print(console: Console, text: Text, indent: int) -> None:
    """A line with a hanging indent on a terminal, as it is in a pipe."""
    text.rstrip()
    if not console.is_terminal or console.width < indent + 20:
        console.print(text, soft_wrap=True)
        return
    head, tail = text[:indent], text[indent:]
    for i, part in enumerate(tail.wrap(console, console.width - indent) or [Text()]):
        part.rstrip()
        console.print((head if i == 0 else Text(" " * indent)) + part, soft_wrap=True)


def rule_book(console: Console) -> None:
    """Print every code with its category, name and reason."""
    entries = codes.entries().values()
    width = max((len(entry.name) for entry in entries), default=0) + 2
    for entry in entries:
        head = ((f"{entry.code:<7}", "bold"), (f"{entry.category:<16}", "red"), f"{entry.name:<{width}}")
        _print(console, Text.assemble(*head, codes.reason(entry.code)), 23 + width)


def rule(entry: codes.Entry, console: Console) -> None:
    """Print one rule: what it claims, what it leaves alone, and its examples."""
    console.print(Text.assemble((entry.code, "bold"), f"  {entry.name}  ", (entry.category, "red")))
    console.print()
    console.print(Text(entry.doc), soft_wrap=not console.is_terminal)
    for example in entry.examples:
        console.print()
        for line in example.splitlines():
            style = {"-": "red", "+": "green"}.get(line[:1], "")
            console.print(Text(f"    {line}", style=style), soft_wrap=True)

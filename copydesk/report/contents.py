"""What a release holds, in the words of the report: its numbers, its removals, and what is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from copydesk import codes
from copydesk.report.figures import LENGTH_STEPS, Articles, Ledger, Quarantine, Spans
from copydesk.report.wording import number, percent, plural, share, stack, tally
from copydesk.visible import one_line, quoted

SAMPLE_CHARS = 170

Section = dict[str, Any]
Row = dict[str, Any]


def head(articles: Articles, refused: Quarantine, passed: bool) -> Section:
    """Title, numbers and the two bars from input to release."""
    superseded, quarantined = refused.statuses["superseded"], refused.statuses["quarantined"]
    came_in = articles.rows + superseded + quarantined
    chars = articles.kept_chars + articles.removed_chars
    return {
        "lede": _lede(came_in, articles, chars, passed),
        "numbers": [
            {"name": "Documents in", "value": number(came_in), "note": "", "tone": ""},
            {"name": "Published", "value": number(articles.rows), "note": "articles", "tone": "kept"},
            {
                "name": "Superseded",
                "value": number(superseded),
                "note": "by a duplicate or revision",
                "tone": "held",
            },
            {
                "name": "Quarantined",
                "value": number(quarantined),
                "note": "with a reason each",
                "tone": "stop",
            },
            {
                "name": "Text removed",
                "value": percent(share(articles.removed_chars, chars)),
                "note": "of all characters",
                "tone": "cut",
            },
        ],
        "documents": stack(
            ("published", articles.rows, "kept"),
            ("superseded", superseded, "held"),
            ("quarantined", quarantined, "stop"),
        ),
        "characters": stack(
            ("kept", articles.kept_chars, "kept"), ("removed", articles.removed_chars, "cut")
        ),
    }


def _lede(came_in: int, articles: Articles, chars: int, passed: bool) -> str:
    are = "would be" if not passed else "is" if articles.rows == 1 else "are"
    return (
        f"{plural(came_in, 'document')} came in, {number(articles.rows)} {are} published. "
        f"Of the {number(chars)} characters on the published pages, {number(articles.kept_chars)} stand in "
        f"the articles and {number(articles.removed_chars)} in the ledger of what was removed."
    )


def removals(articles: Articles, ledger: Ledger) -> Section:
    """What was cut, by category and by rule, with samples; the repairs."""
    categories: Counter[str] = Counter()
    for spans in ledger.removed.values():
        categories[spans.category] += spans.chars
    removed = sorted(ledger.removed.values(), key=lambda spans: (-spans.chars, spans.code))
    edited = sorted(ledger.edited.values(), key=lambda spans: (-spans.count, spans.code))
    return {
        "categories": tally(categories),
        "roles": tally(articles.roles),
        "removals": [_removal(spans) for spans in removed],
        "repairs": [_repair(spans) for spans in edited],
    }


def _removal(spans: Spans) -> Row:
    return {
        "code": spans.code,
        "category": spans.category.replace("_", " "),
        "count": spans.count,
        "chars": spans.chars,
        "reason": codes.reason(spans.code),
        "samples": [one_line(row["text"], SAMPLE_CHARS) for row in spans.samples],
    }


def _repair(spans: Spans) -> Row:
    return {
        "code": spans.code,
        "count": spans.count,
        "reason": codes.reason(spans.code),
        "edits": [(quoted(row["text"], 60), quoted(row["replacement"], 60)) for row in spans.samples],
    }


def knowledge(articles: Articles) -> Section:
    """How often each fact is known, and how the articles spread over languages, flags, lengths and sites."""
    rows = articles.rows
    coverage = [
        {"name": name.replace("_", " "), "count": count, "share": share(count, rows)}
        for name, count in articles.known.items()
    ]
    lengths = [
        {"name": name, "count": articles.lengths[step], "share": share(articles.lengths[step], rows)}
        for step, name in enumerate(_length_names())
        if articles.lengths[step]
    ]
    return {
        "coverage": sorted(coverage, key=lambda row: -row["count"]) if rows else [],
        "lengths": lengths,
        "languages": tally(articles.languages, rows),
        "flags": tally(articles.flags, rows, spaced=True),
        "date_sources": tally(articles.date_sources, rows),
        "domains": tally(articles.domains, rows),
        "dates": _dates(articles),
    }


def _dates(articles: Articles) -> str:
    if articles.first_day is None or articles.last_day is None:
        return ""
    first, last = one_line(articles.first_day, 10), one_line(articles.last_day, 10)
    return f"Articles are dated {first}." if first == last else f"Articles are dated {first} to {last}."


def _length_names() -> Iterator[str]:
    yield f"under {number(LENGTH_STEPS[0])}"
    for low, high in pairwise(LENGTH_STEPS):
        yield f"{number(low)} to {number(high)}"
    yield f"{number(LENGTH_STEPS[-1])} and more"


def refusals(refused: Quarantine) -> Section:
    """Documents that were not published, by reason."""
    ranked = sorted(refused.reasons.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return {
        "refusals": [
            {
                "status": status,
                "reason": reason.replace("_", " "),
                "count": count,
                "rows": refused.samples[status, reason],
            }
            for (status, reason), count in ranked
        ]
    }

"""Single articles in the report, as a copy editor marks them up: the page with its cuts struck out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from copydesk.document import Role
from copydesk.report.figures import ALL_SHOWN, Articles, Ledger
from copydesk.report.wording import number
from copydesk.visible import one_line, quoted, visible

PIECES = 100  # of an article
PIECE_CHARS = 1_500
CUT_CHARS = 340
EDIT_CHARS = 170

Section = dict[str, Any]
Row = dict[str, Any]


def stories(articles: Articles, ledger: Ledger) -> Section:
    """The articles themselves: all of a small release, a sample of a large one."""
    whole = articles.rows <= ALL_SHOWN
    count = "All" if whole else f"{len(articles.shown)} of {number(articles.rows)}"
    note = f"{count} articles as they came in: kept text with its role, cut text struck out with its code."
    note = note if articles.rows else "There is none."
    shown = [_story(row, ledger.of.get(row["id"], ())) for row in articles.shown]
    for story in sorted(shown, key=lambda story: -story["cuts"])[:1]:
        story["open"] = True
    return {
        "articles": {
            "title": "Articles" if whole else "A sample of the articles",
            "note": note,
            "shown": shown,
        }
    }


def _story(row: Row, spans: Sequence[Row]) -> Row:
    body = sorted(_pieces(row, spans), key=lambda piece: piece["start"])
    for span in spans:
        if span["offset"] is not None:
            _note(_around(body, span)["notes"], span)
    return {
        "title": one_line(row["headline"] or "Without a headline", 160),
        "subtitle": f"{row['id']} · {one_line(row['uri'], 120)} · "
        f"{number(row['kept_chars'])} characters kept, {number(row['removed_chars'])} removed",
        "facts": [(name.replace("_", " "), _fact(row[name])) for name in _STORY_FACTS if row[name]],
        "flags": [one_line(flag, 60).replace("_", " ") for flag in row["flags"]],
        "language": row["language"],
        "body": body[:PIECES],
        "cuts": sum(span["action"] == "removed" for span in spans),
        "open": False,
        "more": f"{number(len(body) - PIECES)} more in the release." if len(body) > PIECES else "",
    }


def _pieces(row: Row, spans: Sequence[Row]) -> Iterator[Row]:
    """What is kept of a page and what was cut, each with its place."""
    if row["headline"]:
        yield _piece("headline", row["headline"], (row["headline_span"] or {"start": -1})["start"])
    for paragraph in row["paragraphs"]:
        yield _piece(paragraph["role"], paragraph["text"], paragraph["start"])
    for caption, span in zip(row["captions"], row["caption_spans"], strict=False):
        yield _piece("caption", caption, span["start"])
    for span in spans:
        if span["offset"] is None:
            yield _piece("cut", span["text"], span["start"], span)


_KINDS = {*Role, "cut"}  # styles of the page; no other word of a table becomes one


def _piece(kind: str, text: str, start: int, span: Row | None = None) -> Row:
    mark = "" if kind == "paragraph" else kind if span is None else f"{span['code']} {span['category']}"
    shown = _clip(text) if span is None else one_line(text, CUT_CHARS)
    return {
        "kind": kind if kind in _KINDS else "",
        "mark": mark.replace("_", " "),
        "code": span and span["code"],
        "text": shown,
        "start": start,
        "notes": [],
    }


def _around(body: Sequence[Row], span: Row) -> Row:
    """The piece that a span within a block belongs to: the last that begins by it."""
    return next((piece for piece in reversed(body) if piece["start"] <= span["start"]), body[0])


def _note(notes: list[Row], span: Row) -> None:
    """Add what was changed within a piece, or count it where it was changed just so before."""
    cut = span["action"] == "removed"
    text, became = quoted(span["text"], EDIT_CHARS), None if cut else quoted(span["replacement"], EDIT_CHARS)
    for note in notes:
        if (note["code"], note["text"], note["became"]) == (span["code"], text, became):
            note["times"] += 1
            return
    notes.append({"code": span["code"], "text": text, "became": became, "times": 1})


_STORY_FACTS = (
    "url", "authors", "agency", "dateline", "section", "topics",
    "published_at", "modified_at", "date_source", "language", "encoding",
)  # fmt: skip


def _fact(value: object) -> str:
    return one_line(", ".join(map(str, value)) if isinstance(value, list) else str(value), 400)


def _clip(text: str) -> str:
    shown = visible(text[:PIECE_CHARS])
    return shown + "…" if len(text) > PIECE_CHARS else shown

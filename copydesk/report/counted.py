"""The numbers of a release, counted file by file: of a shard when it is packed, else of its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from copydesk.report import figures
from copydesk.report.figures import Articles, Ledger, Spans
from copydesk.tables import ARTICLES, LEDGER

if TYPE_CHECKING:
    from copydesk.abreast import Lazily

Packed = Callable[[int], bytes | None]
"""What was counted of the files of a number and packed, None where it was not."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a file of articles and its ledger hold."""

    articles: Articles
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a number, to be counted."""

    folder: Path
    number: int


def read(folder: Path, spread: Lazily, known: Packed) -> tuple[Articles, Ledger]:
    """The numbers of the release in `folder`, with the articles that are shown and their spans."""
    articles, ledger = Articles(), Ledger()
    for part in _parts(folder, spread, known):
        figures.add_articles(articles, part.articles)
        figures.add_ledger(ledger, part.ledger)
    articles.shown = figures.shown(folder, articles.rows)
    ledger.of = figures.shown_spans(folder, [row["id"] for row in articles.shown])
    return articles, ledger


def _parts(folder: Path, spread: Lazily, known: Packed) -> Iterator[Counted]:
    """What each file holds, in order."""
    files = [Files(folder, number) for number, _ in enumerate(folder.glob(ARTICLES.glob))]
    missing = {file.number for file in files if known(file.number) is None}
    fresh = iter(spread(counted, [file for file in files if file.number in missing]))
    for file in files:
        yield next(fresh) if file.number in missing else _unpacked(known(file.number) or b"")


def counted(files: Files) -> Counted:
    """What is in the files of a number."""
    paths = [files.folder / table.file(files.number) for table in (ARTICLES, LEDGER)]
    return Counted(figures.articles_in(paths[0]), figures.spans_in(paths[1]))


def packed(found: Counted) -> bytes:
    """As JSON."""
    articles = {field.name: getattr(found.articles, field.name) for field in fields(Articles)}
    books = {name: list(map(_plain, book.values())) for name, book in _books(found.ledger)}
    return orjson.dumps({"articles": articles, **books}, option=orjson.OPT_NON_STR_KEYS)


def _plain(spans: Spans) -> Mapping[str, Any]:
    """Without what is only needed to take more samples."""
    return {field.name: getattr(spans, field.name) for field in fields(Spans) if field.name != "texts"}


def _unpacked(data: bytes) -> Counted:
    found = orjson.loads(data)
    values: dict[str, Any] = {
        name: Counter(value) if isinstance(value, dict) else value
        for name, value in found["articles"].items()
    }
    values["lengths"] = Counter({int(step): count for step, count in values["lengths"].items()})
    ledger = Ledger()
    for name, book in _books(ledger):
        book.update({(row["code"], row["category"]): Spans(**row) for row in found[name]})
    return Counted(Articles(**values), ledger)


def _books(ledger: Ledger) -> Iterator[tuple[str, dict[tuple[str, str], Spans]]]:
    yield from (("removed", ledger.removed), ("edited", ledger.edited))

"""What a dataset that is there already holds besides articles: boilerplate, duplicates, stubs, by source."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from copydesk import shards
from copydesk.document import Flag, Reason
from copydesk.formats import drafts, parquet
from copydesk.inputs import Skipped, such_as
from copydesk.plan import Plan, Shard
from copydesk.shards import ShardResult
from copydesk.stages import Amount, Progress, Silent, amount
from copydesk.workers import Workers

STUB = 250
"""Characters of text below which an article is a stub."""
_SOURCES, _LINES = 10_000, 50_000
_OTHERS = "(others)"
_LINE = 80
_WIDE = max(map(len, Flag))
_NO_STORY = {Reason.NO_ARTICLE, Reason.EMPTY}


@dataclass(slots=True)
class SourceTally:
    """What was found in the documents of one source; all numbers but the last two count documents."""

    documents: int = 0
    stubs: int = 0
    duplicates: int = 0
    refused: int = 0
    page_chars: int = 0
    removed_chars: int = 0

    @property
    def boilerplate(self) -> float:
        """The share of the characters that is not of the articles."""
        return self.removed_chars / self.page_chars if self.page_chars else 0.0


@dataclass(slots=True)
class Findings:
    """The dataset as a whole, and by source."""

    total: SourceTally = field(default_factory=SourceTally)
    sources: dict[str, SourceTally] = field(default_factory=dict)
    categories: Counter[str] = field(default_factory=Counter)
    """Characters removed, by category."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Documents refused, by reason."""
    flags: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    """Articles without a headline, an author, a date."""
    passed: Counter[str] = field(default_factory=Counter)
    skipped: tuple[Skipped, ...] = ()
    """Files that were not read."""
    lines: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Lines removed most often, each with its rule; of very many lines the rare ones are forgotten."""
    texts: set[bytes] = field(default_factory=set)
    """The first bytes of each text's digest."""


def audit(planned: Plan, workers: int, progress: Progress | None = None) -> Findings:
    """Clean every document, count what is found, and keep nothing."""
    tell, found = progress or Silent(), Findings(skipped=tuple(planned.skipped))
    with tempfile.TemporaryDirectory(prefix="copydesk-audit-") as folder, Workers(workers) as pool:
        store = Path(folder)

        def count(result: ShardResult) -> None:
            add(found, store / result.name)
            found.passed.update(dict(result.passed))
            shutil.rmtree(store / result.name)
            tell.advance("audit", amount(result))

        tell.begin("audit", Amount(planned.documents, planned.bytes))
        pool.map_shards(planned.shards, store, InOrder(planned.shards, count))
        tell.end("audit")
    return found


class InOrder:
    """Takes shards as they are finished, by many threads, and hands each on once all before it have been.

    Which of two documents is the duplicate, and which lines are forgotten, depends on what came first.
    """

    def __init__(self, shards: Sequence[Shard], take: Callable[[ShardResult], None]) -> None:
        self._places = {_beginning(shard): place for place, shard in enumerate(shards)}
        self._names = {shard.name: place for place, shard in enumerate(shards)}
        self._take, self._lock, self._next = take, threading.Lock(), 0
        self._waiting: dict[int, ShardResult] = {}

    def __call__(self, result: ShardResult) -> None:
        again = result.replanned
        place = self._places[_beginning(again)] if again else self._names[result.name]
        with self._lock:
            self._waiting[place] = result
            while self._next in self._waiting:
                self._take(self._waiting.pop(self._next))
                self._next += 1


def _beginning(shard: Shard) -> tuple[str, int]:
    return shard.sources[0].uri, shard.sources[0].start


def add(found: Findings, folder: Path) -> None:
    """Count one finished shard."""
    names = ["uri", "domain", "text", "text_sha256", "page_chars", "removed_chars", "flags"]
    articles, _ = shards.read_articles(folder)
    table = articles.select([*names, "headline", "authors", "published_at"])
    lengths = pc.utf8_length(table["text"]).to_pylist()
    for row, length in zip(table.drop_columns(["text"]).to_pylist(), lengths, strict=True):
        _add_article(found, row, length)
    for row in parquet.read_rows(folder / shards.QUARANTINE, ["uri", "reason"]):
        _add_refusal(found, row)
    removed = drafts.read_table(folder / shards.LEDGER, ["action", "category", "code", "text"])
    _add_removed(found, removed.filter(pc.equal(removed["action"], "removed")).to_pylist())


def _add_article(found: Findings, row: dict[str, Any], length: int) -> None:
    short = bytes.fromhex(row["text_sha256"][:16])
    again = short in found.texts
    found.texts.add(short)
    for tally in (found.total, _source(found, row["domain"] or place_of(row["uri"]))):
        tally.documents += 1
        tally.stubs += length < STUB
        tally.duplicates += again
        tally.page_chars += row["page_chars"]
        tally.removed_chars += row["removed_chars"]
    found.flags.update(row["flags"])
    found.missing.update(name for name in ("headline", "authors", "published_at") if not row[name])


def _add_refusal(found: Findings, row: dict[str, Any]) -> None:
    found.reasons[row["reason"]] += 1
    for tally in (found.total, _source(found, place_of(row["uri"]))):
        tally.documents += 1
        if row["reason"] in _NO_STORY:
            tally.stubs += 1
        else:
            tally.refused += 1


def _add_removed(found: Findings, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        found.categories[row["category"]] += len("".join(row["text"].split()))
        if len(row["text"]) <= _LINE:
            found.lines[row["code"], row["text"].strip()] += 1
    if len(found.lines) > 2 * _LINES:
        found.lines = Counter(dict(found.lines.most_common(_LINES)))


def _source(found: Findings, name: str) -> SourceTally:
    if name not in found.sources and len(found.sources) >= _SOURCES:
        name = _OTHERS
    return found.sources.setdefault(name, SourceTally())


def place_of(uri: str) -> str:
    """The file of a row or record, the folder of a file: what a document without a url is counted under."""
    file, separator, _ = uri.partition("#")
    return file if separator else file.rpartition("/")[0] or file


def offenders(found: Findings, most: int = 10) -> list[tuple[str, SourceTally]]:
    """The sources with the most documents in trouble or text that is not theirs, the worst first."""

    def harm(entry: tuple[str, SourceTally]) -> tuple[float, str]:
        tally = entry[1]
        return -(tally.removed_chars + 2_000 * (tally.stubs + tally.duplicates + tally.refused)), entry[0]

    return sorted(found.sources.items(), key=harm)[:most]


def report(found: Findings) -> Iterator[str]:
    """The findings as lines to read."""
    total = found.total
    yield f"{total.documents:,} documents, {total.page_chars:,} characters"
    if not total.documents:
        return
    yield _share("boilerplate", total.boilerplate, "of the characters" + _most(found))
    for name, count in (("duplicates", total.duplicates), ("stubs", total.stubs), ("refused", total.refused)):
        known = {"duplicates": "the same text again", "stubs": f"no article, or under {STUB} characters"}
        yield _share(name, count / total.documents, f"{count:,}: {known.get(name) or _listed(found.reasons)}")
    lacking = ((f"no {name}", count) for name, count in sorted(found.missing.items()))
    for name, count in (*lacking, *found.flags.most_common()):
        yield _share(name, count / total.documents, f"{count:,}")
    for reason, count in found.passed.most_common():
        yield f"  passed over: {count:,} {reason}"
    if found.skipped:
        yield f"  skipped: {such_as(found.skipped)}"
    yield from _tables(found)


def _share(name: str, share: float, what: str) -> str:
    return f"  {name:<{_WIDE}} {share:7.1%}  {what}"


def _tables(found: Findings) -> Iterator[str]:
    yield ""
    yield "sources, the worst first       documents  boilerplate  duplicates   stubs  refused"
    for name, tally in offenders(found):
        counts = f"{tally.duplicates:>11,} {tally.stubs:>7,} {tally.refused:>8,}"
        yield f"  {name[:28]:<28} {tally.documents:>9,} {tally.boilerplate:>12.1%} {counts}"
    yield ""
    yield "lines removed most often"
    for (code, text), count in found.lines.most_common(10):
        yield f"  {count:>7,}  {code:<7} {text}"
    if not found.lines:
        yield "  none"


def _most(found: Findings) -> str:
    removed = found.total.removed_chars
    parts = [f"{name} {count / removed:.0%}" for name, count in found.categories.most_common(4) if removed]
    return f": {', '.join(parts)}" if parts else ""


def _listed(reasons: Counter[str]) -> str:
    others = {reason: count for reason, count in reasons.items() if reason not in _NO_STORY}
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(others.items())) or "none"


def as_row(found: Findings) -> dict[str, Any]:
    """The findings for a machine to read, every source among them."""

    def row(tally: SourceTally) -> dict[str, Any]:
        return {name: getattr(tally, name) for name in SourceTally.__slots__}

    return {
        "total": row(found.total),
        "sources": {name: row(tally) for name, tally in sorted(found.sources.items())},
        "removed_chars": dict(sorted(found.categories.items())),
        "reasons": dict(sorted(found.reasons.items())),
        "flags": dict(sorted(found.flags.items())),
        "missing": dict(sorted(found.missing.items())),
        "passed": dict(sorted(found.passed.items())),
        "skipped": [{"uri": file.uri, "reason": file.reason} for file in found.skipped],
        "lines": [
            {"code": code, "text": text, "times": count}
            for (code, text), count in found.lines.most_common(100)
        ],
    }

"""The end of a run in a few lines: what was done, the numbers, and where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from copydesk.formats import parquet
from copydesk.run import Outcome
from copydesk.tables import QUARANTINE
from copydesk.verify import Verified
from copydesk.visible import visible


def summary(outcome: Outcome, out: Path, seconds: float) -> Iterator[str]:
    """The lines that `copydesk run` ends with."""
    yield _ending(outcome, seconds)
    yield from (f"  {name:<11}{visible(text)}" for name, text in _rows(outcome, out))


def verified(found: Verified) -> Iterator[str]:
    """The lines that `copydesk verify` ends with."""
    yield f"{found.version} holds what its manifest says"
    balance = "documents in = published + superseded + quarantined"
    rows = (
        ("files", found.files, "have their sha256, length and rows"),
        ("articles", found.articles, "keep the contract; their pages rebuild from article and ledger"),
        ("ledger rows", found.ledger_rows, "cut their pages exactly"),
        ("unpublished", found.quarantine_rows, f"have a reason; {balance}"),
    )
    yield from (f"  {name:<12}{count:>10,}  {what}" for name, count, what in rows)


def _ending(outcome: Outcome, seconds: float) -> str:
    if outcome.rejected:
        return "not published: the release failed its gates, and latest is what it was"
    if outcome.nothing_new:
        name = outcome.latest.resolve().name if outcome.latest else "the release"
        return f"nothing new: {name} already holds these documents, cleaned and judged this way"
    return f"published {outcome.published} in {seconds:.1f} s"


def _rows(outcome: Outcome, out: Path) -> Iterator[tuple[str, str]]:
    counts = outcome.counts
    others = f"{counts.superseded:,} superseded + {counts.quarantined:,} quarantined"
    yield "documents", f"{counts.documents_in:,} in = {counts.published:,} published + {others}"
    if counts.reasons:
        yield "", ", ".join(f"{number:,} {reason}" for reason, number in sorted(counts.reasons.items()))
        yield from (("", f"such as {example}") for example in _example(outcome.rejected or outcome.latest))
    parts = f"{counts.kept_chars:,} kept + {counts.removed_chars:,} removed"
    yield "characters", f"{counts.page_chars:,} on the pages = {parts}"
    yield "shards", f"{outcome.cleaned_shards:,} cleaned, {outcome.reused_shards:,} found finished"
    if counts.passed:
        listed = ", ".join(f"{number:,} {what}" for what, number in counts.passed.items())
        yield "passed by", f"{sum(counts.passed.values()):,} that are no document: {listed}"
    if outcome.skipped:
        files = "file" if outcome.skipped == 1 else "files"
        yield "skipped", f"{outcome.skipped:,} {files}, listed in the manifest"
    yield from (("warning", line) for line in outcome.warnings)
    yield from (("failure", line) for line in outcome.failures)
    look = outcome.rejected or (out / "latest" if outcome.latest else None)
    if look is not None:
        yield "look at", str(look / "report.html")


def _example(release: Path | None) -> Iterator[str]:
    """A document of the reason and the message that most have in the first file of the quarantine.

    Where the name of a column was not known, or an encoding, it stands for all.
    """
    path = release / QUARANTINE.file(0) if release else None
    if path is None or not path.is_file():
        return
    rows = parquet.read_rows(path, ["status", "reason", "uri", "message"])
    refused = [row for row in rows if row["status"] == "quarantined"]
    for name in ("reason", "message"):
        most = Counter(row[name] for row in refused).most_common(1)
        refused = [row for row in refused if row[name] == most[0][0]]
    yield from (f"{row['uri']}: {row['message']}" for row in refused[:1])

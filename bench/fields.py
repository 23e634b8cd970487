"""Measure the fields of HTML pages: `make bench-fields DATA=../shared/eval`.

Prints the evaluation's own scores of headline, authors and date by source, beside those of trafilatura's
metadata in the same run; the same scores by fold of publishers, as a check that no choice hangs on a few of
them; how often each source of a field was chosen and right; how often topics agree; and the time it takes.
`--worst FIELD` lists the pages on which a field is wrong.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dumps import FOLDS
from trafilatura.metadata import extract_metadata

from copydesk.clean import clean
from copydesk.document import Page, RawDocument
from copydesk.errors import RejectedError
from copydesk.evidence.clues import Evidence
from copydesk.metadata.choose import Printed, choose_metadata
from copydesk.metadata.facts import Facts
from copydesk.page import read
from copydesk.page.charset import to_utf8
from copydesk.records import Article

Row = dict[str, Any]
Prediction = dict[str, Any]

SCORES = ("headline", "authors_f1", "authors_exact", "date_day", "date_minute")
COLUMNS = {"headline": "headline", "authors_f1": "authors", "date_day": "published_at"}
"""Scores, and the columns that they are of."""
SOURCES = ("fundus", "naeb", "segments", "wcxb")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("build/fields"))
    parser.add_argument("--worst", choices=COLUMNS)
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.data / "gold.jsonl").read_text("utf-8").splitlines()]
    pages = {row["id"]: _page(options.data, row["id"]) for row in rows}
    options.cache.mkdir(parents=True, exist_ok=True)
    articles = {row["id"]: _clean(row["id"], pages[row["id"]]) for row in rows}
    ours = _score(options, "copydesk", ({"id": id_, **_prediction(a)} for id_, a in articles.items()))
    theirs = _score(options, "trafilatura", ({"id": i, **_trafilatura(page)} for i, page in pages.items()))
    _print_scores({"copydesk": ours, "trafilatura": theirs})
    _print_folds(rows, ours)
    _print_sources(rows, ours, articles)
    _print_topics(rows, articles)
    _print_speed([pages[row["id"]] for row in rows if row["source"] in {"aeb", "fundus"}])
    if options.worst:
        _print_worst(options.worst, rows, ours, articles)


def _page(data: Path, name: str) -> bytes:
    with gzip.open(data / "pages" / f"{name}.html.gz") as page:
        return page.read()


def _clean(name: str, page: bytes) -> Article | None:
    try:
        return clean(RawDocument(name, page, "html")).article
    except RejectedError:
        return None


def _prediction(article: Article | None) -> Prediction:
    if article is None:
        return {"headline": None, "authors": [], "published_at": None}
    return {
        "headline": article.headline,
        "authors": list(article.authors),
        "published_at": article.published_at,
    }


def _trafilatura(page: bytes) -> Prediction:
    found = extract_metadata(to_utf8(page)[0].decode())
    authors = found.author.split("; ") if found and found.author else []
    return {
        "headline": found.title if found else None,
        "authors": authors,
        "published_at": found.date if found else None,
    }


def _score(options: argparse.Namespace, name: str, predictions: Iterable[Prediction]) -> Any:
    path, report = options.cache / f"{name}.jsonl", options.cache / f"{name}.json"
    path.write_text("".join(json.dumps({"text": "", **p}) + "\n" for p in predictions), "utf-8")
    command = [sys.executable, options.data / "score.py", options.data, path, "--json", report]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads(report.read_text("utf-8"))


def _print_scores(reports: Mapping[str, Any]) -> None:
    print(f"{'':12} {'':12}", *(f"{name:>14}" for name in SCORES))
    for source in SOURCES:
        for name, report in reports.items():
            fields = report["sources"][source].get("fields", {})
            print(f"{source:12} {name:12}", *(f"{fields.get(score, float('nan')):14.3f}" for score in SCORES))


def _fold(row: Row) -> int:
    return int(hashlib.md5(row["domain"].partition(".")[0].encode()).hexdigest(), 16) % FOLDS


def _print_folds(rows: Sequence[Row], report: Any) -> None:
    fields = {page["id"]: page["fields"] for page in report["pages"]}
    print(f"\n{'by fold of publishers':25}", *(f"{fold:7}" for fold in range(FOLDS)))
    for source in ("fundus", "naeb"):
        for score in COLUMNS:
            found: dict[int, list[float]] = defaultdict(list)
            for row in rows:
                if row["source"] == source and score in fields[row["id"]]:
                    found[_fold(row)].append(fields[row["id"]][score])
            figures = (sum(found[fold]) / len(found[fold]) for fold in range(FOLDS))
            print(f"{source:12} {score:12}", *(f"{figure:7.3f}" for figure in figures))


def _print_sources(rows: Sequence[Row], report: Any, articles: Mapping[str, Article | None]) -> None:
    """Of each field, the sources that were chosen: how often, and how well they did."""
    fields = {page["id"]: page["fields"] for page in report["pages"]}
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        article = articles[row["id"]]
        chosen = {s.field: s.source for s in article.sources} if article else {}
        for score, column in COLUMNS.items():
            if row["source"] in {"fundus", "naeb"} and score in fields[row["id"]]:
                found[score, chosen.get(column, "-")].append(fields[row["id"]][score])
    print(f"\n{'fundus and naeb':12} {'source':12} {'pages':>7} {'score':>7}")
    for (score, source), values in sorted(found.items(), key=lambda item: (item[0][0], -len(item[1]))):
        print(f"{score:15} {source:12} {len(values):7} {sum(values) / len(values):7.3f}")


def _print_topics(rows: Sequence[Row], articles: Mapping[str, Article | None]) -> None:
    """The F1 of the topics, folded; the evaluation's score does not count them."""
    scores: list[float] = []
    for row in rows:
        article = articles[row["id"]]
        if row.get("topics") and article:
            gold, ours = (
                {topic.casefold() for topic in topics} for topics in (row["topics"], article.topics)
            )
            scores.append(2 * len(gold & ours) / (len(gold) + len(ours)))
    print(f"\ntopics F1 {sum(scores) / len(scores):.3f} on {len(scores)} pages of fundus")
    kept = [article for article in articles.values() if article]
    names = (
        "url",
        "publisher",
        "section",
        "topics",
        "images",
        "licence",
        "restrictions",
        "access",
        "language",
    )
    filled = Counter(name for article in kept for name in names if getattr(article, name))
    print("filled: " + "  ".join(f"{name} {filled[name] / len(kept):.2f}" for name in names))


def _print_speed(pages: Sequence[bytes]) -> None:
    """Milliseconds a page on the pages of aeb and fundus; trafilatura parses as part of its work."""
    texts = [to_utf8(page)[0].decode() for page in pages]
    found = [evidence for page in pages if (evidence := _read(page).evidence)]
    print("\nmilliseconds a page       mean  median")
    _print_time("choose_metadata", _choose, found)
    _print_time("read, evidence and all", _read, pages)
    _print_time("trafilatura's metadata", extract_metadata, texts)


def _choose(evidence: Evidence) -> object:
    return choose_metadata(evidence, Printed(None, Facts()), None)


def _read(page: bytes) -> Page:
    return read(RawDocument("page", page, "html"))


def _print_time(name: str, work: Callable[[Any], object], values: Sequence[Any]) -> None:
    """Processor time, after a warm-up."""
    for value in values[:10]:
        work(value)
    times = []
    for value in values:
        start = time.process_time()
        work(value)
        times.append(1000 * (time.process_time() - start))
    times.sort()
    print(f"{name:24} {sum(times) / len(times):6.2f} {times[len(times) // 2]:7.2f}")


def _print_worst(
    score: str, rows: Sequence[Row], report: Any, articles: Mapping[str, Article | None]
) -> None:
    fields = {page["id"]: page["fields"] for page in report["pages"]}
    column = COLUMNS[score]
    print(f"\n{score} is wrong on")
    for row in rows:
        if fields[row["id"]].get(score, 1) < 1:
            article = articles[row["id"]]
            print(f"  {row['id']}: gold {row[column]!r}, got {getattr(article, column, None)!r}")


if __name__ == "__main__":
    main()

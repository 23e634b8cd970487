"""The documents to train and measure on: the evaluation data's dumps, dumps made here, and clean text."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RENDERERS = ("soup", "inscriptis", "trafilatura_recall", "readability")
CLEAN = ("clean_blank", "clean_lines")
"""Gold itself, headline and paragraphs, with and without blank lines between: it must stay as it is."""

FOLDS = 5
_EXTRA_WEIGHT = 0.35  # of a wcxb page: it is less of news, and its gold noisier


@dataclass(frozen=True, slots=True)
class Dump:
    """A text and what of it is gold."""

    id: str
    renderer: str
    source: str
    domain: str
    language: str
    text: str
    paragraphs: tuple[str, ...]
    roles: tuple[str, ...]
    headline: str | None

    @property
    def fold(self) -> int:
        """By the first label of the domain, so that no publisher is in two folds."""
        return int(hashlib.md5(self.domain.partition(".")[0].encode()).hexdigest(), 16) % FOLDS

    @property
    def weight(self) -> float:
        return _EXTRA_WEIGHT if self.source == "wcxb" else 1.0


def read_gold(data: Path) -> dict[str, dict[str, Any]]:
    """Gold rows with a body, by id."""
    lines = (data / "gold.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    return {row["id"]: row for row in rows if row.get("text")}


def read_dumps(data: Path, cache: Path) -> Iterator[Dump]:
    """Every document, in a fixed order."""
    gold = read_gold(data)
    for renderer in RENDERERS:
        with gzip.open(data / "text" / f"{renderer}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                if row["id"] in gold:
                    yield _dump(gold[row["id"]], renderer, row["text"])
    for row in _rendered(data, cache, gold):
        yield _dump(gold[row["id"]], row["renderer"], row["text"])
    for row in gold.values():
        for renderer, separator in zip(CLEAN, ("\n\n", "\n"), strict=True):
            parts = [row.get("headline") or "", *_paragraphs(row)]
            yield _dump(row, renderer, separator.join(part for part in parts if part))


def _dump(row: dict[str, Any], renderer: str, text: str) -> Dump:
    roles = tuple(p["role"] for p in row.get("paragraphs") or ())
    return Dump(
        row["id"], renderer, row["source"], row["domain"], row["language"], text,
        _paragraphs(row), roles, row.get("headline"),
    )  # fmt: skip


def _paragraphs(row: dict[str, Any]) -> tuple[str, ...]:
    if row.get("paragraphs"):
        return tuple(p["text"] for p in row["paragraphs"])
    return tuple(part for part in row["text"].split("\n") if part.strip())


def _rendered(data: Path, cache: Path, gold: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    """The pages of `wcxb` as Beautiful Soup and inscriptis render them; made once."""
    path = cache / "rendered.jsonl"
    if not path.exists():
        rows = [row for key in gold if gold[key]["source"] == "wcxb" for row in _render(data, key)]
        cache.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def _render(data: Path, key: str) -> Iterator[dict[str, str]]:
    from bs4 import BeautifulSoup
    from inscriptis import get_text

    raw = gzip.decompress((data / "pages" / f"{key}.html.gz").read_bytes())
    try:
        page = raw.decode("utf-8")
    except UnicodeDecodeError:
        page = raw.decode("windows-1252", "replace")
    soup = BeautifulSoup(page, "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    title = soup.title.get_text(strip=True) if soup.title else ""
    text = soup.get_text("\n", strip=True)
    yield {"id": key, "renderer": "soup", "text": text if text.startswith(title) else f"{title}\n{text}"}
    yield {"id": key, "renderer": "inscriptis", "text": get_text(page)}

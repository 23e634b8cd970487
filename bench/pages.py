"""The HTML pages to train and measure on: the evaluation data's own, with their gold."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from align import align
from dumps import Dump

from copydesk.document import Page, RawDocument
from copydesk.page import read
from copydesk.repairs import repair

_COVERED = 0.5
"""Share of the gold a page must hold to be trained on."""

_COPY_CHARS = 40
PAGE_WEIGHT = 40.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of the evaluation data; `dump` is its gold, without a text of its own."""

    dump: Dump
    raw: RawDocument

    @property
    def fold(self) -> int:
        return self.dump.fold

    @property
    def publisher(self) -> str:
        """What decides the fold."""
        return self.dump.domain.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Labels:
    """For each block whether it is gold, and what it weighs in training: nothing where gold is missing."""

    text: Any
    weights: Any
    known: bool = True

    @classmethod
    def none(cls, blocks: int) -> Labels:
        return cls(np.zeros(blocks, bool), np.zeros(blocks), known=False)


def read_samples(data: Path) -> Iterator[Sample]:
    """All pages, also those whose gold is no body."""
    for line in (data / "gold.jsonl").read_text("utf-8").split("\n"):
        if line:
            row = json.loads(line)
            content = gzip.decompress((data / "pages" / f"{row['id']}.html.gz").read_bytes())
            yield Sample(_dump(row), RawDocument(row["id"], content, "html"))


def _dump(row: dict[str, Any]) -> Dump:
    given = row.get("paragraphs") or [
        {"role": "", "text": part} for part in (row.get("text") or "").split("\n") if part.strip()
    ]
    paragraphs, roles = tuple(p["text"] for p in given), tuple(p["role"] for p in given)
    return Dump(
        row["id"], "html", row["source"], row["domain"], row["language"], "",
        paragraphs, roles, row.get("headline"),
    )  # fmt: skip


def page_of(sample: Sample) -> Page:
    """The page as it is labelled."""
    return repair(read(sample.raw))


def labels_of(sample: Sample, page: Page) -> Labels | None:
    """The labels of a page, so weighted that every page is worth the same; None without enough gold."""
    texts = [block.text for block in page.blocks]
    if not texts or not sample.dump.paragraphs:
        return None
    matches, covered = align(texts, sample.dump.paragraphs)
    if covered < _COVERED:
        return None
    found = np.array([match is not None for match in matches])
    weights = np.sqrt(1.0 + np.array([len(text.split()) for text in texts]))
    gold = {text for text, is_gold in zip(texts, found, strict=True) if is_gold and len(text) > _COPY_CHARS}
    copies = [text in gold and not is_gold for text, is_gold in zip(texts, found, strict=True)]
    weights[copies] = 0
    return Labels(found, weights * (PAGE_WEIGHT / weights.sum() * sample.dump.weight))

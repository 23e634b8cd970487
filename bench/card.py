"""The model card: what the model was trained on, how it did on folds it had not seen, what it looks at."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from dumps import FOLDS, Dump
from rows import TEXT, Rows

from copydesk.trees import Trees

_HEAD = """# The model

<!-- Written by `make train`. -->

`copydesk/label/model.json` holds three small sets of boosted decision trees as plain numbers: `joining` says
which lines of a dump are one paragraph, `headline` how likely a block is the headline, `text` how likely it
is text of the article. They judge only what no rule has claimed. Nothing in them knows a site: the features
are lengths, classes of characters, counts of the commonest words of a language, places and neighbours.

"""
_DATA = """
## Data

Text dumps of news pages and articles with gold bodies (aeb, fundus, naeb, wcxb; the evaluation data's own
README has sources and licences), soup and inscriptis dumps of the wcxb pages made by `bench/dumps.py`, and
the gold bodies themselves, which must come out as they went in. Dumps that hold less than half of their
gold are left out. A page counts the same however long it is; wcxb counts 0.35, clean text 0.5.

"""
_FOLDS = """
## Folds

Five folds by the first label of the domain, so that no publisher is in training and test. Share of
unclaimed blocks (weighted by length) that the `text` trees, cut at 0.5, put on the wrong side, by the fold
they had not seen:

"""


def write_card(
    path: Path, model: Path, dumps: Sequence[Dump], breaks: Rows, blocks: Rows, text: Sequence[dict[str, Any]]
) -> None:
    """Write the card; `text` are the models of the folds, and the final one last."""
    content = model.read_bytes()
    day = json.loads(content)["version"]
    parts = [
        _HEAD,
        f"- version: {day}\n- SHA-256: `{hashlib.sha256(content).hexdigest()}`\n",
        f"- size: {len(content):,} bytes; {len(text[-1]['leaves'])} trees for text\n",
        _DATA,
        *_documents(dumps),
        f"\n{len(breaks.labels):,} line breaks ({breaks.labels.mean():.1%} inside paragraphs) and "
        f"{len(blocks.labels):,} unclaimed blocks ({(blocks.labels == TEXT).mean():.1%} text).\n",
        _FOLDS,
        *_errors(dumps, blocks, text),
        "\n## Features of `text`\n\n",
        ", ".join(f"`{name}`" for name in text[-1]["features"]) + "\n",
    ]
    path.write_text("".join(parts), "utf-8")


def _documents(dumps: Sequence[Dump]) -> Iterator[str]:
    sources = sorted({dump.source for dump in dumps})
    counts = Counter((dump.renderer, dump.source) for dump in dumps)
    yield f"| documents | {' | '.join(sources)} |\n| --- |{' ---: |' * len(sources)}\n"
    for renderer in dict.fromkeys(dump.renderer for dump in dumps):
        cells = (str(counts[renderer, source]) for source in sources)
        yield f"| {renderer} | {' | '.join(cells)} |\n"


def _errors(dumps: Sequence[Dump], blocks: Rows, text: Sequence[dict[str, Any]]) -> Iterator[str]:
    odds = np.zeros(len(blocks.labels))
    fold_of = np.array([dump.fold for dump in dumps])[blocks.documents]
    for fold in range(FOLDS):
        chosen = fold_of == fold
        columns = dict(zip(blocks.features, blocks.values[chosen].T, strict=True))
        odds[chosen] = Trees.of(text[fold]).odds(columns)
    wrong = (odds > 0.5) != (blocks.labels == TEXT)
    renderer_of = np.array([dump.renderer for dump in dumps])[blocks.documents]
    yield f"| | {' | '.join(f'fold {fold}' for fold in range(FOLDS))} |\n| --- |{' ---: |' * FOLDS}\n"
    for renderer in dict.fromkeys(dump.renderer for dump in dumps):
        cells = []
        for fold in range(FOLDS):
            weights = blocks.weights * (renderer_of == renderer) * (fold_of == fold)
            cells.append(f"{(weights * wrong).sum() / max(weights.sum(), 1e-9):.3f}")
        yield f"| {renderer} | {' | '.join(cells)} |\n"

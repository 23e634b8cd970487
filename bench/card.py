"""The model card: what the model was trained on, how it did on folds it had not seen, what it looks at."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blocks import Blocks
from certainty import Outcome, reliability_rows
from dumps import FOLDS, Dump
from rows import Rows

_HEAD = """# The model

<!-- Written by `make train`. -->

`copydesk/label/model.json` holds plain numbers: `joining`, boosted decision trees that say which lines of a
dump are one paragraph; `text`, small convolutional networks that say of each block how likely it is text of
the article, its headline, its standfirst or a subheading, looking at all blocks around it; `certainty`, what
the networks' odds for a page have been worth. The networks differ in the numbers they were started with, and
their sums are averaged. They judge only what no rule has claimed. Nothing in them
knows a site: the features are lengths, classes of characters, counts of the commonest words of a language,
what rules claimed, and places.

"""
_DATA = """
## Data

Text dumps of news pages and articles with gold bodies (aeb, fundus, naeb, wcxb; the evaluation data's own
README has sources and licences), soup and inscriptis dumps of the wcxb pages made by `bench/dumps.py`, and
the gold bodies themselves, which must come out as they went in. Dumps that hold less than half of their
gold are left out. A page counts the same however long it is; wcxb counts 0.35, clean text 0.5.

Half of what a dump counts goes to two variations of it, as rules know these pages better than others, and
there are few: one with four tenths of the rules' claims, and one with the far ends of two other dumps of its
renderer and fold.

"""
_FOLDS = """
## Folds

Five folds by the first label of the domain, so that no publisher is in training and test. Share of
unclaimed blocks (weighted by length) that the networks, cut at 0.5, put on the wrong side, by the fold it had
not seen:

"""


CERTAINTY = """
## Confidence

An article's `confidence` is the F1 of its words that pages with such odds reached. By the table of the other
folds, for pages of publishers that the model had not seen:

| confidence | documents | mean confidence | mean F1 |
| --- | ---: | ---: | ---: |
"""


@dataclass(frozen=True, slots=True)
class Study:
    """What a training saw and found: `odds` are by the models of the folds, `outcomes` what came of them."""

    dumps: Sequence[Dump]
    breaks: Rows
    blocks: Sequence[Blocks]
    odds: Sequence[dict[str, Any]]
    outcomes: Sequence[Outcome]


def write_card(path: Path, model: Path, study: Study) -> None:
    """Write the card of a model file."""
    content = model.read_bytes()
    entries = json.loads(content)
    parts = [
        _HEAD,
        f"- version: {entries['version']}\n- SHA-256: `{hashlib.sha256(content).hexdigest()}`\n",
        f"- size: {len(content):,} bytes; {len(entries['text']['members'])} networks of together "
        f"{count_weights(entries['text']):,} weights\n",
        _DATA,
        *_documents(study.dumps),
        _counts(study),
        _FOLDS,
        *_errors(study),
        CERTAINTY,
        *reliability_rows(study.outcomes),
        "\n## Features\n\n",
        ", ".join(f"`{name}`" for name in features_of(entries["text"])) + "\n",
    ]
    path.write_text("".join(parts), "utf-8")


def _counts(study: Study) -> str:
    inside = study.breaks.labels
    judged = sum(int(part.free.sum()) for part in study.blocks)
    text = sum(float((part.labels[:, 0] * part.free).sum()) for part in study.blocks)
    return (
        f"\n{len(inside):,} line breaks ({inside.mean():.1%} inside paragraphs) and "
        f"{judged:,} unclaimed blocks ({text / judged:.1%} text).\n"
    )


def features_of(networks: dict[str, Any]) -> list[str]:
    """What networks look at."""
    inputs = networks["inputs"]
    return [*(entry["name"] for entry in inputs["bins"]), *(name for name, _ in inputs["classes"])]


def count_weights(networks: dict[str, Any]) -> int:
    """The weights of networks, as a model file holds them."""
    layers = [
        layer
        for member in networks["members"]
        for layer in (member["first"], *member["mixing"], member["pooling"], member["last"])
    ]
    return sum(len(layer["bias"]) * (1 + len(layer["weights"])) for layer in layers)


def _documents(dumps: Sequence[Dump]) -> Iterator[str]:
    sources = sorted({dump.source for dump in dumps})
    counts = Counter((dump.renderer, dump.source) for dump in dumps)
    yield f"| documents | {' | '.join(sources)} |\n| --- |{' ---: |' * len(sources)}\n"
    for renderer in dict.fromkeys(dump.renderer for dump in dumps):
        cells = (str(counts[renderer, source]) for source in sources)
        yield f"| {renderer} | {' | '.join(cells)} |\n"


def _errors(study: Study) -> Iterator[str]:
    wrong: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 1e-9])
    for dump, part, found in zip(study.dumps, study.blocks, study.odds, strict=True):
        weights = part.weights[:, 0]
        cell = wrong[dump.renderer, dump.fold]
        cell[0] += float((weights * ((found["text"] > 0.5) != part.labels[:, 0])).sum())
        cell[1] += float(weights.sum())
    yield f"| | {' | '.join(f'fold {fold}' for fold in range(FOLDS))} |\n| --- |{' ---: |' * FOLDS}\n"
    for renderer in dict.fromkeys(dump.renderer for dump in study.dumps):
        cells = (wrong[renderer, fold] for fold in range(FOLDS))
        yield f"| {renderer} | {' | '.join(f'{missed / of:.3f}' for missed, of in cells)} |\n"

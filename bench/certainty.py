"""How good the articles of unseen publishers are, and the table from what their odds promise to that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from align import tokens
from blocks import Blocks
from dumps import RENDERERS, Dump
from pages import Sample

from copydesk.clean import clean
from copydesk.errors import RejectedError
from copydesk.label import htmlmodel
from copydesk.label.certainty import confidence, promise
from copydesk.label.sequence import LIKELY

_GROUPS = 20
_AS_IT_IS = [[0.0, 1.0], [0.0, 1.0]]

Table = list[list[float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the odds of a page promised, and the F1 its words reached."""

    fold: int
    promised: float
    reached: float


def outcomes(
    dumps: Sequence[Dump], blocks: Sequence[Blocks], odds: Sequence[dict[str, Any]]
) -> list[Outcome]:
    """Those of all dumps; clean text is left out, as nothing can go wrong there."""
    parts = zip(dumps, blocks, odds, strict=True)
    return [_outcome(*part) for part in parts if part[0].renderer in RENDERERS]


def _outcome(dump: Dump, blocks: Blocks, odds: dict[str, Any]) -> Outcome:
    text, words = odds["text"] * blocks.free, blocks.columns["words"]
    kept = text > LIKELY
    right = float((words * kept * blocks.labels[:, 0]).sum())
    gold = sum(len(tokens(paragraph)) for paragraph in dump.paragraphs)
    return Outcome(
        dump.fold, promise(text, words.astype(int), kept), min(2 * right / (gold + (words * kept).sum()), 1.0)
    )


def html_outcomes(samples: Iterable[Sample], models: Mapping[int, Mapping[str, Any]]) -> list[Outcome]:
    """Those of pages of HTML with a body, by the model of each fold; a refused page promises nothing."""
    found = []
    parts = [sample for sample in samples if sample.dump.paragraphs]
    for fold, model in models.items():
        htmlmodel.use({**model, "certainty": _AS_IT_IS})
        found += [_html_outcome(sample) for sample in parts if sample.fold == fold]
    htmlmodel.use(None)
    return [outcome for outcome in found if outcome is not None]


def _html_outcome(sample: Sample) -> Outcome | None:
    try:
        article = clean(sample.raw).article
    except RejectedError:
        return None
    gold = Counter(word for paragraph in sample.dump.paragraphs for word in tokens(paragraph))
    text = Counter(tokens(article.text))
    reached = 2 * (gold & text).total() / (gold.total() + text.total())
    return Outcome(sample.fold, article.confidence or 0.0, reached)


def calibrate(found: Sequence[Outcome]) -> Table:
    """Mean promise and mean F1 of groups of equal size, both rising: neighbours that fall are one group."""
    ordered = sorted(found, key=lambda outcome: outcome.promised)
    groups = [
        [np.mean([o.promised for o in group]), np.mean([o.reached for o in group]), len(group)]
        for group in np.array_split(np.array(ordered, object), _GROUPS)
    ]
    stack: list[list[float]] = []
    for group in groups:
        stack.append([float(value) for value in group])
        while len(stack) > 1 and stack[-2][1] >= stack[-1][1]:
            last, before = stack.pop(), stack.pop()
            size = last[2] + before[2]
            stack.append([*((a * last[2] + b * before[2]) / size for a, b in zip(last, before, strict=True))])
            stack[-1][2] = size
    return [[round(part[i], 4) for part in stack] for i in (0, 1)]


def reliability(found: Sequence[Outcome]) -> Iterator[tuple[float, float, int, float, float]]:
    """By confidence, each fold's by the others' table: from, to, documents, mean confidence, mean F1."""
    tables = {fold: calibrate([o for o in found if o.fold != fold]) for fold in {o.fold for o in found}}
    pairs = [(confidence(o.promised, tables[o.fold]), o.reached) for o in found]
    edges = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.001)
    for low, high in pairwise(edges):
        chosen = [pair for pair in pairs if low <= pair[0] < high]
        if chosen:
            sure, reached = np.mean(chosen, axis=0)
            yield low, min(high, 1.0), len(chosen), float(sure), float(reached)


def reliability_rows(found: Sequence[Outcome]) -> Iterator[str]:
    """The same as rows of a table in Markdown."""
    for low, high, documents, promised, reached in reliability(found):
        yield f"| {low:.2f}–{high:.2f} | {documents} | {promised:.3f} | {reached:.3f} |\n"

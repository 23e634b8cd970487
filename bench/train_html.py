"""Train the model of HTML pages and write its file, and a model for each fold.

    python bench/train_html.py DATA [--date YYYY-MM-DD] [--cache build/train]

Sifting comes first, as it decides which blocks the scorer sees: each fold is sifted by trees that have not
seen it. The odds of names leave out the publisher of the page at hand, or the scorer would trust them too
much. `bench/score_html.py` measures with the models of the folds.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from card_html import Study, write_card
from certainty import Outcome, calibrate, html_outcomes
from dumps import FOLDS
from fit import Shape, check, fit
from pages import Labels, Sample, labels_of, page_of, read_samples
from train import _say, _today

from copydesk.document import Page
from copydesk.label.claims import claim
from copydesk.label.html import find_near
from copydesk.label.htmlfeatures import columns
from copydesk.label.survey import Survey, survey
from copydesk.native.names import tokens
from copydesk.rules.view import View
from copydesk.trees import Trees

SIFTING = Shape(trees=24, leaves=15, rate=0.25, fewest=60)
SCORING = Shape(trees=160, leaves=31, rate=0.08, fewest=60)
MODEL = Path("copydesk/label/html.json")
CARD = Path("docs/model-html.md")
_CUT = 0.45
_FEWEST_PUBLISHERS, _EVEN = 5, 0.5
_TOLERANCE = 1e-9

Odds = dict[str, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page with labels, as both sets of trees see it."""

    sample: Sample
    page: Page
    texts: tuple[str, ...]
    survey: Survey
    labels: Labels


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of features with labels and weights, and for each the fold of its page."""

    features: tuple[str, ...]
    values: Any
    labels: Any
    weights: Any
    folds: Any


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--date", type=date.fromisoformat, default=_today())
    parser.add_argument("--cache", type=Path, default=Path("build/train"))
    options = parser.parse_args()
    pages = list(_seen(read_samples(options.data)))
    _say(f"{len(pages)} pages with labels")
    sifting = train_sifting(pages)
    near = near_blocks(pages, sifting)
    names = Names(pages)
    options.cache.mkdir(parents=True, exist_ok=True)
    models, errors = train_scoring(pages, near, names)
    made = {
        fold: {"sift": sifting[fold], "text": text, "names": names.odds(fold)}
        for fold, text in zip((*range(FOLDS), None), models, strict=True)
    }
    found = write_models(options, made)
    sources = [page.sample.dump.source for page in pages]
    write_card(CARD, MODEL, Study(sources, sum(map(len, near)), errors, found))
    _say(f"{MODEL}: {MODEL.stat().st_size:,} bytes")


def write_models(options: argparse.Namespace, made: Mapping[int | None, dict[str, Any]]) -> list[Outcome]:
    """Write all models, each with the certainty of the folds that it has seen; and what came of the folds."""
    unseen = {fold: model for fold, model in made.items() if fold is not None}
    found = html_outcomes(read_samples(options.data), unseen)
    for fold, model in made.items():
        path = MODEL if fold is None else options.cache / f"html{fold}.json"
        head = {"version": options.date.isoformat()} if fold is None else {}
        certainty = calibrate([outcome for outcome in found if outcome.fold != fold])
        whole = {**head, **model, "certainty": certainty}
        path.write_text(json.dumps(whole, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")
    return found


def _seen(samples: Iterable[Sample]) -> Iterable[Seen]:
    for sample in samples:
        if sample.dump.paragraphs:
            page = page_of(sample)
            labels = labels_of(sample, page)
            if labels is not None and page.markup is not None:
                texts = tuple(block.text for block in page.blocks)
                yield Seen(sample, page, texts, survey(texts, page.markup), labels)


def train_sifting(pages: Sequence[Seen]) -> dict[int | None, dict[str, Any]]:
    """The trees that sift, without each fold in turn, and of everything."""
    rows = gather((page, page.survey.columns, slice(None)) for page in pages)
    return {fold: _trees(rows, fold, SIFTING, "sift") for fold in (*range(FOLDS), None)}


def near_blocks(pages: Sequence[Seen], sifting: Mapping[int | None, dict[str, Any]]) -> list[Any]:
    """The blocks of each page that are left when trees sift it that have not seen it."""
    trees = {fold: Trees.of(model) for fold, model in sifting.items()}
    found = []
    lost = total = 0
    for page in pages:
        possible = trees[page.sample.fold].odds(page.survey.columns).round(4)
        near = find_near(page.survey, possible)
        found.append(near)
        total += int(page.labels.text.sum())
        lost += int(page.labels.text.sum() - page.labels.text[near].sum())
    share = sum(map(len, found)) / sum(len(page.texts) for page in pages)
    _say(f"{share:.1%} of blocks are near; {lost} of {total} blocks of gold are not")
    return found


def train_scoring(
    pages: Sequence[Seen], near: Sequence[Any], names: Names
) -> tuple[list[dict[str, Any]], list[float]]:
    """The trees that score, without each fold in turn and last of everything, and the errors of the folds."""
    views = [near_view(page, places) for page, places in zip(pages, near, strict=True)]
    _say("rules")
    parts = list(zip(pages, near, views, strict=True))
    models, errors = [], []
    for fold in (*range(FOLDS), None):
        rows = gather((page, _found(page, places, view, names.odds(fold, page.sample)), places)
                      for page, places, view in parts if page.sample.fold != fold)  # fmt: skip
        models.append(_trees(rows, fold, SCORING, "text"))
        if fold is not None:
            unseen = gather((page, _found(page, places, view, names.odds(fold)), places)
                            for page, places, view in parts if page.sample.fold == fold)  # fmt: skip
            errors.append(_wrong(unseen, models[-1]))
    return models, errors


def _found(page: Seen, near: Any, view: View, names: Odds) -> dict[str, Any]:
    return columns(page.survey, near, page.texts, view, page.page.evidence, names)


def _wrong(rows: Rows, model: Mapping[str, Any]) -> float:
    """The share of blocks, by weight, that a model puts on the wrong side."""
    odds = Trees.of(model).odds(dict(zip(rows.features, rows.values.T, strict=True)))
    return float((rows.weights * ((odds > _CUT) != rows.labels)).sum() / rows.weights.sum())


def near_view(page: Seen, near: Any) -> View:
    part = replace(page.page, blocks=tuple(page.page.blocks[i] for i in near.tolist()))
    return claim(View.of(part))[0]


def gather(parts: Iterable[tuple[Seen, dict[str, Any], Any]]) -> Rows:
    """The rows of pages, each with its features and the blocks that these are of."""
    names: tuple[str, ...] = ()
    values, labels, weights, folds = [], [], [], []
    for page, found, places in parts:
        names = tuple(found)
        values.append(np.stack([found[name] for name in names], axis=1).astype(np.float32))
        labels.append(page.labels.text[places])
        weights.append(page.labels.weights[places])
        folds.append(np.full(len(labels[-1]), page.sample.fold))
    return Rows(names, *map(np.concatenate, (values, labels, weights, folds)))


def _trees(rows: Rows, fold: int | None, shape: Shape, name: str) -> dict[str, Any]:
    chosen = (rows.weights > 0) & (rows.folds != (-1 if fold is None else fold))
    model, booster = fit(rows.values[chosen], rows.labels[chosen], rows.weights[chosen], rows.features, shape)
    difference = check(model, booster, rows.values[:: 1 + len(rows.labels) // 20_000], rows.features)
    if difference > _TOLERANCE:
        sys.exit(f"{name}: our evaluation differs from LightGBM's by {difference}")
    _say(f"{name}, {'all' if fold is None else f'without fold {fold}'}: {len(rows.labels):,} rows")
    return model


class Names:
    """How often text of articles, and other blocks, stand below elements with certain words in their names.

    A page counts once for its text and once for the rest, however long it is; a publisher can be left out.
    """

    def __init__(self, pages: Sequence[Seen]) -> None:
        self.counts: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(lambda: np.zeros(2)))
        self.fold_of = {page.sample.publisher: page.sample.fold for page in pages}
        self.totals: dict[int | None, dict[str, Any]] = {}
        self.found: dict[int | None, Odds] = {}
        for page in pages:
            self._count(page)
        for fold in (*range(FOLDS), None):
            totals: dict[str, Any] = defaultdict(lambda: np.zeros(3))
            for publisher, words in self.counts.items():
                if self.fold_of[publisher] != fold:
                    for word, counts in words.items():
                        totals[word] += (*counts, 1)
            self.totals[fold] = totals

    def _count(self, page: Seen) -> None:
        tree = page.survey.tree
        words = [tokens(names) for names in tree.markup.attributes]
        share = np.array([1.0, 1.0]) * page.sample.dump.weight
        text = page.labels.text
        share /= np.maximum([text.sum(), len(text) - text.sum()], 1)
        counts = self.counts[page.sample.publisher]
        for i, path in enumerate(zip(*(above.tolist() for above in tree.above), strict=True)):
            side = 0 if text[i] else 1
            for word in {word for e in path for word in words[e]}:
                counts[word][side] += share[side]

    def odds(self, fold: int | None, without: Sample | None = None) -> Odds:
        """The odds of all words that enough publishers use, by the pages outside a fold."""
        if fold not in self.found:
            totals = sorted(self.totals[fold].items())
            self.found[fold] = {word: _log_odds(total) for word, total in totals if _is_common(total)}
        if without is None:
            return self.found[fold]
        found = dict(self.found[fold])
        for word, counts in self.counts[without.publisher].items():
            total = self.totals[fold][word] - (*counts, 1)
            if _is_common(total):
                found[word] = _log_odds(total)
            else:
                found.pop(word, None)
        return found


def _is_common(total: Any) -> bool:
    return bool(total[2] >= _FEWEST_PUBLISHERS)


def _log_odds(total: Any) -> float:
    return round(math.log((total[0] + _EVEN) / (total[1] + _EVEN)), 2)


if __name__ == "__main__":
    main()

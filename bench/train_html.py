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
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from card_html import Study, write_card
from certainty import Outcome, calibrate, html_outcomes
from dumps import FOLDS
from fit import Shape
from judging import Rows, train_judging, train_trees
from pages import Labels, Sample, labels_of, page_of, read_samples
from train import _pool, _say, _today, _without
from varied import forgetful

from copydesk.document import Page
from copydesk.label.claims import claim
from copydesk.label.html import find_near
from copydesk.label.htmlfeatures import Named, columns
from copydesk.label.htmlmodel import Judges
from copydesk.label.survey import Survey, survey
from copydesk.native.names import tokens
from copydesk.rules.view import View
from copydesk.trees import Trees

SIFTING = Shape(trees=24, leaves=15, rate=0.25, fewest=60)
MODEL = Path("copydesk/label/html.json")
CARD = Path("docs/model-html.md")
_CUT = 0.45
_FEWEST_PUBLISHERS, _EVEN = 5, 0.5
_HALF = 0.5

Odds = dict[str, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page with its labels, as all parts of the model see it."""

    sample: Sample
    page: Page
    texts: tuple[str, ...]
    survey: Survey
    labels: Labels


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--date", type=date.fromisoformat, default=_today())
    parser.add_argument("--cache", type=Path, default=Path("build/train"))
    options = parser.parse_args()
    seen = list(_seen(read_samples(options.data)))
    pages = [page for page in seen if page.labels.known]
    _say(f"{len(pages)} pages with labels, {len(seen) - len(pages)} without")
    sifting = train_sifting(pages)
    near = near_blocks(seen, sifting)
    names = Names(pages)
    options.cache.mkdir(parents=True, exist_ok=True)
    models, errors = train_scoring(seen, near, names)
    made = {fold: {"sift": sifting[fold], **models[fold], "names": names.odds(fold)} for fold in models}
    found = write_models(options, made)
    sources = [page.sample.dump.source for page in pages]
    blocks = sum(len(places) for page, places in zip(seen, near, strict=True) if page.labels.known)
    write_card(CARD, MODEL, Study(sources, len(seen) - len(pages), blocks, errors, found))
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
        page = page_of(sample)
        if page.markup is not None and page.blocks:
            texts = tuple(block.text for block in page.blocks)
            labels = labels_of(sample, page) or Labels.none(len(texts))
            yield Seen(sample, page, texts, survey(texts, page.markup), labels)


def train_sifting(pages: Sequence[Seen]) -> dict[int | None, dict[str, Any]]:
    """The trees that sift, without each fold in turn, and of everything."""
    rows = gather((page, page.survey.columns, slice(None)) for page in pages)
    found = {}
    for fold in (*range(FOLDS), None):
        found[fold] = train_trees(rows.of(rows.folds != (-1 if fold is None else fold)), SIFTING)
        _say(f"sift, {_without(fold)}")
    return found


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
) -> tuple[dict[int | None, dict[str, Any]], list[float]]:
    """What judges, without each fold in turn and last of everything, and the errors of the folds."""
    views = [near_view(page, places) for page, places in zip(pages, near, strict=True)]
    _say("rules")
    parts = list(zip(pages, near, views, strict=True))
    taught = [*parts, *zip(pages, near, map(forgetful, views, count()), strict=True)]
    folds = (*range(FOLDS), None)
    rows = (
        gather(((page, _found(page, places, view, names.odds(fold, page.sample)), places)
                for page, places, view in taught if page.sample.fold != fold), _HALF)
        for fold in folds
    )  # fmt: skip
    models, errors = {}, []
    with _pool() as pool:
        for fold, model in zip(folds, pool.map(train_judging, rows), strict=True):
            models[fold] = model
            _say(f"text, {_without(fold)}")
            if fold is not None:
                unseen = ((page, _found(page, places, view, names.odds(fold)), places)
                          for page, places, view in parts if page.sample.fold == fold)  # fmt: skip
                errors.append(_wrong(unseen, Judges.of(model)))
    return models, errors


def _found(page: Seen, near: Any, view: View, names: Odds) -> dict[str, Any]:
    named = Named.read(page.survey.tree, near, names)
    return columns(page.survey, near, page.texts, view, page.page.evidence, named)


def _wrong(parts: Iterable[tuple[Seen, dict[str, Any], Any]], judges: Judges) -> float:
    """The share of blocks, by weight, that end on the wrong side."""
    wrong = whole = 0.0
    for page, found, places in parts:
        weights, labels = page.labels.weights[places], page.labels.text[places]
        wrong += float((weights * ((judges.odds(found) > _CUT) != labels)).sum())
        whole += float(weights.sum())
    return wrong / whole


def near_view(page: Seen, near: Any) -> View:
    part = replace(page.page, blocks=page.page.blocks.take(near.tolist()))
    return claim(View.of(part))[0]


def gather(parts: Iterable[tuple[Seen, dict[str, Any], Any]], share: float = 1.0) -> Rows:
    """The rows of pages, each with its features and the blocks that these are of, and counting this share."""
    names: tuple[str, ...] = ()
    values, labels, weights, pages, folds = [], [], [], [], []
    worth = {}
    for number, (page, found, places) in enumerate(parts):
        names = tuple(found)
        values.append(np.stack([found[name] for name in names], axis=1).astype(np.float32))
        labels.append(page.labels.text[places])
        weights.append(page.labels.weights[places] * share)
        pages.append(np.full(len(labels[-1]), number))
        folds.append(np.full(len(labels[-1]), page.sample.fold))
        worth[number] = page.sample.dump.weight * share if page.labels.known else 0.0
    return Rows(names, *map(np.concatenate, (values, labels, weights, pages, folds)), worth)


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

"""Train the model of text dumps and write its file, its card, and a model for each fold.

    python bench/train.py DATA [--date YYYY-MM-DD] [--cache build/train]

Joining comes first, as it decides what the blocks are: each fold's blocks are joined by a model that has
not seen the fold. `bench/text.py` measures with the models of the folds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from card import write_card
from dumps import FOLDS, Dump, read_dumps
from fit import Shape, check, fit
from rows import HEADLINE, TEXT, Rows, block_rows, break_rows, with_headlines

from copydesk import trees

JOINING = Shape(trees=60, leaves=15, rate=0.12, fewest=50)
SCORING = Shape(trees=120, leaves=31, rate=0.11, fewest=40)
NAMING = Shape(trees=30, leaves=15, rate=0.15, fewest=30)
MODEL = Path("copydesk/label/model.json")
CARD = Path("docs/model.md")
_TOLERANCE = 1e-9

Model = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--date", type=date.fromisoformat, default=_today())
    parser.add_argument("--cache", type=Path, default=Path("build/train"))
    options = parser.parse_args()
    dumps = list(read_dumps(options.data, options.cache))
    folds = np.array([dump.fold for dump in dumps])
    _say(f"{len(dumps)} documents")
    breaks = break_rows(enumerate(dumps))
    joining = list(_models(breaks, folds, "joining"))
    blocks = _joined_blocks(dumps, joining)
    headline = list(_models(blocks, folds, "headline"))
    blocks = with_headlines(blocks, _unseen(blocks, folds, headline))
    text = list(_models(blocks, folds, "text"))
    for fold in range(FOLDS):
        _write(options.cache / f"fold{fold}.json", joining[fold], text[fold], headline[fold])
    final = {"version": options.date.isoformat()}
    _write(MODEL, joining[-1], text[-1], headline[-1], final)
    write_card(CARD, MODEL, dumps, breaks, blocks, text)
    _say(f"{MODEL}: {MODEL.stat().st_size:,} bytes")


def _models(rows: Rows, folds: Any, name: str) -> Iterator[Model]:
    """A model without each fold in turn, then one of everything."""
    shape = {"joining": JOINING, "text": SCORING, "headline": NAMING}[name]
    labels = rows.labels == (HEADLINE if name == "headline" else TEXT)
    for fold in (*range(FOLDS), None):
        weights = np.ones(len(labels)) if name == "headline" else rows.weights
        chosen = (weights > 0) & (folds[rows.documents] != fold)
        model, booster = fit(rows.values[chosen], labels[chosen], weights[chosen], rows.features, shape)
        difference = check(model, booster, rows.values[:: 1 + len(labels) // 20_000], rows.features)
        if difference > _TOLERANCE:
            sys.exit(f"{name}: our evaluation differs from LightGBM's by {difference}")
        _say(f"{name}, {'all' if fold is None else f'without fold {fold}'}")
        yield model


def _joined_blocks(dumps: Sequence[Dump], joining: Sequence[Model]) -> Rows:
    """The rows of all blocks, each fold's joined by the model that has not seen it."""
    parts = []
    for fold in range(FOLDS):
        trees.use({"joining": joining[fold]})
        parts.append(block_rows((i, dump) for i, dump in enumerate(dumps) if dump.fold == fold))
        _say(f"blocks of fold {fold}")
    trees.use({})
    return Rows.concatenate(parts)


def _unseen(rows: Rows, folds: Any, models: Sequence[Model]) -> Any:
    """The odds of each row by the model that has not seen its fold, rounded as at run time."""
    odds = np.zeros(len(rows.labels))
    for fold in range(FOLDS):
        chosen = folds[rows.documents] == fold
        columns = dict(zip(rows.features, rows.values[chosen].T, strict=True))
        odds[chosen] = trees.Trees.of(models[fold]).odds(columns)
    return odds.round(4)


def _write(path: Path, joining: Model, text: Model, headline: Model, head: Model | None = None) -> None:
    whole = {**(head or {}), "joining": joining, "text": text, "headline": headline}
    path.write_text(json.dumps(whole, separators=(",", ":")) + "\n", "utf-8")


def _today() -> date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()


def _say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", flush=True)


if __name__ == "__main__":
    main()

"""Train the model of text dumps and write its file, its card, and a model for each fold.

    python bench/train.py DATA [--date YYYY-MM-DD] [--cache build/train]

Joining comes first, as it decides what the blocks are: each fold's blocks are joined by a model that has
not seen the fold. Confidence comes last: it is fitted to what the models of the folds make of pages that
they have not seen. `bench/text.py` measures with the models of the folds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from blocks import HEADS, Blocks, blocks_of
from card import Study, write_card
from certainty import calibrate, outcomes
from dumps import FOLDS, Dump, read_dumps
from fit import Shape as Growth
from fit import check, fit
from network import Lesson, Shape, entry, fit_member, learn_inputs
from rows import Rows, break_rows

from copydesk import model as in_use
from copydesk.label.features import CLASSES
from copydesk.network import STEP, Inputs, Network

JOINING = Growth(trees=100, leaves=31, rate=0.12, fewest=50)
SCORING = Shape(width=40, members=3)
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
    joining = list(_joining(breaks, folds))
    blocks = _joined_blocks(dumps, joining)
    text = list(_scoring(blocks, folds))
    odds = [Network.of(text[fold]).odds(part.columns) for fold, part in zip(folds, blocks, strict=True)]
    found = outcomes(dumps, blocks, odds)
    certainty = calibrate(found)
    for fold in range(FOLDS):
        unseen = calibrate([outcome for outcome in found if outcome.fold != fold])
        _write(options.cache / f"fold{fold}.json", joining[fold], text[fold], unseen)
    _write(MODEL, joining[-1], text[-1], certainty, {"version": options.date.isoformat()})
    write_card(CARD, MODEL, Study(dumps, breaks, blocks, odds, found))
    _say(f"{MODEL}: {MODEL.stat().st_size:,} bytes")


def _joining(rows: Rows, folds: Any) -> Iterator[Model]:
    """A model without each fold in turn, then one of everything."""
    labels = rows.labels == 1
    for fold in (*range(FOLDS), None):
        chosen = (rows.weights > 0) & (folds[rows.documents] != fold)
        model, booster = fit(
            rows.values[chosen], labels[chosen], rows.weights[chosen], rows.features, JOINING
        )
        difference = check(model, booster, rows.values[:: 1 + len(labels) // 20_000], rows.features)
        if difference > _TOLERANCE:
            sys.exit(f"joining: our evaluation differs from LightGBM's by {difference}")
        _say(f"joining, {_without(fold)}")
        yield model


def _joined_blocks(dumps: Sequence[Dump], joining: Sequence[Model]) -> list[Blocks]:
    """The blocks of all dumps, each fold's joined by the model that has not seen it."""
    found: dict[int, Blocks] = {}
    parts = [[(i, dump) for i, dump in enumerate(dumps) if dump.fold == fold] for fold in range(FOLDS)]
    with _pool() as pool:
        for fold, blocks in enumerate(pool.map(_blocks, parts, joining[:FOLDS])):
            found |= dict(blocks)
            _say(f"blocks of fold {fold}")
    return [found[i] for i in range(len(dumps))]


def _blocks(dumps: Sequence[tuple[int, Dump]], joining: Model) -> list[tuple[int, Blocks]]:
    in_use.use({"joining": joining})
    return [(i, blocks_of(dump)) for i, dump in dumps]


def _pool() -> ProcessPoolExecutor:
    """A process for each core, each on one thread."""
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    return ProcessPoolExecutor(os.cpu_count(), get_context("spawn"))


def _scoring(blocks: Sequence[Blocks], folds: Any) -> Iterator[Model]:
    names = blocks[0].columns
    columns = {name: np.concatenate([part.columns[name] for part in blocks]) for name in names}
    inputs = learn_inputs(columns, CLASSES)
    lessons = _lessons(blocks, inputs)
    unseen = (*range(FOLDS), None)
    parts = {fold: [lesson for lesson, of in zip(lessons, folds, strict=True) if of != fold and lesson.weight]
             for fold in unseen}  # fmt: skip
    with _pool() as pool:
        started = {fold: [pool.submit(_learn, parts[fold], inputs, seed) for seed in range(SCORING.members)]
                   for fold in unseen}  # fmt: skip
        for fold in unseen:
            members = [member.result() for member in started[fold]]
            _say(f"text, {_without(fold)}")
            yield entry(members, inputs, HEADS, SCORING)


def _learn(lessons: Sequence[Lesson], inputs: Any, seed: int) -> Model:
    return fit_member(lessons, inputs, HEADS, SCORING, seed)


def _lessons(blocks: Sequence[Blocks], inputs: Any) -> list[Lesson]:
    enter = Inputs.of(inputs)
    return [
        Lesson(
            (enter(part.columns)[:, : enter.width] / STEP).astype(np.float32),
            part.labels,
            part.weights,
            part.columns["words"] * (part.weights[:, 0] > 0),
            part.weight,
        )
        for part in blocks
    ]


def _without(fold: int | None) -> str:
    return "all" if fold is None else f"without fold {fold}"


def _write(path: Path, joining: Model, text: Model, certainty: Any, head: Model | None = None) -> None:
    whole = {**(head or {}), "joining": joining, "text": text, "certainty": certainty}
    path.write_text(json.dumps(whole, separators=(",", ":")) + "\n", "utf-8")


def _today() -> date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()


def _say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", flush=True)


if __name__ == "__main__":
    main()

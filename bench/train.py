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
from blocks import HEADS, Blocks, blocks_of, page_of
from card import Study, write_card
from certainty import calibrate, outcomes
from dumps import CLEAN, FOLDS, Dump, read_dumps
from fit import Shape as Growth
from fit import check, fit
from network import Lesson, Shape, entry, fit_member, learn_inputs
from rows import Rows, break_rows
from varied import forgetful, with_other_ends

from copydesk import model as in_use
from copydesk.label.claims import claim
from copydesk.label.features import CLASSES
from copydesk.network import STEP, Inputs, Network
from copydesk.rules.view import View

JOINING = Growth(trees=100, leaves=31, rate=0.12, fewest=50)
SCORING = Shape(width=40, members=3, epochs=5)
MODEL = Path("copydesk/label/model.json")
CARD = Path("docs/model.md")
_TOLERANCE = 1e-9
_SHARES = (0.5, 0.25, 0.25)
"""What a dump counts as it is, with fewer claims, and with the ends of others."""

Model = dict[str, Any]
Taught = tuple[dict[int, Blocks], dict[int, Blocks], dict[int, Blocks]]
"""The blocks of dumps, by their numbers: as they are and in two variations."""


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
    taught = _joined_blocks(dumps, joining)
    found = {i: blocks for part in taught for i, blocks in part[0].items()}
    blocks = [found[i] for i in range(len(dumps))]
    text = list(_scoring(blocks, taught))
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


def _joined_blocks(dumps: Sequence[Dump], joining: Sequence[Model]) -> list[Taught]:
    """The blocks of all dumps, each fold's joined by the model that has not seen it."""
    parts = [[(i, dump) for i, dump in enumerate(dumps) if dump.fold == fold] for fold in range(FOLDS)]
    found = []
    with _pool() as pool:
        for fold, blocks in enumerate(pool.map(_blocks, parts, joining[:FOLDS])):
            found.append(blocks)
            _say(f"blocks of fold {fold}")
    return found


def _blocks(dumps: Sequence[tuple[int, Dump]], joining: Model) -> Taught:
    in_use.use({"joining": joining})
    claimed = [(i, dump, claim(View.of(page_of(dump)))[0]) for i, dump in dumps]
    return (
        {i: blocks_of(dump, view) for i, dump, view in claimed},
        {i: blocks_of(dump, forgetful(view, i)) for i, dump, view in claimed if dump.renderer not in CLEAN},
        {i: blocks_of(dump, claim(View.of(page_of(dump)))[0]) for i, dump in with_other_ends(dumps)},
    )


def _pool() -> ProcessPoolExecutor:
    """A process for each core, each on one thread."""
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    return ProcessPoolExecutor(os.cpu_count(), get_context("spawn"))


def _scoring(blocks: Sequence[Blocks], taught: Sequence[Taught]) -> Iterator[Model]:
    names = blocks[0].columns
    columns = {name: np.concatenate([part.columns[name] for part in blocks]) for name in names}
    inputs = learn_inputs(columns, CLASSES)
    unseen = (*range(FOLDS), None)
    lessons = _lessons(taught, inputs)
    parts = {fold: [lesson for of, lesson in lessons if of != fold] for fold in unseen}
    with _pool() as pool:
        started = {fold: [pool.submit(_learn, parts[fold], inputs, seed) for seed in range(SCORING.members)]
                   for fold in unseen}  # fmt: skip
        for fold in unseen:
            members = [member.result() for member in started[fold]]
            _say(f"text, {_without(fold)}")
            yield entry(members, inputs, HEADS, SCORING)


def _learn(lessons: Sequence[Lesson], inputs: Any, seed: int) -> Model:
    return fit_member(lessons, inputs, HEADS, SCORING, seed)


def _lessons(taught: Sequence[Taught], inputs: Any) -> list[tuple[int, Lesson]]:
    """What there is to learn, each with its fold."""
    enter = Inputs.of(inputs)
    return [
        (fold, _lesson(part, enter, share))
        for variation, share in enumerate(_SHARES)
        for fold, blocks in enumerate(taught)
        for part in blocks[variation].values()
        if part.weight
    ]


def _lesson(part: Blocks, enter: Inputs, share: float) -> Lesson:
    return Lesson(
        (enter(part.columns)[:, : enter.width] / STEP).astype(np.float32),
        part.labels,
        part.weights * np.float32(share),
        part.columns["words"] * (part.weights[:, 0] > 0),
        part.weight * share,
    )


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

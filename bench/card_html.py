"""The card of the model of HTML pages: what it was trained on, how it did on folds it had not seen."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from card import CERTAINTY, count_weights, features_of
from certainty import Outcome, reliability_rows

_HEAD = """# The model of HTML pages

<!-- Written by `make train-html`. -->

`copydesk/label/html.json` holds plain numbers. `sift`, boosted decision trees, looks at the survey of a page,
of its elements and the lengths of its blocks, and sets apart what cannot be text of the article. Two parts
judge the rest, with what the rules claim of it, and the mean of their odds counts: `text`, more trees, and
`around`, small convolutional networks that look at all blocks around one and at what the trees say of them.
`names` are the odds that a block below an element with a certain word in its class or id is text. Nothing in
them knows a site.

"""
_DATA = """
## Data

The HTML pages of the evaluation data that have a gold body (aeb, fundus, naeb, wcxb; the data's own README
has sources and licences). A block is text if it stands in the gold, by an alignment in order. Pages that hold
less than half of their gold are left out. A page counts the same however long it is; wcxb counts 0.35. The
odds of names leave out the publisher of the page at hand while training, and the network sees what trees say
that have not seen the page. It learns twice: the second time also from the pages without a gold body
(segments, and those left out), by the odds that trees and network gave to their blocks; they count 0.35.
Each page is seen twice and counts half each time, once with four tenths of the rules' claims: rules know
these pages better than others.

"""
_FOLDS = """
## Folds

Five folds by the first label of the domain, so that no publisher is in training and test. Share of the
blocks (weighted by length) that trees and network, cut at 0.45, put on the wrong side, by the fold that they
had not seen:

"""


@dataclass(frozen=True, slots=True)
class Study:
    """What a training saw and found.

    `sources` has the source of each page with labels, `others` counts those without, `errors` has the share
    of each fold, `outcomes` what came of pages.
    """

    sources: Sequence[str]
    others: int
    blocks: int
    errors: Sequence[float]
    outcomes: Sequence[Outcome]


def write_card(path: Path, model: Path, study: Study) -> None:
    """Write the card of a model file."""
    content = model.read_bytes()
    plain: dict[str, Any] = json.loads(content)
    counted = ", ".join(f"{source} {count}" for source, count in sorted(Counter(study.sources).items()))
    cells = " | ".join(f"{error:.3f}" for error in study.errors)
    names = " | ".join(f"fold {fold}" for fold in range(len(study.errors)))
    parts = [
        _HEAD,
        f"- version: {plain['version']}\n- SHA-256: `{hashlib.sha256(content).hexdigest()}`\n",
        f"- size: {len(content):,} bytes; {len(plain['sift']['leaves'])} trees sift, ",
        f"{len(plain['text']['leaves'])} judge; {count_weights(plain['around']):,} weights of the network; ",
        f"{len(plain['names']):,} words in names\n",
        _DATA,
        f"Pages: {counted}; {study.blocks:,} blocks left to judge. Without labels: {study.others}.\n",
        _FOLDS,
        f"| {names} |\n|{' ---: |' * len(study.errors)}\n| {cells} |\n",
        CERTAINTY,
        *reliability_rows(study.outcomes),
        "\n## Features of `text`\n\n",
        ", ".join(f"`{name}`" for name in plain["text"]["features"]) + "\n",
        "\n## Features of `around`\n\n",
        ", ".join(f"`{name}`" for name in features_of(plain["around"])) + "\n",
    ]
    path.write_text("".join(parts), "utf-8")

"""Pages to train on: the blocks of each dump with their features, and what of them is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from align import Match, align
from dumps import CLEAN, Dump

from copydesk.document import Page, RawDocument
from copydesk.label.features import columns
from copydesk.label.scorer import judged_blocks
from copydesk.page import read
from copydesk.repairs import repair
from copydesk.rules.view import View

HEADS = ("text", "headline", "summary", "subheading")
_ROLES = HEADS[2:]

_QUOTES = str.maketrans("’‘“”„", '\'\'"""')
_COVERED = 0.5  # share of the gold a dump must hold to be trained on
_COPY_CHARS = 40
_TEXT_WEIGHT, _HEAD_WEIGHT = 1.4, 0.02  # of all blocks of a page; of each block
_CLEAN_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a dump: features by name, and for each head what is right and how much it counts."""

    columns: dict[str, Any]
    labels: Any
    weights: Any
    free: Any
    """The blocks that are for the scorer to judge."""
    weight: float


def page_of(dump: Dump) -> Page:
    return repair(read(RawDocument(dump.id, dump.text.encode("utf-8", "surrogatepass"))))


def blocks_of(dump: Dump, view: View) -> Blocks:
    """The blocks of a dump, claimed by rules; weights are 0 where the dump, or a block, teaches nothing."""
    texts = [line.text for line in view]
    matches, covered = align(texts, dump.paragraphs)
    found = columns(view)
    free = judged_blocks(found["claim"])
    labels = np.stack([_text(matches), _headlines(dump, texts), *_roles(dump, matches)], axis=1)
    weights = np.full(labels.shape, _HEAD_WEIGHT, np.float32)
    weights[:, 0] = _text_weights(texts, labels[:, 0], found["words"], free)
    weights[:, 1] *= labels[:, 1].any()
    weights[:, 2:] *= bool(dump.roles)
    weight = dump.weight * (_CLEAN_WEIGHT if dump.renderer in CLEAN else 1.0)
    return Blocks(
        found, labels, weights * weight * (covered >= _COVERED), free, weight * (covered >= _COVERED)
    )


def _text(matches: Sequence[Match | None]) -> Any:
    return np.array([match is not None for match in matches], np.float32)


def _headlines(dump: Dump, texts: Sequence[str]) -> Any:
    wanted = plain(dump.headline) if dump.headline else None
    return np.array([plain(text) == wanted for text in texts], np.float32)


def plain(text: str) -> str:
    """Text without case and kinds of quotes; a mark of a list before a headline makes it another line."""
    return " ".join(text.casefold().translate(_QUOTES).split())


def _roles(dump: Dump, matches: Sequence[Match | None]) -> list[Any]:
    roles = [dump.roles[match.paragraph] if match and dump.roles else None for match in matches]
    return [np.array([role == wanted for role in roles], np.float32) for wanted in _ROLES]


def _text_weights(texts: Sequence[str], labels: Any, words: Any, free: Any) -> Any:
    """By length, so that every page weighs the same; copies of text outside of it teach nothing."""
    weights = np.sqrt(1 + words)
    weights *= _TEXT_WEIGHT / max(weights.sum(), 1.0)
    pairs = list(zip(texts, labels, strict=True))
    gold = {text for text, is_gold in pairs if is_gold and len(text) > _COPY_CHARS}
    weights[[text in gold and not is_gold for text, is_gold in pairs]] = 0
    return weights * free

"""The ledger of a page: one row for every span that was removed or edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any, TypeAlias

from copydesk.document import Category, Edit, Page, Verdicts
from copydesk.native.rows import filled, instances, plain
from copydesk.records import LedgerRow
from copydesk.segment import CUT_CATEGORIES, Piece

Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""The rows of a ledger by column, in the order of the contract: there are too many to make each of them."""

_NAMES = LedgerRow.__slots__
_PLACE = itemgetter(0, 1)
_Parts: TypeAlias = Sequence[Sequence[Any]]
"""The columns that differ from row to row: all from `start` on."""


def write_ledger(id_: str, page: Page, verdicts: Verdicts, pieces: Sequence[Piece]) -> Columns:
    """The rows of a page, by their place in it. Changes of whitespace alone are left out."""
    parts = _removed_blocks(page, verdicts)
    edits = [edit for piece in pieces for edit in piece.draft.edits if edit.code]
    if edits:
        parts = _among(parts, edits)
    rows = len(parts[0])
    return dict(zip(_NAMES, ((id_,) * rows, (page.uri,) * rows, *parts), strict=True))


def rows_of(ledger: Columns) -> tuple[LedgerRow, ...]:
    """The rows that are in columns."""
    return instances(LedgerRow, *map(list, ledger.values()))


def _removed_blocks(page: Page, verdicts: Verdicts) -> _Parts:
    """A row for each block that is in a category."""
    removed = filled(verdicts.categories)
    rows = len(removed)
    starts, ends, texts, _, edits = page.blocks.take(removed).columns
    _, codes, categories, scores = verdicts.take(removed).columns
    for i in compress(range(rows), edits):
        texts[i] = page.text[starts[i] : ends[i]]
    return (
        tuple(starts),
        tuple(ends),
        ("removed",) * rows,
        tuple(codes),
        plain(categories),
        tuple(texts),
        ("",) * rows,
        (None,) * rows,
        tuple(scores),
    )


def _among(removed: _Parts, edits: Iterable[Edit]) -> _Parts:
    """Rows of edits among those of what was removed."""
    rows = sorted([*zip(*removed, strict=True), *map(_edit_row, edits)], key=_PLACE)
    return tuple(zip(*rows, strict=True))


def _edit_row(edit: Edit) -> tuple[Any, ...]:
    category = CUT_CATEGORIES.get(edit.code or "", Category.REPAIR)
    action = "edited" if category is Category.REPAIR else "removed"
    place = edit.start, edit.end
    return *place, action, edit.code, category.value, edit.before, edit.after, edit.at, None

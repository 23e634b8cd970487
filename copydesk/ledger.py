"""The ledger of a page: one row for every span that was removed or edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from operator import attrgetter

from copydesk.document import Block, Category, Edit, Page, Verdict
from copydesk.native.rows import fields, instances
from copydesk.records import LedgerRow
from copydesk.segment import CUT_CATEGORIES, Piece


def write_ledger(
    id_: str, page: Page, verdicts: Sequence[Verdict], pieces: Sequence[Piece]
) -> tuple[LedgerRow, ...]:
    """The rows of a page, by their place in it. Changes of whitespace alone are left out."""
    removed, edits = _removed_blocks(id_, page, verdicts), tuple(_edits(id_, page, pieces))
    return tuple(sorted((*removed, *edits), key=attrgetter("start", "end"))) if edits else removed


def _removed_blocks(id_: str, page: Page, verdicts: Sequence[Verdict]) -> tuple[LedgerRow, ...]:
    """A row for each block that is in a category."""
    _, codes, categories, scores = fields(Verdict, verdicts)
    blocks = list(compress(page.blocks, categories))
    if not blocks:
        return ()
    starts, ends, texts, _, edits = fields(Block, blocks)
    for i in compress(range(len(blocks)), edits):
        texts[i] = page.text[starts[i] : ends[i]]
    return instances(
        LedgerRow,
        [id_] * len(blocks),
        [page.uri] * len(blocks),
        starts,
        ends,
        ["removed"] * len(blocks),
        list(compress(codes, categories)),
        list(compress(categories, categories)),
        texts,
        [""] * len(blocks),
        [None] * len(blocks),
        list(compress(scores, categories)),
    )


def _edits(id_: str, page: Page, pieces: Sequence[Piece]) -> Iterator[LedgerRow]:
    for piece in pieces:
        for edit in piece.draft.edits:
            if edit.code:
                yield _edit_row(id_, page.uri, edit, edit.code)


def _edit_row(id_: str, uri: str, edit: Edit, code: str) -> LedgerRow:
    category = CUT_CATEGORIES.get(code, Category.REPAIR)
    action = "edited" if category is Category.REPAIR else "removed"
    return LedgerRow(
        id=id_,
        uri=uri,
        start=edit.start,
        end=edit.end,
        action=action,
        code=code,
        category=category,
        text=edit.before,
        replacement=edit.after,
        offset=edit.at,
        score=None,
    )

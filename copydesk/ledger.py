"""The ledger of a page: one row for every span that was removed or edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.document import Category, Edit, Page, Verdict
from copydesk.records import LedgerRow
from copydesk.segment import CUT_CATEGORIES, Piece


def write_ledger(
    id_: str, page: Page, verdicts: Sequence[Verdict], pieces: Sequence[Piece]
) -> tuple[LedgerRow, ...]:
    """The rows of a page, by their place in it. Changes of whitespace alone are left out."""
    rows = [*_removed_blocks(id_, page, verdicts), *_edits(id_, page, pieces)]
    return tuple(sorted(rows, key=lambda row: (row.start, row.end)))


def _removed_blocks(id_: str, page: Page, verdicts: Sequence[Verdict]) -> Iterator[LedgerRow]:
    for block, verdict in zip(page.blocks, verdicts, strict=True):
        if verdict.code and verdict.category:
            yield LedgerRow(
                id=id_,
                uri=page.uri,
                start=block.start,
                end=block.end,
                action="removed",
                code=verdict.code,
                category=verdict.category,
                text=page.text[block.start : block.end],
                replacement="",
                offset=None,
                score=verdict.score,
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

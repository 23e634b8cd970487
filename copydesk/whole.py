"""Whether an article and its ledger make up their page, decided fast: `rebuild` says what is wrong."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from copydesk.ids import sha256_hex
from copydesk.native.laying import laid_out
from copydesk.native.solid import count_where, solid

Row = Mapping[str, Any]
Columns = Mapping[str, Sequence[Any]]
_Piece = tuple[int, int, str]
"""Start, end and text of a stretch of the page."""
_START, _BOUNDS = itemgetter(0), itemgetter(0, 1)
_PIECE = itemgetter("start", "end", "text")
_CUT = ("start", "end", "text", "replacement", "offset")


def is_whole(row: Row, ledger: Columns) -> bool:
    """Whether `rebuild.discrepancies` finds none in an article's row and its ledger, which is in columns.

    Both keep their contract. It is also no for a few that have none, such as empty pieces side by side.
    """
    text, page = row["text"], _page(row, ledger)
    if page is None or text != "\n\n".join([paragraph["text"] for paragraph in row["paragraphs"]]):
        return False
    removed = count_where(tuple(ledger["text"]), tuple(ledger["action"]), "removed")
    return bool(
        row["text_sha256"] == sha256_hex(text)
        and row["page_sha256"] == sha256_hex(page)
        and row["page_chars"] == len(page) == row["kept_chars"] + row["removed_chars"]
        and row["removed_chars"] == removed
    )


def _page(row: Row, ledger: Columns) -> str | None:
    """The page text without whitespace; None where the pieces do not fit together."""
    if len(row["captions"]) != len(row["caption_spans"]):
        return None
    offsets = ledger["offset"]
    kept = sorted(_kept(row), key=_START)
    if offsets.count(None) < len(offsets) and not _undone(kept, ledger):
        return None
    texts = laid_out(kept, ledger["start"], ledger["end"], ledger["text"], offsets)
    return None if texts is None else solid("".join(texts))


def _undone(kept: list[_Piece], ledger: Columns) -> bool:
    """Put back what was cut from the pieces; no where a cut is not one of them."""
    starts = [piece[0] for piece in kept]
    for i, cuts in _cuts(ledger, starts).items():
        whole = _put_back(kept[i], cuts) if i >= 0 else None
        if whole is None:
            return False
        kept[i] = (*kept[i][:2], whole)
    return True


def _kept(row: Row) -> list[_Piece]:
    found: list[_Piece] = list(map(_PIECE, row["paragraphs"]))
    headline, span = row["headline_printed"] or row["headline"], row["headline_span"]
    if headline is not None and span is not None:
        found.insert(0, (span["start"], span["end"], headline))
    for span, caption in zip(row["caption_spans"], row["captions"], strict=True):
        found.append((span["start"], span["end"], caption))
    return found


def _cuts(ledger: Columns, starts: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of cuts by the number of the piece they were cut from, -1 where none begins before them."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    places = [place for place, offset in enumerate(ledger["offset"]) if offset is not None]
    rows = [tuple([ledger[name][place] for name in _CUT]) for place in places]
    for cut in sorted(rows, key=_BOUNDS):
        found.setdefault(bisect_right(starts, cut[0]) - 1, []).append(cut)
    return found


def _put_back(piece: _Piece, cuts: Sequence[tuple[Any, ...]]) -> str | None:
    """The piece as it stood in the page; None where a cut is not one of it."""
    _, last, kept = piece
    texts, done = list[str](), 0
    for _, end, text, replacement, offset in cuts:
        if end > last or offset < done or not kept.startswith(replacement, offset):
            return None
        texts += kept[done:offset], text
        done = offset + len(replacement)
    return "".join([*texts, kept[done:]])

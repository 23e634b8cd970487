"""Whether an article and its ledger make up their page, decided fast: `rebuild` says what is wrong."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from operator import itemgetter, le, sub
from typing import Any

from copydesk.ids import sha256_hex
from copydesk.native.solid import count, solid

Row = Mapping[str, Any]
Columns = Mapping[str, Sequence[Any]]
_Piece = tuple[int, int, str]
"""Start, end and text of a stretch of the page."""
_START, _BOUNDS = itemgetter(0), itemgetter(0, 1)
_CUT = ("start", "end", "text", "replacement", "offset")


def is_whole(row: Row, ledger: Columns) -> bool:
    """Whether `rebuild.discrepancies` finds none in an article's row and its ledger, which is in columns.

    Both keep their contract. It is also no for a few that have none, such as empty pieces side by side.
    """
    spans = ledger["text"]
    if list(map(len, spans)) != list(map(sub, ledger["end"], ledger["start"])):
        return False
    text, page = row["text"], _page(row, ledger)
    if page is None or text != "\n\n".join([paragraph["text"] for paragraph in row["paragraphs"]]):
        return False
    removed = count("".join(compress(spans, map("removed".__eq__, ledger["action"]))))
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
    kept, offsets = list(_kept(row)), ledger["offset"]
    blocks = zip(ledger["start"], ledger["end"], ledger["text"], strict=True)
    cuts = offsets.count(None) < len(offsets)
    pieces = [*kept, *(compress(blocks, [offset is None for offset in offsets]) if cuts else blocks)]
    pieces.sort(key=_START)
    starts = [piece[0] for piece in pieces]
    if not all(map(le, [piece[1] for piece in pieces], starts[1:])):
        return None
    texts = [piece[2] for piece in pieces]
    for i, rows in _cuts(ledger, starts).items() if cuts else ():
        whole = _put_back(pieces[i], rows) if i >= 0 and any(piece is pieces[i] for piece in kept) else None
        if whole is None:
            return None
        texts[i] = whole
    return solid("".join(texts))


def _kept(row: Row) -> Iterator[_Piece]:
    headline, span = row["headline_printed"] or row["headline"], row["headline_span"]
    if headline is not None and span is not None:
        yield span["start"], span["end"], headline
    for paragraph in row["paragraphs"]:
        yield paragraph["start"], paragraph["end"], paragraph["text"]
    for span, caption in zip(row["caption_spans"], row["captions"], strict=True):
        yield span["start"], span["end"], caption


def _cuts(ledger: Columns, starts: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of cuts by the number of the piece they were cut from, -1 where none begins before them."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    rows = zip(*(ledger[name] for name in _CUT), strict=True)
    for cut in sorted((row for row in rows if row[-1] is not None), key=_BOUNDS):
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

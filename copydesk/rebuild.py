"""The page text put together again from an article and its ledger: the proof that nothing vanished."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from copydesk.document import Role
from copydesk.ids import sha256_hex
from copydesk.native.solid import count, solid
from copydesk.records import Article, LedgerRow


class _Piece(NamedTuple):
    """A stretch of the page and what stands there in the article, or what the ledger says stood there."""

    start: int
    end: int
    text: str
    number: int = 0
    role: str | None = None
    row: LedgerRow | None = None

    @property
    def name(self) -> str:
        """What it is called where it does not fit."""
        if self.row is not None:
            return f"ledger row at {self.start}"
        if self.role == Role.HEADLINE:
            return "headline"
        return f"{'caption' if self.role == Role.CAPTION else 'paragraph'} {self.number}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a piece as it stood in the page: kept in a role, and what the ledger says of it, if anything.

    All stretches in order are the page, whitespace aside; those of one headline, paragraph, caption or
    removed block have one number.
    """

    number: int
    start: int
    end: int
    text: str
    role: str | None
    row: LedgerRow | None


def rebuild(article: Article, rows: Sequence[LedgerRow]) -> str:
    """The page text without whitespace, whose SHA-256 is `article.page_sha256`.

    ValueError where `stretches` has one.
    """
    texts: list[str] = []
    for piece, cuts in _laid_out(article, rows):
        texts += [text for _, _, text, _ in _put_back(piece, cuts)] if cuts else [piece.text]
    return solid("".join(texts))


def stretches(article: Article, rows: Sequence[LedgerRow]) -> Iterator[Stretch]:
    """The page cut where its fate changes.

    Headline, paragraphs, captions and rows of whole blocks (offset null) are laid out by `start`; rows with
    an offset are put back into the piece they were cut from. Pieces that overlap and rows that fit no piece
    raise ValueError with a sentence saying which.
    """
    for number, (piece, cuts) in enumerate(_laid_out(article, rows)):
        for start, end, text, row in _put_back(piece, cuts):
            yield Stretch(number, start, end, text, piece.role, row)


def _laid_out(article: Article, rows: Sequence[LedgerRow]) -> Iterator[tuple[_Piece, Sequence[LedgerRow]]]:
    """The pieces in the order of the page, each with the rows that were cut from it."""
    whole = [_Piece(r.start, r.end, r.text, row=r) for r in rows if r.offset is None]
    pieces = sorted([*_kept(article), *whole], key=_bounds)
    _refuse_overlap(pieces)
    cuts: dict[int, list[LedgerRow]] = {}
    for row in sorted((row for row in rows if row.offset is not None), key=lambda row: (row.start, row.end)):
        cuts.setdefault(_index_of(pieces, row), []).append(row)
    for i, piece in enumerate(pieces):
        yield piece, cuts.get(i, ())


_bounds = itemgetter(0, 1)


def discrepancies(article: Article, rows: Sequence[LedgerRow]) -> Iterator[str]:
    """Every way in which an article's own numbers and its ledger disagree with its text."""
    if article.text != "\n\n".join(paragraph.text for paragraph in article.paragraphs):
        yield "text is not its paragraphs joined by blank lines"
    if article.text_sha256 != sha256_hex(article.text):
        yield "text_sha256 is not the digest of text"
    yield from (
        f"the text of the ledger row at {row.start} is not {row.end - row.start} characters long"
        for row in rows
        if len(row.text) != row.end - row.start
    )
    try:
        page = rebuild(article, rows)
    except ValueError as error:
        yield f"the page cannot be rebuilt: {error}"
    else:
        yield from _miscounts(article, rows, page)


def _miscounts(article: Article, rows: Sequence[LedgerRow], page: str) -> Iterator[str]:
    removed = count("".join(row.text for row in rows if row.action == "removed"))
    if article.page_sha256 != sha256_hex(page):
        yield "the page rebuilt from article and ledger is not the page that was read"
    if article.page_chars != len(page):
        yield f"page_chars is {article.page_chars:,}, the rebuilt page has {len(page):,}"
    if article.removed_chars != removed:
        yield f"removed_chars is {article.removed_chars:,}, the ledger removes {removed:,}"
    if article.kept_chars + article.removed_chars != article.page_chars:
        yield f"kept_chars {article.kept_chars:,} and removed_chars are not page_chars"


def _kept(article: Article) -> Iterator[_Piece]:
    headline = article.headline_printed or article.headline
    if headline is not None and article.headline_span is not None:
        span = article.headline_span
        yield _Piece(span.start, span.end, headline, role=Role.HEADLINE)
    for i, paragraph in enumerate(article.paragraphs):
        yield _Piece(paragraph.start, paragraph.end, paragraph.text, i, paragraph.role)
    for i, (span, caption) in enumerate(zip(article.caption_spans, article.captions, strict=True)):
        yield _Piece(span.start, span.end, caption, i, Role.CAPTION)


def _refuse_overlap(pieces: Sequence[_Piece]) -> None:
    for before, after in pairwise(pieces):
        if after.start < before.end:
            raise ValueError(f"{before.name} and {after.name} overlap at {after.start}")


def _index_of(pieces: Sequence[_Piece], row: LedgerRow) -> int:
    i = bisect_right(pieces, row.start, key=lambda piece: piece.start) - 1
    if i < 0 or row.end > pieces[i].end or pieces[i].row:
        raise ValueError(f"the ledger row at {row.start} has an offset and lies in no kept piece")
    return i


def _put_back(piece: _Piece, rows: Sequence[LedgerRow]) -> Iterator[tuple[int, int, str, LedgerRow | None]]:
    """The piece as it stood in the page: each replacement exchanged for what it replaced, in one pass."""
    done, start = 0, piece.start
    for row in rows:
        offset = row.offset or 0
        end = offset + len(row.replacement)
        if offset < done or offset > len(piece.text) or piece.text[offset:end] != row.replacement:
            raise ValueError(
                f"what replaced the ledger row at {row.start} is not at {offset} in {piece.name}"
            )
        yield start, row.start, piece.text[done:offset], None
        yield row.start, row.end, row.text, row
        done, start = end, row.end
    yield start, piece.end, piece.text[done:], piece.row

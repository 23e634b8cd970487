"""The page text put together again from an article and its ledger: the proof that nothing vanished."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.records import Article, LedgerRow


def rebuild(article: Article, rows: Sequence[LedgerRow]) -> str:
    """The page text without whitespace, whose SHA-256 is `article.page_sha256`.

    Headline, paragraphs, captions and rows of whole blocks (offset null) are laid out by `start`; rows with
    an offset are put back into the piece they were cut from. Pieces that overlap and rows that fit no piece
    raise ValueError with a sentence saying which.
    """
    raise NotImplementedError

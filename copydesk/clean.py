"""The straight line: from a raw document to its article and ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from copydesk.document import BODY, Page, RawDocument, Reason, Role, Verdicts
from copydesk.errors import RejectedError
from copydesk.evidence.clues import Evidence, Field
from copydesk.evidence.given import with_given
from copydesk.flags import Reading, find_flags
from copydesk.ids import document_id, sha256_hex, stem_of
from copydesk.label import find_labels
from copydesk.label.labelled import Labelled
from copydesk.ledger import Columns, rows_of, write_ledger
from copydesk.limits import LIMITS, Limits
from copydesk.metadata.address import domain_of
from copydesk.metadata.choose import Printed, find_metadata
from copydesk.metadata.facts import find_facts
from copydesk.metadata.language import detect_language
from copydesk.native.rows import instances
from copydesk.native.solid import count_where, solid
from copydesk.once import once
from copydesk.page import READERS
from copydesk.page.leading import leads_to
from copydesk.pause import without_collections
from copydesk.records import Article, FieldSource, Image, LedgerRow, Paragraph, Span
from copydesk.repairs import repair
from copydesk.segment import Piece, find_pieces
from copydesk.steps import Steps, abreast, taken

_SEPARATOR = "\n\n"
_FEWEST_CHARS = 400
"""Characters of lines that may be an article without any running text: a calendar, a table."""


@dataclass(frozen=True)
class Cleaned:
    """A cleaned document: the page, a verdict for each of its blocks, the article, and what is not in it."""

    page: Page
    verdicts: Verdicts
    article: Article
    columns: Columns
    """The ledger by column."""

    @once
    def ledger(self) -> tuple[LedgerRow, ...]:
        """Its rows."""
        return rows_of(self.columns)


class _Parts(NamedTuple):
    """What a page was taken apart into: verdicts, the pieces that are kept, and rows of the rest."""

    verdicts: Verdicts
    pieces: Sequence[Piece]
    ledger: Columns


@without_collections
def clean(raw: RawDocument, limits: Limits = LIMITS) -> Cleaned:
    """Clean one document.

    Raises RejectedError, with a code of `Reason`, for what is no text, over a limit, or holds no article.
    """
    return taken(straight(raw, limits))


@without_collections
def clean_all(raws: Iterable[RawDocument], limits: Limits = LIMITS) -> list[Cleaned | RejectedError]:
    """Clean some documents abreast, which takes less time than one after the other, and all their memory."""
    return abreast([straight(raw, limits) for raw in raws], RejectedError)


def straight(raw: RawDocument, limits: Limits) -> Steps[Cleaned]:
    """The straight line, step by step."""
    digest = sha256_hex(raw.data)  # while they are read for the first time: they are large
    page = yield from READERS[raw.kind](raw, limits)
    yield
    page = repair(page)
    yield
    labelled = yield from find_labels(page)
    view = labelled.view
    if view.head == len(view) and not _holds_lines(labelled):
        raise RejectedError(Reason.NO_ARTICLE, _why_none(raw, page))
    yield
    pieces, verdicts = yield from find_pieces(labelled.page, view, labelled.verdicts)
    yield
    whole = labelled.whole(verdicts)
    ledger = write_ledger(document_id(page.uri, page.url), page, whole, pieces)
    yield
    article = yield from _assemble(raw, digest, page, labelled, _Parts(verdicts, pieces, ledger))
    if len(article.text) > limits.text_chars:
        found = f"{len(article.text):,} characters of text; the limit is {limits.text_chars:,}"
        raise RejectedError(Reason.TOO_LARGE, found)
    return Cleaned(page, whole, article, ledger)


def _why_none(raw: RawDocument, page: Page) -> str:
    place = leads_to(raw.data, len(page)) if raw.kind == "html" else None
    if place:
        return f"no running text: the page only leads to {place}"
    return f"no running text among {len(page):,} lines or blocks" if len(page) else "the page shows no text"


def _holds_lines(labelled: Labelled) -> bool:
    """Whether a page has lines enough to be an article without running text, and says that it is a dated one.

    Front pages, lists of goods and results of a search have as many, and say no such thing.
    """
    page = labelled.page
    if page.evidence is None or not all(map(page.evidence.first, (Field.KIND, Field.PUBLISHED))):
        return False
    roles = enumerate(labelled.verdicts.roles)
    return sum(len(page.blocks.texts[i]) for i, role in roles if role in BODY) >= _FEWEST_CHARS


def _assemble(raw: RawDocument, digest: str, page: Page, labelled: Labelled, parts: _Parts) -> Steps[Article]:
    verdicts, pieces, ledger = parts
    paragraphs = _paragraphs(pieces)
    text = _SEPARATOR.join([paragraph.text for paragraph in paragraphs])
    printed = next((piece.draft for piece in pieces if piece.role is Role.HEADLINE), None)
    captions = [piece.draft for piece in pieces if piece.role is Role.CAPTION]
    yield
    found = yield from find_facts(labelled.view, verdicts)
    yield
    said = Printed(printed.text if printed else None, found, [caption.text for caption in captions])
    evidence = with_given(page.evidence or Evidence(), raw.given)
    facts = yield from find_metadata(evidence, said, raw.url)
    yield
    language = detect_language(text) or facts.language
    yield
    reading = Reading(printed.text if printed else None, paragraphs, language, facts.access)
    flags = find_flags(labelled, verdicts, reading)
    yield
    visible = solid(page.text)
    removed = count_where(tuple(ledger["text"]), tuple(ledger["action"]), "removed")
    digests = sha256_hex(text), sha256_hex(visible)
    yield
    return Article(
        id=document_id(page.uri, page.url),
        source_id=page.source_id or stem_of(page.uri),
        uri=page.uri,
        url=page.url,
        domain=domain_of(page.url),
        publisher=facts.publisher,
        headline=facts.headline,
        headline_printed=printed.text if printed and printed.text != facts.headline else None,
        text=text,
        paragraphs=paragraphs,
        captions=tuple(caption.text for caption in captions),
        images=tuple(Image(picture.url, picture.caption) for picture in facts.pictures),
        authors=facts.authors,
        agency=facts.agency,
        dateline=facts.dateline,
        section=facts.section,
        topics=facts.topics,
        published_at=facts.published_at,
        modified_at=facts.modified_at,
        date_source=facts.date_source,
        licence=facts.licence,
        restrictions=facts.restrictions,
        access=facts.access,
        language=language,
        sources=tuple(FieldSource(name, source) for name, source in facts.sources),
        flags=flags,
        confidence=labelled.confidence,
        headline_span=Span(printed.start, printed.end) if printed else None,
        caption_spans=tuple(Span(caption.start, caption.end) for caption in captions),
        encoding=page.encoding,
        page_chars=len(visible),
        kept_chars=len(visible) - removed,
        removed_chars=removed,
        text_sha256=digests[0],
        page_sha256=digests[1],
        source_sha256=digest,
    )


def _paragraphs(pieces: Sequence[Piece]) -> tuple[Paragraph, ...]:
    body = [piece for piece in pieces if piece.role in BODY]
    drafts = [piece.draft for piece in body]
    return instances(
        Paragraph,
        [piece.role for piece in body],
        [draft.text for draft in drafts],
        [draft.start for draft in drafts],
        [draft.end for draft in drafts],
    )

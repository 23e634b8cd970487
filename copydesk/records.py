"""The tables of a release, one dataclass each: the only place where their columns are named.

JSON Schema, Arrow schema, the column table of the docs and of the dataset card are rendered from the
annotations here (see `copydesk.contract`). Offsets and lengths count Unicode characters of the page text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Doc:
    """The one sentence that documents a column."""

    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the page text, `page.text[start:end]`."""

    start: Annotated[int, Doc("First character in the page text.")]
    end: Annotated[int, Doc("One past the last character in the page text.")]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article, with its place in the page text."""

    role: Annotated[str, Doc("summary, subheading, paragraph, list_item, quote or table.")]
    text: Annotated[str, Doc("The paragraph as it reads after repairs and cuts.")]
    start: Annotated[int, Doc("First character in the page text.")]
    end: Annotated[int, Doc("One past the last character in the page text.")]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an article."""

    url: Annotated[str, Doc("Address of the picture, absolute.")]
    caption: Annotated[str | None, Doc("Its caption in the page's markup; null where the markup gives none.")]


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where a field was found."""

    field: Annotated[str, Doc("Name of the column.")]
    source: Annotated[str, Doc("json-ld, opengraph, twitter, meta, link, title, microdata, breadcrumb, time, h1, markup (a class or link of the page), byline, text, url or input (what came with the document).")]


@dataclass(frozen=True, slots=True)
class Article:
    """One cleaned article: a row of `data/articles-*`."""

    id: Annotated[str, Doc("First 16 hex digits of the SHA-256 of the canonical url, or of the uri where there is none.")]
    source_id: Annotated[str, Doc("The input's own id: that of its row, or the stem of its file name.")]
    uri: Annotated[str, Doc("The input as it was named to copydesk: a path, and a row in it where there are several.")]
    url: Annotated[str | None, Doc("Canonical url, where the page says a plausible one (absolute, no front page, on the site the page came from), or that which came with the document.")]
    domain: Annotated[str | None, Doc("Host name of the url in lower case, without `www.`; not always the registered domain, which no page says.")]
    publisher: Annotated[str | None, Doc("Name of the publisher or the site, as the page's markup says it.")]
    headline: Annotated[str | None, Doc("The headline, not part of `text`: as printed, or as most of the page's own titles have it where they agree on another.")]
    headline_printed: Annotated[str | None, Doc("The headline as it stands in the page text, where `headline` reads otherwise; null where it does not.")]
    text: Annotated[str, Doc("Summary, subheadings, paragraphs, list items, quotes and rows of tables, joined by blank lines.")]
    paragraphs: Annotated[tuple[Paragraph, ...], Doc("The same text in order, each paragraph with its role and place.")]
    captions: Annotated[tuple[str, ...], Doc("Picture captions with their credits, not part of `text`.")]
    images: Annotated[tuple[Image, ...], Doc("Pictures that the page's markup calls the article's, and those whose captions are among `captions`.")]
    authors: Annotated[tuple[str, ...], Doc("Names as printed, without 'By' and its translations, jobs and addresses; an organisation only where the page names it as the author.")]
    agency: Annotated[str | None, Doc("News agency the text is from, by its usual short name (AFP, dpa, Reuters, TASS, …).")]
    dateline: Annotated[str | None, Doc("Place at the start of the story, as printed, without its region.")]
    section: Annotated[str | None, Doc("Section the page is filed under, as printed.")]
    topics: Annotated[tuple[str, ...], Doc("Tags printed on the page, in order.")]
    published_at: Annotated[str | None, Doc("Date of publication, ISO 8601 as precise as the page says; a zone only where stated, or told by two clocks that the page gives one minute by.")]
    modified_at: Annotated[str | None, Doc("Date of the last change, in the same form.")]
    date_source: Annotated[str | None, Doc("Where the dates were found: json-ld, meta, microdata or time (an element) in markup; byline, a line of the page; url; text; or input, what came with the document.")]
    licence: Annotated[str | None, Doc("Licence the page's markup states: its address, or its words.")]
    restrictions: Annotated[tuple[str, ...], Doc("What the page asks of machines in its markup, sorted; a robots.txt or headers are not seen.")]
    access: Annotated[str | None, Doc("Who may read the whole article, as the markup says: all, some articles a month (metered), or who pays.")]
    language: Annotated[str | None, Doc("ISO 639-1 code of the language of `text`; where that has none or is too short to tell, what the page says of itself.")]
    sources: Annotated[tuple[FieldSource, ...], Doc("Where each field was found, for those that a page can say in several places.")]
    flags: Annotated[tuple[str, ...], Doc("What to know before relying on the row, sorted: duplicate_paragraphs, headline_truncated, live_blog, low_confidence, machine_translated or paywalled.")]
    confidence: Annotated[float | None, Doc("F1 to expect of `text` against the article's own words, from 0 to 1, as pages so judged reached in training; below 0.75 the row is flagged low_confidence.")]
    headline_span: Annotated[Span | None, Doc("Place of the headline in the page text; null where it is not in it.")]
    caption_spans: Annotated[tuple[Span, ...], Doc("Places of the captions in the page text, in the order of `captions`.")]
    encoding: Annotated[str, Doc("Character encoding the input was read in.")]
    page_chars: Annotated[int, Doc("Characters of the page text that are not whitespace.")]
    kept_chars: Annotated[int, Doc("Those of them that stand in headline, paragraphs or captions, as they are or repaired.")]
    removed_chars: Annotated[int, Doc("Those of them that the ledger lists as removed; kept and removed make up all.")]
    text_sha256: Annotated[str, Doc("SHA-256 of `text` in UTF-8.")]
    page_sha256: Annotated[str, Doc("SHA-256 of the page text without whitespace, in UTF-8: what article and ledger rebuild.")]
    source_sha256: Annotated[str, Doc("SHA-256 of the input document's bytes.")]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One removed or edited span of a page: a row of `ledger/ledger-*`."""

    id: Annotated[str, Doc("The article's id.")]
    uri: Annotated[str, Doc("The article's uri.")]
    start: Annotated[int, Doc("First character in the page text.")]
    end: Annotated[int, Doc("One past the last character in the page text.")]
    action: Annotated[str, Doc("`removed` or `edited`.")]
    code: Annotated[str, Doc("Code of the rule or repair; `copydesk rules CODE` explains it.")]
    category: Annotated[str, Doc("Kind of the removed span; `repair` for an edit.")]
    text: Annotated[str, Doc("What stands there in the page text.")]
    replacement: Annotated[str, Doc("What stands there in the article; empty where it was removed.")]
    offset: Annotated[int | None, Doc("Where the replacement stands in the paragraph, headline or caption around it; null for whole blocks.")]
    score: Annotated[float | None, Doc("Odds of being article text, for blocks the scorer removed; null for rules.")]


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """One document of the input that was not published: a row of `quarantine/quarantine-*`."""

    id: Annotated[str, Doc("The id its article would have.")]
    source_id: Annotated[str, Doc("The input's own id, as in the articles.")]
    uri: Annotated[str, Doc("The input as it was named to copydesk.")]
    status: Annotated[str, Doc("`superseded` by another document, or `quarantined`.")]
    reason: Annotated[str, Doc("Reason code; docs/vocabulary.md says what each means.")]
    message: Annotated[str, Doc("What was found, in a sentence.")]
    superseded_by: Annotated[str | None, Doc("uri of the document published in its place.")]
    source_sha256: Annotated[str | None, Doc("SHA-256 of the document's bytes; null where they could not be read.")]
    source_bytes: Annotated[int | None, Doc("Length of the document in bytes; null where it could not be read.")]

"""The values that flow down the line: a raw document, its page and blocks, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from copydesk.many import Many

if TYPE_CHECKING:
    from copydesk.characters import Seen
    from copydesk.evidence.clues import Evidence
    from copydesk.page.markup import Markup


class Role(StrEnum):
    """What a kept block is in its article."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    CAPTION = "caption"


BODY = frozenset(Role) - {Role.HEADLINE, Role.CAPTION}
"""The roles of what stands in the article's text."""


class Category(StrEnum):
    """What a removed span is; `repair` marks an edit of the encoding, which removes nothing."""

    NAVIGATION = "navigation"
    BYLINE = "byline"
    DATE = "date"
    SHARE = "share"
    RELATED = "related"
    PROMO = "promo"
    TAGS = "tags"
    COMMENTS = "comments"
    AUTHOR_BIO = "author_bio"
    COPYRIGHT = "copyright"
    DUPLICATE = "duplicate"
    CAPTION_CREDIT = "caption_credit"
    CONSENT = "consent"
    BOILERPLATE = "boilerplate"
    REPAIR = "repair"


class Flag(StrEnum):
    """What a user of an article should know before relying on it."""

    HEADLINE_TRUNCATED = "headline_truncated"
    MACHINE_TRANSLATED = "machine_translated"
    PAYWALLED = "paywalled"
    LIVE_BLOG = "live_blog"
    DUPLICATE_PARAGRAPHS = "duplicate_paragraphs"
    LOW_CONFIDENCE = "low_confidence"


class Reason(StrEnum):
    """Why a document of the input is not among the published articles."""

    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    MALFORMED = "malformed"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    BINARY = "binary"
    INVALID_ENCODING = "invalid_encoding"
    TOO_LARGE = "too_large"
    COMBINING_MARKS = "combining_marks"
    NO_ARTICLE = "no_article"
    INTERNAL_ERROR = "internal_error"
    CRASHED = "crashed"
    TIMEOUT = "timeout"
    FAILED_EXPECTATION = "failed_expectation"
    REVISION = "revision"
    EXACT_DUPLICATE = "exact_duplicate"


@dataclass(frozen=True, slots=True)
class Given:
    """What an input says of a document outside its text: columns of its row, headers of its record.

    Evidence beside what the page says of itself, as it was written; `charset` is that of the HTTP headers.
    """

    title: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as it came in: its bytes, where they came from, and what came with them.

    `encoding` is what the user says it is in, if it is not UTF-8 and says nothing itself.
    """

    uri: str
    data: bytes
    kind: str = "text"
    source_id: str | None = None
    url: str | None = None
    given: Given = field(default_factory=Given)
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change on the way from page text to block text.

    `page.text[start:end] == before` became `after`, which stands at `block.text[at:at + len(after)]`.
    `code` is None where whitespace alone was changed; the ledger leaves those out.
    """

    start: int
    end: int
    before: str
    after: str
    at: int
    code: str | None


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page says of a block besides its text; a kind of page fills in what it knows.

    `gap` counts the blank lines (text) or block ends (HTML) before the block, `indent` its leading
    columns, `lines` the lines joined in it. `goes_on` says that it goes on with the block before if both are
    text of the article. `tag` comes from markup.
    """

    gap: int = 0
    indent: int = 0
    lines: int = 1
    goes_on: bool = False
    tag: str = ""


class Block(NamedTuple):
    """A run of the page that gets one verdict: a line, a joined paragraph, a leaf of HTML.

    `page.text[start:end]` is the block as it came in, `text` as it reads after `edits`.
    """

    start: int
    end: int
    text: str
    hints: Hints = Hints()
    edits: tuple[Edit, ...] = ()


class Blocks(Many[Block]):
    """Blocks in order."""

    __slots__ = ()
    row = Block

    @property
    def starts(self) -> list[int]:
        return self.columns[0]

    @property
    def texts(self) -> list[str]:
        return self.columns[2]

    @property
    def hints(self) -> list[Hints]:
        return self.columns[3]

    @property
    def edits(self) -> list[tuple[Edit, ...]]:
        return self.columns[4]


@dataclass(frozen=True, slots=True)
class Page:
    """All visible text of a document, and its blocks in order.

    Every character outside the blocks is whitespace. `markup` is where an HTML page has its blocks, and
    `evidence` what it says of its article besides printing it. `seen` are the lines that were looked at to
    make the blocks.
    """

    uri: str
    text: str
    blocks: Blocks
    encoding: str = "utf-8"
    url: str | None = None
    source_id: str | None = None
    markup: Markup | None = field(default=None, compare=False)
    evidence: Evidence | None = None
    seen: Seen | None = field(default=None, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.blocks)

    def __getitem__(self, i: int) -> Block:
        return self.blocks[i]


class Verdict(NamedTuple):
    """What became of a block: kept in a role, or removed by a rule (`code`) in a category."""

    role: Role | None = None
    code: str | None = None
    category: Category | None = None
    score: float | None = None


class Verdicts(Many[Verdict]):
    """The verdicts on the blocks of a page, in their order."""

    __slots__ = ()
    row = Verdict

    @property
    def roles(self) -> list[Role | None]:
        return self.columns[0]

    @property
    def codes(self) -> list[str | None]:
        return self.columns[1]

    @property
    def categories(self) -> list[Category | None]:
        return self.columns[2]

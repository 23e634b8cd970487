"""The values of evidence: what a page says of its article in markup, each saying with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Source(StrEnum):
    """Where on a page, or in its input, a field was found."""

    JSON_LD = "json-ld"
    OPENGRAPH = "opengraph"
    TWITTER = "twitter"
    META = "meta"
    LINK = "link"
    TITLE = "title"
    MICRODATA = "microdata"
    BREADCRUMB = "breadcrumb"
    TIME = "time"
    H1 = "h1"
    MARKUP = "markup"
    BYLINE = "byline"
    TEXT = "text"
    URL = "url"
    INPUT = "input"


class Field(StrEnum):
    """What is said. An author is a person or unknown; `organisation` is an author said to be none."""

    HEADLINE = "headline"
    DESCRIPTION = "description"
    AUTHOR = "author"
    ORGANISATION = "organisation"
    PUBLISHED = "published"
    MODIFIED = "modified"
    SECTION = "section"
    TOPIC = "topic"
    PUBLISHER = "publisher"
    URL = "url"
    LANGUAGE = "language"
    IMAGE = "image"
    LICENCE = "licence"
    ROBOTS = "robots"
    ACCESS = "access"
    KIND = "kind"


class Clue(NamedTuple):
    """One saying of a page, as it stands there but for markup and spare whitespace.

    A plain tuple, as there are many.
    """

    field: Field
    value: str
    source: Source


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its address as it stands on the page, and its caption where it has one."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a page says of its article, in the order of the page within each source.

    `pictures` are those that JSON-LD calls the article's, `figures` the captioned ones anywhere on the page.
    `body` is the text some pages give to search engines beside the one they show, with its whitespace: never
    trusted alone.
    """

    clues: tuple[Clue, ...] = ()
    pictures: tuple[Picture, ...] = ()
    figures: tuple[Picture, ...] = ()
    body: str | None = None
    by_field: Mapping[Field, tuple[Clue, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        grouped: dict[Field, list[Clue]] = {}
        for clue in self.clues:
            grouped.setdefault(clue.field, []).append(clue)
        object.__setattr__(self, "by_field", {key: tuple(clues) for key, clues in grouped.items()})

    def of(self, kind: Field, *sources: Source) -> Iterator[Clue]:
        """The clues of a field: in the order of the page, or of the sources that are named."""
        found = self.by_field.get(kind, ())
        if not sources or not found:
            return iter(found)
        return (clue for source in sources for clue in found if clue.source is source)

    def first(self, kind: Field, *sources: Source) -> str | None:
        """The first value of a field, of any source or in the order of those that are named."""
        clue = next(self.of(kind, *sources), None)
        return clue.value if clue else None

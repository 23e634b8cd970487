"""The facts of an article, each from the source that has most on its side, with that source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.evidence.clues import Evidence, Field, Picture, Source
from copydesk.metadata.address import choose_pictures, choose_url
from copydesk.metadata.facts import Facts
from copydesk.metadata.headline import choose_headline
from copydesk.metadata.names import agency_of
from copydesk.metadata.people import choose_authors
from copydesk.metadata.rights import choose_access, choose_licence, find_restrictions
from copydesk.metadata.stamps import choose_dates, read_printed
from copydesk.metadata.subject import choose_section, choose_topics
from copydesk.steps import Steps, taken

_DATE_SOURCES = {Source.OPENGRAPH: Source.META}
ISO_639_1 = (
    " aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
    "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia "
    "id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo "
    "lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl "
    "ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk "
    "tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)
"""The codes of languages, each between spaces: those that the audit lets pass."""

_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].{0,20})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """What the text of a page itself says: its headline, the facts in its lines, its captions."""

    headline: str | None
    facts: Facts
    captions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """The facts of an article; None and () where its page says nothing.

    `sources` names, for each field that has a value, where it was found.
    """

    headline: str | None
    authors: tuple[str, ...]
    agency: str | None
    dateline: str | None
    section: str | None
    topics: tuple[str, ...]
    published_at: str | None
    modified_at: str | None
    date_source: str | None
    publisher: str | None = None
    language: str | None = None
    pictures: tuple[Picture, ...] = ()
    licence: str | None = None
    restrictions: tuple[str, ...] = ()
    access: str | None = None
    sources: tuple[tuple[str, Source], ...] = ()


def choose_metadata(evidence: Evidence, printed: Printed, given_url: str | None) -> Metadata:
    """What `find_metadata` finds."""
    return taken(find_metadata(evidence, printed, given_url))


def find_metadata(evidence: Evidence, printed: Printed, given_url: str | None) -> Steps[Metadata]:
    """Every field from markup and text, from the source that most others agree with."""
    url, url_source = choose_url(evidence, given_url)
    facts = printed.facts
    yield
    headline, headline_source = choose_headline(evidence, printed.headline)
    yield
    authors, authors_source = choose_authors(evidence, facts.authors)
    yield
    published, modified = choose_dates(evidence, read_printed(facts), url)
    yield
    section, section_source = choose_section(evidence, headline)
    topics, topics_source = choose_topics(evidence)
    yield
    publisher = next(evidence.of(Field.PUBLISHER, Source.JSON_LD, Source.OPENGRAPH, Source.META), None)
    licence, licence_source = choose_licence(evidence, url)
    access, access_source = choose_access(evidence)
    sources = (
        ("url", url_source),
        ("headline", headline_source),
        ("authors", authors_source),
        ("published_at", published[1] if published else None),
        ("modified_at", modified[1] if modified else None),
        ("section", section_source or (Source.TEXT if facts.section else None)),
        ("topics", topics_source or (Source.TEXT if facts.topics else None)),
        ("publisher", publisher.source if publisher else None),
        ("licence", licence_source),
        ("access", access_source),
    )
    dated = published or modified
    return Metadata(
        headline=headline,
        authors=authors,
        agency=facts.agency or next(filter(None, map(agency_of, authors)), None),
        dateline=facts.dateline,
        section=section or facts.section,
        topics=topics or facts.topics,
        published_at=published[0] if published else None,
        modified_at=modified[0] if modified else None,
        date_source=_DATE_SOURCES.get(dated[1], dated[1]) if dated else None,
        publisher=publisher.value if publisher else None,
        language=_language(evidence),
        pictures=choose_pictures(evidence, printed.captions, url),
        licence=licence,
        restrictions=find_restrictions(evidence),
        access=access,
        sources=tuple((name, source) for name, source in sources if source),
    )


def _language(evidence: Evidence) -> str | None:
    """The language that the page says it is in; "jp" and "cn" are countries."""
    found = _LANGUAGE.fullmatch(
        evidence.first(Field.LANGUAGE, Source.JSON_LD, Source.MARKUP, Source.META, Source.INPUT) or ""
    )
    code = found[1].lower() if found else None
    return code if f" {code} " in ISO_639_1 else None

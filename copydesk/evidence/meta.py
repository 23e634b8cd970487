"""What the head of a page says of the article: title, meta elements, links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from copydesk.evidence.clues import Clue, Field, Source
from copydesk.evidence.plain import plain

_NAMES: Mapping[Field, str] = {
    Field.HEADLINE: "og:title twitter:title dc.title dcterms.title sailthru.title parsely-title"
    " cxenseparse:title citation_title headline hdl title",
    Field.DESCRIPTION: "og:description twitter:description description dc.description dcterms.description",
    Field.AUTHOR: "author article:author og:author og:article:author authors byl dc.creator dc.creator.name"
    " dcterms.creator sailthru.author parsely-author cxenseparse:author citation_author article.author",
    Field.PUBLISHED: "article:published_time og:article:published_time og:published_time article:published"
    " datepublished date.published published-date publish-date publication_date pubdate publishdate pdate"
    " article.published published_time published_at dc.date.issued dcterms.issued dc.date.created"
    " dcterms.created dcterms.date dc.date sailthru.date parsely-pub-date cxenseparse:recs:publishtime"
    " citation_publication_date citation_date article_date_original displaydate originalpublicationdate date"
    " published published_on published_date date_published publication-date pub_date article:publish_date",
    Field.MODIFIED: "article:modified_time og:article:modified_time og:updated_time article:updated_time"
    " article:modified datemodified date.modified lastmod last-modified revised dc.date.modified"
    " dcterms.modified modified_time article.updated",
    Field.SECTION: "article:section og:section og:article:section parsely-section section article.section"
    " cxenseparse:section",
    Field.TOPIC: "article:tag og:article:tag news_keywords parsely-tags sailthru.tags keywords",
    Field.PUBLISHER: "og:site_name dc.publisher dcterms.publisher citation_publisher publisher"
    " application-name apple-mobile-web-app-title",
    Field.URL: "og:url twitter:url parsely-link",
    Field.LANGUAGE: "og:locale content-language dc.language dcterms.language language inlanguage",
    Field.IMAGE: "og:image og:image:url og:image:secure_url twitter:image twitter:image:src",
    Field.LICENCE: "dc.rights dcterms.rights dcterms.license license licence rights",
    Field.KIND: "og:type",
    Field.ACCESS: "article:content_tier isaccessibleforfree",
}
Attributes = Mapping[str, str | None]

_ROBOTS = ("robots", "googlebot", "googlebot-news", "bingbot", "ai", "tdm-reservation", "tdm-policy")
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()} | dict.fromkeys(
    _ROBOTS, Field.ROBOTS
)
_WRITTEN = "twitter:label1"
_LINKS = {"canonical": Field.URL, "license": Field.LICENCE}


def read_meta(attributes: Attributes) -> Clue | None:
    """The clue of a meta element, where it is one."""
    get = attributes.get
    known = _known(get("property") or get("name") or get("itemprop") or get("http-equiv") or "")
    text = plain(get("content") or "") if known else ""
    if not known or not text:
        return None
    name, field, source = known
    return Clue(field, f"{name}={text}" if field is Field.ROBOTS else text, source)


@lru_cache(maxsize=1024)
def _known(names: str) -> tuple[str, Field, Source] | None:
    """The first of some names that says something; what, and of which source. Most pages use the same few."""
    name = next((name for name in names.lower().split() if name in _FIELDS), None)
    return (name, _FIELDS[name], _source(name)) if name else None


def _source(name: str) -> Source:
    if name.startswith(("og:", "article:")):
        return Source.OPENGRAPH
    return Source.TWITTER if name.startswith("twitter:") else Source.META


def read_link(attributes: Attributes) -> Iterator[Clue]:
    """The clue of one link element of the head: canonical address, licence."""
    address = plain(attributes.get("href") or "")
    for name in (attributes.get("rel") or "").lower().split():
        if address and name in _LINKS:
            yield Clue(_LINKS[name], address, Source.LINK)

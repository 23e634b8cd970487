"""Addresses: that of the article, of the site it is on, and of its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit

from copydesk.evidence.clues import Evidence, Field, Picture, Source
from copydesk.native.solid import solid

_ORDER = (Source.LINK, Source.OPENGRAPH, Source.JSON_LD)
_MIRRORS = ("www.", "m.", "mobile.", "amp.")
_ORDINARY = re.compile(r"https?://[a-zA-Z0-9.-]+/[!-~]*")
_MOST = 50
"""Pictures of an article at most."""


@lru_cache(maxsize=256)
def host_of(url: str) -> str:
    """The host of an absolute http address, in lower case; empty for anything else."""
    parts = _split(url)
    return (parts.hostname or "") if parts else ""


def domain_of(url: str | None) -> str | None:
    """The host of an address without `www.`: as near to the registered domain as one comes without a list."""
    return host_of(url).removeprefix("www.") or None if url else None


@lru_cache(maxsize=256)
def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.scheme in {"http", "https"} and parts.hostname and " " not in url else None
    except ValueError:
        return None


def _is_address(url: str) -> bool:
    """Whether an address is an absolute http one; most can be told to be without taking them apart."""
    return _ORDINARY.fullmatch(url) is not None or _split(url) is not None


def choose_url(evidence: Evidence, given: str | None) -> tuple[str | None, Source | None]:
    """The canonical address that the page says, if it is plausible, or else the one that came with the page.

    Plausible is an absolute http address that is no front page, on the site that the page came from. Where
    that is not known, it is the site that OpenGraph names: the canonical address of a copy is elsewhere.
    """
    if not evidence.clues:
        return given, Source.INPUT if given else None
    home = given if host_of(given or "") else next(_addresses(evidence, None, Source.OPENGRAPH), ("",))[0]
    for url, source in _addresses(evidence, given, *_ORDER):
        if not home or _same_site(url, home):
            return url, source
    return given, Source.INPUT if given else None


def _addresses(evidence: Evidence, base: str | None, *sources: Source) -> Iterator[tuple[str, Source]]:
    """The absolute addresses that the page says are its own, front pages left out."""
    for clue in evidence.of(Field.URL, *sources):
        url = absolute(clue.value, base)
        parts = _split(url)
        if parts and parts.path.strip("/") and not _is_above(parts.path, base):
            yield url.partition("#")[0], clue.source


def _is_above(path: str, base: str | None) -> bool:
    """Whether a path is two folders or more above the page's own: that of a section, not of the page."""
    own = _split(base or "")
    folder = path.rstrip("/") + "/"
    return own is not None and own.path.startswith(folder) and "/" in own.path[len(folder) :].strip("/")


def absolute(url: str, base: str | None) -> str:
    """An address as seen from the page at `base`; empty where it is broken."""
    if url.startswith(("https://", "http://")):
        return url
    try:
        return urljoin(base or "", url)
    except ValueError:
        return ""


def _same_site(url: str, other: str) -> bool:
    """Whether two addresses are on one host, or on one below the other's, mirrors for telephones aside."""
    one, two = sorted((_bare(host_of(url)), _bare(host_of(other))), key=len)
    return one == two or (bool(one) and two.endswith(f".{one}"))


def _bare(host: str) -> str:
    return next((host.removeprefix(mirror) for mirror in _MIRRORS if host.startswith(mirror)), host)


def choose_pictures(evidence: Evidence, captions: Iterable[str], base: str | None) -> tuple[Picture, ...]:
    """The article's pictures: those its markup names, and the figures whose captions are the article's."""
    if not (evidence.clues or evidence.pictures or evidence.figures):
        return ()
    found: dict[str, Picture] = {}
    for picture in _pictures(evidence, set(map(solid, captions))):
        url = absolute(picture.url, base)
        if _is_address(url) and (url not in found or not found[url].caption):
            found[url] = Picture(url, picture.caption)
    return tuple(found.values())[:_MOST]


def _pictures(evidence: Evidence, captions: set[str]) -> Iterator[Picture]:
    yield from evidence.pictures
    yield from (Picture(clue.value) for clue in evidence.of(Field.IMAGE, Source.OPENGRAPH))
    yield from (figure for figure in evidence.figures if solid(figure.caption or "") in captions)

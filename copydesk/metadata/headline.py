"""Which of the many titles of a page is its headline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from copydesk.evidence.clues import Evidence, Field, Source
from copydesk.metadata.address import host_of

_ON_PAGE = (Source.TEXT, Source.H1)
_OF_ARTICLE = (Source.H1, Source.JSON_LD, Source.TITLE)
_WEIGHTS = {
    Source.TEXT: 0.5,
    Source.H1: 1.5,
    Source.JSON_LD: 1.6,
    Source.MICRODATA: 1.0,
    Source.OPENGRAPH: 1.0,
    Source.TITLE: 0.3,
    Source.META: 0.5,
    Source.INPUT: 0.4,
    Source.TWITTER: 0.2,
}
_BETWEEN = re.compile(r"\s+[|\-–—•·:»«›‹/ㅣ]{1,2}\s+|\s*[|｜ㅣ]\s*|\s*--\s*|：")
_STYLES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u2060": None,
    }
)
_MARKS = re.compile(r"[\W_]+")
_CONTAINED = 0.5
"""What a title that holds a candidate, or stands in it, counts for it."""
_SHORTEST_PART = 12
_SEAM = re.compile(r"[^\W\d_A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ]")
"""Where two words may have been joined: a capital behind a small letter."""

Form = tuple[Source, str, str]
"""A title with its source and its key."""


def choose_headline(
    evidence: Evidence, printed: str | None = None, below: Sequence[str] = ()
) -> tuple[str | None, Source | None]:
    """The title that most sources agree on, without the name of the site, and the best source that has it.

    `printed` is the line of the page that was taken for its headline. Where titles differ in their marks or
    spaces only, the form that most have counts, and of these the printed one. A headline that JSON-LD alone
    has on a page of one title is the one the article was filed under, and one that OpenGraph alone has is the
    headline if the page prints it too: `below` are the headings right below the first.
    """
    titles = list(_titles(evidence, printed))
    if len(titles) < 2:
        return (titles[0][1], titles[0][0]) if titles else (None, None)
    forms = [(source, text, title_key(text)) for source, text in titles]
    key = (
        _filed(forms)
        or _shown(forms, below)
        or max(dict.fromkeys(key for _, _, key in forms), key=lambda key: _support(key, forms))
    )
    same = [(source, text) for source, text, other in forms if other == key]
    return _printed_form(same) if len({text for _, text in same}) > 1 else (same[0][1], same[0][0])


def _filed(forms: Sequence[Form]) -> str | None:
    """The key of a headline that JSON-LD alone has, if all others are one title and it is about as long.

    Heading, OpenGraph and window then repeat a title made for the web. Where the window's title is that of
    JSON-LD it is the other way round, and a headline that is part of the title, or holds it, is not another.
    The page may print it as well, below the heading.
    """
    keys = {source: key for source, _, key in reversed(forms) if source is not Source.TEXT}
    if not keys.keys() >= {Source.JSON_LD, Source.H1, Source.OPENGRAPH, Source.TITLE}:
        return None
    filed, title, shared = keys.pop(Source.JSON_LD), keys[Source.TITLE], keys[Source.OPENGRAPH]
    one = title in {key for source, _, key in forms if source is Source.H1} and title.startswith(shared)
    other = filed not in keys.values() and filed not in title and title not in filed
    return filed if one and shared and other and len(title) <= 2 * len(filed) else None


def _shown(forms: Sequence[Form], below: Sequence[str]) -> str | None:
    """The key of the title that OpenGraph alone has, if the page prints it too, below another heading."""
    shared = {key for source, _, key in forms if source is Source.OPENGRAPH} - {""}
    others = {key for source, _, key in forms if source in _OF_ARTICLE}
    printed = {key for source, _, key in forms if source is Source.TEXT} | {title_key(text) for text in below}
    return next(iter((shared - others) & printed), None)


def _printed_form(titles: Sequence[tuple[Source, str]]) -> tuple[str, Source]:
    """Of titles that differ in marks and spaces, the form that most have, as the page prints it.

    A form in which words are joined that stand apart in another gives way to that.
    """
    whole = [title for title in titles if not any(_is_joined(title[1], other) for _, other in titles)]
    folded = [(source, text, _folded(text)) for source, text in whole or titles]
    votes: dict[str, float] = {}
    for source, _, form in folded:
        votes[form] = votes.get(form, 0) + _WEIGHTS[source]
    source, text, _ = max(folded, key=lambda item: (votes[item[2]], item[0] in _ON_PAGE, _WEIGHTS[item[0]]))
    return text, source


def _is_joined(text: str, other: str) -> bool:
    """Whether the text joins words that stand apart in the other; capitals have no seams to tell."""
    return len(text.split()) < len(other.split()) and len(_SEAM.findall(text)) > len(_SEAM.findall(other))


def _titles(evidence: Evidence, printed: str | None) -> Iterator[tuple[Source, str]]:
    """One title for each source, without what only the window's title adds to it; all headings."""
    sites = frozenset(_sites(evidence))
    headings = [clue.value for clue in evidence.of(Field.HEADLINE, Source.H1)]
    if printed:  # a block joins the elements of a line as a reader sees them
        yield Source.TEXT, printed
        headings = [printed if title_key(text) == title_key(printed) else text for text in headings]
    yield from ((Source.H1, text) for text in headings)
    keys = {title_key(text) for text in (*headings, printed or "")} - {""}
    for source in _WEIGHTS:
        title = evidence.first(Field.HEADLINE, source) if source not in _ON_PAGE else None
        if title:
            yield source, _shortened(title, sites, keys)


def _sites(evidence: Evidence) -> Iterator[str]:
    """The names that the site goes by: as its publisher, and in its address."""
    yield from (key for clue in evidence.of(Field.PUBLISHER) if (key := title_key(clue.value)))
    for clue in evidence.of(Field.URL):
        labels = host_of(clue.value).removeprefix("www.").split(".")
        if len(labels) > 1:
            yield max(labels[:-1], key=len)
            return


def _shortened(title: str, sites: frozenset[str], headings: set[str]) -> str:
    """The title as far as it is a heading too, or else without the name of the site."""
    edges = [0, *(edge for found in _BETWEEN.finditer(title) for edge in found.span()), len(title)]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    if len(pieces) < 2:
        return title
    for _, end in pieces[:-1]:
        if title_key(title[:end]) in headings:
            return title[:end]
    for i, (start, end) in enumerate(pieces):
        if _is_site(title_key(title[start:end]), sites):
            return title[: pieces[i - 1][1]] if i else title[pieces[1][0] :]
    return title


def _support(key: str, forms: Sequence[Form]) -> float:
    total = 0.0
    counted: set[Source] = set()
    for source, _, other in sorted(forms, key=lambda form: form[2] != key):
        if source in counted:
            continue
        if other == key:
            total += _WEIGHTS[source]
            counted.add(source)
        elif len(key) >= _SHORTEST_PART and (key in other or (len(other) >= _SHORTEST_PART and other in key)):
            total += _CONTAINED * _WEIGHTS[source]
            counted.add(source)
    return total


def _is_site(key: str, sites: frozenset[str]) -> bool:
    return any(
        key == site or (len(site) > 4 and site in key and len(key) <= len(site) + 12) for site in sites
    )


@lru_cache(maxsize=256)
def title_key(text: str) -> str:
    """The form in which titles are compared: letters and digits alone."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _folded(text: str) -> str:
    text = text.translate(_STYLES)
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

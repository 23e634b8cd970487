"""Which of the many titles of a page is its headline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from copydesk.evidence.clues import Evidence, Field, Source
from copydesk.metadata.address import choose_url, host_of
from copydesk.metadata.slug import is_spelt_in, slug_words
from copydesk.native.keys import letters

_ON_PAGE = (Source.TEXT, Source.H1)
_SAID = (Source.JSON_LD, Source.META, Source.MICRODATA)
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
_FORM_WEIGHTS = _WEIGHTS | {Source.JSON_LD: 1.0}
"""Of the marks in a title: programs that write JSON-LD drop quotes, and put dashes for other marks."""
_BETWEEN = re.compile(r"\s+[|\-–—•·:»«›‹/ㅣ]{1,2}\s+|\s*[|｜ㅣ]\s*|\s*--\s*|：")
_BREAKS = frozenset("|-–—•·:»«›‹/ㅣ｜：")
"""Marks of which there is one between any two parts."""
_EDGES = "".join(_BREAKS) + " "
_TIGHT, _MOST_MARKS = re.compile(r"(?<=\w)[-–—](?=\w)"), 20
"""A dash without spaces parts a title from what follows only where another source says it without."""
_STYLES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u2060": None,
    }
)
_CONTAINED = 0.5
"""What a title that holds a candidate, or stands in it, counts for it."""
_ONE_OF_MANY = 1.0
"""What a heading of the first level counts where there are several."""
_SHORTEST_PART = 12
_WORD, _SHORT_WORD = re.compile(r"\w+"), 3
_SEAM = re.compile(r"[^\W\d_A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ]")
"""Where two words may have been joined: a capital behind a small letter."""

Form = tuple[Source, str, str]
"""A title with its source and its key."""


def choose_headline(
    evidence: Evidence,
    printed: str | None = None,
    below: Sequence[str] = (),
    posted: Sequence[str] = (),
) -> tuple[str | None, Source | None]:
    """The title that most sources agree on, without the name of the site, and the best source that has it.

    `printed` is the line of the page that was taken for its headline. Where titles differ in their marks or
    spaces only, the form that most have counts, and of these the printed one. A headline that JSON-LD alone
    has on a page of one title is the one the article was filed under, and one that OpenGraph alone has is the
    headline if the page prints it too: `below` are the headings right below the first. So is the window's
    title where the page prints it (`posted`) below a heading that no source says, of a section or a blog.
    """
    if not evidence.clues:
        return (printed, Source.TEXT) if printed else (None, None)
    titles = list(_titles(evidence, printed, posted))
    if len(titles) < 2:
        return (titles[0][1], titles[0][0]) if titles else (None, None)
    forms = [(source, text, title_key(text)) for source, text in titles]
    key = (
        _filed(forms, evidence)
        or _shown(forms, below)
        or _posted(forms, posted)
        or _headed(forms)
        or _most_supported(forms)
    )
    same = [(source, text) for source, text, other in forms if other == key]
    return _printed_form(same) if len({text for _, text in same}) > 1 else (same[0][1], same[0][0])


def _filed(forms: Sequence[Form], evidence: Evidence) -> str | None:
    """The key of a headline that JSON-LD alone has, if all others are one title and it is about as long.

    Heading, OpenGraph and window then repeat a title made for the web. Where the window's title is that of
    JSON-LD it is the other way round, and a headline that is part of the title, or holds it, is not another.
    So it is where the address was made from the heading and not from what JSON-LD has. The page may print
    the filed headline as well, below the heading.
    """
    keys = {source: key for source, _, key in reversed(forms) if source is not Source.TEXT}
    if not keys.keys() >= {Source.JSON_LD, Source.H1, Source.OPENGRAPH, Source.TITLE}:
        return None
    filed, title, shared = keys.pop(Source.JSON_LD), keys[Source.TITLE], keys[Source.OPENGRAPH]
    one = title in {key for source, _, key in forms if source is Source.H1} and title.startswith(shared)
    other = filed not in keys.values() and filed not in title and title not in filed
    if not (one and shared and other and len(title) <= 2 * len(filed)):
        return None
    texts, slug = {key: text for _, text, key in forms}, slug_words(choose_url(evidence, None)[0])
    return filed if is_spelt_in(slug, texts[filed]) or not is_spelt_in(slug, texts[title]) else None


def _shown(forms: Sequence[Form], below: Sequence[str]) -> str | None:
    """The key of the title that OpenGraph alone has, if the page prints it too, below another heading."""
    shared = {key for source, _, key in forms if source is Source.OPENGRAPH} - {""}
    others = {key for source, _, key in forms if source in _OF_ARTICLE}
    printed = {key for source, _, key in forms if source is Source.TEXT} | {title_key(text) for text in below}
    return next(iter((shared - others) & printed), None)


def _posted(forms: Sequence[Form], posted: Sequence[str]) -> str | None:
    """The key of the window's title, if the page prints it below a heading that has no word of any title."""
    window = next((key for source, _, key in forms if source is Source.TITLE), "")
    printed = {key for source, _, key in forms if source is Source.TEXT} | {*map(title_key, posted)}
    if not window or window not in printed:
        return None
    others = [text for source, text, key in forms if source in _ON_PAGE and key != window]
    headings = {word for text in others for word in _long_words(text)}
    titles = {word for source, text, _ in forms if source not in _ON_PAGE for word in _long_words(text)}
    return window if others and headings.isdisjoint(titles) else None


def _long_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if len(word) > _SHORT_WORD]


def _headed(forms: Sequence[Form]) -> str | None:
    """The key of the page's one heading, if all that is made for machines repeats one other title.

    Programs fill OpenGraph, window and JSON-LD with one title for searches; that they agree says nothing.
    """
    keys = {source: key for source, _, key in reversed(forms)}
    if not keys.keys() >= {Source.TEXT, Source.H1, Source.JSON_LD, Source.OPENGRAPH, Source.TITLE}:
        return None
    headings = {key for source, _, key in forms if source in _ON_PAGE}
    title, heading = keys[Source.TITLE], keys[Source.H1]
    one = len(headings) == 1 and title == keys[Source.OPENGRAPH] == keys[Source.JSON_LD]
    return heading if one and heading and title not in heading and heading not in title else None


def _printed_form(titles: Sequence[tuple[Source, str]]) -> tuple[str, Source]:
    """Of titles that differ in marks and spaces, the form that most have, as the page prints it.

    A form in which words are joined that stand apart in another gives way to that.
    """
    whole = [title for title in titles if not any(_is_joined(title[1], other) for _, other in titles)]
    folded = [(source, text, _folded(text)) for source, text in whole or titles]
    votes: dict[str, float] = {}
    for source, _, form in folded:
        votes[form] = votes.get(form, 0) + _FORM_WEIGHTS[source]
    source, text, _ = max(folded, key=lambda item: (votes[item[2]], item[0] in _ON_PAGE, _WEIGHTS[item[0]]))
    return text, source


def _is_joined(text: str, other: str) -> bool:
    """Whether the text joins words that stand apart in the other; capitals have no seams to tell."""
    return len(text.split()) < len(other.split()) and len(_SEAM.findall(text)) > len(_SEAM.findall(other))


def _titles(evidence: Evidence, printed: str | None, posted: Sequence[str]) -> Iterator[tuple[Source, str]]:
    """One title for each source, without what only the window's title adds; all headings but the site's."""
    publishers = (clue.value for clue in evidence.of(Field.PUBLISHER))
    sites = site_keys((*publishers,), tuple([clue.value for clue in evidence.of(Field.URL)]))
    banners = sites | _banners(evidence, sites)
    clues = tuple(evidence.of(Field.HEADLINE))
    found = (clue.value for clue in clues if clue.source is Source.H1)
    headings = [text for text in found if title_key(text) not in banners]
    if (
        printed and title_key(printed) not in banners
    ):  # a block joins the elements of a line as a reader sees them
        yield Source.TEXT, printed
        headings = [printed if title_key(text) == title_key(printed) else text for text in headings]
    yield from ((Source.H1, text) for text in headings)
    said = (clue.value for clue in clues if clue.source in _SAID)
    keys = frozenset(
        {title_key(text) for text in (*headings, printed or "", *said, *posted)} - banners - {""}
    )
    firsts = {clue.source: clue.value for clue in reversed(clues) if clue.source not in _ON_PAGE}
    shortened = {title: _shortened(title, sites, keys) for title in {*firsts.values()}}
    yield from ((source, shortened[firsts[source]]) for source in _WEIGHTS if firsts.get(source))


@lru_cache(maxsize=128)
def site_keys(publishers: tuple[str, ...], urls: tuple[str, ...]) -> frozenset[str]:
    """The names that the site goes by: as its publisher, and in its address; asked twice for each page."""
    names = {title_key(name) for name in publishers} - {""}
    hosts = (host_of(url).removeprefix("www.").split(".") for url in urls)
    labels = next((labels for labels in hosts if len(labels) > 1), None)
    return frozenset(names | {max(labels[:-1], key=len)} if labels else names)


def _banners(evidence: Evidence, sites: frozenset[str]) -> frozenset[str]:
    """What the window's title has besides the shared one: a heading of that is the site's or a section's."""
    window = title_key(evidence.first(Field.HEADLINE, Source.TITLE) or "")
    shared = title_key(evidence.first(Field.HEADLINE, Source.OPENGRAPH) or "")
    rest = {window.removeprefix(shared), window.removesuffix(shared)} - {window, ""}
    return frozenset(key for key in rest if len(key) < len(shared) and not _is_site(shared, sites))


@lru_cache(maxsize=512)
def _shortened(title: str, sites: frozenset[str], said: frozenset[str]) -> str:
    """The title as far as another source has it (`said`), or else without the name of the site.

    Where others have both what it begins and what it ends with, the shorter is the name of the site.
    """
    if _BREAKS.isdisjoint(title):
        return title
    edges = [0, *(edge for found in _BETWEEN.finditer(title) for edge in found.span()), len(title)]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    tight = (found.start() for found in islice(_TIGHT.finditer(title), _MOST_MARKS))
    for end in (*(end for _, end in pieces[:-1]), *tight):
        if title_key(title[:end]) in said:
            rest = title[len(title) - len(title[end:].lstrip(_EDGES)) :]
            return rest if title_key(rest) in said and len(rest) > end else title[:end]
    if len(pieces) < 2:
        return title
    for i, (start, end) in enumerate(pieces):
        if _is_site(title_key(title[start:end]), sites):
            return title[: pieces[i - 1][1]] if i else title[pieces[1][0] :]
    return title


def parts_of(title: str) -> list[str]:
    """What stands between the marks in a title."""
    return [title] if _BREAKS.isdisjoint(title) else _BETWEEN.split(title)


def _most_supported(forms: Sequence[Form]) -> str:
    """The key with most on its side, the first of equals."""
    headings = {key for source, _, key in forms if source is Source.H1}
    kickered = headings - {key for source, _, key in forms if source not in _ON_PAGE}
    weights = _WEIGHTS | {Source.H1: _ONE_OF_MANY} if len(headings) > 1 else _WEIGHTS
    keys = dict.fromkeys(key for _, _, key in forms)
    return max(keys, key=lambda key: _support(key, forms, weights, kickered))


def _support(key: str, forms: Sequence[Form], weights: Mapping[Source, float], kickered: set[str]) -> float:
    """The weights of the sources that say a title, and part of those that say more or less of it.

    A heading that ends in it says it behind a kicker, if no other source says the whole (`kickered`).
    """
    total = 0.0
    counted: set[Source] = set()
    for source, _, other in sorted(forms, key=lambda form: form[2] != key):
        if source in counted:
            continue
        if other == key:
            total += weights[source]
            counted.add(source)
        elif len(key) >= _SHORTEST_PART and (key in other or (len(other) >= _SHORTEST_PART and other in key)):
            behind = other in kickered and other.endswith(key)
            total += _WEIGHTS[source] * (1.0 if behind else _CONTAINED)
            counted.add(source)
    return total


def _is_site(key: str, sites: frozenset[str]) -> bool:
    return any(
        key == site or (len(site) > 4 and site in key and len(key) <= len(site) + 12) for site in sites
    )


@lru_cache(maxsize=2048)
def title_key(text: str) -> str:
    """The form in which titles are compared: letters and digits alone."""
    return letters(unicodedata.normalize("NFKC", text)).casefold()


def _folded(text: str) -> str:
    text = text.translate(_STYLES)
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

"""Who wrote it, as the markup of a page says: persons and agencies, without sites, jobs and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice

from copydesk.alternatives import grouped
from copydesk.evidence.clues import Evidence, Field, Source
from copydesk.lexicon import alternatives, fold, labels, mapping
from copydesk.metadata.bylines import parse_byline
from copydesk.metadata.headline import site_keys, title_key
from copydesk.metadata.names import (
    agency_of,
    between_names,
    is_byline_label,
    is_name,
    is_newsroom,
    is_outlet,
    is_post,
    may_open_byline,
    without_outlet,
)

Names = tuple[str, ...]

_WEIGHTS = {
    Source.JSON_LD: 4.0,
    Source.MICRODATA: 3.0,
    Source.META: 2.5,
    Source.OPENGRAPH: 2.0,
    Source.BYLINE: 2.0,
    Source.MARKUP: 1.0,
}
_SAID = (Source.JSON_LD, Source.MICRODATA, Source.META, Source.OPENGRAPH)
_ORGANISED = 2.2
_ENOUGH = 2
"""Sources with names beside which elements of the page that are marked as authors need not be read."""
_MOST = 100
"""Names of a source that are looked at."""
_LONGEST, _MOST_WORDS = 60, 6
_SHORT = 5
"""Names of agencies up to this length could end another name."""

_LISTED = re.compile(r";|(?<=\S)\|(?=\S)")
"""What stands between names in a column, and in no name."""
_ADDRESS = re.compile(r"\S*(?:@|\[at\]|://|www\.)\S*|\S+/\S+/\S*")
_HANDLE = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_BRACKETS = re.compile(r"\s*[(\[（][^()\[\]（）]{0,60}[)\]）]\s*$")
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+\.(?:[a-z]{2,6}\.)?[a-z]{2,6}", re.IGNORECASE)
_NETWORKS = re.compile(
    r"(?:\s+(?:twitter|facebook|instagram|linkedin|e-?mail|follow|rss|关注))+$", re.IGNORECASE
)
_PEN_NAME = re.compile(r"[^\W\d_]\w{1,30}")
_ADMIN = ("admin", "google", "autor", "author", "autore", "auteur")
_NOBODY = frozenset({"no author", "unknown author", "administrator", "系统管理员", "管理员"})
_NO_PEN_NAME = frozenset(
    {
        *("anonymous", "bio", "blog", "follow", "guest", "moderator"),
        *("staff", "team", "user", "webmaster", "website", "wiki"),
    }
)
"""Words that links to an author have beside a name, or for none; besides labels."""
_WORDS_AROUND = 2
_CLOCK = re.compile(r"\d[:.]\d\d")
_CJK_NAME = re.compile(r"[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af·]{2,6}")


def choose_authors(evidence: Evidence, printed: Names = ()) -> tuple[Names, Source | None]:
    """The names of the source that has most on its side: its own weight, and that of those who agree.

    `printed` are the names of bylines on the page. An organisation that JSON-LD names as the author counts
    less than a person there, and more than agencies that sign the page.
    """
    if not evidence.clues:
        names = tuple(dict.fromkeys(_without_networks(name) for name in printed if not is_newsroom(name)))
        return names, Source.BYLINE if names else None
    sites = frozenset(fold(clue.value) for clue in evidence.of(Field.PUBLISHER))
    found = {source: names for source in _SAID if (names := _names(evidence, source, sites))}
    hosts = site_keys((), tuple([clue.value for clue in evidence.of(Field.URL)]))
    if by := _without_sections(tuple(map(_without_networks, printed)), evidence):
        found[Source.BYLINE] = _as_marked(by, evidence)
    if len(found) < _ENOUGH and (names := _printed(evidence)):
        found[Source.MARKUP] = names
    found = {source: _persons(names, hosts) for source, names in found.items()}
    keys = {source: frozenset(map(fold, names)) for source, names in found.items()} if len(found) > 1 else {}
    best = max(keys, key=lambda source: _support(source, keys)) if keys else next(iter(found), None)
    organised = _organisations(evidence, sites)
    if organised and Source.JSON_LD not in found and (not best or _is_weak(best, found)):
        return organised, Source.JSON_LD
    if not best:
        values = islice(evidence.of(Field.AUTHOR, Source.INPUT), _MOST)
        names = tuple(dict.fromkeys(islice((name for clue in values for name in _given(clue.value)), _MOST)))
        pen_name = () if names else _pen_name(evidence, sites)
        return names or pen_name, Source.INPUT if names else Source.LINK if pen_name else None
    agencies = tuple(name for name in organised if agency_of(name)) if best is Source.JSON_LD else ()
    return tuple(dict.fromkeys((*found[best], *agencies))), best


def _persons(names: Names, sites: frozenset[str]) -> Names:
    """The names without the site, paper or post behind others, as in "Ana Lima, The Daily"."""
    names = tuple(_without_site(name, sites) for name in names)
    others = (name for name in names[1:] if title_key(name) not in sites and not is_outlet(name))
    return (*map(without_outlet, names[:1]), *(without_outlet(name) for name in others if not is_post(name)))


def _without_site(name: str, sites: frozenset[str]) -> str:
    """The name without the site before it: "The Daily - Ana Lima"."""
    site, dash, person = name.partition(" - ")
    return person if dash and is_name(person) and title_key(site) in sites else name


def _pen_name(evidence: Evidence, sites: frozenset[str]) -> Names:
    """The one word that all links to an author have, as blogs sign by: "Inkwell"."""
    said = {clue.value.strip(" :,") for clue in islice(evidence.of(Field.AUTHOR, Source.LINK), _MOST)}
    name = said.pop() if len(said) == 1 else ""
    key = fold(name)
    is_word = key in labels() or key in _NO_PEN_NAME or key.endswith(_ADMIN)
    able = _PEN_NAME.fullmatch(name) and not is_word
    return (name,) if able and not (is_byline_label(name) or _is_site(name, sites)) else ()


def _as_marked(printed: Names, evidence: Evidence) -> Names:
    """Printed names as elements of the page mark them, if a name has more words: "News By Ana Lima".

    Those stand before or behind it: "Mary Ann" may be another who comments on Mary Ann Evans.
    """
    if all(name.count(" ") < 2 for name in printed):
        return printed
    marked = islice(evidence.of(Field.AUTHOR, Source.MARKUP), _MOST)
    said = {_without_opening(clue.value) for clue in marked}
    names = sorted(name for name in said if name and is_name(name) and not is_outlet(name))
    inner = (next((name for name in names if _is_more(whole, name)), whole) for whole in printed)
    return tuple(dict.fromkeys(inner))


def _is_more(whole: str, name: str) -> bool:
    """Whether a printed name is another one with words before or behind it, and not with one more name."""
    if not (whole.startswith(f"{name} ") or whole.endswith(f" {name}")):
        return whole == name
    words = whole.count(" ") - name.count(" ")
    return words >= _WORDS_AROUND or is_post(whole) or is_outlet(whole)


def _without_sections(printed: Names, evidence: Evidence) -> Names:
    """Printed names without the section, which may stand before a date as an author does."""
    sections = {fold(clue.value) for clue in evidence.of(Field.SECTION)} if printed else set[str]()
    if sections.isdisjoint(map(fold, printed)):
        return printed
    named = {fold(name) for clue in evidence.of(Field.AUTHOR) for name in _first_names(clue.value)}
    return tuple(name for name in printed if fold(name) in named or fold(name) not in sections)


def _given(value: str) -> Iterator[str]:
    """The names in a column's value, which may hold several; "Lim, Ana" is one, and stays as it is."""
    for part in _LISTED.split(value):
        names = tuple(author_names(part))
        is_turned = "," in part and not any(" " in name for name in names[:1])
        yield from names if names and not is_turned else filter(None, [_without_address(part).strip()])


def _is_weak(source: Source, found: Mapping[Source, Names]) -> bool:
    """Whether the names of a source have less to them than an organisation in JSON-LD."""
    keys = {other: frozenset(map(fold, names)) for other, names in found.items()}
    return all(map(agency_of, found[source])) or _support(source, keys) < _ORGANISED


def _organisations(evidence: Evidence, sites: frozenset[str]) -> Names:
    """The authors in JSON-LD that are no persons, or if there are none, a site that is named as one."""
    stated = [clue.value for clue in evidence.of(Field.ORGANISATION, Source.JSON_LD)]
    authors = (clue.value for clue in evidence.of(Field.AUTHOR, Source.JSON_LD))
    return tuple(dict.fromkeys(stated or (name for name in authors if _is_site(name, sites))))


def _is_site(name: str, sites: frozenset[str]) -> bool:
    return fold(name) in sites or _DOMAIN.fullmatch(name) is not None


def _support(source: Source, keys: Mapping[Source, frozenset[str]]) -> float:
    """The weight of a source, and of others as far as they have the same names; these are folded."""
    mine = keys[source]
    return sum(_WEIGHTS[other] * len(mine & theirs) / len(mine | theirs) for other, theirs in keys.items())


def _names(evidence: Evidence, source: Source, sites: frozenset[str]) -> Names:
    values = islice(evidence.of(Field.AUTHOR, source), _MOST)
    said = (clue.value for clue in values if not _is_site(clue.value, sites))
    found = (name for value in said for name in _first_names(value))
    names = dict.fromkeys(islice(found, _MOST))
    return tuple(name for name in names if not _is_site(name, sites))


@lru_cache(maxsize=64)
def _first_names(value: str) -> Names:
    """As many names of a value as are looked at; the sources of a page mostly have the same value."""
    return tuple(islice(author_names(value), _MOST))


def _printed(evidence: Evidence) -> Names:
    """The names of the first element that is marked as an author's and holds some."""
    values = islice(evidence.of(Field.AUTHOR, Source.MARKUP), _MOST)
    different = dict.fromkeys(clue.value for clue in values)
    return _as_marked(next(filter(None, map(_printed_names, different)), ()), evidence)


def _printed_names(value: str) -> Names:
    """The names of an element that is marked as an author's, if it holds nothing else.

    The mark says what a preposition would.
    """
    value = _without_networks(value)
    byline = parse_byline(value) or parse_byline(f"By {value}")
    if byline:
        return tuple(name for printed in byline.names for name in author_names(printed))
    return (value,) if is_name(value) or _CJK_NAME.fullmatch(value) else ()


def _without_networks(name: str) -> str:
    """The name without links to the author's accounts; "Tim Twitter" is a man."""
    short = _NETWORKS.sub("", name)
    return short if " " in short or not short.isascii() else name


def author_names(value: str) -> Iterator[str]:
    """The names in a value such as "By Ana Lima and Raj Rao, Reuters | The Daily"."""
    value = _without_opening(_without_address(value.partition("|")[0].strip()))
    value = _BRACKETS.sub("", value)
    parts = between_names(",;/、，").split(value)
    if not parts[0]:
        return  # ", The Daily": the name is missing, and the rest says for whom it writes
    for i, part in enumerate(parts):
        for name in _without_agency(_without_link(_BRACKETS.sub("", part).strip(_MARKS))):
            short = _without_job(name)
            if short and _is_author(short, first=i == 0):
                yield short


_MARKS = " \t,;:·•–—-"


def _without_link(name: str) -> str:
    """A name without the link to what else its bearer wrote: "View all posts by Ana Lima"."""
    return _link().sub("", name).strip(_MARKS)


@cache
def _link() -> re.Pattern[str]:
    words = alternatives("author_link")
    return re.compile(rf"^{words}(?!\w)|(?<!\w){words}$", re.IGNORECASE)


def _without_address(value: str) -> str:
    may_hold = "@" in value or "/" in value or "www." in value or "[at]" in value
    return _ADDRESS.sub("", value) if may_hold else value


def _without_opening(value: str) -> str:
    start = _START.match(value)
    found = _opening().match(value) if start and may_open_byline(start[1]) else None
    return value[found.end() :] if found else value


_START = re.compile(r"\W{0,3}(\w\w?)")


def _without_agency(name: str) -> Iterator[str]:
    """A name, and the agency that stands behind it without a mark between."""
    found = None if agency_of(name) else _agency_behind().search(name)
    yield from (name[: found.start()], found[1]) if found else (name,)


@cache
def _agency_behind() -> re.Pattern[str]:
    long = (name for name in mapping("agencies") if len(name) > _SHORT)
    return re.compile(
        rf"(?<=\w)\s+((?:the )?{grouped(sorted(map(re.escape, long), key=len, reverse=True))})$",
        re.IGNORECASE,
    )


def _is_author(name: str, first: bool) -> bool:
    if agency_of(name):
        return True
    if len(name) > _LONGEST or len(name.split()) > _MOST_WORDS or not any(map(str.isalpha, name)):
        return False
    if len(name) == 1 and name.isascii():
        return False  # the first letter of a name in place of a picture
    if is_byline_label(name) or fold(name) in _NOBODY or _CLOCK.search(name):
        return False
    if _HANDLE.fullmatch(name) or _DOMAIN.fullmatch(name) or name[0] in "(©":
        return False
    return first or is_name(name) or _CJK_NAME.fullmatch(name) is not None


@cache
def _opening() -> re.Pattern[str]:
    words = rf"{alternatives('byline')}|{alternatives('byline_colon')}\s*[:：]"
    return re.compile(rf"\W{{0,3}}(?:{words})(?:\s*[:：–—-]\s*|\s+)", re.IGNORECASE)


@cache
def _job() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{alternatives('job')}|{alternatives('byline_after')})$", re.IGNORECASE)


def _without_job(name: str) -> str:
    """The name without the job behind it."""
    shorter = _job().sub("", name)
    if shorter == name or not (" " in shorter or _CJK_NAME.fullmatch(shorter)):
        return name  # "Our Editors"
    words = shorter.split()
    return " ".join(words[:2]) if len(words) > 2 else shorter

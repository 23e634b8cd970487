"""Front pages: what is kept are the first lines of articles, each on a card with a link to the whole."""

from __future__ import annotations

from urllib.parse import urlsplit

import numpy as np

from copydesk.characters import Counts, Mask
from copydesk.evidence.clues import Evidence, Field, Source
from copydesk.label.htmlplace import Place
from copydesk.metadata.headline import site_keys, title_key

_HEAD = (Source.JSON_LD, Source.OPENGRAPH, Source.META, Source.MICRODATA)
_HOME = frozenset({"", "/", "/index.html", "/index.htm", "/index.php", "/home"})
_ARTICLES = ("article", "posting", "report", "review")
_LISTS = frozenset({"collectionpage", "searchresultspage"})
_FEWEST, _SHARE = 4, 0.8
_LEVELS, _MOST_TEXT, _MOST_BLOCKS = 4, 3, 12
_SPACES_OF_TITLE, _SHORTEST_TITLE = 3, 8


def is_of_lists(evidence: Evidence | None) -> bool:
    """Whether a page is a site's first or a list by its head, which says neither when nor who wrote it.

    That it is a website says nothing: many call their articles so. Nor does the address of a site where the
    window's title begins with a heading of the page that does not begin with the site's name.
    """
    if evidence is None:
        return False
    if evidence.first(Field.PUBLISHED, *_HEAD) or evidence.first(Field.AUTHOR, Source.JSON_LD):
        return False
    kinds = {clue.value.casefold() for clue in evidence.of(Field.KIND)}
    if any(kind.endswith(_ARTICLES) for kind in kinds):
        return False
    url = evidence.first(Field.URL, Source.LINK, Source.OPENGRAPH, Source.JSON_LD)
    if not kinds.isdisjoint(_LISTS):
        return True
    return url is not None and _path(url) in _HOME and not _is_headed(evidence)


def _is_headed(evidence: Evidence) -> bool:
    window = title_key(evidence.first(Field.HEADLINE, Source.TITLE) or "")
    names, urls = (tuple(clue.value for clue in evidence.of(kind)) for kind in (Field.PUBLISHER, Field.URL))
    sites = tuple(site_keys(names, urls))
    headings = (clue.value for clue in evidence.of(Field.HEADLINE, Source.H1))
    keys = (title_key(text) for text in headings if text.count(" ") >= _SPACES_OF_TITLE or not text.isascii())
    titles = (key for key in keys if len(key) >= _SHORTEST_TITLE and not key.startswith(sites))
    return any(map(window.startswith, titles))


def _path(url: str) -> str | None:
    try:
        return urlsplit(url).path.casefold()
    except ValueError:
        return None


def is_of_cards(place: Place, lengths: Counts, text: Mask) -> bool:
    """Whether next to all of the text stands on cards, several of them."""
    cards = _cards(place, text)
    on_cards = sum(int(lengths[i]) for i in cards)
    return len({*cards.values()}) >= _FEWEST and on_cards >= _SHARE * int(lengths[text].sum())


def _cards(place: Place, text: Mask) -> dict[int, int]:
    """The card that each block of the text stands on, for those that stand on one."""
    before = np.concatenate(([0], text.cumsum()))
    found = {i: _card(place, i, before) for i in text.nonzero()[0].tolist()}
    return {i: card for i, card in found.items() if card}


def _card(place: Place, i: int, before: Counts) -> int:
    """The innermost small element around a block with others and a link in it, and little text; or 0."""
    markup, element = place.tree.markup, place.around(i)
    for _ in range(_LEVELS):
        first, last = int(markup.first[element]), int(markup.last[element])
        inside = place.blocks.searchsorted((first, last))
        if last - first > _MOST_BLOCKS or before[inside[1]] - before[inside[0]] > _MOST_TEXT:
            return 0
        if last - first > 1 and markup.linked[first:last].any():
            return element
        element = int(markup.parents[element])
    return 0

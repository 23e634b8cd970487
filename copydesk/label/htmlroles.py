"""Roles on a page of HTML: the headline, and what each kept block is, by its element and its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from copydesk.characters import Class, Mask, Numbers
from copydesk.columns import some
from copydesk.document import Role
from copydesk.label.survey import TAGS
from copydesk.metadata.headline import parts_of, title_key
from copydesk.rules.credit import is_credit_of_film
from copydesk.rules.view import View

_HEADLINE_CHARS, _HEADLINE_WORDS = 300, 2
_SURE = 4.0
_HEADING_WORDS, _HEADING_CHARS = 16, 120
_LOWEST_HEADING, _BOLD = 6, 0.9
_CAPTION_REACH = 3
_SUMMARY_CHARS = 600


def find_headline(
    view: View, found: Mapping[str, Numbers], kept: Mask, title: str | None = None
) -> int | None:
    """The block that prints the headline: the page's title as most of its markup has it, or a heading.

    Where there is none of the first level and no block is the whole title, one may be its longest part: the
    window's title names the site, too.
    """
    first = int(kept.argmax()) if some(kept) else len(kept)
    best, most = None, 0.0
    first_level = found["heading"] == 1
    worths = 2.0 * found["titled"] + np.where(first_level, 1.5, 0.0)
    part = "" if some(first_level) else _longest_part(title or "")
    worths[_reading_as(view, title or "") or _reading_as(view, part)] += _SURE
    worths[first + 2 :] -= 1.0
    for i in (worths > 0).nonzero()[0].tolist():
        worth = float(worths[i])
        if worth > most and _can_be_headline(view, i):
            best, most = i, worth
    return best


def _longest_part(title: str) -> str:
    """The longest part of a title, if it could be one; Chinese and Japanese have no spaces to count."""
    part = max(_BETWEEN_HAN.split(title) if _HAN.search(title) else parts_of(title), key=len)
    return part if part.count(" ") >= _PART_SPACES or _HAN.search(part) else ""


_PART_SPACES = 2
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff][^_|]{5,}[\u3040-\u30ff\u4e00-\u9fff]")
_BETWEEN_HAN = re.compile(r"\s*(?:[_|｜]|--|(?<=[^\x00-\xff])-(?=[^\x00-\xff\d]))+\s*")
"""A dash between characters that are not Latin; "5-7日" has none."""


def _reading_as(view: View, title: str) -> list[int]:
    """The blocks that are the title but for its marks; those of other lengths are not looked at."""
    key, size, sizes = title_key(title), len(title), view.sheet.characters.lengths
    texts = view.sheet.reading.texts
    near = ((size < 2 * sizes) & (sizes < 2 * size)).nonzero()[0].tolist() if key else ()
    return [i for i in near if _is(texts[i], key)]


def _is(text: str, key: str) -> bool:
    first = text[:2]  # nothing in ASCII changes the letter before it
    other = first.isascii() and first.isalnum() and first[:1].lower() != key[:1]
    return not other and title_key(text) == key


def _can_be_headline(view: View, i: int) -> bool:
    line = view[i]
    return line.words >= _HEADLINE_WORDS and len(line.text) <= _HEADLINE_CHARS and not line.credit


def assign_roles(
    view: View, found: Mapping[str, Numbers], kept: Mask, headline: int | None
) -> dict[int, Role]:
    """The role of each kept block, of the headline, and of captions among the text."""
    places = kept.nonzero()[0].tolist()
    seen = {name: found[name].tolist() for name in _SEEN}
    roles = {i: _role(view, seen, i) for i in places}
    if len(places) > 1 and _is_summary(seen, places[0], places[1], headline):
        roles[places[0]] = Role.SUMMARY
    if headline is not None:
        roles[headline] = Role.HEADLINE
    if places:
        reach = range(max(places[0] - _CAPTION_REACH, 0), min(places[-1] + _CAPTION_REACH + 1, len(view)))
        roles |= {i: Role.CAPTION for i in reach if i not in roles and _is_caption(view, seen, i)}
    return roles


_SEEN = (
    "tag^0", "heading", "bold", "last", "linked", "chars", "in_item", "in_quote", "in_nav", "in_caption",
    "described", "group_count",
)  # fmt: skip
Seen = Mapping[str, Sequence[float]]
"""What is asked of one block after the other."""


def _role(view: View, found: Seen, i: int) -> Role:
    if found["tag^0"][i] == TAGS["tr"]:
        return Role.TABLE
    if found["heading"][i] <= _LOWEST_HEADING and _is_short(view, i):
        return Role.SUBHEADING
    if found["bold"][i] > _BOLD and _is_short(view, i) and found["last"][i] != Class.SENTENCE_END:
        return Role.SUBHEADING
    if found["in_item"][i]:
        return Role.LIST_ITEM
    return Role.QUOTE if found["in_quote"][i] else Role.PARAGRAPH


def _is_short(view: View, i: int) -> bool:
    return view[i].words <= _HEADING_WORDS and len(view[i].text) <= _HEADING_CHARS


def _is_summary(found: Seen, i: int, lead: int, headline: int | None) -> bool:
    """A standfirst: the page describes itself with it, or it stands apart from the paragraphs behind it."""
    if (
        found["heading"][i] == 1
        or found["chars"][i] > _SUMMARY_CHARS
        or (headline is not None and i < headline)
    ):
        return False
    if found["described"][i] == 1:
        return True
    return found["group_count"][i] <= 2 and found["group_count"][lead] > 2


def _is_caption(view: View, found: Seen, i: int) -> bool:
    """A caption with words of its own, by its element or by the credit it ends in."""
    if found["in_nav"][i] or found["linked"][i] > 0.5 or view[i].words < 3:
        return False
    return bool(found["in_caption"][i] or view[i].credit) and not is_credit_of_film(view[i].text)

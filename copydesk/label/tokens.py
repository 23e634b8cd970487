"""The names that authors of pages give to elements: classes, ids and the like, cut into words."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMED = re.compile(
    r" (?:class|id|itemprop|role|data-testid|data-component|data-block|data-type|aria-label|property)="
    r'"([^"]{1,400})'
)
_PART = re.compile(r"[a-z]+|[A-Z](?:[a-z]+|[A-Z]*(?![a-z]))")
_SHORTEST, _LONGEST, _MOST = 2, 20, 24


def tokens(attributes: str) -> tuple[str, ...]:
    """The words in an element's names, in lower case, each once; `articleBody` and `article-body` are two."""
    names = " ".join(_NAMED.findall(attributes)) if attributes else ""
    found = dict.fromkeys(part.lower() for part in _PART.findall(names))
    return tuple(part for part in found if _SHORTEST <= len(part) <= _LONGEST)[:_MOST]


_KINDS = {
    "consent": "consent cookie cookies gdpr onetrust ot didomi cmp privacy sourcepoint ccpa usercentrics",
    "promo": (
        "newsletter newsletters subscribe subscription signup promo promotion advert advertisement ad ads "
        "advertorial sponsor sponsored affiliate disclaimer paywall offer cta donate donation banner "
        "marketing partner shop product products"
    ),
    "related": (
        "related recommended recommendation recommendations recirc more trending popular teaser teasers card "
        "cards carousel latest mostread outbrain taboola readmore next previous"
    ),
    "comments": "comment comments disqus reply respond",
    "box": "factbox fact facts infobox box sidebar aside accordion expand collapsed toggle timeline",
    "author": "author authors byline bio profile contributor contributors",
    "caption": (
        "caption captions credit credits image images img photo picture gallery slideshow legend copyright"
    ),
    "share": "share sharing social follow sociallinks",
    "embed": (
        "twitter tweet instagram embed embedded facebook video player youtube podcast audio iframe widget"
    ),
    "lead": (
        "dek standfirst lead lede teaser summary intro introduction excerpt subtitle chapo subhead "
        "subheadline subheading description deck abstract strapline"
    ),
    "tags": "tags tag topics topic keywords keyword category categories",
    "meta": "meta date time timestamp published updated info breadcrumb breadcrumbs",
    "body": "body content story entry post text richtext rte prose paragraph paragraphs article",
}
KINDS = tuple(_KINDS)
"""What names of elements often say of what is inside."""

_KIND_OF: dict[str, int] = {}
for _bit, _words in enumerate(_KINDS.values()):
    for _word in _words.split():
        _KIND_OF[_word] = _KIND_OF.get(_word, 0) | 1 << _bit


def kinds(words: Iterable[str]) -> int:
    """The kinds that words in an element's names speak of, a bit for each of `KINDS`."""
    found = 0
    for word in words:
        found |= _KIND_OF.get(word, 0)
    return found

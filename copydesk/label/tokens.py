"""The names that authors of pages give to elements: classes, ids and the like, cut into words."""

from __future__ import annotations

import re
from functools import lru_cache

_NAMED = re.compile(
    r" (?:class|id|itemprop|role|data-testid|data-component|data-block|data-type|aria-label|property)="
    r'"([^"]{1,400})'
)
_PART = re.compile(r"[a-z]+|[A-Z](?:[a-z]+|[A-Z]*(?![a-z]))")
_SHORTEST, _LONGEST, _MOST = 2, 20, 24


@lru_cache(maxsize=4096)
def tokens(attributes: str) -> tuple[str, ...]:
    """The words in an element's names, in lower case, each once; `articleBody` and `article-body` are two."""
    names = " ".join(_NAMED.findall(attributes))
    found = dict.fromkeys(part.lower() for part in _PART.findall(names))
    return tuple(part for part in found if _SHORTEST <= len(part) <= _LONGEST)[:_MOST]

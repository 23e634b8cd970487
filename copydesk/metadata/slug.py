"""The words of an address: papers make them of the headline, when an article is filed."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ß": "ss"})
_BETWEEN = re.compile(r"[\W_]+")
_SHORT = 3
"""Words up to this length are left out of addresses."""


def slug_words(url: str | None) -> frozenset[str]:
    """The words in the longest part of the path of a plausible address."""
    path = urlsplit(url or "").path.casefold()
    return frozenset(_BETWEEN.split(max(path.split("/"), key=len)))


def is_spelt_in(slug: frozenset[str], title: str) -> bool:
    """Whether all but the short words of a title are in an address, umlauts as one or as two letters."""
    title = title.casefold()
    spellings = (_words(title), _words(title.translate(_UMLAUTS)))
    return any(words and words <= slug for words in spellings)


def _words(text: str) -> set[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return {word for word in _BETWEEN.split(bare) if len(word) > _SHORT}

"""The visible text of a page as Beautiful Soup finds it: the reference for the text of HTML pages."""

from __future__ import annotations

from collections import Counter

from bs4 import BeautifulSoup

from copydesk.page.charset import decode_page
from copydesk.page.html import UNSEEN


def visible_text(data: bytes) -> str:
    """The text outside of what no reader sees, by the parser of lxml."""
    html, _ = decode_page(data)
    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all(UNSEEN):
        tag.decompose()
    return soup.get_text(" ")


def shared_words(a: str, b: str) -> float:
    """The share of words that two texts have in common."""
    left, right = Counter(a.split()), Counter(b.split())
    return 2 * sum((left & right).values()) / max(1, sum(left.values()) + sum(right.values()))

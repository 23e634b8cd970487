"""The visible text of a page as Beautiful Soup finds it: the reference for the text of HTML pages."""

from __future__ import annotations

from bs4 import BeautifulSoup

from copydesk.page.charset import to_utf8
from copydesk.page.shown import UNSEEN


def visible_text(data: bytes) -> str:
    """The text outside of what no reader sees, by the parser of lxml."""
    html = to_utf8(data)[0].decode()
    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all(UNSEEN):
        tag.decompose()
    return soup.get_text(" ")

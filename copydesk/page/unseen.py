"""Text that a page holds and does not show by itself: the last resort where next to none is shown.

Some pages put their article into `noscript` or a template, some into a string of a script that builds the
page, or paragraph by paragraph into its data. Where a page shows next to no running text, the longest such
text is read as if it stood at its end.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from copydesk.page.scripted import paragraphs_in

_ENOUGH, _BARE = 500, 250
"""Characters of running text that make a text which is not shown, and fewer than which make a bare page."""

_LINE, _PART = 80, 30  # characters of a block of running text, and of text between two tags
_HOLDERS = 'noscript, template, script[type*="template"], script[type*="html"]'
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_LONG_STRING = 300
_PARAGRAPH = re.compile(r"<p[\s>]|<br", re.IGNORECASE)
_FEWEST_PARAGRAPHS = 2
_MOST_STRINGS, _MOST_KEYS = 200, 3


def is_bare(texts: Sequence[str], linked: Sequence[int]) -> bool:
    """Whether blocks hold next to no running text."""
    running = 0
    for text, link in zip(texts, linked, strict=True):
        running += len(text) if len(text) >= _LINE and 2 * link < len(text) else 0
        if running >= _BARE:
            return False
    return True


def hidden_text(source: str | bytes, body: str | None) -> str:
    """The longest text in HTML that a page holds without showing it; empty where there is none to speak of.

    `body` is what the page gives to search engines.
    """
    tree = LexborHTMLParser(source, scripting=True)
    found = [*_held(tree), *_strings(tree), *_lists(tree)]
    if body:
        found.append("".join(f"<p>{html.escape(line)}</p>" for line in body.split("\n")))
    best = max(found, key=_length, default="")
    return best if _length(best) >= _ENOUGH else ""


def _held(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css(_HOLDERS):
        yield node.text() or ""


def _strings(tree: LexborHTMLParser) -> Iterator[str]:
    """Strings in scripts that spell paragraphs of HTML."""
    seen = 0
    for script in tree.css("script:not([src])"):
        for found in _STRING.finditer(script.text() or ""):
            if found.end() - found.start() < _LONG_STRING:
                continue
            seen += 1
            text = _spelled(found[0])
            if len(_PARAGRAPH.findall(text)) >= _FEWEST_PARAGRAPHS and text.count('":') <= _MOST_KEYS:
                yield text
            if seen >= _MOST_STRINGS:
                return


def _lists(tree: LexborHTMLParser) -> Iterator[str]:
    """Lists of paragraphs in scripts that are data; those of JSON-LD are comments, questions and steps."""
    scripts = tree.css("script:not([src]):not([type*='ld+json' i])")
    texts = (text for script in scripts if len(text := script.text() or "") >= _ENOUGH)
    return islice((found for text in texts for found in paragraphs_in(text)), _MOST_STRINGS)


def _spelled(literal: str) -> str:
    try:
        text = json.loads(literal, strict=False)
    except ValueError:
        return ""
    return text if isinstance(text, str) else ""


def _length(text: str) -> int:
    return sum(len(part) for part in _TAG.split(text) if len(part) >= _PART)

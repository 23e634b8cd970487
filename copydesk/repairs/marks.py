"""Repairs of what tools write into a text to keep its links and type: Markdown, and the numbers of links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from copydesk.repairs.book import repair_rule
from copydesk.trace import Substitution

_INSIDE = r"(?:[^\[\]]|\[[^\[\]]{0,100}\]){0,200}"
_ADDRESS = r"<?(?:https?:|mailto:|tel:|javascript:|data:|[/#?.])(?:[^\s()<>]|\([^\s()<>]{0,100}\)){0,1000}>?"
_LINK = re.compile(rf"!?\[({_INSIDE})\]\(\s?{_ADDRESS}(?:\s+(?:\"[^\"]{{0,300}}\"|'[^']{{0,300}}'))?\s?\)")
_EMPHASIS = (
    re.compile(r"(?<![\w*])(\*\*\*?)(?=[^\s*])([^*]{1,1000})(?<=[^\s*])\1(?![\w*])"),
    re.compile(r"(?<![\w_])(__?)(?=[^\s_])([^_]{1,1000})(?<=[^\s_])\1(?![\w_])"),
    re.compile(r"(?<![\w*])(\*)(?=[^\s*])([^*]{1,300})(?<=[^\s*])\1(?![\w*])"),
)
_HEADING = re.compile(r"#{1,6}\s+(?=[^\W_]|[\"“„«‘'¿¡(\[*_])")
_ESCAPED = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!>~|-])")
_NUMBER = re.compile(r"(?<![\w.,;:!?)\]])\[(\d{1,4})\](?=[^\s\[(])")

_FEWEST_MARKS, _FEWEST_NUMBERS, _IN_ORDER = 2, 6, 0.8


def kept_marks(text: str) -> frozenset[str]:
    """The codes of these repairs that a page needs: one mark alone may be the author's."""
    found = {"RE008"} if _is_markdown(text) else set[str]()
    return frozenset(found | {"RE009"} if _has_numbered_links(text) else found)


def _is_markdown(text: str) -> bool:
    links = text.count("](")
    if links >= _FEWEST_MARKS:
        links = sum(1 for _ in _LINK.finditer(text))
    heads = text.count("\n## ") + text.count("\n### ") + text.startswith("# ")
    return links >= _FEWEST_MARKS or (heads >= 1 and heads + text.count("**") // 2 + links > _FEWEST_MARKS)


def _has_numbered_links(text: str) -> bool:
    """Whether numbers in brackets stand before words, and count up."""
    if text.count("[") < _FEWEST_NUMBERS:
        return False
    numbers = [int(found[1]) for found in _NUMBER.finditer(text)]
    rising = sum(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) >= _FEWEST_NUMBERS and rising >= _IN_ORDER * (len(numbers) - 1)


@repair_rule(
    "RE008",
    r"[\[*_#\\]",
    [
        """
        - # Ministers meet in [Beijing](https://news.example/beijing "All on Beijing")
        + Ministers meet in Beijing
        - The **talks** [failed](/talks), he said _again_. ![A photo](/a.jpg)
        + The talks failed, he said again.
          He paid 3 * 4 coins for the * on snake_case_names, f**k it, and the #news.
        """,
    ],
)
def markdown(text: str) -> Iterator[Substitution]:
    """Marks of Markdown: links with their addresses, pictures, emphasis, heads and escapes.

    Tools that keep links or type print pages so. Only on pages that hold several such marks; what stands
    between the marks stays, but for the words in place of a picture.
    """
    links = tuple(_LINK.finditer(text))
    if links:
        yield from _links(text, links)
        return
    head = _HEADING.match(text)
    if head:
        yield (*head.span(), "")
    for pattern in _EMPHASIS:
        found = tuple(pattern.finditer(text))
        if found:
            for one in found:
                yield (*one.span(1), "")
                yield one.end(2), one.end(), ""
            return
    yield from ((*found.span(), "") for found in _ESCAPED.finditer(text))


def _links(text: str, links: tuple[re.Match[str], ...]) -> Iterator[Substitution]:
    for link in links:
        if text[link.start()] == "!":
            yield (*link.span(), "")
        else:
            yield link.start(), link.start(1), ""
            yield link.end(1), link.end(), ""


@repair_rule(
    "RE009",
    r"\[\d",
    [
        """
        - [1]Home [2]World [3]Sport
        + Home World Sport
        - The ministers met in [4]Beijing on [5]Tuesday to discuss [6]trade.
        + The ministers met in Beijing on Tuesday to discuss trade.
          The study[7] was printed in May, and [7] names its authors.
        """,
    ],
)
def link_number(text: str) -> Iterator[Substitution]:
    """The number of a link, in brackets before its text.

    Browsers that print pages as text number their links so and list the addresses at the end. Only where
    the numbers count up over the page; those behind words are references.
    """
    yield from ((*found.span(), "") for found in _NUMBER.finditer(text))

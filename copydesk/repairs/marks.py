"""Repairs of what tools write into a text to keep its links and type: Markdown, and the numbers of links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from copydesk.document import Block, Page
from copydesk.native.lines import marks
from copydesk.repairs.book import repair_rule
from copydesk.trace import Substitution

_INSIDE = r"(?:[^\[\]]|\[[^\[\]]{0,100}\]){0,200}"
_REST = r"(?:[^\s()<>]|\([^\s()<>]{0,100}\)){0,1000}>?"
_TITLE = r"(?:\s+(?:\"[^\"]{0,300}\"|'[^']{0,300}'))?\s?\)"
_LINK = re.compile(
    rf"!?\[({_INSIDE})\]\(\s?<?https?:{_REST}{_TITLE}"
    rf"|(?<![\w)\]])!?\[({_INSIDE})\]\(\s?<?(?:mailto:|tel:|javascript:|data:|[/#?.]){_REST}{_TITLE}"
)
"""A link or picture; one to another page of the same site is none right behind a word, as in `a[0](/tmp)`."""
_HIDDEN = "\ue000"
"""Stands for what is no mark: escaped characters, code, addresses, and marks that were found."""
_OPENS = r"(?<![^\s(\[{\"“„«‹‘'’¿¡*_–—/:;,\ue000])"
_BEGINS = r"[^\W_]|[\"“„«‹‘'’¿¡(\[$€£@&+…—–\ue000]"
_EMPHASIS = (
    re.compile(r"(?<!\*)(?<![^\W_])(\*\*\*?)(?=[^\s*])([^*]{1,1000})(?<=[^\s*])\1(?!\*)(?![^\W_])"),
    re.compile(rf"{_OPENS}(?<!_)(_)(?={_BEGINS})([^_]{{1,1000}})(?<=[^\s_])\1(?![\w_])"),
    re.compile(rf"{_OPENS}(?<!\*)(\*)(?={_BEGINS})([^*]{{1,300}})(?<=[^\s*])\1(?![\w*])"),
)
_HEADING = re.compile(r"#{1,6}\s+(?=[^\W_]|[\"“„«‘'¿¡(\[*_])")
_ESCAPED = re.compile(r"\\[\\`*_{}\[\]()#+.!>~|-]")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`]{1,300}\1(?!`)")
_FENCE = re.compile(r"(?:```|~~~)[\w+#.-]*")
_CODE_INDENT = 4
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s")
_NUMBER = re.compile(r"(?<![\w.,;:!?)\]»”\"’'。，、；：！？])\[(\d{1,4})\](?=[^\s\[(])")
_LISTED = re.compile(r"^[ \t]{0,8}(?:1\.|\[1\])[ \t]{1,4}(?:https?|file|mailto):", re.MULTILINE)

_FEWEST_MARKS, _FEWEST_NUMBERS, _IN_ORDER = 2, 6, 0.8


def kept_marks(text: str) -> frozenset[str]:
    """The codes of these repairs that a page needs: one mark alone may be the author's."""
    links, signs, brackets = marks(text)
    found = {"RE008"} if _is_markdown(text, links, signs) else set[str]()
    return frozenset(found | {"RE009"} if _has_numbered_links(text, brackets) else found)


def _is_markdown(text: str, links: int, signs: int) -> bool:
    if links >= _FEWEST_MARKS:
        links = sum(1 for _ in _LINK.finditer(text))
    if links >= _FEWEST_MARKS or not signs:
        return links >= _FEWEST_MARKS
    heads = text.count("\n## ") + text.count("\n### ") + text.startswith("# ")
    return heads >= 1 and heads + text.count("**") // 2 + links > _FEWEST_MARKS


def _has_numbered_links(text: str, brackets: int) -> bool:
    """Whether numbers in brackets stand before words, count up, and number a list of addresses.

    Without that they may be the author's: verses are numbered so, and entries of a list of books.
    """
    if brackets < _FEWEST_NUMBERS or not _LISTED.search(text):
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
        - He said: *laughs* I *never* saw her. *sighs*
        + He said: *laughs* I never saw her. *sighs*
          He paid 3 * 4 coins for the * on snake_case_names, f**k it, and the #news.
        """,
    ],
)
def markdown(text: str) -> Iterator[Substitution]:
    """Marks of Markdown: links with their addresses, pictures, emphasis, heads and escapes.

    Tools that keep links or type print pages so. Only on pages that hold several such marks; what stands
    between the marks stays, but for the words in place of a picture. Code stays as it is.
    """
    hidden = _hide(text, (found.span() for found in (*_CODE.finditer(text), *_ESCAPED.finditer(text))))
    spans = [*_linked(hidden)]
    head = _HEADING.match(hidden)
    if head:
        spans.append(head.span())
    hidden = _hide(hidden, spans)
    for pattern in _EMPHASIS:
        found = [each for each in pattern.finditer(hidden) if _says_something(each[2])]
        found = [each for each in found if not _is_direction(hidden, each)]
        marks = [span for each in found for span in (each.span(1), (each.end(2), each.end()))]
        hidden = _hide(hidden, marks)
        spans += marks
    spans += [(each.start(), each.start() + 1) for each in _ESCAPED.finditer(_outside_code(text, spans))]
    yield from ((*span, "") for span in sorted(spans))


def _hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    characters = [*text]
    for start, end in spans:
        characters[start:end] = _HIDDEN * (end - start)
    return "".join(characters)


def _outside_code(text: str, spans: Iterable[tuple[int, int]]) -> str:
    return _hide(_hide(text, (found.span() for found in _CODE.finditer(text))), spans)


def _says_something(text: str) -> bool:
    return _HIDDEN in text or any(map(str.isalnum, text))


def _is_direction(text: str, found: re.Match[str]) -> bool:
    """Whether a word in small letters between two sentences is marked: "*laughs*" is not said."""
    small = _SMALL.fullmatch(found[2]) is not None
    return (
        small
        and _ENDED.search(text[: found.start()][-2:]) is not None
        and _BEGUN.match(text, found.end()) is not None
    )


_SMALL = re.compile(r"[^\W\d_A-ZÀ-Þ]\w*")
_ENDED, _BEGUN = re.compile(r"[.!?…:\"”]\s$"), re.compile(r"\s+[A-ZÀ-Þ\"“]|\s*$")


def _linked(text: str) -> Iterator[tuple[int, int]]:
    """What of links is not their words: brackets and addresses, and pictures as a whole."""
    for link in _LINK.finditer(text):
        start, end = link.span(link.lastindex or 0)
        if text[link.start()] == "!":
            yield link.span()
            continue
        yield link.start(), start
        for picture in _LINK.finditer(text, start, end):
            if text[picture.start()] == "!":
                yield picture.span()
        yield end, link.end()


def in_code(page: Page) -> frozenset[int]:
    """The blocks of a page of Markdown that are code: between fences, or indented and no item or link."""
    fences = [i for i, block in enumerate(page.blocks) if _FENCE.fullmatch(block.text)]
    pairs = zip(fences[::2], fences[1::2], strict=True) if len(fences) % 2 == 0 else ()
    fenced = frozenset(i for first, last in pairs for i in range(first, last + 1))
    return fenced | {i for i, block in enumerate(page.blocks) if _is_indented_code(block)}


def _is_indented_code(block: Block) -> bool:
    return block.hints.indent >= _CODE_INDENT and not _ITEM.match(block.text) and "](" not in block.text


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
          References
          1. https://news.example/
        """,
    ],
)
def link_number(text: str) -> Iterator[Substitution]:
    """The number of a link, in brackets before its text.

    Browsers that print pages as text number their links so and list the addresses at the end. Only where
    the numbers count up over the page and these are listed; those behind words are references.
    """
    yield from ((*found.span(), "") for found in _NUMBER.finditer(text))

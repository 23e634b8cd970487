"""Repairs of HTML stranded in text: code, comments and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.document import Category
from copydesk.repairs.book import repair_rule
from copydesk.trace import Substitution

_OPENER = re.compile(r"<!--|<(script|style)\b[^<>]{0,2000}>", re.IGNORECASE)
_CLOSERS = {
    "": re.compile("-->"),
    "script": re.compile(r"</script\s{0,9}>", re.IGNORECASE),
    "style": re.compile(r"</style\s{0,9}>", re.IGNORECASE),
}


@repair_rule(
    "RE003",
    "<!--|<[sS]",
    [
        """
        - The talks failed. <script>var a = 1 < 2;</script> More soon.
        + The talks failed. More soon.
        - <!-- teaser --> The minister thanked his hosts and left.
        + The minister thanked his hosts and left.
          He wrote a --> b <! c on the board, and nobody laughed about it.
        """
    ],
    category=Category.BOILERPLATE,
)
def embedded_code(text: str) -> Iterator[Substitution]:
    """A script, a style sheet or a comment of HTML printed as text, with what is inside.

    Nobody was meant to read it. Without its end mark it cannot be told from text, and stays.
    """
    done, open_ended = 0, set[str]()
    for found in _OPENER.finditer(text):
        kind = (found[1] or "").lower()
        if found.start() < done or kind in open_ended:
            continue
        end = _CLOSERS[kind].search(text, found.end())
        if end:
            yield found.start(), end.end(), ""
            done = end.end()
        else:
            open_ended.add(kind)  # no later one ends either; looking again would take quadratic time


_TAG_NAMES = """
a abbr address amp-img article aside audio b blockquote body br button center cite code dd del div dl dt
em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins
label li link main mark meta nav noscript object ol option p picture pre q s script section select small
source span strike strong style sub sup svg table tbody td template textarea tfoot th thead time title tr
u ul video wbr
"""
_VALUE = r"\"[^\"]{0,2000}\"|'[^']{0,2000}'|[^\s\"'<>]{1,2000}"
_BARE = (
    "allowfullscreen|async|autoplay|checked|controls|defer|disabled|hidden|loop|muted|nowrap|open|selected"
)
_TAG = re.compile(
    rf"<(?:/?|\s+/?)(?:{'|'.join(_TAG_NAMES.split())})"
    rf"(?:\s+(?:[\w:@.-]+\s*=\s*(?:{_VALUE})|(?:{_BARE})(?=[\s/>])))*(?:(?<!\s)\s?/)?>",
    re.IGNORECASE,
)
_RAISED = re.compile(r"(?<=\d)<(sup|sub)>([0-9]{1,4})</\1>", re.IGNORECASE)
_DIGITS = {
    "sup": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "sub": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}
_BLOCK_TAG = re.compile(r"<\s*/?\s*(?:br|p|div|li|td|th|tr|h[1-6]|hr)\b", re.IGNORECASE)


@repair_rule(
    "RE004",
    "<",
    [
        """
        - < p>– “Deep trust” –
        + – “Deep trust” –
        """,
        """
        - The talks <b>failed</b>, he said.<br />More soon.
        + The talks failed, he said. More soon.
        - It is 10<sup>6</sup> times larger than H<sub>2</sub>O.
        + It is 10⁶ times larger than H2O.
        """,
        """
          came up with <…> this policy; if a < b and b > c; <name@example.org>; 3 <4> 5; I <3 news
        """,
    ],
)
def stray_tag(text: str) -> Iterator[Substitution]:
    """A tag of HTML printed as text.

    Broken markup ("< p>") and escaped markup survive the tools that cut tags out. Only elements HTML
    knows are tags, and Beautiful Soup must agree; what it takes for text stays: "<…>", "a < b", an address.
    Raised digits behind a digit stay raised, as 10<sup>6</sup> is not 106.
    """
    done = 0
    for found in _RAISED.finditer(text):
        yield from _tags(text, done, found.start())
        yield found.start(), found.end(), found[2].translate(_DIGITS[found[1].lower()])
        done = found.end()
    yield from _tags(text, done, len(text))


def _tags(text: str, start: int, end: int) -> Iterator[Substitution]:
    for found in _TAG.finditer(text, start, end):
        if _is_tag(re.sub(r"^<\s+", "<", found.group())):
            yield found.start(), found.end(), " " if _BLOCK_TAG.match(found.group()) else ""


def _is_tag(markup: str) -> bool:
    from bs4 import BeautifulSoup  # costs memory, and few pages hold a tag

    return not BeautifulSoup(markup, "html.parser").get_text(strip=True)

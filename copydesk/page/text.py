"""Plain text to a page: a block is a line, or the lines of a hard-wrapped paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from copydesk.document import Block, Hints, Page, RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.limits import LIMITS, Limits
from copydesk.native.lines import split
from copydesk.page.encoding import decode
from copydesk.page.joining import rejoin
from copydesk.page.marks import refuse_mark_runs
from copydesk.page.wrapping import Line, paragraphs
from copydesk.trace import Draft, Substitution

# NEL (U+0085) is not among them: in dumps it is nearly always an ellipsis read in the wrong encoding.
_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")
_RARE_BREAK = re.compile(r"[\r\v\f\u2028\u2029]")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\u2028\u2029]")
_TAB = 8
_CLOSING, _OPENING = ",.;:!?)]}”’»…%、。，！？", "([{“‘„«¿¡/"


def read_text(raw: RawDocument, limits: Limits = LIMITS) -> Page:
    """The page of a plain-text document: its text is the decoded document, character for character."""
    text, encoding = decode(raw.data)
    if len(text) > limits.page_chars:
        raise RejectedError(Reason.TOO_LARGE, f"{len(text):,} characters; the limit is {limits.page_chars:,}")
    refuse_mark_runs(text, limits)
    return Page(raw.uri, text, _blocks(text), encoding, raw.url, raw.source_id)


def _blocks(text: str) -> tuple[Block, ...]:
    """A document is hard-wrapped, or broken at links, or neither."""
    lines = text_lines(text)
    wrapped = tuple(paragraphs(lines))
    if len(wrapped) < len(lines):
        return tuple(_block(text, group, ("", "")) for group in wrapped)
    return tuple(_block(text, group, (_OPENING, _CLOSING)) for group in rejoin(lines))


def text_lines(text: str) -> tuple[Line, ...]:
    """The lines with something visible on them."""
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    return _mixed_lines(text) if _RARE_BREAK.search(text) else map(Line._make, split(text))


def _mixed_lines(text: str) -> Iterator[Line]:
    end = 0
    for found in _LINE.finditer(text):
        line = found.group()
        body = line.strip()
        if not body:
            continue
        lead = line[: len(line) - len(line.lstrip())]
        start = found.start() + len(lead)
        breaks = text.count("\n", end, start) if "\r" not in text else len(_BREAK.findall(text, end, start))
        yield Line(body, start, max(breaks - 1, 0) if end else breaks, len(lead.expandtabs(_TAB)))
        end = start + len(body)


def _block(text: str, lines: tuple[Line, ...], tight: tuple[str, str]) -> Block:
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        hints = _hints(first.gap, first.indent, 1)
        return Block(first.start, first.start + len(first.text), first.text, hints)
    draft = Draft.of(text, first.start, last.start + len(last.text))
    draft = draft.substitute(tuple(_joints(lines, tight)), None)
    hints = _hints(first.gap, first.indent, len(lines))
    return Block(draft.start, draft.end, draft.text, hints, draft.edits)


@lru_cache(maxsize=4096)
def _hints(gap: int, indent: int, lines: int) -> Hints:
    """Hints are alike for most blocks, and dearer to make than to remember."""
    return Hints(gap=gap, indent=indent, lines=lines)


def _joints(lines: tuple[Line, ...], tight: tuple[str, str]) -> Iterator[Substitution]:
    """The line breaks inside a joined paragraph.

    A word broken at its hyphen is joined without a space, and so are lines that end or begin with one of the
    `tight` characters: a tool that breaks lines at links puts the comma after a link on the next one.
    """
    base = lines[0].start
    for line, following in pairwise(lines):
        hyphen = line.text[-1] == "-" and line.text[-2:-1].isalpha() and following.text[0].islower()
        close = hyphen or line.text[-1] in tight[0] or following.text[0] in tight[1]
        yield line.start + len(line.text) - base, following.start - base, "" if close else " "

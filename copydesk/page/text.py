"""Plain text to a page: a block is a line, or the lines of a hard-wrapped paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from copydesk.document import Block, Hints, Page, RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.limits import LIMITS, Limits
from copydesk.page.encoding import decode
from copydesk.page.marks import refuse_mark_runs
from copydesk.page.wrapping import Line, paragraphs
from copydesk.trace import Draft, Substitution

# NEL (U+0085) is not among them: in dumps it is nearly always an ellipsis read in the wrong encoding.
_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\u2028\u2029]")
_TAB = 8


def read_text(raw: RawDocument, limits: Limits = LIMITS) -> Page:
    """The page of a plain-text document: its text is the decoded document, character for character."""
    text, encoding = decode(raw.data)
    if len(text) > limits.page_chars:
        raise RejectedError(Reason.TOO_LARGE, f"{len(text):,} characters; the limit is {limits.page_chars:,}")
    refuse_mark_runs(text, limits)
    blocks = tuple(_block(text, joined) for joined in paragraphs(tuple(_lines(text))))
    return Page(raw.uri, text, blocks, encoding, raw.url, raw.source_id)


def _lines(text: str) -> Iterator[Line]:
    """The lines with something visible on them."""
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


def _block(text: str, lines: tuple[Line, ...]) -> Block:
    first, last = lines[0], lines[-1]
    draft = Draft.of(text, first.start, last.start + len(last.text))
    if len(lines) > 1:
        draft = draft.substitute(tuple(_joints(lines)), None)
    hints = Hints(gap=first.gap, indent=first.indent, lines=len(lines))
    return Block(draft.start, draft.end, draft.text, hints, draft.edits)


def _joints(lines: tuple[Line, ...]) -> Iterator[Substitution]:
    """The line breaks inside a joined paragraph; a word broken at its hyphen is joined without a space."""
    base = lines[0].start
    for line, following in pairwise(lines):
        hyphen = line.text[-1] == "-" and line.text[-2:-1].isalpha() and following.text[0].islower()
        yield line.start + len(line.text) - base, following.start - base, "" if hyphen else " "

"""Plain text to a page: a block is a line, or the lines of a hard-wrapped paragraph, or a part of a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np

from copydesk.characters import Characters, Counts, Mask, Seen
from copydesk.document import Blocks, Edit, Hints, Page, RawDocument, Reason
from copydesk.errors import RejectedError
from copydesk.limits import LIMITS, Limits
from copydesk.native.lines import alike, join, split
from copydesk.native.rows import instances
from copydesk.page.encoding import decode
from copydesk.page.joining import Joints, joints
from copydesk.page.marks import refuse_mark_runs
from copydesk.page.seams import is_tight, is_unbroken
from copydesk.page.unglued import unglued
from copydesk.page.wrapping import Line, Lines, unwrapped
from copydesk.steps import Steps

# NEL (U+0085) is not among them: in dumps it is nearly always an ellipsis read in the wrong encoding.
_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\u2028\u2029]")
_TAB = 8


def read_text(raw: RawDocument, limits: Limits = LIMITS) -> Steps[Page]:
    """The page of a plain-text document: its text is the decoded document, character for character."""
    text, encoding = decode(raw.data, raw.encoding)
    if len(text) > limits.page_chars:
        raise RejectedError(Reason.TOO_LARGE, f"{len(text):,} characters; the limit is {limits.page_chars:,}")
    yield
    refuse_mark_runs(text, limits)
    yield
    lines = text_lines(text)
    yield
    seen = Seen(lines.texts, Characters.of(lines.texts))
    yield
    blocks = yield from _blocks(text, lines, seen.characters)
    return Page(raw.uri, text, blocks, encoding, raw.url, raw.source_id, seen=seen)


def _blocks(text: str, lines: Lines, characters: Characters) -> Steps[Blocks]:
    """A document is hard-wrapped, or broken at links, or neither."""
    wrapped = unwrapped(lines, characters.lengths)
    yield
    if wrapped is not None:
        return _joined(text, lines, characters, Joints(wrapped, np.zeros_like(wrapped)), is_unbroken)
    joined = joints(lines, characters)
    yield
    return _joined(text, lines, characters, joined, is_tight)


def text_lines(text: str) -> Lines:
    """The lines with something visible on them, and the parts of those that hold several paragraphs."""
    found = split(text)
    return unglued(Lines(*found) if found else Lines.of(tuple(_mixed_lines(text))))


def _joined(
    text: str, lines: Lines, characters: Characters, joined: Joints, tight: Callable[[list[str], str], bool]
) -> Blocks:
    """A block for each line, or for lines that go on with each other: with a space, where not `tight`."""
    sure, goes_on = joined
    if not sure.any():
        return _alone(lines, characters.lengths, goes_on)
    (starts, ends, texts, firsts, many, upto), breaks = join(
        text, lines.texts, lines.starts, sure.view(np.uint8), tight
    )
    edits = instances(Edit, *breaks, [None] * len(breaks[0]))
    own = [edits[first:end] for first, end in pairwise((0, *upto))]
    chosen = np.array(firsts)
    numbers = lines.gaps[chosen], lines.indents[chosen], np.array(many), goes_on[chosen].view(np.uint8)
    hints = alike(_hint, *numbers)
    return Blocks(starts, ends, texts, hints, own)


def _alone(lines: Lines, lengths: Counts, goes_on: Mask) -> Blocks:
    starts, ends = lines.starts, lines.starts + lengths
    hints = alike(_hint, lines.gaps, lines.indents, np.ones_like(starts), goes_on.view(np.uint8))
    return Blocks(starts.tolist(), ends.tolist(), lines.texts, hints, [()] * len(lines))


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


@lru_cache(maxsize=4096)
def _hint(gap: int, indent: int, lines: int, goes_on: int) -> Hints:
    """Hints are alike for most blocks, and dearer to make than to remember."""
    return Hints(gap=gap, indent=indent, lines=lines, goes_on=bool(goes_on))

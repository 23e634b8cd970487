"""One page cleaned twice: the spans of it whose fate changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import accumulate, groupby, pairwise

from copydesk.rebuild import Stretch, stretches
from copydesk.records import Article, LedgerRow


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a span: kept in a role, edited within what is kept, or removed by a rule.

    With nothing set the span is not on the page, as that page was read.
    """

    role: str | None = None
    code: str | None = None
    category: str | None = None
    replacement: str | None = None
    score: float | None = field(default=None, compare=False)
    """The odds by which the scorer removed it: two scores are not two fates."""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.code, self.category))) or self.role or "not on the page"


ABSENT = Fate()


class Way(StrEnum):
    """What a change does to the article, what weighs most first."""

    OUT = "out of the article"
    INTO = "into the article"
    WITHIN = "within the article"
    BESIDE = "outside the article"


@dataclass(frozen=True, slots=True)
class Change:
    """A span of a page whose fate changed.

    `start` and `end` are offsets into the page text, as it was read the second time; where only the first
    reading has the span, as it was read then. `chars` counts what is not whitespace.
    """

    start: int
    end: int
    chars: int
    text: str
    before: Fate
    after: Fate

    @property
    def way(self) -> Way:
        """Whether the span was in the article, and is."""
        if self.before.role:
            return Way.WITHIN if self.after.role else Way.OUT
        return Way.INTO if self.after.role else Way.BESIDE


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a page under one fate; where it was cut by the other side's parts, an offset is a guess."""

    number: int
    start: int
    end: int
    text: str
    fate: Fate
    chars: int
    """How many characters of the text are not whitespace."""
    exact: bool
    """Whether the text is the page text itself, with all its whitespace."""
    opens: bool = True
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Side:
    """A document as one release has it, its page laid out in the parts that had one fate each."""

    article: Article
    parts: tuple[_Part, ...]

    @classmethod
    def of(cls, article: Article, ledger: Sequence[LedgerRow]) -> Side:
        """ValueError where article and ledger do not make the page."""
        found = (_part(stretch) for stretch in stretches(article, ledger))
        parts = tuple(part for part in found if part.chars)
        chars = sum(part.chars for part in parts)
        if chars != article.page_chars:
            raise ValueError(f"page_chars is {article.page_chars:,}, the rebuilt page has {chars:,}")
        return cls(article, parts)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Two parts that are the same characters of the page, and how their fates differ, if they do."""

    before: _Part
    after: _Part
    differ: tuple[Fate, Fate] | None

    @property
    def key(self) -> tuple[int, int, tuple[Fate, Fate] | None]:
        """Neighbours in the same blocks with the same change are one span."""
        return self.before.number, self.after.number, self.differ


def changes(before: Side, after: Side) -> tuple[Change, ...]:
    """The spans of a page whose fate changed, in their order.

    Places are counted in visible characters, so a page whose whitespace alone was read otherwise is the
    same page. Of pages that differ, blocks of the same text are compared, wherever they stand.
    """
    if before.article.page_sha256 == after.article.page_sha256:
        return tuple(_changes(before.parts, after.parts))
    matched = _matched(before.parts, after.parts)
    found = (change for one, other in matched for change in _changes(one, other))
    return tuple(sorted(found, key=lambda change: (change.start, change.end)))


def _part(stretch: Stretch) -> _Part:
    row = stretch.row
    if row is None:
        fate = Fate(stretch.role)
    elif row.action == "removed":
        fate = Fate(None, row.code, row.category, score=row.score)
    else:
        fate = Fate(stretch.role, row.code, row.category, row.replacement)
    chars = len(_solid(stretch.text))
    return _Part(stretch.number, stretch.start, stretch.end, stretch.text, fate, chars, row is not None)


def _solid(text: str) -> str:
    return "".join(text.split())


def _matched(one: Sequence[_Part], other: Sequence[_Part]) -> Iterator[tuple[list[_Part], list[_Part]]]:
    """The blocks of two pages by their text, the first with the first where it occurs more than once."""
    waiting: dict[str, deque[list[_Part]]] = defaultdict(deque)
    for block in _blocks(other):
        waiting[_text(block)].append(block)
    for block in _blocks(one):
        same = waiting[_text(block)]
        if same:
            found = same.popleft()
            yield _moved(block, found[0].start - block[0].start), found
        else:
            yield block, _absent(block)
    yield from ((_absent(block), block) for blocks in waiting.values() for block in blocks)


def _blocks(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    return (list(block) for _, block in groupby(parts, lambda part: part.number))


def _text(block: Iterable[_Part]) -> str:
    return "".join(_solid(part.text) for part in block)


def _moved(block: Iterable[_Part], by: int) -> list[_Part]:
    return [replace(part, start=part.start + by, end=part.end + by) for part in block]


def _absent(block: Iterable[_Part]) -> list[_Part]:
    return [replace(part, fate=ABSENT) for part in block]


def _changes(one: Sequence[_Part], other: Sequence[_Part]) -> Iterator[Change]:
    for (_, _, differ), group in groupby(_overlaid(one, other), lambda cell: cell.key):
        if differ:
            yield _change(list(group), *differ)


def _change(cells: Sequence[_Cell], before: Fate, after: Fate) -> Change:
    first, last = cells[0], cells[-1]
    texts = [(cell.after if cell.after.exact or not cell.before.exact else cell.before) for cell in cells]
    return Change(
        start=first.after.start if first.after.opens else first.before.start,
        end=last.after.end if last.after.closes else last.before.end,
        chars=sum(part.chars for part in texts),
        text="".join(part.text for part in texts).strip(),
        before=before,
        after=after,
    )


def _overlaid(one: Sequence[_Part], other: Sequence[_Part]) -> Iterator[_Cell]:
    """Both cut where either is, so that each cell has one fate before and one after."""
    marks = sorted({*_ends(one), *_ends(other)})
    for before, after in zip(_cut(one, marks), _cut(other, marks), strict=True):
        yield _Cell(before, after, _differ(before.fate, after.fate))


def _differ(before: Fate, after: Fate) -> tuple[Fate, Fate] | None:
    """Both fates where they differ; an edit counts only within what is kept in the same role."""
    if before.role != after.role:
        before, after = _unedited(before), _unedited(after)
    return None if before == after else (before, after)


def _unedited(fate: Fate) -> Fate:
    return Fate(fate.role) if fate.role else fate


def _ends(parts: Iterable[_Part]) -> Iterator[int]:
    return accumulate(part.chars for part in parts)


def _cut(parts: Sequence[_Part], marks: Sequence[int]) -> Iterator[_Part]:
    """The parts, cut where so many visible characters of the page are over."""
    start = 0
    for part, end in zip(parts, _ends(parts), strict=True):
        inside = marks[bisect_right(marks, start) : bisect_left(marks, end)]
        yield from _split(part, [mark - start for mark in inside]) if inside else (part,)
        start = end


def _split(part: _Part, after: Sequence[int]) -> Iterator[_Part]:
    """The part cut after so many of its visible characters."""
    places = [i for i, char in enumerate(part.text, 1) if not char.isspace()]
    edges = [0, *(places[count - 1] for count in after), len(part.text)]
    counts = pairwise((0, *after, part.chars))
    for (start, end), (first, last) in zip(pairwise(edges), counts, strict=True):
        yield replace(
            part,
            chars=last - first,
            start=part.start + start,
            end=part.end if end == len(part.text) else part.start + end,
            text=part.text[start:end],
            opens=start == 0,
            closes=end == len(part.text),
        )

"""A text that knows where each of its characters came from, through any number of edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.document import Edit

Substitution = tuple[int, int, str]
"""`text[start:end]` becomes the third item; positions count in the text at hand, and start < end."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A stretch of page text, `page[start:end]`, as it reads after `edits`.

    Between two edits, text and page text are the same characters, so the edits are all it takes to map a
    position in `text` to one in the page.
    """

    page: str
    start: int
    end: int
    text: str
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, page: str, start: int, end: int) -> Draft:
        """The stretch as it came in."""
        return cls(page, start, end, page[start:end])

    def and_then(self, other: Draft, between: str) -> Draft:
        """Both stretches as one, where `between` stands instead of what the page has between them."""
        at, whole = len(self.text), self.text + between
        gap = Edit(self.end, other.start, self.page[self.end : other.start], between, at, None)
        moved = (_moved(edit, len(whole)) for edit in other.edits)
        return Draft(self.page, self.start, other.end, whole + other.text, (*self.edits, gap, *moved))

    def substitute(self, substitutions: Sequence[Substitution], code: str | None) -> Draft:
        """Apply substitutions, in order and not overlapping, and explain them by `code`.

        A substitution that overlaps an earlier edit swallows it whole, so that one edit remains from the
        page's characters to the new ones. It keeps the earlier code, unless it removes the characters.
        """
        if not substitutions:
            return self
        if not self.edits:
            return self._edited(substitutions, code)
        out: list[str] = []
        edits: list[Edit] = []
        done = length = i = j = 0
        while j < len(substitutions):
            first = j
            start, end, _ = substitutions[j]
            i = self._copy_edits(i, start, length - done, edits)
            own = i
            while True:  # grow over the earlier edits in the way, and the substitutions in theirs
                if i < len(self.edits) and self.edits[i].at < end:
                    start = min(start, self.edits[i].at)
                    end = max(end, self.edits[i].at + len(self.edits[i].after))
                    i += 1
                elif j < len(substitutions) and substitutions[j][0] < end:
                    end = max(end, substitutions[j][1])
                    j += 1
                else:
                    break
            after = _render(self.text, start, end, substitutions[first:j])
            begin, stop = self._page_offset(start, own), self._page_offset(end, i)
            out += (self.text[done:start], after)
            length += start - done
            earlier = next((e.code for e in self.edits[own:i] if e.code), None)
            why = code or earlier if not after else earlier or code
            edits.append(Edit(begin, stop, self.page[begin:stop], after, length, why))
            length += len(after)
            done = end
        self._copy_edits(i, len(self.text) + 1, length - done, edits)
        out.append(self.text[done:])
        return Draft(self.page, self.start, self.end, "".join(out), tuple(edits))

    def _edited(self, substitutions: Sequence[Substitution], code: str | None) -> Draft:
        """The same where no earlier edit is in the way, as in most stretches."""
        out: list[str] = []
        edits: list[Edit] = []
        done = length = 0
        for start, end, after in substitutions:
            length += start - done
            out += (self.text[done:start], after)
            begin, stop = self.start + start, self.start + end
            edits.append(Edit(begin, stop, self.page[begin:stop], after, length, code))
            length += len(after)
            done = end
        out.append(self.text[done:])
        return Draft(self.page, self.start, self.end, "".join(out), tuple(edits))

    def _copy_edits(self, i: int, stop: int, shift: int, edits: list[Edit]) -> int:
        """Take over the edits from the i-th on that end by `stop`; return the index of the next."""
        while i < len(self.edits) and self.edits[i].at + len(self.edits[i].after) <= stop:
            edits.append(_moved(self.edits[i], shift))
            i += 1
        return i

    def _page_offset(self, at: int, before: int) -> int:
        """The place in the page text of position `at`, with `before` edits ending by it."""
        if not before:
            return self.start + at
        last = self.edits[before - 1]
        return last.end + at - last.at - len(last.after)


def _moved(edit: Edit, shift: int) -> Edit:
    """The edit so much further on in its text."""
    return Edit(edit.start, edit.end, edit.before, edit.after, edit.at + shift, edit.code) if shift else edit


def _render(text: str, start: int, end: int, substitutions: Sequence[Substitution]) -> str:
    """`text[start:end]` with the substitutions made."""
    out: list[str] = []
    for low, high, after in substitutions:
        out += (text[start:low], after)
        start = high
    return "".join(out) + text[start:end]

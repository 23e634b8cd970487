"""What labelling says of a page: verdicts, and the view in which they were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from copydesk.document import Flag, Page, Verdict
from copydesk.rules.view import View


@dataclass(frozen=True, slots=True)
class Labelled:
    """The part of a page that was looked at, with a verdict for each of its blocks; and those of the rest.

    `places` are the blocks of the part among those of the whole page; empty where the part is the whole.
    `flags` are those that markup shows; `confidence` is the F1 to expect of the kept words against those of
    the article.
    """

    page: Page
    view: View
    verdicts: tuple[Verdict, ...]
    confidence: float | None = None
    places: tuple[int, ...] = ()
    apart: Mapping[int, Verdict] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()

    def whole(self, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """Verdicts on the part, which may have changed since, among those on all blocks of the page."""
        if not self.places:
            return tuple(verdicts)
        found = {**self.apart, **dict(zip(self.places, verdicts, strict=True))}
        return tuple([found[i] for i in range(len(found))])

"""What labelling says of a page: verdicts, and the view in which they were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from copydesk.document import Flag, Page, Verdict
from copydesk.rules.view import View


@dataclass(frozen=True, slots=True)
class Labelled:
    """The part of a page that was looked at, with a verdict for each of its blocks; and those of the rest.

    `places` are the blocks of the part among those of the whole page; empty where the part is the whole. In
    `apart`, which has an entry for each block of the page, those of the part count for nothing.
    `flags` are those that markup shows; `confidence` is the F1 to expect of the kept words against those of
    the article.
    """

    page: Page
    view: View
    verdicts: tuple[Verdict, ...]
    confidence: float | None = None
    places: tuple[int, ...] = ()
    apart: tuple[Verdict | None, ...] = ()
    flags: tuple[Flag, ...] = ()

    def whole(self, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """Verdicts on the part, which may have changed since, among those on all blocks of the page."""
        if not self.places:
            return tuple(verdicts)
        found: list[Verdict | None] = list(self.apart)
        for i, verdict in zip(self.places, verdicts, strict=True):
            found[i] = verdict
        return cast(tuple[Verdict, ...], tuple(found))

"""What labelling says of a page: verdicts, and the view in which they were found."""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.document import Flag, Page, Verdicts
from copydesk.rules.view import View


@dataclass(frozen=True, slots=True)
class Labelled:
    """The part of a page that was looked at, with a verdict for each of its blocks; and those of the rest.

    `places` are the blocks of the part among those of the whole page. In `apart`, which has an entry for each
    block of the page, those of the part count for nothing; it is None where the part is the whole.
    `flags` are those that markup shows; `confidence` is the F1 to expect of the kept words against those of
    the article.
    """

    page: Page
    view: View
    verdicts: Verdicts
    confidence: float | None = None
    places: tuple[int, ...] = ()
    apart: Verdicts | None = None
    flags: tuple[Flag, ...] = ()

    def whole(self, verdicts: Verdicts) -> Verdicts:
        """Verdicts on the part, which may have changed since, among those on all blocks of the page."""
        return verdicts if self.apart is None else self.apart.put(self.places, verdicts)

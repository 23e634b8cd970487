"""From the bytes of a document to its page, one module for each kind of document."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from copydesk.document import Page, RawDocument
from copydesk.limits import LIMITS, Limits
from copydesk.page.text import read_text
from copydesk.steps import Steps, taken


def _read_html(raw: RawDocument, limits: Limits) -> Steps[Page]:
    """Imported when a page comes: a run on plain text has no need of the parser."""
    from copydesk.page.html import read_html

    return read_html(raw, limits)


READERS: Mapping[str, Callable[[RawDocument, Limits], Steps[Page]]] = {"text": read_text, "html": _read_html}


def read(raw: RawDocument, limits: Limits = LIMITS) -> Page:
    """The page of a raw document.

    Raises RejectedError where the bytes are no text, are damaged, or go over a limit.
    """
    return taken(READERS[raw.kind](raw, limits))

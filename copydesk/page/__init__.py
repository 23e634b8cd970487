"""From the bytes of a document to its page, one module for each kind of document."""

from __future__ import annotations

from copydesk.document import Page, RawDocument
from copydesk.limits import LIMITS, Limits
from copydesk.page.text import read_text

READERS = {"text": read_text}


def read(raw: RawDocument, limits: Limits = LIMITS) -> Page:
    """The page of a raw document.

    Raises RejectedError where the bytes are no text, are damaged, or go over a limit.
    """
    return READERS[raw.kind](raw, limits)

"""What came with a document as evidence beside what its page says: it counts where the page is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from copydesk.document import Given
from copydesk.evidence.clues import Clue, Evidence, Field, Source
from copydesk.evidence.plain import plain


def with_given(evidence: Evidence, given: Given) -> Evidence:
    """The evidence of a page, and what its input says of it."""
    return replace(evidence, clues=(*evidence.clues, *_clues(given))) if given != _NOTHING else evidence


_NOTHING = Given()


def _clues(given: Given) -> Iterator[Clue]:
    said = (
        (Field.HEADLINE, given.title),
        (Field.PUBLISHED, given.date),
        (Field.LANGUAGE, given.language),
        *((Field.AUTHOR, name) for name in given.authors),
    )
    for field, value in said:
        if value and (text := plain(value)):
            yield Clue(field, text, Source.INPUT)

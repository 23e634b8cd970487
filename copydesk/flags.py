"""Flags: what a user should know of an article before relying on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.document import BODY, Flag, Verdicts
from copydesk.label.labelled import Labelled
from copydesk.native.sentences import broken, foreign
from copydesk.records import Paragraph
from copydesk.rules.view import View

_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…)$")
_PAYWALL_CODE = "NO003"
_REPEATED_CODE = "RP004"
_HALF = r"\s?(?:[ap]\.?m\.?|uhr|h|gmt|bst|cest?)"
_TIME_STAMP = re.compile(
    rf"(?:[01]?\d|2[0-3])(?:[:h][0-5]\d(?:{_HALF})?|\.[0-5]\d(?:{_HALF}|(?=\s?:)))(?:\s*[|:–—-]|\s|$)",
    re.IGNORECASE,
)
"""The time of an entry; with a full stop it needs a word or a colon behind it, or it could be a price."""
_STAMPS = 4
_CONFIDENT = 0.75
_DOUBLED_QUOTE = re.compile(r"“(\w+) “\1\b|[“][^”“]{3,80}[“]")
_FOREIGN = ("à", "dès", "où", "für", "über", "más", "também", "não")
_TRANSLATED_MARKS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of an article when its flags are asked for; `access` is who may read it, by its page."""

    headline: str | None
    paragraphs: Sequence[Paragraph]
    language: str | None
    access: str | None = None


def find_flags(labelled: Labelled, verdicts: Verdicts, reading: Reading) -> tuple[str, ...]:
    """The flags of an article, sorted."""
    return tuple(sorted({*labelled.flags, *_flags(labelled, verdicts, reading)}))


def _flags(labelled: Labelled, verdicts: Verdicts, reading: Reading) -> Iterator[str]:
    codes = set(verdicts.codes)
    if reading.headline and _is_truncated(reading.headline, reading.paragraphs):
        yield Flag.HEADLINE_TRUNCATED
    if _is_translated(labelled.view, codes, reading):
        yield Flag.MACHINE_TRANSLATED
    if _PAYWALL_CODE in codes or reading.access == "paid":
        yield Flag.PAYWALLED
    numbered = [paragraph.text for paragraph in reading.paragraphs if paragraph.text[:1].isdecimal()]
    if sum(_TIME_STAMP.match(text) is not None for text in numbered) >= _STAMPS:
        yield Flag.LIVE_BLOG
    if _REPEATED_CODE in codes and _is_repeated(labelled.view, verdicts):
        yield Flag.DUPLICATE_PARAGRAPHS
    if labelled.confidence is not None and labelled.confidence < _CONFIDENT:
        yield Flag.LOW_CONFIDENCE


def _is_repeated(view: View, verdicts: Verdicts) -> bool:
    """Whether a paragraph of the article is one that was repeated: comments and forms repeat, too."""
    kept = {view[i].key for i, role in enumerate(verdicts.roles) if role in BODY}
    return any(view[i].key in kept for i, code in enumerate(verdicts.codes) if code == _REPEATED_CODE)


def _is_truncated(headline: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the headline breaks off with an ellipsis and the text starts with the same words."""
    stem = _ELLIPSIS.sub("", headline)
    return stem != headline and any(paragraph.text.startswith(stem) for paragraph in paragraphs[:2])


def _is_translated(view: View, codes: set[str | None], reading: Reading) -> bool:
    """Whether a machine translated the page, by marks that it leaves and writers do not.

    A byline or share button translated word by word is proof; in the text it takes two of: sentences that go
    on in lower case after a full stop, quotation marks opened twice, and words left in the first language.
    These are marks of English: other languages write so of themselves.
    """
    if "SO002" in codes or any(byline.translated for byline in view.sheet.reading.facts.bylines.values()):
        return True
    if reading.language != "en":
        return False
    marks = _marks_of_translation([paragraph.text for paragraph in reading.paragraphs])
    return marks >= _TRANSLATED_MARKS and marks * 12 >= len(reading.paragraphs)


def _marks_of_translation(texts: list[str]) -> int:
    """Of the three kinds two need more than ASCII."""
    others = [text for text in texts if not text.isascii()]
    quotes = sum(len(_DOUBLED_QUOTE.findall(text)) for text in others if _is_doubled(text))
    return broken(texts) + quotes + foreign(others, _FOREIGN)


def _is_doubled(text: str) -> bool:
    """Whether a quotation mark opens before the last one has closed."""
    return text.count("“") > 1 and any("”" not in part for part in text.split("“")[1:-1])

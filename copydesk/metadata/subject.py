"""What an article is filed under and tagged with, as the markup of its page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk.evidence.clues import Evidence, Field, Source
from copydesk.lexicon import alternatives, fold

_ORDER = (Source.JSON_LD, Source.OPENGRAPH, Source.META, Source.MICRODATA)
_TOPICS = (Source.JSON_LD, Source.META, Source.OPENGRAPH, Source.MICRODATA)
_CODE = re.compile(r"[A-Z0-9]{2,6}")
_CODES = 5
"""So many tags in capitals alone are the codes of a wire, not words."""
_MACHINE = re.compile(r"[@_#].*|.*[:_=/\\{}|].*|[0-9a-f-]{16,}|\d+|[A-Z]{2,}\d*[A-Z\d]*\d|[\w-]+\.[a-z]{2,4}")
_BETWEEN = re.compile(r"\s*[,;，、]\s*")
_LONGEST_TOPIC, _LONGEST_SECTION = 80, 60
_MOST = 100


def choose_section(evidence: Evidence, headline: str | None) -> tuple[str | None, Source | None]:
    """The section that markup names, or the last step of the breadcrumb trail before the article."""
    if Field.SECTION not in evidence.by_field:
        return None, None
    other = {fold(clue.value) for clue in evidence.of(Field.PUBLISHER)} | {fold(headline or "")}
    for clue in evidence.of(Field.SECTION, *_ORDER):
        name = _BETWEEN.split(clue.value)[0]
        if is_section(name) and fold(name) not in other:
            return name, clue.source
    trail = [clue.value for clue in evidence.of(Field.SECTION, Source.BREADCRUMB)]
    steps = [step for step in trail[1:] or trail if is_section(step) and fold(step) not in other]
    return (steps[-1], Source.BREADCRUMB) if steps else (None, None)


def is_section(name: str) -> bool:
    """Whether a name can be of a section: not one for machines, of a kind of page, or a call to readers."""
    if not 0 < len(name) <= _LONGEST_SECTION or _MACHINE.fullmatch(name):
        return False
    return not _no_section().fullmatch(name)


@cache
def _no_section() -> re.Pattern[str]:
    return re.compile(alternatives("no_section"), re.IGNORECASE)


def choose_topics(evidence: Evidence) -> tuple[tuple[str, ...], Source | None]:
    """The tags of the first source that has any, without those that only machines read."""
    if Field.TOPIC not in evidence.by_field:
        return (), None
    publishers = {fold(clue.value) for clue in evidence.of(Field.PUBLISHER)}
    for source in _TOPICS:
        found: dict[str, str] = {}
        for topic in _topics(evidence, source):
            found.setdefault(fold(topic), topic)
        topics = tuple(topic for key, topic in found.items() if key and key not in publishers)
        if topics and sum(_CODE.fullmatch(topic) is not None for topic in topics) < _CODES:
            return topics[:_MOST], source
    return (), None


def _topics(evidence: Evidence, source: Source) -> Iterator[str]:
    """The tags of a source; of several lists in meta elements the first, as the others repeat it."""
    clues = [clue.value for clue in evidence.of(Field.TOPIC, source)]
    for value in clues[:1] if source is Source.META else clues:
        for topic in _BETWEEN.split(value):
            if 0 < len(topic) <= _LONGEST_TOPIC and not _MACHINE.fullmatch(topic):
                yield topic

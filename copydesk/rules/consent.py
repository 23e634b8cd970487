"""Consent notices: what a page asks of its visitor before anything else."""

from __future__ import annotations

import re
from functools import cache

from copydesk.lexicon import alternatives

_SHORTEST, _LONGEST = 15, 1500


def is_consent_notice(text: str) -> bool:
    """Whether a text asks for consent: one of its own sentences begins as such notices do."""
    return _SHORTEST < len(text) < _LONGEST and _opening().search(text) is not None


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^[^\w\"“„«‘']{{0,3}}|[.!?:،。]\s{{1,3}}|[)|]\s?){alternatives('consent_notice')}", re.IGNORECASE
    )

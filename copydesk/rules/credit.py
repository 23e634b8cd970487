"""Picture credits, alone or at the end of a caption."""

from __future__ import annotations

import re
from functools import cache

from copydesk.lexicon import alternatives

_LONGEST_CREDIT = 90
_LONGEST_CAPTION = 700


@cache
def _end() -> re.Pattern[str]:
    """A credit at the end of a text: "© Agency", "Photo: Name", "(Foto: Name)", "/Handout via AGENCY"."""
    return re.compile(
        rf"(?:^|[\s.(\[|/–—-])(?:(?:©|\(c\)|copyright)\s?(?!\d{{4}}\b\W*$)[^.!?©]{{2,{_LONGEST_CREDIT}}}"
        rf"|{alternatives('credit')}\s?(?:[:：©]|\bby\b)\s?[^.!?]{{2,{_LONGEST_CREDIT}}}|{alternatives('credit_end')})[)\]]?\.?$",
        re.IGNORECASE,
    )


@cache
def _alone() -> re.Pattern[str]:
    return re.compile(
        rf"[(\[]?(?:(?:©|\(c\))\s?[^.!?\d]{{2,60}}|{alternatives('credit')}\s?[:：©|]\s?[^.!?]{{2,60}})[)\]]?\.?",
        re.IGNORECASE,
    )


def ends_in_credit(text: str) -> bool:
    """Whether a text ends in a picture credit."""
    return len(text) <= _LONGEST_CAPTION and _end().search(text[-160:]) is not None


def is_credit(text: str) -> bool:
    """Whether a text is a picture credit and nothing else."""
    return len(text) <= _LONGEST_CREDIT and _alone().fullmatch(text) is not None

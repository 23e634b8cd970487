"""Runs of combining marks, on which NFC and ftfy take quadratic time."""

from __future__ import annotations

import unicodedata

from copydesk.document import Reason
from copydesk.errors import RejectedError
from copydesk.limits import LIMITS, Limits


def refuse_mark_runs(text: str, limits: Limits = LIMITS) -> None:
    """Raise RejectedError (`combining_marks`) where more marks follow each other than the limit allows.

    A run of more than n marks covers a multiple of n + 1, so looking at those positions finds them all.
    """
    if text.isascii() or not any(map(unicodedata.combining, text[:: limits.combining_run + 1])):
        return
    for i in range(0, len(text), limits.combining_run + 1):
        if unicodedata.combining(text[i]):
            run = _run_length(text, i)
            if run > limits.combining_run:
                found = f"{run:,} combining marks in a row near character {i:,}"
                raise RejectedError(Reason.COMBINING_MARKS, f"{found}; the limit is {limits.combining_run}")


def _run_length(text: str, i: int) -> int:
    low, high = i, i + 1
    while low and unicodedata.combining(text[low - 1]):
        low -= 1
    while high < len(text) and unicodedata.combining(text[high]):
        high += 1
    return high - low

"""The options of a form in one line, as tools print them that know no lists to choose from."""

from __future__ import annotations

import re

from copydesk.native import lines
from copydesk.rules.view import View

_FEWEST_JOINED, _JOINED_SHARE = 7, 0.1
_RUN_TOGETHER = re.compile(  # a capital first, which is rarer
    r"[A-ZÀ-ÖØ-Þ](?<=[^\W\d_A-ZÀ-ÖØ-Þ]{3}.)(?=[^\W\d_A-ZÀ-ÖØ-Þ]+(?:[\sA-ZÀ-ÖØ-Þ,]|$))"
)
_CAPITALS = "".join(map(chr, (*range(0x41, 0x5B), *range(0xC0, 0xD7), *range(0xD8, 0xDF))))
_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?…]\s")
_IDENTIFIER = re.compile(r"(?<!\w)[^\W\d_A-ZÀ-ÖØ-Þ]+[A-ZÀ-ÖØ-Þ]")
_CODE = frozenset("{};=<>")


def run_together(page: View) -> list[int]:
    """Long lines that end no sentence, with capitals in their words."""
    among = page.sheet.of_sort("capitals")
    return lines.run_together(page.sheet.reading.texts, among, _CAPITALS, _FEWEST_JOINED)


def are_options(text: str, words: int) -> bool:
    """Whether many words of a text run into the next, and neither code nor sentences are in it."""
    if not _CODE.isdisjoint(text):
        return False
    joined = len(_RUN_TOGETHER.findall(text)) - text.count(",") - len(_IDENTIFIER.findall(text))
    return joined >= max(_FEWEST_JOINED, _JOINED_SHARE * words) and not _SENTENCE.search(text)

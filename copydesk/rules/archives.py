"""Archives: what databases of newspapers print around the articles that they hand out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.rules.book import run_rule
from copydesk.rules.view import View

_LOADED = "load-date"
_PARTS = frozenset({"body", "graphic", "classification"})
_FIELD = re.compile(
    r"(?:section|length|language|pub(?:lication)?-type|document-type|journal code|series|subject|industry"
    r"|geographic|organization|company|person|ticker|city|state|country)\s?:\s",
    re.IGNORECASE,
)
_LONGEST_FIELD, _LONGEST_HEAD = 60, 12


@run_rule(
    "AR001",
    "boilerplate",
    examples=[
        """
          Ministers meet for talks on trade
          March 12, 2025 Wednesday
        - National Edition
        - Section: NEWS; Pg. 5
        - Length: 512 words
        - Body
          The ministers met in Beijing on Tuesday to discuss trade.
          They agreed to meet again in the autumn, officials said.
        - Graphic
          The ministers in Beijing.
        - Language: ENGLISH
          Load-Date: March 12, 2025
        """,
        """
          Body
          The ministers met in Beijing on Tuesday to discuss trade.
          Length: 512 words
          They agreed to meet again in the autumn, officials said.
          Graphic
        """,
    ],
)
def archive_field(page: View) -> Iterator[range]:
    """The fields of a newspaper database, and its names for the parts of an article.

    Only on pages that say when the database took the article in. What stands between a date below the title
    and the name of the body is of the head as well.
    """
    keys = page.sheet.reading.keys
    loaded = [i for i in page.sheet.dated if keys[i].startswith(_LOADED)]
    if not loaded:
        return
    parts = [i for i, key in enumerate(keys) if key in _PARTS]
    first, body = page.sheet.dated[0], next((i for i in parts if keys[i] == "body"), 0)
    head = [i for i in range(first + 1, body) if page[i].words <= _LONGEST_HEAD and not page[i].ends_sentence]
    fields = [i for i in range(len(page)) if page[i].words <= _LONGEST_FIELD and _FIELD.match(page[i].text)]
    yield from (range(i, i + 1) for i in sorted({*parts, *head, *fields} - page.claims.keys()))

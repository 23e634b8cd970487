"""Imported once by the process that workers are forked from: they find made what cleaning needs.

Word lists, patterns and models are read and built for the first document, which takes as long as a hundred
others, and as much again to import all that.
"""

from __future__ import annotations

import gc
from contextlib import suppress

import copydesk.shards  # noqa: F401
from copydesk.clean import clean
from copydesk.document import RawDocument

_TEXT = """Home | News | Sport | Contact

Ministers meet for talks on trade

By Jane Doe, Reuters

Published 3 May 2024, 10:15

Share on Facebook

BEIJING (Reuters) - The ministers met in Beijing on Monday and said that the ties of both were close.

"We spoke for three hours about trade, visas and the weather," one of them told reporters after the talks.

Photo: A minister arrives at the airport. Jane Doe/Reuters

They are to meet again in June, when the two governments want to sign an agreement on the price of tea.

Read more: Tea grows dearer

Copyright 2024 Example News. All rights reserved.
"""
_LINES = "".join(f"<p>{line}</p>" for line in _TEXT.split("\n\n"))
_PAGE = f"<html><head><title>Ministers meet for talks on trade</title></head><body>{_LINES}</body></html>"
DOCUMENTS = RawDocument("text", _TEXT.encode()), RawDocument("page", _PAGE.encode(), "html")


def warm() -> None:
    """Clean a document of each kind; nothing that is there then is looked through for garbage again."""
    for raw in DOCUMENTS:
        with suppress(Exception):  # it will come again with a document whose fault it is
            clean(raw)
    gc.collect()
    gc.freeze()


warm()

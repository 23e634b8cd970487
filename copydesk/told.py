"""What a user tells of the inputs because they do not say it themselves: names of columns, an encoding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from copydesk.encodings import KNOWN, asked
from copydesk.errors import UsageError
from copydesk.formats.columns import PLAIN, Columns


@dataclass(frozen=True, slots=True)
class Told:
    """How to read inputs: `encoding` is that of texts and pages that are not UTF-8 and declare none."""

    columns: Columns = PLAIN
    encoding: str | None = None

    @classmethod
    def parse(cls, pairs: Iterable[str] | None = None, encoding: str | None = None) -> Told:
        """From `field=column` and a name as on the command line; UsageError where either is not known."""
        found = asked(encoding) if encoding else None
        if encoding and not found:
            raise UsageError(f"no encoding '{encoding}': it is one of {', '.join((*KNOWN, 'utf-16'))}")
        return cls(Columns.parse(pairs or ()), found)


NOTHING = Told()
"""The usual names of columns, and windows-1252 where nothing else is said."""

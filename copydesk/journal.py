"""What a shard's process is at, on disk, so that the one after it knows what it died of."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

_WIDTH = 12
READING, CLEANING, TOGETHER, WRITING = "r", "c", "t", "w"


class Journal:
    """The place of a process in its shard: an entry of fixed width, overwritten as it goes on.

    `number` counts the records of the shard. A process that dies leaves its last entry behind; the next one
    finds it in `deaths` and writes after it. Whoever ends in another way removes the file.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.deaths = deaths(path)
        self._at = self.deaths.total() * _WIDTH
        self.number = 0

    def now(self, what: str) -> None:
        """From here on the process is at this."""
        os.pwrite(self._handle, f"{what}{self.number:0{_WIDTH - 2}}\n".encode(), self._at)

    def deaths_of(self, what: str) -> int:
        """How often a process died at this, of the record at hand."""
        return self.deaths[f"{what}{self.number:0{_WIDTH - 2}}"]

    def deaths_but(self, what: str) -> int:
        """How often a process died at something else than this, of any record."""
        return sum(times for entry, times in self.deaths.items() if not entry.startswith(what))

    def end(self) -> None:
        """The process has come through, or failed in a way it can tell itself."""
        os.close(self._handle)
        self._path.unlink(missing_ok=True)


def path_of(store: Path, name: str) -> Path:
    """Where the journal of a shard is."""
    return store / f".{name}.journal"


def deaths(path: Path) -> Counter[str]:
    """What processes of a shard have died at, how often."""
    try:
        return Counter(path.read_text(encoding="ascii").split())
    except OSError:
        return Counter()

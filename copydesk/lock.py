"""One run at a time for an output: an OS lock the kernel drops when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Hold `out/work/lock`, or raise UsageError naming the process that holds it.

    Held again within the same process it only counts, so that a flow may take it before `run` does.
    """
    raise NotImplementedError

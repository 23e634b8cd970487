"""Imports of very large libraries, made cheaper."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Import what stays until the process ends, and spare the garbage collector all of it.

    It would look through a million new objects again and again, find nothing, and do so once more when the
    interpreter ends: a fifth of the time Great Expectations takes to import, and a second at exit.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()

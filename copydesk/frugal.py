"""A process that gives back the memory it has let go, instead of keeping it for what may come."""

from __future__ import annotations

import ctypes
import os
import sys

_POOL = "ARROW_DEFAULT_MEMORY_POOL", "system"
"""Arrow's own pool keeps tens of megabytes that it has no more use for; this one is no slower for us."""
_ARENAS = -8
"""M_ARENA_MAX of malloc.h."""


def be_frugal() -> None:
    """Have Arrow, before it is imported, and all threads of this process take memory from one place.

    Else each thread, of the many that wait for workers, keeps tens of megabytes it has no more use for.
    """
    os.environ.setdefault(*_POOL)
    if sys.platform == "linux":
        set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # others than glibc have no such places
        if set_option:
            set_option(_ARENAS, 1)

"""Limits on time and memory that the system keeps: a process over them ends, whatever it is at.

They hold where a process was armed to be killed, which is done to workers. Time is that of the processor,
so that a busy machine refuses no document that an idle one takes; ten times as long by the clock ends
what waits for ever.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from copydesk.limits import LIMITS

TIME_SIGNALS = (signal.SIGPROF, signal.SIGALRM)
_WAITING = 10
_armed = False


def arm(memory: int = LIMITS.document_memory) -> None:
    """Let this process be ended by the limits of a document, of `memory` more than it has now."""
    global _armed  # noqa: PLW0603 - a property of the process
    _armed = True
    with suppress(ValueError):  # only the main thread may; elsewhere they are at their default
        for number in TIME_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
    _limit_memory(memory)


def armed() -> bool:
    """Whether this process may be ended."""
    return _armed


def _limit_memory(most: int) -> None:
    """Asking for more raises MemoryError."""
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (_held() + most, hard))


def _held() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no file on a disk
            return int(file.read().split()[5]) * resource.getpagesize()
    except OSError:
        return 0


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End the process if the block takes longer."""
    if not _armed:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _WAITING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)

"""One run at a time for an output: an OS lock that the kernel drops when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from copydesk import layout
from copydesk.errors import OutputError, UsageError

_held: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Hold `out/work/lock`, or raise UsageError naming the process that holds it.

    Within the block it may be held again, so that a flow can take it before it starts its server.
    """
    path = layout.lock_file(out).absolute()
    if path in _held.get():
        yield
        return
    handle = _open(path, out)
    try:
        _lock(handle, out)
        token = _held.set(_held.get() | {path})
        try:
            yield
        finally:
            _held.reset(token)
    finally:
        os.close(handle)


def _open(path: Path, out: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(f"cannot write to '{out}': {error.strerror}") from error


def _lock(handle: int, out: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
        raise UsageError(
            f"another run (process {holder}) is writing to '{out}': wait for it, or choose another output"
        ) from None
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    except OSError as error:
        raise OutputError(str(out), error.strerror or str(error)) from error

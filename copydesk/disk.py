"""Files written so that a crash leaves either the old or the new, and files read without surprises."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1024 * 1024
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def open_regular(path: Path) -> BinaryIO:
    """Open a file to read; OSError for what is not a regular one, without ever waiting on a pipe."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        _look_into(path)
    _refuse_special(found.st_mode)
    room = min(max(found.st_size, io.DEFAULT_BUFFER_SIZE), _CHUNK)  # a page is found sooner in large pieces
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb", room)
    try:
        _refuse_special(os.fstat(file.fileno()).st_mode)
    except OSError:
        file.close()
        raise
    return file


def _look_into(folder: Path) -> None:
    """OSError for a folder whose names cannot be listed or not be followed."""
    os.scandir(folder).close()
    os.stat(f"{folder}/.")  # noqa: PTH116 - a Path has no dot at its end


def _refuse_special(mode: int) -> None:
    for is_kind, name in _KINDS:
        if is_kind(mode):
            raise OSError(0, f"it is {name}, not a file")


def reason(error: OSError) -> str:
    """What the system said, without the path of this machine."""
    return error.strerror or type(error).__name__


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file, a megabyte at a time."""
    while chunk := file.read(_CHUNK):
        yield chunk


def sha256_file(path: Path) -> tuple[str, int]:
    """SHA-256 and length of a regular file, in constant memory."""
    digest, length = hashlib.sha256(), 0
    with open_regular(path) as file:
        for chunk in chunks(file):
            digest.update(chunk)
            length += len(chunk)
    return digest.hexdigest(), length


def sync(path: Path) -> None:
    """Have a file, or a folder's list of names, on the disk and not only in memory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Sync every file and folder below, and the folder itself."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file as a whole."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(data)
    sync(draft)
    draft.replace(path)
    sync(path.parent)


def link_atomically(path: Path, target: str) -> None:
    """Make `path` a symbolic link to `target`, replacing one that is there."""
    draft = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        draft.unlink()
    draft.symlink_to(target)
    draft.replace(path)
    sync(path.parent)

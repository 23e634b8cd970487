"""Tables that take long to make, kept in the user's cache: made once, and shared by all processes."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Tables: TypeAlias = Mapping[str, NDArray[Any]]

_DIGEST = "sha256"


def cache_folder() -> Path:
    """Where this user keeps what can be made again; a relative folder is none, as the standard has it."""
    set_by_user = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (set_by_user if set_by_user.is_absolute() else Path.home() / ".cache") / "copydesk"


def kept(name: str, make: Callable[[], Tables]) -> Tables:
    """The tables of a name, which stands for all they are made of; made again where they cannot be kept."""
    try:
        folder = cache_folder() / name
        found = _read(folder)
    except (OSError, RuntimeError):  # without a home, say
        return make()
    if found is None:
        found = make()
        with suppress(OSError):
            _write(folder, found)
    return found


def _read(folder: Path) -> Tables | None:
    """The tables in a folder, mapped to memory; none where there are none, or where they are damaged."""
    digest = folder / _DIGEST
    if not digest.exists() or digest.read_bytes() != _digest(folder):
        return None
    return {path.stem: np.load(path, mmap_mode="r") for path in _files(folder)}


def _write(folder: Path, tables: Tables) -> None:
    """All tables at once or none; what another process has written in the meantime stays."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        made = Path(work) / "made"
        made.mkdir()
        for name, table in tables.items():
            np.save(made / f"{name}.npy", table)
        (made / _DIGEST).write_bytes(_digest(made))
        if folder.exists() and _read(folder) is None:
            shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def _digest(folder: Path) -> bytes:
    """That of the files as they are: what is damaged is not even parsed."""
    total = hashlib.sha256()
    for path in _files(folder):
        with path.open("rb") as file:
            total.update(f"{path.name} {hashlib.file_digest(file, _DIGEST).hexdigest()}\n".encode())
    return total.hexdigest().encode()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npy"))

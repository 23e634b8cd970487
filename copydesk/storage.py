"""Places that are not on this machine: only those a user has named, through fsspec."""

from __future__ import annotations

import io
from glob import has_magic
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from copydesk.disk import open_regular
from copydesk.errors import UsageError

SCHEMES = ("s3", "gs", "https", "http")
_PACKAGES = {"s3": "copydesk[s3]", "gs": "gcsfs", "https": "aiohttp", "http": "aiohttp"}
_BLOCK = 8 * 1024 * 1024
_BUFFER = 256 * 1024


def is_remote(name: str) -> bool:
    """Whether a name is a place elsewhere; UsageError for a scheme that is not one of ours."""
    scheme, separator, _ = name.partition("://")
    if not separator or not scheme.isalnum() or Path(name).exists():
        return False
    if scheme not in SCHEMES:
        raise UsageError(f"'{name}': {scheme}:// is not read; {', '.join(SCHEMES)} are")
    return True


def filesystem(name: str) -> tuple[Any, str]:
    """The file system a name is on, and its path there."""
    import fsspec

    scheme = name.partition("://")[0]
    try:
        found: tuple[Any, str] = fsspec.core.url_to_fs(name, use_listings_cache=False)
    except ImportError:
        raise UsageError(f"'{name}' needs more: pip install '{_PACKAGES[scheme]}'") from None
    return found


def listing(name: str) -> list[str]:
    """The files below a remote folder, or the file itself, or those that match a pattern, by full name.

    UsageError where there is none.
    """
    scheme = name.partition("://")[0]
    if scheme in ("http", "https"):
        return [name]
    files, path = filesystem(name)
    try:
        found = sorted(files.find(path)) or ([path] if files.isfile(path) else _matching(files, path))
    except Exception as error:  # each kind of store has its own
        raise UsageError(f"'{name}' cannot be listed: {error}") from None
    if not found:
        raise UsageError(f"nothing matches '{name}'" if has_magic(path) else f"'{name}' does not exist")
    return [f"{scheme}://{one}" for one in found]


def _matching(files: Any, pattern: str) -> list[str]:
    """The files that match a pattern, none where it is no pattern."""
    if not has_magic(pattern):
        return []
    return sorted(name for name, info in files.glob(pattern, detail=True).items() if info["type"] == "file")


def is_file(name: str) -> bool:
    """Whether a name is a file's, here or elsewhere; of a web address what follows `#` never is."""
    if not is_remote(name):
        return Path(name).is_file()
    if name.startswith("http") and "#" in name:
        return False
    files, path = filesystem(name)
    return bool(files.isfile(path))


def is_hidden(name: str) -> bool:
    """Whether a part of a remote name begins with a dot."""
    return any(part.startswith(".") for part in PurePosixPath(name.partition("://")[2]).parts)


def open_place(place: str) -> BinaryIO:
    """Open a file wherever it is; OSError where that fails, also for what a store raises of its own."""
    if "://" not in place:
        return open_regular(Path(place))
    files, path = filesystem(place)
    try:
        opened = files.open(path, "rb", block_size=_BLOCK)
        opened.seek(0, io.SEEK_END)
        opened.seek(0)
    except OSError:
        raise
    except Exception as error:
        raise OSError(0, f"{type(error).__name__}: {error}") from error
    return io.BufferedReader(opened, _BUFFER)  # fsspec's own readline knows no limit

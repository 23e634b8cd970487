"""How a document gets its id: from what it is called, never from when or where it was read."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath


def sha256_hex(data: bytes | str) -> str:
    """The SHA-256 of bytes, or of a text in UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def document_id(uri: str, url: str | None = None) -> str:
    """The first 16 hex digits of the SHA-256 of the canonical url, or of the uri where there is none."""
    return sha256_hex(url or uri)[:16]


def stem_of(uri: str) -> str:
    """The name of a file or record without its last suffix, as `PurePosixPath` has it."""
    name = uri.rpartition("/")[2]
    if name in {"", ".", ".."}:
        return PurePosixPath(uri).stem
    place = name.rfind(".")
    return name[:place] if 0 < place < len(name) - 1 else name

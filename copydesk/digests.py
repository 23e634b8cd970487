"""What decides how a document is cleaned, as digests: code, rule book, model, and the libraries beneath."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from copydesk import __version__

_PACKAGE = Path(__file__).resolve().parent
MODEL = _PACKAGE / "label" / "model.json"
HTML_MODEL = _PACKAGE / "label" / "html.json"
# Libraries whose version can change a cleaned article, or the bytes of the file it is written to.
_LIBRARIES = (
    "beautifulsoup4", "deflate", "fastwarc", "ftfy", "numpy", "orjson", "py3langid", "pyarrow", "selectolax",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Digests:
    """The code and the knowledge a document was cleaned with.

    `model` is the digest of the model of plain text; the model of HTML is part of `code`.
    """

    code: str
    rules: str
    model: str


@cache
def digests() -> Digests:
    """Those of the installed package; read once in a process."""
    words = [path for path in (_PACKAGE / "words").rglob("*") if path.is_file()]
    sources = (path for suffix in ("py", "pyx", "pxd", "h") for path in _PACKAGE.rglob(f"*.{suffix}"))
    code = [*sources, *_PACKAGE.glob("*.toml"), *words, HTML_MODEL]
    rules = [path for path in code if path.relative_to(_PACKAGE).parts[0] in {"rules", "words"}]
    model = hashlib.sha256(MODEL.read_bytes()).hexdigest()
    return Digests(digest_of(code, _PACKAGE), digest_of(rules, _PACKAGE), model)


def digest_of(files: Iterable[Path], top: Path) -> str:
    """One SHA-256 over files, by their name below `top` and their content, in any order."""
    total = hashlib.sha256()
    for name, path in sorted((path.relative_to(top).as_posix(), path) for path in set(files)):
        total.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@cache
def versions() -> Mapping[str, str]:
    """Versions of copydesk, Python, its Unicode tables, and the libraries that decide a result."""
    own = {
        "copydesk": __version__,
        "python": platform.python_version(),
        "unicode": unicodedata.unidata_version,
    }
    return own | {name: version for name in _LIBRARIES if (version := _version(name))}


def _version(library: str) -> str | None:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return None

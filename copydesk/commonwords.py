"""The commonest words of many languages: in running text they are frequent, in labels rare."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def common(kind: str) -> frozenset[str]:
    """The words of a kind in lower case, of all languages: `function`, `address` or `said`."""
    return frozenset(word for words in _tables()[kind].values() for word in words.split())


@cache
def particles() -> frozenset[str]:
    """The commonest characters of scripts without spaces."""
    return frozenset("".join(_tables()["particles"].values()))


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("copydesk").joinpath("commonwords.toml").read_text("utf-8"))

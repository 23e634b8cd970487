"""The model in use: what the file beside the scorer holds, ready to be evaluated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from copydesk.digests import MODEL
from copydesk.network import Network
from copydesk.trees import Trees

_OTHER: dict[str, Any] = {}


@cache
def _file() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(MODEL.read_bytes())
    return found


def version() -> str:
    """The model's own version: the day it was trained. Its digest is in `copydesk.digests`."""
    return str(_file()["version"])


def entry(name: str) -> Any:
    """An entry of the model as it stands in the file."""
    return _OTHER[name] if name in _OTHER else _file()[name]


@cache
def trees(name: str) -> Trees:
    """Trees of the model: `joining`."""
    return Trees.of(entry(name))


@cache
def network(name: str) -> Network:
    """A network of the model: `text`."""
    return Network.of(entry(name))


def use(model: Mapping[str, Any]) -> None:
    """Take the entries of another model, such as a fold's, from here on; an empty one takes them back."""
    _OTHER.clear()
    _OTHER.update(model)
    for cached in (trees, network):
        cached.cache_clear()

"""Which of the cleaned documents are published: the newest revision of each, and one of each text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.shards import ShardResult


@dataclass(frozen=True, slots=True)
class Dropped:
    """Why a cleaned article is not published."""

    status: str
    reason: str
    message: str
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The articles that are not published, by uri; all others are."""

    dropped: Mapping[str, Dropped] = field(default_factory=dict)


def resolve(results: Sequence[ShardResult], store: Path, refused: Mapping[str, str]) -> Resolution:
    """Decide over the keys of all shards; `refused` maps the uris an audit refused to what it found.

    A refused article is quarantined and takes no part: what it had superseded is published in its place.
    """
    raise NotImplementedError

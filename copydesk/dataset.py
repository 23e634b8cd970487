"""The dataset digest: what a release says, whatever files and order it says it in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copydesk.formats import jsonl

_OF_ARTICLE = {"id", "uri"}


def document_digest(line: bytes, ledger: Mapping[str, Sequence[Any]] | None = None) -> str:
    """SHA-256 of an article's line and, as another, its ledger's columns; or of the line of a quarantine row.

    What stands in each row of the ledger because it stands in the article is not taken again.
    """
    digest = hashlib.sha256(line)
    if ledger is not None:
        own = {name: values for name, values in ledger.items() if name not in _OF_ARTICLE}
        digest.update(jsonl.line(own))
    return digest.hexdigest()


def dataset_digest(documents: Iterable[bytes]) -> str:
    """SHA-256 over the digests of all documents, sorted: no order, shard or worker count shows in it.

    They may come several at a time, one behind the other.
    """
    found = bytearray()
    for some in documents:
        found += some
    return digest_of_all(found)


def digest_of_all(found: bytearray) -> str:
    """The dataset digest of the digests of all documents, which are sorted where they are."""
    import numpy as np

    digests = np.frombuffer(found, dtype="S32")
    digests.sort()  # in place, without an object for each
    return hashlib.sha256(digests.data).hexdigest()

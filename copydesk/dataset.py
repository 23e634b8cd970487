"""The dataset digest: what a release says, whatever files and order it says it in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copydesk.formats import jsonl

Row = Mapping[str, Any]
Columns = Mapping[str, Sequence[Any]]


def document_digest(row: Row, ledger: Sequence[Row] = ()) -> str:
    """SHA-256 of an article's row and its ledger rows in their order, or of a quarantine row."""
    return hashlib.sha256(b"".join(map(jsonl.canonical, (row, *ledger)))).hexdigest()


def article_digest(row: Row, ledger: Columns) -> str:
    """The same of an article whose ledger is in columns."""
    digest = hashlib.sha256(jsonl.canonical(row))
    digest.update(jsonl.canonical_rows(ledger))
    return digest.hexdigest()


def dataset_digest(documents: Iterable[bytes]) -> str:
    """SHA-256 over the digests of all documents, sorted: no order, shard or worker count shows in it.

    They may come several at a time, one behind the other.
    """
    import numpy as np

    digests = np.frombuffer(bytearray().join(documents), dtype="S32")
    digests.sort()  # in place, without an object for each
    return hashlib.sha256(digests.data).hexdigest()

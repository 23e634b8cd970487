"""The dataset digest: what a release says, whatever files and order it says it in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copydesk.formats.jsonl import canonical

Row = Mapping[str, Any]


def document_digest(row: Row, ledger: Sequence[Row] = ()) -> str:
    """SHA-256 of an article's row and its ledger rows in their order, or of a quarantine row."""
    return hashlib.sha256(b"".join(canonical(one) for one in (row, *ledger))).hexdigest()


def dataset_digest(documents: Iterable[str]) -> str:
    """SHA-256 over the digests of all documents, sorted: no order, shard or worker count shows in it."""
    total = hashlib.sha256()
    for digest in sorted(map(bytes.fromhex, documents)):
        total.update(digest)
    return total.hexdigest()

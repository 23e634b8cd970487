"""Every limit copydesk puts on its input, in one place: over a limit means quarantine, never truncation."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document and a shard may hold at most.

    A document over a limit goes to quarantine with the number that was found. The limits are part of a
    shard's name, so that changing one cleans again what it may have decided.
    """

    document_bytes: int = 32 * MB
    """A document or record longer than this is not read into memory at all."""
    document_seconds: float = 10.0
    """Processor time for one document; ten times as long by the clock."""
    document_memory: int = 2048 * MB
    """Memory for one document, beyond what its process has anyway."""
    compressed_bytes: int = 2048 * MB
    """A compressed file."""
    expanded_bytes: int = 20 * 1024 * MB
    """What a compressed file holds."""
    expanded_ratio: int = 200
    """What a compressed file holds for each of its bytes, once that is more than `ratio_from`."""
    ratio_from: int = 64 * MB
    """Bytes of content up to which any ratio is allowed."""
    member_bytes: int = 256 * MB
    """A file of rows or records within an archive: unpacked, it may be of any size."""
    url_chars: int = 8192
    """Characters of an url that comes with a row or record."""
    page_chars: int = 5 * MB
    """Characters of page text."""
    text_chars: int = 2 * MB
    """Characters of the cleaned text."""
    page_tags: int = 200_000
    """Tags of an HTML page."""
    page_depth: int = 512
    """Elements inside one another in an HTML page."""
    tag_attributes: int = 1000
    """Attributes on one tag of an HTML page."""
    combining_run: int = 30
    """Combining marks in a row; normalising longer runs takes quadratic time."""
    json_chars: int = 2 * MB
    """Characters of one script of JSON-LD; a longer one is not read."""
    json_depth: int = 64
    """Levels of JSON that are looked into, in a row or a script; a row with more is refused."""
    json_nodes: int = 5_000
    """Objects of a script of JSON-LD that are looked at."""
    group_rows: int = 100_000_000
    """Rows of a row group of Parquet."""
    evidence_chars: int = 2_000
    """Characters of a field that a page gives in its markup; a longer one is not taken for one."""
    message_chars: int = 500
    """Characters of a quarantine message."""
    shard_documents: int = 2000
    """Documents in a shard at most."""
    shard_bytes: int = 64 * MB
    """Bytes of input in a shard at most; one longer document is a shard of its own."""
    shard_average: int = 500
    """Documents in a shard on average, as the hash of their uris falls."""


LIMITS = Limits()

"""The tables of a release and the files they are in."""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.records import Article, LedgerRow, QuarantineRow


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a folder of numbered Parquet files that hold rows of one record."""

    name: str
    folder: str
    record: type

    @property
    def glob(self) -> str:
        """The table's Parquet files, relative to the release."""
        return f"{self.folder}/{self.name}-*.parquet"

    def file(self, number: int, suffix: str = ".parquet") -> str:
        """One of its files, relative to the release."""
        return f"{self.folder}/{self.name}-{number:05}{suffix}"


ARTICLES = Table("articles", "data", Article)
LEDGER = Table("ledger", "ledger", LedgerRow)
QUARANTINE = Table("quarantine", "quarantine", QuarantineRow)
TABLES = (ARTICLES, LEDGER, QUARANTINE)

LINES = ".jsonl.gz"
"""Suffix of the articles' second form, beside each of their Parquet files."""

"""Two releases side by side: the documents in both, and what became of each, file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from copydesk.catalogue import NOWHERE, Catalogue, Keys, Names, Places, catalogue, find, id_keys, uri_keys
from copydesk.compare import Change, Side, Way, changes
from copydesk.contract import columns, from_row
from copydesk.formats import parquet
from copydesk.opened import Opened, reading
from copydesk.records import Article, LedgerRow
from copydesk.stages import Amount, Progress
from copydesk.tables import ARTICLES, LEDGER, QUARANTINE

_STAGE = "compare"
_SPANS = ("start", "end", "action", "code", "category", "text", "replacement", "offset")
_NOT_FACTS = {
    "id", "source_id", "uri", "text", "paragraphs", "captions", "headline_span", "caption_spans",
    "page_chars", "kept_chars", "removed_chars", "text_sha256", "page_sha256", "source_sha256",
}  # fmt: skip
# Columns that a release may lack because it is older than they are.
_LATER = tuple(column for column in columns(Article) if column.many or column.optional)


@dataclass(frozen=True, slots=True)
class Changed:
    """A document that both releases publish, and the spans of its page whose fate changed."""

    uri: str
    was: str
    """Its uri in the first release: the same id may have gone by another name."""
    other_source: bool
    """Whether the input itself holds other bytes."""
    other_page: bool
    """Whether another text was read from it."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a release publishes a document, and if not, why."""

    status: str
    reason: str | None = None
    message: str | None = None


PUBLISHED = Standing("published")


@dataclass(frozen=True, slots=True)
class Switched:
    """A document that one release publishes, and the other has in its quarantine."""

    uri: str
    before: Standing
    after: Standing


@dataclass(slots=True)
class Tally:
    """What was seen so far; spans and their characters by their way and the fates before and after."""

    compared: int = 0
    changed: int = 0
    switched: int = 0
    only_before: int = 0
    only_after: int = 0
    spans: Counter[tuple[Way, str, str]] = field(default_factory=Counter)
    chars: Counter[tuple[Way, str, str]] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    """Documents by the columns in which they differ, apart from those that spell out the spans."""


@dataclass(frozen=True, slots=True)
class _Tables:
    """A file of articles with the ledger that goes with it, and where in that each article's rows are."""

    release: Opened
    path: str
    articles: pa.Table
    ledger: pa.Table
    first: Places
    last: Places

    def spans(self, row: int) -> pa.Table:
        """The ledger of one article."""
        return self.ledger.slice(self.first[row], self.last[row] - self.first[row])


def differences(
    one: Opened, other: Opened, names: Names, tally: Tally, tell: Progress
) -> Iterator[Changed | Switched]:
    """Every document that became something else, by the files of the first release and by uri within each.

    In memory are one file of each release at a time, and some bytes for each document. A document is the
    one with its id, or else with its uri. VerificationError where a file cannot be read.
    """
    before, after = catalogue(one, names), catalogue(other, names)
    names.refuse_unknown()
    pairs = _pairs(before, after)
    asked = pairs[before.asked[pairs[:, 0]] | after.asked[pairs[:, 1]]]
    tell.begin(_STAGE, Amount(len(asked)))
    for _, group in groupby(asked, lambda pair: before.files[pair[0]]):
        yield from _in_file(before, after, list(group), tally, tell)
    tell.end(_STAGE)
    yield from _switched(before, after, pairs, tally)


def _pairs(before: Catalogue, after: Catalogue) -> Places:
    """Places in both catalogues of each document in both, in the order of their files."""
    found = find(before.ids, after.ids)
    taken = np.isin(np.arange(len(after.ids) + 1), found)  # the last one is NOWHERE
    named = find(before.uris, after.uris)
    free = (found == NOWHERE) & (named != NOWHERE) & ~taken[named]
    found = np.where(free, named, found)
    mine = np.flatnonzero(found != NOWHERE)
    pairs = np.stack([mine, found[mine]], axis=1)
    return pairs[np.lexsort((after.files[pairs[:, 1]], before.files[pairs[:, 0]]))]


def _in_file(
    before: Catalogue, after: Catalogue, pairs: Sequence[Places], tally: Tally, tell: Progress
) -> list[Changed]:
    """What changed in the documents of one file of the first release, by uri."""
    ours = _load(before.release, int(before.files[pairs[0][0]]))
    found: list[Changed] = []
    for number, group in groupby(pairs, lambda pair: int(after.files[pair[1]])):
        theirs = _load(after.release, number)
        for mine, its in group:
            changed = _compared(ours, int(before.rows[mine]), theirs, int(after.rows[its]), tally)
            found += [changed] if changed else []
            tell.advance(_STAGE, Amount(1))
    return sorted(found, key=lambda changed: changed.uri)


def _load(release: Opened, number: int) -> _Tables:
    path, ledger_path = ARTICLES.file(number), LEDGER.file(number)
    with reading(release, path):
        articles = parquet.read_table(release.folder / path).combine_chunks()
        ids = id_keys(articles["id"].to_pylist())
    with reading(release, ledger_path):
        ledger = parquet.read_table(release.folder / ledger_path).combine_chunks()
        owners = id_keys(ledger["id"].to_pylist())
        if np.any(owners[:-1] > owners[1:]):
            raise ValueError("its rows are not in the order of ids")
        ledger = ledger.select(_SPANS)
    first, last = np.searchsorted(owners, ids, "left"), np.searchsorted(owners, ids, "right")
    return _Tables(release, path, articles, ledger, first, last)


def _compared(ours: _Tables, mine: int, theirs: _Tables, its: int, tally: Tally) -> Changed | None:
    tally.compared += 1
    other = _other_columns(ours.articles, mine, theirs.articles, its)
    tally.facts.update(name for name in other if name not in _NOT_FACTS)
    if not other and ours.spans(mine).equals(theirs.spans(its)):
        return None
    one, two = _side(ours, mine), _side(theirs, its)
    found = changes(one, two)
    if not found:
        return None
    _count(found, tally)
    return Changed(
        uri=two.article.uri,
        was=one.article.uri,
        other_source=one.article.source_sha256 != two.article.source_sha256,
        other_page=one.article.page_sha256 != two.article.page_sha256,
        changes=found,
    )


def _side(tables: _Tables, row: int) -> Side:
    """One article and its ledger; columns that are younger than the release are empty."""
    with reading(tables.release, f"{tables.path}: row {row}"):
        empty: dict[str, object] = {c.name: () if c.many else None for c in _LATER}
        values = tables.articles.slice(row, 1).to_pylist()[0]
        unused = {"id": values["id"], "uri": values["uri"], "score": None}
        ledger = [from_row(LedgerRow, {**unused, **span}) for span in tables.spans(row).to_pylist()]
        return Side.of(from_row(Article, {**empty, **values}), ledger)


def _other_columns(ours: pa.Table, mine: int, theirs: pa.Table, its: int) -> list[str]:
    """The columns, of those that both have, in which two articles differ."""
    if ours.slice(mine, 1).equals(theirs.slice(its, 1)):
        return []
    both = [name for name in ours.column_names if name in theirs.column_names]
    return [name for name in both if not ours[name].slice(mine, 1).equals(theirs[name].slice(its, 1))]


def _count(found: Iterable[Change], tally: Tally) -> None:
    tally.changed += 1
    for change in found:
        kind = change.way, str(change.before), str(change.after)
        tally.spans[kind] += 1
        tally.chars[kind] += change.chars


def _switched(before: Catalogue, after: Catalogue, pairs: Places, tally: Tally) -> Iterator[Switched]:
    """The documents that one release publishes and the other does not, where that says why."""
    gone, come = _others(before, pairs[:, 0]), _others(after, pairs[:, 1])
    tally.only_before, tally.only_after = len(gone), len(come)
    for uri, why in _refusals(after.release, gone):
        tally.switched, tally.only_before = tally.switched + 1, tally.only_before - 1
        yield Switched(uri, PUBLISHED, why)
    for uri, why in _refusals(before.release, come):
        tally.switched, tally.only_after = tally.switched + 1, tally.only_after - 1
        yield Switched(uri, why, PUBLISHED)


def _others(among: Catalogue, paired: Places) -> Keys:
    """The uris of documents that are asked for and not in both."""
    others = among.asked.copy()
    others[paired] = False
    return among.uris[others]


def _refusals(release: Opened, uris: Keys) -> Iterator[tuple[str, Standing]]:
    """Why the documents of some uris are not published."""
    for number in range(release.count(QUARANTINE)) if len(uris) else ():
        path = QUARANTINE.file(number)
        with reading(release, path):
            table = parquet.read_table(release.folder / path, ["uri", "status", "reason", "message"])
            asked: NDArray[np.bool_] = np.isin(uri_keys(table["uri"].to_pylist()), uris)
            rows = table.filter(pa.array(asked)).to_pylist()
        for row in sorted(rows, key=lambda row: str(row["uri"])):
            yield row["uri"], Standing(row["status"], row["reason"], row["message"])

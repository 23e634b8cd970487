"""A release is judged from its files alone: each way to break one is found, and named."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from copydesk import manifest
from copydesk.contract import arrow_schema, columns
from copydesk.dataset import dataset_digest, document_digest
from copydesk.disk import sha256_file
from copydesk.errors import UsageError, VerificationError
from copydesk.formats import jsonl, parquet
from copydesk.limits import LIMITS
from copydesk.manifest import Bookkeeping
from copydesk.records import Article, LedgerRow
from copydesk.run import Order, run
from copydesk.shards import clean_shard
from copydesk.tables import TABLES
from copydesk.verify import failures, find_release, verify
from copydesk.workers import Workers

STORY = """Ministers meet for talks on trade, round {0}

By Ana Lima

The ministers met in Beijing on day {0} and said that the ties of the two countries&#039; firms were close.

Share on Facebook

They agreed to meet again in the autumn, officials said, when round {0} of the new rules is in force.
"""
Rows = list[dict[str, Any]]
Change = Callable[["Forgery"], object]
CHARS = ("page_chars", "kept_chars", "removed_chars")


class PassingAudit:
    gates: Mapping[str, str] = {"stub.json": "1"}

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]:
        results = {"success": True, "suites": [], "failures": [], "warnings": [], "refused": {}}
        (folder / "validation").mkdir()
        (folder / "validation" / "results.json").write_text(json.dumps(results))
        return results


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A release of four articles in two files; a duplicate and a binary are in the quarantine."""
    top = tmp_path_factory.mktemp("sound")
    (top / "news").mkdir()
    for name, number in {"0": 0, "1": 1, "2": 2, "3": 3, "copy": 3}.items():
        (top / "news" / f"{name}.txt").write_text(STORY.format(number), encoding="utf-8")
    (top / "news" / "broken.txt").write_bytes(b"\0\1\2\3" * 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        order = Order(("news",), Path("dist"), limits=replace(LIMITS, shard_documents=3, shard_average=10**9))
        run(
            order,
            map_shards=lambda shards, store, _: [clean_shard(s, store) for s in shards],
            audit=PassingAudit(),
        )
    yield (top / "dist" / "latest").resolve()


class Forgery:
    """A release taken apart, and put together again with every digest and count right for what changed."""

    def __init__(self, release: Path) -> None:
        self.release = release
        self.manifest = manifest.read(release)
        names = sorted(path.relative_to(release).as_posix() for path in release.glob("*/*.parquet"))
        self.rows: dict[str, Rows] = {name: parquet.read_rows(release / name) for name in names}
        self.lines: dict[str, Rows] = {}
        self.tables: dict[str, pa.Table] = {}
        self.name = max((name for name in names if name.startswith("data/")), key=lambda n: len(self.rows[n]))

    @property
    def articles(self) -> Rows:
        """The articles of the longer file."""
        return self.rows[self.name]

    @property
    def ledger(self) -> Rows:
        """The ledger of these articles."""
        return self.rows[self.name.replace("data/articles", "ledger/ledger")]

    @property
    def quarantine(self) -> Rows:
        return self.rows["quarantine/quarantine-00000.parquet"]

    def span(self, whole: bool) -> dict[str, Any]:
        """A span of the first article: a block that was removed whole, or an edit within one."""
        first = self.articles[0]["id"]
        return next(row for row in self.ledger if row["id"] == first and (row["offset"] is None) is whole)

    def save(self) -> None:
        for name, rows in self.rows.items():
            (record,) = (table.record for table in TABLES if name.startswith(table.folder))
            parquet.write_rows(self.release / name, record, rows)
            if name.startswith("data/"):
                lines = b"".join(map(jsonl.line, self.lines.get(name, rows)))
                jsonl.write_lines((self.release / name).with_suffix(".jsonl.gz"), lines)
        for name, table in self.tables.items():
            parquet.write_table(self.release / name, table)
        self._count()
        self._sign()

    def _count(self) -> None:
        articles = [row for name, rows in self.rows.items() if name.startswith("data") for row in rows]
        spans = [row for name, rows in self.rows.items() if name.startswith("ledger") for row in rows]
        refused = [row for name, rows in self.rows.items() if name.startswith("quarantine") for row in rows]
        statuses = Counter(row["status"] for row in refused)
        own = {row["id"]: [span for span in spans if span["id"] == row["id"]] for row in articles}
        digests = [document_digest(jsonl.line(row), _columns(own[row["id"]])) for row in articles]
        digests += map(document_digest, map(jsonl.line, refused))
        digest = dataset_digest(map(bytes.fromhex, digests))
        self.manifest["counts"] |= {
            "published": len(articles),
            "superseded": statuses["superseded"],
            "quarantined": statuses["quarantined"],
            "ledger_rows": sum(len(own[row["id"]]) for row in articles),
            "reasons": dict(Counter(row["reason"] for row in refused)),
            **{name: sum(row[name] for row in articles) for name in CHARS},
        }
        self.manifest["dataset_digest"] = digest
        self.manifest["version"] = self.manifest["version"][:-8] + digest[:8]

    def _sign(self) -> None:
        for file in self.manifest["files"]:
            path = self.release / file["path"]
            file["sha256"], file["bytes"] = sha256_file(path)
            if path.suffix == ".parquet":
                file["rows"] = parquet.count_rows(path)
            elif path.suffix == ".gz":
                file["rows"] = sum(1 for _ in jsonl.read_lines(path))
        manifest.write(self.manifest, self.release)


def _columns(spans: Rows) -> dict[str, list[Any]]:
    return {column.name: [span[column.name] for span in spans] for column in columns(LedgerRow)}


@pytest.fixture
def release(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound release, to be broken."""
    return Path(shutil.copytree(sound, tmp_path / "release"))


def found(release: Path) -> list[str]:
    return list(failures(release))


def expect(found: Sequence[str], patterns: Sequence[str]) -> None:
    """The failures are those that were expected, in this order, and no others."""
    assert len(found) == len(patterns), "\n".join(found)
    for failure, pattern in zip(found, patterns, strict=True):
        assert re.search(pattern, failure), f"{failure!r} is not {pattern!r}"


# ── A sound release ──────────────────────────────────────────────────────────────────────────────────


def test_a_sound_release_has_no_failure(release: Path) -> None:
    assert found(release) == []
    verified = verify(release)
    assert (verified.articles, verified.quarantine_rows) == (4, 2)
    assert verified.files == sum(path.is_file() for path in release.rglob("*"))


def test_a_release_put_together_again_has_no_failure(release: Path) -> None:
    Forgery(release).save()
    assert found(release) == []


def test_the_dataset_digest_is_taken_of_the_files_as_the_docs_say(release: Path) -> None:
    def line(row: dict[str, Any]) -> bytes:
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    ledger = [row for path in release.glob("ledger/*.parquet") for row in parquet.read_rows(path)]
    digests = []
    for path in release.glob("data/*.jsonl.gz"):
        for article in gzip.decompress(path.read_bytes()).splitlines(keepends=True):
            own = [row for row in ledger if row["id"] == json.loads(article)["id"]]
            names = [name for name in ledger[0] if name not in {"id", "uri"}]
            listed = line({name: [row[name] for row in own] for name in names})
            digests.append(hashlib.sha256(article + listed).digest())
    for path in release.glob("quarantine/*.parquet"):
        digests += [hashlib.sha256(line(row)).digest() for row in parquet.read_rows(path)]
    expected = hashlib.sha256(b"".join(sorted(digests))).hexdigest()
    assert manifest.read(release)["dataset_digest"] == expected


def test_a_copied_and_renamed_release_verifies(release: Path) -> None:
    assert verify(release.rename(release.parent / "elsewhere")).version


def test_verify_raises_with_every_failure(release: Path) -> None:
    (release / "README.md").unlink()
    (release / "extra.txt").touch()
    with pytest.raises(VerificationError) as caught:
        verify(release)
    assert caught.value.failures == ("README.md: missing", "extra.txt: not in the manifest")


@pytest.mark.parametrize("name", ["validation/results.json", "ledger/ledger-00000.parquet"])
def test_a_file_that_is_missing_is_told_once_and_blamed_on_no_other(release: Path, name: str) -> None:
    (release / name).unlink()
    with pytest.raises(VerificationError) as caught:
        verify(release)
    found, *others = caught.value.failures
    assert found == f"{name}: missing"
    assert not [line for line in others if "understood" in line or "missing" in line]


def test_verify_shows_a_hundred_failures_at_most(release: Path) -> None:
    for i in range(150):
        (release / f"extra{i}.txt").touch()
    with pytest.raises(VerificationError) as caught:
        verify(release)
    assert len(caught.value.failures) == 101
    assert caught.value.failures[-1] == "… and more"


def test_what_is_no_folder_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere' is not a release: there is no such folder"):
        verify(tmp_path / "nowhere")


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────


TABLE_FILES = (
    "data/articles-00000.parquet",
    "data/articles-00000.jsonl.gz",
    "ledger/ledger-00000.parquet",
    "quarantine/quarantine-00000.parquet",
)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _link(path: Path) -> None:
    target = path.rename(path.parent.parent / "moved")
    path.symlink_to(target)


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


FILES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a flipped bit": (
        lambda release: _flip(release / "report.html"),
        ["^report.html: other bytes than those its sha256 was taken of$"],
    ),
    "a byte too many": (
        lambda release: _append(release / "croissant.json"),
        [r"^croissant.json: [\d,]+ bytes instead of [\d,]+$"],
    ),
    "a missing file": (lambda release: (release / "report.html").unlink(), ["^report.html: missing$"]),
    "a file too many": (
        lambda release: (release / "data" / "articles-00002.parquet").touch(),
        ["^data/articles-00002.parquet: not in the manifest$"],
    ),
    "a link for a file": (lambda release: _link(release / "README.md"), ["^README.md: a link, not a file$"]),
    "no manifest": (
        lambda release: (release / "manifest.json").unlink(),
        ["^manifest.json: missing$"],
    ),
    "a manifest that is no JSON": (
        lambda release: (release / "manifest.json").write_text("{"),
        ["^manifest.json: cannot be understood: JSONDecodeError"],
    ),
    "a manifest of another kind": (
        lambda release: (release / "manifest.json").write_text("[]"),
        ["^manifest.json: cannot be understood: TypeError"],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_found(name: str, release: Path) -> None:
    damage, patterns = FILES[name]
    damage(release)
    expect(found(release), patterns)


@pytest.mark.parametrize("name", TABLE_FILES)
def test_no_damage_to_a_table_is_a_crash(name: str, release: Path) -> None:
    whole = (release / name).read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        (release / name).write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert f"{name}: other bytes than those its sha256 was taken of" in found(release)
    (release / name).write_bytes(whole[: len(whole) // 2])
    assert any(line.startswith(f"{name}: ") for line in found(release))


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────


def _twice(forgery: Forgery) -> None:
    forgery.articles.insert(0, deepcopy(forgery.articles[0]))


def _other_id(forgery: Forgery) -> None:
    old = forgery.articles[0]["id"]
    for row in (*forgery.articles, *forgery.ledger):
        row["id"] = "0" * 16 if row["id"] == old else row["id"]


def _other_order(forgery: Forgery) -> None:
    forgery.articles[:2] = reversed(forgery.articles[:2])


def _other_letter(forgery: Forgery) -> None:
    forgery.articles[0]["headline"] = "X" + forgery.articles[0]["headline"][1:]


def _overlap(forgery: Forgery) -> None:
    forgery.articles[0]["paragraphs"][0]["start"] = 0


def _set(name: str, value: object) -> Change:
    return lambda forgery: forgery.articles[0].update({name: value})


def _add(name: str, more: int) -> Change:
    return lambda forgery: forgery.articles[0].update({name: forgery.articles[0][name] + more})


def _set_span(name: str, value: object, whole: bool = True) -> Change:
    return lambda forgery: forgery.span(whole).update({name: value})


def _other_offset(forgery: Forgery) -> None:
    forgery.span(whole=False)["offset"] += 1


def _other_span_text(forgery: Forgery) -> None:
    span = forgery.span(whole=True)
    span["text"] = "X" + span["text"][1:]


def _vanished(forgery: Forgery) -> None:
    forgery.ledger.remove(forgery.span(whole=True))


def _refused(reason: str, name: str, value: object) -> Change:
    def change(forgery: Forgery) -> None:
        (row,) = (row for row in forgery.quarantine if row["reason"] == reason)
        row[name] = value

    return change


def _refused_twice(forgery: Forgery) -> None:
    forgery.quarantine.insert(0, deepcopy(forgery.quarantine[0]))


def _published_and_refused(forgery: Forgery) -> None:
    _refused("binary", "uri", forgery.articles[0]["uri"])(forgery)


def _other_line(forgery: Forgery) -> None:
    forgery.lines[forgery.name] = deepcopy(forgery.articles)
    forgery.lines[forgery.name][1]["agency"] = "AFP"


def _fewer_lines(forgery: Forgery) -> None:
    forgery.lines[forgery.name] = forgery.articles[:-1]


# What is changed, and all that is then said; `{row}` is the first row of the longer file of articles.
ROWS: dict[str, tuple[Change, list[str]]] = {
    "a document twice": (
        _twice,
        ["id [0-9a-f]{16} is in the release twice", "documents in are not those published, superseded"],
    ),
    "an id of another document": (_other_id, ["{row}: id 0000000000000000 is not that of its url or uri"]),
    "rows in another order": (_other_order, [r"articles-\d+.parquet: .* which is not the order of ids"]),
    "another letter": (_other_letter, ["{row}: the page rebuilt from article and ledger is not the page"]),
    "paragraphs that overlap": (_overlap, ["{row}: the page cannot be rebuilt: .* overlap at"]),
    "another text": (
        _set("text", "Another text."),
        ["{row}: text is not its paragraphs joined", "{row}: text_sha256 is not the digest of text"],
    ),
    "another text_sha256": (_set("text_sha256", "0" * 64), ["{row}: text_sha256 is not the digest of text"]),
    "another page_sha256": (_set("page_sha256", "0" * 64), ["{row}: the page rebuilt .* is not the page"]),
    "another page_chars": (
        _add("page_chars", 1),
        ["{row}: page_chars is", "{row}: kept_chars .* and removed_chars are not page_chars"],
    ),
    "another kept_chars": (_add("kept_chars", 1), ["{row}: kept_chars .* and removed_chars are not page_"]),
    "another removed_chars": (
        _add("removed_chars", -1),
        ["{row}: removed_chars is .*, the ledger removes", "{row}: kept_chars .* are not page_chars"],
    ),
    "another source": (_set("source_sha256", "0" * 64), ["its source_sha256 is not that of the input"]),
    "a span that vanished": (
        _vanished,
        ["{row}: the page rebuilt", "{row}: page_chars is", "{row}: removed_chars is"],
    ),
    "a span with another text": (_other_span_text, ["{row}: the page rebuilt"]),
    "a span of another length": (
        _set_span("end", 10**6, whole=False),
        ["{row}: the text of the ledger row at .* characters long", "{row}: .* lies in no kept piece"],
    ),
    "a span of another uri": (_set_span("uri", "news/other.txt"), ["{row}: its ledger names news/other.txt"]),
    "a removed block with an offset": (_set_span("offset", 0), ["{row}: .* lies in no kept piece"]),
    "an edit at another offset": (_other_offset, ["{row}: .* what replaced the ledger row at .* is not at"]),
    "another row as JSON": (_other_line, [r"^{lines}: row 1 .*: not what the Parquet file says"]),
    "fewer rows as JSON": (
        _fewer_lines,
        ["^{lines}: 2 rows; the Parquet file has 3", "^{lines}: 2 rows listed, other than those"],
    ),
    "superseded by what is not published": (
        _refused("exact_duplicate", "superseded_by", "news/nowhere.txt"),
        ["^news/copy.txt: superseded by news/nowhere.txt, which is not published"],
    ),
    "superseded by nothing": (
        _refused("exact_duplicate", "superseded_by", None),
        ["news/copy.txt.*: it is superseded, and superseded_by is None"],
    ),
    "quarantined for another document": (
        _refused("binary", "superseded_by", "news/3.txt"),
        ["news/broken.txt.*: it is quarantined, and superseded_by is news/3.txt"],
    ),
    "refused twice": (
        _refused_twice,
        ["the document is in the quarantine twice", "documents in are not those published, superseded"],
    ),
    "published and refused": (
        _published_and_refused,
        [": published and in the quarantine", "^news/broken.txt: an input that is nowhere in the release"],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_changed_row_is_found_although_all_digests_are_right(name: str, release: Path) -> None:
    change, patterns = ROWS[name]
    forgery = Forgery(release)
    row = re.escape(f"{forgery.name}: row 0 ({forgery.articles[0]['uri']})")
    lines = re.escape(forgery.name.replace(".parquet", ".jsonl.gz"))
    change(forgery)
    forgery.save()
    expect(found(release), [pattern.replace("{row}", row).replace("{lines}", lines) for pattern in patterns])


@pytest.mark.parametrize("name", ["a document twice", "refused twice", "another id"])
def test_workers_find_what_one_process_finds(name: str, release: Path) -> None:
    forgery = Forgery(release)
    if name in ROWS:
        ROWS[name][0](forgery)
    else:
        forgery.articles[0]["id"] = "f" * 16
    forgery.save()
    with Workers(2) as pool:
        assert list(failures(release, pool.each)) == found(release)


def test_what_is_in_two_files_is_found(release: Path) -> None:
    forgery = Forgery(release)
    other = next(name for name in forgery.rows if name.startswith("data/") and name != forgery.name)
    for ours, theirs in (
        (forgery.name, other),
        (
            forgery.name.replace("data/articles", "ledger/ledger"),
            other.replace("data/articles", "ledger/ledger"),
        ),
    ):
        forgery.rows[theirs] = sorted(forgery.rows[ours] + forgery.rows[theirs], key=lambda row: row["id"])
    forgery.save()
    path = max(forgery.name, other)
    again = [line for line in found(release) if "is in the release twice" in line]
    assert len(again) == len(forgery.articles)
    assert all(line.startswith(path) for line in again)


def test_a_span_without_its_article_is_found(release: Path) -> None:
    forgery = Forgery(release)
    forgery.ledger[-1]["id"] = "f" * 16
    forgery.save()
    assert any(
        re.search(r"^ledger/.*: row \d+ .*: its article is not in data/", line) for line in found(release)
    )


# ── The contract ─────────────────────────────────────────────────────────────────────────────────────


def _changed(schema: pa.Schema, name: str, **changes: Any) -> pa.Schema:
    i = schema.get_field_index(name)
    field = schema.field(i)
    kind, nullable = changes.get("kind", field.type), changes.get("nullable", field.nullable)
    return schema.set(i, field.with_type(kind).with_nullable(nullable))


SCHEMA = arrow_schema(Article)
SCHEMAS: dict[str, tuple[pa.Schema, str]] = {
    "a missing column": (
        SCHEMA.remove(SCHEMA.get_field_index("agency")),
        "no agency where agency string belongs",
    ),
    "an unknown column": (
        SCHEMA.append(pa.field("colour", pa.string())),
        "colour string where no such column belongs",
    ),
    "a column of another type": (
        _changed(SCHEMA, "page_chars", kind=pa.int32()),
        "page_chars int32 not null where page_chars int64 not null belongs",
    ),
    "a column that may be null": (
        _changed(SCHEMA, "text", nullable=True),
        "text string where text string not null belongs",
    ),
    "columns in another order": (pa.schema([*SCHEMA][::-1]), "another order"),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_other_columns_are_found(name: str, release: Path) -> None:
    schema, pattern = SCHEMAS[name]
    forgery = Forgery(release)
    forgery.tables[forgery.name] = pa.Table.from_pylist(forgery.articles, schema=schema)
    forgery.save()
    first, *_ = found(release)
    assert re.search(f"^{forgery.name}: not the columns of the contract: .*{pattern}", first), first


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        (_set("language", "English"), "language: 'English' does not match"),
        (_set("flags", ["nice"]), r"flags\[0\]: 'nice' is none of"),
        (_set("page_chars", -1), "page_chars: -1 is negative"),
        (_set_span("action", "lost"), "action: 'lost' is none of removed, edited"),
        (_refused("binary", "reason", "ugly"), "reason: 'ugly' is none of"),
    ],
    ids=["pattern", "vocabulary", "negative", "ledger", "quarantine"],
)
def test_rows_that_break_the_contract_are_found(change: Change, failure: str, release: Path) -> None:
    forgery = Forgery(release)
    change(forgery)
    forgery.save()
    assert any(re.search(rf": row \d+ \(news/.*\): {failure}", line) for line in found(release))


# ── The manifest ─────────────────────────────────────────────────────────────────────────────────────

Note = dict[str, Any]


def _count_up(name: str) -> Callable[[Note], None]:
    return lambda note: note["counts"].update({name: note["counts"][name] + 1})


def _file(note: Note, path: str) -> Note:
    files: list[Note] = note["files"]
    return next(file for file in files if file["path"] == path)


BALANCE = "manifest.json: documents in are not those published, superseded and quarantined"
NOTES: dict[str, tuple[Callable[[Note], object], list[str]]] = {
    **{
        f"another count of {name}": (_count_up(name), [f"counts: {name} is .*, counted", BALANCE])
        for name in ("documents_in", "published", "superseded", "quarantined")
    },
    **{
        f"another count of {name}": (_count_up(name), [f"counts: {name} is .*, counted"])
        for name in ("ledger_rows", *CHARS)
    },
    "other reasons": (lambda note: note["counts"]["reasons"].update(empty=1), ["counts: reasons is"]),
    "another dataset digest": (
        lambda note: note.update(dataset_digest="0" * 64),
        ["dataset_digest is not that of the rows", "does not end as the dataset digest begins"],
    ),
    "another version": (
        lambda note: note.update(version="20260101T000000Z-00000000"),
        [
            "version 20260101T000000Z-00000000 does not end as the dataset digest begins",
            "version 20260101T000000Z-00000000 does not begin with its created_at",
        ],
    ),
    "another time": (
        lambda note: note.update(created_at="2026-01-01T00:00:00Z"),
        ["version .* does not begin with its created_at"],
    ),
    "an input less": (
        lambda note: note["inputs"].pop(0),
        ["counts: documents_in is 6, counted 5", "news/0.txt: in the release and not among its inputs"],
    ),
    "an input more": (
        lambda note: note["inputs"].append({**note["inputs"][0], "uri": "news/lost.txt"}),
        ["counts: documents_in is 6, counted 7", "news/lost.txt: an input that is nowhere in the release"],
    ),
    "an input twice": (
        lambda note: note["inputs"].append(note["inputs"][0]),
        ["counts: documents_in is 6, counted 7", r"news/0\.txt: 1 of its 2 documents are in the release"],
    ),
    "an input of other bytes": (
        lambda note: note["inputs"][0].update(sha256="0" * 64),
        ["news/0.txt: its source_sha256 is not that of the input"],
    ),
    "other rows in a table": (
        lambda note: _file(note, "quarantine/quarantine-00000.parquet").update(rows=7),
        ["quarantine/quarantine-00000.parquet: 2 rows instead of 7"],
    ),
    "other rows in a file of lines": (
        lambda note: _file(note, "data/articles-00000.jsonl.gz").update(rows=7),
        ["data/articles-00000.jsonl.gz: 7 rows listed, other than those of the Parquet file"],
    ),
    "a file outside": (
        lambda note: note["files"].append({**note["files"][0], "path": "../README.md"}),
        ["^../README.md: missing"],
    ),
    "another judgement": (
        lambda note: note["validation"].update(expectations=99),
        ["manifest.json: validation is not what validation/results.json says"],
    ),
    "no counts": (
        lambda note: note.pop("counts"),
        ["manifest.json: cannot be understood: KeyError: 'counts'"],
    ),
    "another format": (
        lambda note: note.update(format=1),
        ["^manifest.json: its format is 1, and this version of copydesk verifies format 2: verify it with"],
    ),
    "no files": (lambda note: note.pop("files"), ["manifest.json: cannot be understood: KeyError: 'files'"]),
}


@pytest.mark.parametrize("name", NOTES)
def test_a_changed_manifest_is_found(name: str, release: Path) -> None:
    change, patterns = NOTES[name]
    note = manifest.read(release)
    change(note)
    manifest.write(note, release)
    expect(found(release), patterns)


def test_a_release_that_did_not_pass_its_gates_does_not_verify(release: Path) -> None:
    path = release / "validation" / "results.json"
    path.write_text(path.read_text().replace('"success": true', '"success": false'))
    Forgery(release).save()
    expect(
        found(release),
        [
            "^validation/results.json: the release did not pass its gates$",
            "^manifest.json: validation is not what validation/results.json says$",
        ],
    )


def _renumber(forgery: Forgery, old: str, new: str) -> None:
    for file in forgery.manifest["files"]:
        if old in file["path"]:
            path = file["path"].replace(old, new)
            (forgery.release / file["path"]).rename(forgery.release / path)
            file["path"] = path


@pytest.mark.parametrize("table", ["articles", "ledger", "quarantine"])
def test_files_of_a_table_are_numbered_from_zero(table: str, release: Path) -> None:
    forgery = Forgery(release)
    _renumber(forgery, f"{table}-00000", f"{table}-00007")
    manifest.write(forgery.manifest, release)
    lines = found(release)
    assert any(re.search(f"{table}-00007.* not one of the files of its table", line) for line in lines)
    assert any(re.search(f"{table}-00000.parquet: not in the manifest", line) for line in lines)


def test_a_release_without_a_table_does_not_verify(release: Path) -> None:
    forgery = Forgery(release)
    forgery.manifest["files"] = [
        f for f in forgery.manifest["files"] if not f["path"].startswith("quarantine")
    ]
    shutil.rmtree(release / "quarantine")
    manifest.write(forgery.manifest, release)
    assert "quarantine/: no file of the table" in found(release)


@pytest.mark.parametrize(
    ("name", "problem"),
    [("data/articles-00000.parquet", "missing"), ("ledger/ledger-00001.parquet", "other bytes")],
)
def test_a_table_that_cannot_be_read_is_not_blamed_on_the_manifest(
    name: str, problem: str, release: Path
) -> None:
    path = release / name
    data = bytearray(path.read_bytes())
    path.unlink()
    if problem == "other bytes":
        data[-6] ^= 1  # of the footer's length
        path.write_bytes(data)
    lines = found(release)
    assert lines[0].startswith(f"{name}: {problem}")
    assert lines[-1] == "manifest.json: not compared with the rows, as not all of them can be read"
    assert not [line for line in lines if line.startswith(("manifest.json: counts", "news/"))]


def test_a_copy_without_links_is_found_by_its_latest_json(sound: Path, tmp_path: Path) -> None:
    shutil.copytree(sound.parent.parent, tmp_path / "copy", ignore=shutil.ignore_patterns("latest", "work"))
    assert find_release(tmp_path / "copy") == tmp_path / "copy" / "releases" / sound.name
    (tmp_path / "copy" / "latest.json").write_text('{"version": "../.."}')
    with pytest.raises(UsageError, match="no release in"):
        find_release(tmp_path / "copy")

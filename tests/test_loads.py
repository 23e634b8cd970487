"""A release loads in what people load it with, offline, and says of itself what these tools read."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from copydesk import card, manifest
from copydesk.contract import arrow_schema, columns
from copydesk.formats import parquet
from copydesk.manifest import Bookkeeping
from copydesk.records import Article
from copydesk.run import Order, run
from copydesk.shards import clean_shard
from copydesk.tables import TABLES

pytestmark = pytest.mark.slow

Rows = list[dict[str, Any]]


class PassingAudit:
    gates: Mapping[str, str] = {"stub.json": "1"}

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]:
        results = {"success": True, "suites": [], "failures": [], "warnings": [], "refused": {}}
        (folder / "validation").mkdir()
        (folder / "validation" / "results.json").write_text(json.dumps(results))
        return results


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """The seeds, and a file that is no text, in several shards."""
    out = tmp_path_factory.mktemp("out") / "dist"
    binary = out.parent / "binary.dat"
    binary.write_bytes(b"\0\1\2\3" * 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(checkout)
        order = Order(("seeds/*.txt", str(binary)), out)
        run(
            order,
            map_shards=lambda shards, store, _: [clean_shard(s, store) for s in shards],
            audit=PassingAudit(),
        )
    return (out / "latest").resolve()


@pytest.fixture(scope="module")
def articles(release: Path) -> Rows:
    """What every tool should find."""
    return [row for path in sorted(release.glob("data/*.parquet")) for row in parquet.read_rows(path)]


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────────


def test_pandas(release: Path, articles: Rows) -> None:
    import pandas as pd

    files = sorted(release.glob("data/articles-*.parquet"))
    frame = pd.read_parquet(files)  # type: ignore[call-overload]  # the stubs know no list of files
    assert list(frame.columns) == [column.name for column in columns(Article)]
    assert list(frame["text"]) == [row["text"] for row in articles]
    assert [paragraph["text"] for paragraph in frame["paragraphs"][0]] == [
        paragraph["text"] for paragraph in articles[0]["paragraphs"]
    ]
    assert frame["agency"].isna().tolist() == [row["agency"] is None for row in articles]


def test_pandas_with_arrow_types(release: Path, articles: Rows) -> None:
    import pandas as pd

    files = sorted(release.glob("data/articles-*.parquet"))
    frame = pd.read_parquet(files, dtype_backend="pyarrow")  # type: ignore[call-overload]
    assert frame.to_dict("records")[0]["paragraphs"] == articles[0]["paragraphs"]


def test_pandas_json_lines(release: Path, articles: Rows) -> None:
    import pandas as pd

    files = sorted(release.glob("data/articles-*.jsonl.gz"))
    frame = pd.concat(pd.read_json(file, lines=True, dtype=False) for file in files)
    assert frame["paragraphs"].tolist() == [row["paragraphs"] for row in articles]


def test_pyarrow(release: Path, articles: Rows) -> None:
    import pyarrow.dataset as ds

    table = ds.dataset(sorted(map(str, release.glob("data/*.parquet"))), format="parquet").to_table()
    assert table.schema.equals(arrow_schema(Article))
    assert table.to_pylist() == articles


def test_duckdb(release: Path, articles: Rows) -> None:
    import duckdb

    with duckdb.connect() as connection:
        data = f"'{release}/data/articles-*.parquet'"
        assert connection.sql(f"SELECT text FROM {data} ORDER BY id").fetchall() == [
            (row["text"],) for row in sorted(articles, key=lambda row: row["id"])
        ]
        paragraphs = connection.sql(
            f"SELECT p.role, p.text FROM {data}, unnest(paragraphs) AS _(p)"
        ).fetchall()
        assert sorted(paragraphs) == sorted(
            (paragraph["role"], paragraph["text"]) for row in articles for paragraph in row["paragraphs"]
        )
        joined = f"SELECT count(*) FROM {data} JOIN '{release}/ledger/*.parquet' USING (id)"
        assert connection.sql(joined).fetchall() == [(manifest.read(release)["counts"]["ledger_rows"],)]


def test_polars(release: Path, articles: Rows) -> None:
    import polars as pl

    assert pl.read_parquet(release / "data/articles-*.parquet").to_dicts() == articles
    lazy = (
        pl.scan_parquet(release / "data/articles-*.parquet").explode("paragraphs").select("id", "paragraphs")
    )
    assert lazy.collect().height == sum(len(row["paragraphs"]) for row in articles)


def test_datasets(release: Path, articles: Rows, tmp_path: Path) -> None:
    """In a process of its own, which is told that there is no network."""
    script = (
        "import json, sys, datasets\n"
        "release, cache = sys.argv[1:]\n"
        "load = lambda *a, **k: datasets.load_dataset(release, *a, split='train', cache_dir=cache, **k)\n"
        "rows = {name: load(name).to_list() for name in ('articles', 'ledger', 'quarantine')}\n"
        "rows['default'] = load().to_list()\n"
        "rows['streamed'] = list(load(streaming=True))\n"
        "print(json.dumps(rows))\n"
    )
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    command = [sys.executable, "-P", "-c", script, str(release), str(tmp_path / "cache")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout.splitlines()[-1])
    assert rows["articles"] == rows["default"] == rows["streamed"] == articles
    counts = manifest.read(release)["counts"]
    assert len(rows["ledger"]) == counts["ledger_rows"]
    assert len(rows["quarantine"]) == counts["quarantined"] == 1


def test_a_table_without_rows_loads_as_well(tmp_path: Path, checkout: Path) -> None:
    import duckdb
    import polars as pl

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(checkout)
        order = Order(("seeds/*.txt",), tmp_path / "dist")
        run(
            order,
            map_shards=lambda shards, store, _: [clean_shard(s, store) for s in shards],
            audit=PassingAudit(),
        )
    release = (tmp_path / "dist" / "latest").resolve()
    assert pl.read_parquet(release / "quarantine/*.parquet").height == 0
    with duckdb.connect() as connection:
        counted = connection.sql(f"SELECT count(*) FROM '{release}/quarantine/*.parquet'")
        assert counted.fetchall() == [(0,)]


# ── What a release says of itself ────────────────────────────────────────────────────────────────────


def test_croissant_validates_and_reads_the_tables(release: Path, articles: Rows) -> None:
    import mlcroissant

    dataset = mlcroissant.Dataset(str(release / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    records = list(dataset.records("articles"))
    assert [record["articles/text"].decode() for record in records] == [row["text"] for row in articles]
    assert [
        [paragraph["articles/paragraphs/text"].decode() for paragraph in record["articles/paragraphs"]]
        for record in records
    ] == [[paragraph["text"] for paragraph in row["paragraphs"]] for row in articles]
    for table in TABLES:
        assert sum(1 for _ in dataset.records(table.name)) == sum(
            parquet.count_rows(path) for path in release.glob(table.glob)
        )


def test_croissant_lists_files_with_their_digests(release: Path) -> None:
    described = json.loads((release / "croissant.json").read_text())
    listed = {f["contentUrl"]: f["sha256"] for f in described["distribution"] if "contentUrl" in f}
    made = {file["path"]: file["sha256"] for file in manifest.read(release)["files"]}
    assert {path: made[path] for path in listed} == listed
    assert {path for path in made if path.endswith((".parquet", ".gz"))} <= listed.keys()


def _head(text: str) -> dict[str, Any]:
    import yaml

    _, head, _ = text.split("---\n", 2)
    loaded: dict[str, Any] = yaml.safe_load(head)
    return loaded


def test_the_card_has_the_head_that_hugging_face_reads(release: Path) -> None:
    head = _head((release / "README.md").read_text("utf-8"))
    assert [config["config_name"] for config in head["configs"]] == ["articles", "ledger", "quarantine"]
    assert [config.get("default") for config in head["configs"]] == [True, None, None]
    for config in head["configs"]:
        (files,) = config["data_files"]
        assert files["split"] == "train"
        assert list(release.glob(files["path"]))
    assert head["language"] == ["en"]
    assert head["size_categories"] == ["n<1K"]


def test_the_card_counts_files_and_not_the_stretches_they_are_read_in(release: Path) -> None:
    described = json.loads((release / "manifest.json").read_bytes())
    named = {source["uri"] for source in described["inputs"]}
    described["inputs"] *= 2
    assert f"\nFiles read: {len(named)}, " in card.render(described, release)


def test_every_link_of_the_card_is_relative_and_leads_somewhere(release: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", (release / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (release / unquote(link)).exists()] == []


def test_the_card_documents_every_column(release: Path) -> None:
    text = (release / "README.md").read_text("utf-8")
    named = [column.name for table in TABLES for column in columns(table.record)]
    assert [name for name in named if f"| `{name}` |" not in text] == []


TEMPLATE = Path(card.__file__).parent / "templates" / "card.md.j2"
SNIPPETS = range(1, TEMPLATE.read_text("utf-8").count("```python"))


@pytest.mark.parametrize("number", SNIPPETS)
def test_each_way_to_load_that_the_card_shows_works(number: int, release: Path, tmp_path: Path) -> None:
    text = (release / "README.md").read_text("utf-8")
    snippets = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    code = "\n".join((snippets[0], snippets[number])).replace('"dist/latest"', repr(str(release)))
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("published", "size"),
    [(0, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (250_000, "100K<n<1M"), (3_000_000, "1M<n<10M")],
)
def test_the_card_tells_the_size_category(published: int, size: str, release: Path) -> None:
    described = manifest.read(release)
    described["counts"]["published"] = published
    assert _head(card.render(described, release))["size_categories"] == [size]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (None, "not known"),
        ("example.org", "example.org"),
        ("a|b\n<script>`x`", r"a\|b \<script\>\`x\`"),
        ("[x](javascript:y)", r"\[x\]\(javascript:y\)"),
    ],
)
def test_names_from_outside_are_no_markup_in_the_card(name: str | None, shown: str) -> None:
    assert card.cell(name) == shown

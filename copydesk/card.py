"""The dataset card of a release: a README whose YAML head Hugging Face reads, and whose text people do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from copydesk.contract import column_table, nested_tables
from copydesk.formats import parquet
from copydesk.tables import ARTICLES, TABLES, Table
from copydesk.visible import one_line

_SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"), (10**8, "10M<n<100M"), (10**9, "100M<n<1B"),
)  # fmt: skip
"""As Hugging Face calls them."""
_ROWS = 20
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|&~])")


def render(manifest: Mapping[str, Any], release: Path) -> str:
    """The card of the release its manifest describes, whose tables are in the folder `release`."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701 - Markdown
    environment.filters.update(n=lambda number: f"{number:,}", cell=cell)
    template = environment.from_string(files("copydesk").joinpath("templates/card.md.j2").read_text("utf-8"))
    languages, domains = _spread(release)
    return template.render(
        manifest=manifest,
        counts=manifest["counts"],
        files=len({source["uri"] for source in manifest["inputs"]}),
        bytes=sum(source["bytes"] or 0 for source in manifest["inputs"]),
        languages=sorted(language for language in languages if language),
        size=next((name for limit, name in _SIZES if manifest["counts"]["published"] < limit), "1B<n<10B"),
        tables=[_table(table) for table in TABLES],
        spreads=[("language", _most(languages)), ("domain", _most(domains))],
    )


def cell(text: str | None) -> str:
    """Text from outside as the cell of a Markdown table: one line, no markup."""
    return "not known" if text is None else _MARKUP.sub(r"\\\1", one_line(text, 100))


def _spread(release: Path) -> tuple[Counter[str | None], Counter[str | None]]:
    languages, domains = Counter[str | None](), Counter[str | None]()
    for path in sorted(release.glob(ARTICLES.glob)):
        table = parquet.read_table(path, ["language", "domain"])
        for counter, name in ((languages, "language"), (domains, "domain")):
            counted = table[name].value_counts()
            counter.update(dict(zip(*(part.to_pylist() for part in counted.flatten()), strict=True)))
    return languages, domains


def _table(table: Table) -> Mapping[str, Any]:
    return {
        "name": table.name,
        "glob": table.glob,
        "columns": column_table(table.record),
        "nested": list(nested_tables(table.record)),
    }


def _most(counter: Counter[str | None]) -> list[tuple[str | None, int]]:
    if set(counter) == {None}:
        return []
    return sorted(counter.items(), key=lambda item: (-item[1], item[0] or ""))[:_ROWS]

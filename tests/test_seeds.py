"""The five seed documents come out exactly as their gold labels say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from copydesk.clean import Cleaned, clean
from copydesk.document import RawDocument

SEEDS = Path(__file__).parent.parent / "seeds"
GOLD = [json.loads(line) for line in (SEEDS / "gold.jsonl").read_text("utf-8").split("\n") if line]
FIELDS = ("headline", "authors", "agency", "dateline", "section", "topics", "published_at", "modified_at")


def result_of(gold: dict[str, Any]) -> Cleaned:
    return clean(RawDocument(f"seeds/{gold['file']}", (SEEDS / gold["file"]).read_bytes()))


@pytest.mark.parametrize("gold", GOLD, ids=[gold["id"] for gold in GOLD])
def test_a_seed_equals_its_gold(gold: dict[str, Any]) -> None:
    article = result_of(gold).article
    assert [{"role": p.role, "text": p.text} for p in article.paragraphs] == gold["paragraphs"]
    assert article.text == gold["text"]
    assert article.language == gold["language"]
    assert article.source_id == gold["id"]
    for name in (*FIELDS, "flags", "captions"):
        value = getattr(article, name)
        assert (list(value) if isinstance(value, tuple) else value) == gold[name], name


@pytest.mark.parametrize("gold", GOLD, ids=[gold["id"] for gold in GOLD])
def test_each_line_of_a_seed_has_its_role_or_category(gold: dict[str, Any]) -> None:
    result = result_of(gold)
    found = {
        result.page.text.count("\n", 0, block.start) + 1: verdict.role or f"removed {verdict.category}"
        for block, verdict in zip(result.page.blocks, result.verdicts, strict=True)
    }
    wanted = {
        line["line"]: f"removed {line['category']}" if line["role"] == "removed" else line["role"]
        for line in gold["lines"]
    }
    assert found == wanted

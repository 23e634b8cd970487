"""Compare the seeds with their gold labels, field by field, and print the table.

    python bench/seeds.py [SEEDS_DIR]

Exit status 1 where a field differs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from copydesk.clean import Cleaned, clean
from copydesk.document import RawDocument
from copydesk.rebuild import rebuild

FIELDS = (
    "headline", "authors", "agency", "dateline", "section", "topics", "published_at", "modified_at",
    "language", "flags", "captions", "text",
)  # fmt: skip


def main(folder: Path) -> int:
    golds = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").split("\n") if line]
    wrong = 0
    print(f"{'seed':22} {'field':14} {'result':7} got")
    for gold in golds:
        result = clean(RawDocument(gold["file"], (folder / gold["file"]).read_bytes()))
        for name, same, shown in compare(gold, result):
            wrong += not same
            print(f"{gold['id']:22} {name:14} {'equal' if same else 'DIFFERS':7} {shown}")
    print(f"\n{len(golds)} seeds, {wrong} fields differ")
    return 1 if wrong else 0


def compare(gold: dict[str, Any], result: Cleaned) -> list[tuple[str, bool, str]]:
    """Name, whether it equals the gold, and what was found, for every field of a seed."""
    article = result.article
    rows = [
        (name, plain(getattr(article, name)) == gold[name], short(plain(getattr(article, name))))
        for name in FIELDS
    ]
    paragraphs = [{"role": p.role, "text": p.text} for p in article.paragraphs]
    rows.append(("paragraphs", paragraphs == gold["paragraphs"], f"{len(paragraphs)} with roles"))
    found, wanted = (
        lines_of(result),
        {line["line"]: line.get("category", line["role"]) for line in gold["lines"]},
    )
    differing = sorted(n for n in found.keys() | wanted.keys() if found.get(n) != wanted.get(n))
    rows.append(
        ("lines", not differing, f"{len(found)} lines" + (f", differing: {differing}" if differing else ""))
    )
    whole = rebuild(article, result.ledger) == "".join(result.page.text.split())
    rows.append(
        (
            "rebuilt",
            whole,
            f"{article.page_chars} = {article.kept_chars} kept + {article.removed_chars} removed",
        )
    )
    return rows


def lines_of(result: Cleaned) -> dict[int, str]:
    """Line number to the category it was removed in, or the role it was kept in."""
    return {
        result.page.text.count("\n", 0, block.start) + 1: str(verdict.category or verdict.role)
        for block, verdict in zip(result.page.blocks, result.verdicts, strict=True)
    }


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 70 else text[:69] + "…"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "seeds")))

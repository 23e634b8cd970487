"""Count unaccounted characters over plain-text documents: rebuild every page from its article and ledger.

    python bench/ledger.py DATA

DATA holds `text/*.jsonl.gz` with rows {"id", "renderer", "text"}. Prints a row for each file; exit status 1
where a page does not rebuild, character for character, whitespace aside.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from copydesk.clean import clean
from copydesk.document import RawDocument
from copydesk.errors import RejectedError
from copydesk.rebuild import discrepancies


def main(data: Path) -> int:
    print(
        f"{'file':24} {'documents':>9} {'rejected':>8} {'characters':>11} {'kept':>11} {'removed':>11} wrong"
    )
    wrong = 0
    for path in sorted((data / "text").glob("*.jsonl.gz")):
        counts = account(path)
        wrong += counts["wrong"]
        shown = " ".join(f"{counts[name]:>11,}" for name in ("page", "kept", "removed"))
        print(
            f"{path.name:24} {counts['documents']:>9,} {counts['rejected']:>8,} {shown} {counts['wrong']:>5,}"
        )
    return 1 if wrong else 0


def account(path: Path) -> Counter[str]:
    """Documents, rejected ones, characters in, kept and removed, and pages that do not rebuild."""
    counts = Counter[str]()
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            row = json.loads(line)
            counts["documents"] += 1
            try:
                result = clean(RawDocument(row["id"], row["text"].encode()))
            except RejectedError:
                counts["rejected"] += 1
                continue
            article = result.article
            whole = "".join(row["text"].split())
            counts.update(page=len(whole), kept=article.kept_chars, removed=article.removed_chars)
            problems = list(discrepancies(article, result.ledger))
            if problems or len(whole) != article.kept_chars + article.removed_chars:
                counts["wrong"] += 1
                print(f"{row['id']}: {problems or 'characters miscounted'}", file=sys.stderr)
    return counts


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

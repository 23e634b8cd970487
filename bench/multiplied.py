"""Inputs of any size: the pages of the evaluation data again and again, with other words each time."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

_LONG_WORD = re.compile(r"\b[a-zäöüßéèà]{7,}\b")
_EVERY = 9


def texts(data: Path) -> Iterator[str]:
    """The renderings of all pages, again and again, with other words each time."""
    found = []
    for path in sorted(data.glob("text/*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            found += [json.loads(line)["text"] for line in file]
    for round in itertools.count():
        for text in found:
            yield changed(text, round)


def pages(data: Path) -> Iterator[str]:
    """The pages, again and again, with other words in their paragraphs each time."""
    paths = sorted(data.glob("pages/*.html.gz"))
    for round in itertools.count():
        for path in paths:
            page = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
            yield re.sub(r"(?<=>)[^<>]{40,}(?=<)", lambda found, n=round: changed(found[0], n), page)


def changed(text: str, round: int) -> str:
    """A text in which every ninth long word is another one; the first time it stays as it is."""
    count = itertools.count(1)

    def one(found: re.Match[str]) -> str:
        word = found[0]
        at = round % len(word)
        return word[at:] + word[:at] + "aeiou"[round % 5] if next(count) % _EVERY == 0 else word

    return _LONG_WORD.sub(one, text) if round else text


def make(folder: Path, name: str, column: str, documents: Iterator[str], count: int) -> Path:
    """A file of JSON Lines with so many documents, unless it is there."""
    path = folder / f"{name}-{count}.jsonl"
    if not path.exists():
        draft = path.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            for number, text in enumerate(itertools.islice(documents, count)):
                row = {"id": f"{name}{number}", "url": f"https://example.org/{name}/{number}", column: text}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        draft.rename(path)
    return path

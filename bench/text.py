"""Measure text dumps out of fold, beside doing nothing, the C4 line filter and jusText.

    python bench/text.py DATA [--cache build/train]

Each document is cleaned by the model of `bench/train.py` that has not seen its publisher. Prints the figures
of DATA/score.py by renderer, recall by language, what becomes of clean text, how often each rule removed
gold, and documents per second as multiples of jusText's in the same run.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import justext
from align import align
from dumps import CLEAN, FOLDS, RENDERERS, Dump, read_dumps
from timing import groups, seconds

from copydesk import model
from copydesk.clean import Cleaned, clean, clean_all
from copydesk.document import RawDocument
from copydesk.errors import RejectedError
from copydesk.lexicon import fold

Prediction = dict[str, Any]
_END = re.compile(r"[.!?\"”]$")
_C4_WORDS = 5
_TIMED = 100  # documents of each renderer


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("build/train"))
    options = parser.parse_args()
    dumps = list(read_dumps(options.data, options.cache))
    dirty = [dump for dump in dumps if dump.renderer in RENDERERS and dump.source != "wcxb"]
    cleaned = _clean_all(dumps, options.cache)
    systems: dict[str, Callable[[Dump], Prediction]] = {
        "nothing": lambda dump: {"text": dump.text},
        "C4": lambda dump: {"text": "\n".join(_c4(dump.text))},
        "jusText": lambda dump: {"text": "\n".join(_justext(dump.text))},
        "copydesk": lambda dump: _prediction(cleaned[dump.id, dump.renderer]),
    }
    reports = {
        name: _score(options, name, [(dump, system(dump)) for dump in dirty])
        for name, system in systems.items()
    }
    _print_scores(reports)
    _print_languages(reports["copydesk"], dirty)
    _print_clean(dumps, cleaned)
    _print_rules(dirty, cleaned)
    _print_speed(dirty)


def _clean_all(dumps: Sequence[Dump], cache: Path) -> dict[tuple[str, str], Cleaned | None]:
    found: dict[tuple[str, str], Cleaned | None] = {}
    for part in range(FOLDS):
        model.use(json.loads((cache / f"fold{part}.json").read_text("utf-8")))
        for dump in dumps:
            if dump.fold == part and (dump.source != "wcxb" or dump.renderer in CLEAN):
                found[dump.id, dump.renderer] = _clean(dump)
    model.use({})
    return found


def _clean(dump: Dump) -> Cleaned | None:
    try:
        return clean(_raw(dump))
    except RejectedError:
        return None


def _raw(dump: Dump) -> RawDocument:
    return RawDocument(dump.id, dump.text.encode("utf-8", "surrogatepass"))


def _prediction(cleaned: Cleaned | None) -> Prediction:
    if cleaned is None:
        return {"text": ""}
    article = cleaned.article
    paragraphs = [{"role": p.role, "text": p.text} for p in article.paragraphs]
    return {"text": article.text, "paragraphs": paragraphs, "headline": article.headline}


def _c4(text: str) -> Iterable[str]:
    """The line filter of the C4 corpus: lines that end as sentences do, of five words or more."""
    if "lorem ipsum" in text.lower() or "{" in text:
        return
    for line in map(str.strip, text.split("\n")):
        if _END.search(line) and len(line.split()) >= _C4_WORDS and "javascript" not in line.lower():
            yield line


def _justext(text: str, stop: frozenset[str] = justext.get_stoplist("English")) -> Iterable[str]:
    """JusText with each line a paragraph, and its English stop list, as it is used where no one looks."""
    lines = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.split("\n") if line.strip())
    page = f"<html><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"
    return [p.text for p in justext.justext(page.encode(), stop, encoding="utf-8") if not p.is_boilerplate]


def _score(options: argparse.Namespace, name: str, found: Iterable[tuple[Dump, Prediction]]) -> Any:
    folder = options.cache / "predictions"
    folder.mkdir(exist_ok=True)
    path, report = folder / f"{name}.jsonl", folder / f"{name}.json"
    with path.open("w", encoding="utf-8") as out:
        for dump, prediction in found:
            out.write(json.dumps({"id": dump.id, "renderer": dump.renderer, **prediction}) + "\n")
    command = [sys.executable, options.data / "score.py", options.data, path, "--mode", "text"]
    subprocess.run([*command, "--by", "renderer", "--json", report], check=True, stdout=subprocess.DEVNULL)
    return json.loads(report.read_text("utf-8"))


def _print_scores(reports: dict[str, Any]) -> None:
    columns = ("body F1", "P", "R", "exact", "par. F1", "summary", "headline")
    print(f"{'':10} {'':20}", *(f"{column:>8}" for column in columns))
    for renderer in RENDERERS:
        for name, report in reports.items():
            of = report["by_renderer"][renderer]
            body, paragraphs = of["body"], of["paragraphs"]
            figures = [body[key] for key in ("f1", "precision", "recall", "exact")]
            figures += [paragraphs["f1"], paragraphs["recall_by_role"]["summary"]]
            figures.append(of.get("fields", {}).get("headline", float("nan")))
            print(f"{name:10} {renderer:20}", *(f"{figure:8.4f}" for figure in figures))


def _print_languages(report: Any, dumps: Sequence[Dump]) -> None:
    language = {dump.id: dump.language for dump in dumps}
    found: dict[str, list[float]] = defaultdict(list)
    for page in report["pages"]:
        if page["renderer"] == "inscriptis":
            found[language[page["id"]]].append(page["score"])
    print("\nmean body F1 on inscriptis, by language (documents)")
    print("  ".join(f"{key} {sum(v) / len(v):.3f} ({len(v)})" for key, v in sorted(found.items())))


def _print_clean(dumps: Sequence[Dump], cleaned: dict[tuple[str, str], Cleaned | None]) -> None:
    print(f"\n{'clean text':12} {'source':8} {'unchanged':>10} {'lost':>8} {'lost to the scorer':>19}")
    for renderer in CLEAN:
        for source in sorted({dump.source for dump in dumps}):
            chosen = [d for d in dumps if d.renderer == renderer and d.source == source]
            lost = [_lost(d, cleaned[d.id, d.renderer]) for d in chosen]
            total = sum(length for length, _, _ in lost)
            same = sum(rules + scorer == 0 for _, rules, scorer in lost) / len(lost)
            everything = sum(rules + scorer for _, rules, scorer in lost) / total
            scorer = sum(scorer for _, _, scorer in lost) / total
            print(f"{renderer:12} {source:8} {same:10.3f} {everything:8.4f} {scorer:19.4f}")


def _lost(dump: Dump, cleaned: Cleaned | None) -> tuple[int, int, int]:
    """Visible characters of a text, how many rules removed, and how many the scorer."""
    if cleaned is None:
        length = len("".join(dump.text.split()))
        return length, 0, length
    article = cleaned.article
    scorer = sum(len("".join(row.text.split())) for row in cleaned.ledger if row.code.startswith("MO"))
    return article.page_chars, article.removed_chars - scorer, scorer


def _print_rules(dumps: Sequence[Dump], cleaned: dict[tuple[str, str], Cleaned | None]) -> None:
    """How often each rule claimed a block, and how often that was gold.

    Of the copies of a text any may stand for what is gold: a kept one makes up for one that was removed.
    """
    fired: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for dump in dumps:
        result = cleaned[dump.id, dump.renderer]
        if result is None:
            continue
        blocks = result.page.blocks
        matches, _ = align([block.text for block in blocks], dump.paragraphs)
        judged = list(zip(blocks, result.verdicts, matches, strict=True))
        spare = Counter(
            fold(block.text) for block, verdict, match in judged if verdict.role and match is None
        )
        for block, verdict, match in judged:
            if verdict.code:
                fired[verdict.code] += 1
                copy = spare[fold(block.text)] > 0
                spare[fold(block.text)] -= copy
                wrong[verdict.code] += match is not None and not copy
    print(f"\n{'code':8} {'blocks':>8} {'gold':>6} {'share':>7}")
    for code, times in sorted(fired.items()):
        print(f"{code:8} {times:8} {wrong[code]:6} {wrong[code] / times:7.2%}")


def _print_speed(dumps: Sequence[Dump]) -> None:
    """Documents a second, one after the other and abreast, as a run cleans them."""
    print(f"\n{'documents a second':20} {'copydesk':>9} {'abreast':>9} {'jusText':>9} {'ratios':>12}")
    for renderer in RENDERERS:
        chosen = [dump for dump in dumps if dump.renderer == renderer][:_TIMED]
        raws = [_raw(dump) for dump in chosen]
        ours, abreast = seconds(_clean, chosen), seconds(clean_all, [*groups(raws)])
        theirs = seconds(lambda dump: _justext(dump.text), chosen)
        rates = (f"{len(chosen) / time:9.1f}" for time in (ours, abreast, theirs))
        print(f"{renderer:20}", *rates, f"{theirs / ours:6.2f} {theirs / abreast:5.2f}")


if __name__ == "__main__":
    main()

"""Measure HTML pages out of fold, beside trafilatura on the same pages in the same run.

    python bench/score_html.py DATA [--cache build/train] [--soup]

Each page is cleaned by the model of `bench/train_html.py` that has not seen its publisher. Prints the tables
of DATA/score.py for both, wins and losses page by page, refusals, whether every character is accounted for,
which rules removed gold, pages per second with the share of each step, and peak memory. With `--soup`, only
compares the text of every page with Beautiful Soup's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from align import align
from dumps import FOLDS
from pages import Sample, read_samples
from timing import groups, seconds

from copydesk.clean import Cleaned, clean
from copydesk.clean import clean_all as clean_abreast
from copydesk.errors import RejectedError
from copydesk.label import htmlmodel
from copydesk.rebuild import discrepancies
from copydesk.steps import Steps

Prediction = dict[str, Any]
_MARGIN = 0.005  # by which a page must differ to be won or lost
_NEWS = ("aeb", "fundus")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("build/train"))
    parser.add_argument("--soup", action="store_true")
    parser.add_argument("--quality", action="store_true", help="leave out speed and memory")
    options = parser.parse_args()
    samples = list(read_samples(options.data))
    if options.soup:
        compare_soup(samples)
        return
    cleaned = clean_all(samples, options.cache)
    ours = _score(options, "copydesk", ((s, _prediction(cleaned[s.raw.uri])) for s in samples))
    theirs = _score(options, "trafilatura", ((s, _peer(s)) for s in samples))
    _print_paired(samples, ours, theirs)
    _print_refusals(samples, cleaned)
    _print_accounts(cleaned)
    _print_rules(samples, cleaned)
    if not options.quality:
        _print_speed([s for s in samples if s.dump.source in _NEWS])
        _print_memory(options)


def clean_all(samples: Sequence[Sample], cache: Path) -> dict[str, Cleaned | RejectedError]:
    found: dict[str, Cleaned | RejectedError] = {}
    for fold in range(FOLDS):
        htmlmodel.use(json.loads((cache / f"html{fold}.json").read_text("utf-8")))
        for sample in samples:
            if sample.fold == fold:
                found[sample.raw.uri] = _clean(sample)
    htmlmodel.use(None)
    return found


def _clean(sample: Sample) -> Cleaned | RejectedError:
    try:
        return clean(sample.raw)
    except RejectedError as error:
        return error


def _prediction(cleaned: Cleaned | RejectedError) -> Prediction:
    if isinstance(cleaned, RejectedError):
        return {"text": ""}
    article = cleaned.article
    paragraphs = [{"role": p.role, "text": p.text} for p in article.paragraphs]
    fields = {"authors": list(article.authors), "published_at": article.published_at}
    return {"text": article.text, "paragraphs": paragraphs, "headline": article.headline, **fields}


def _peer(sample: Sample) -> Prediction:
    import trafilatura

    return {"text": trafilatura.extract(sample.raw.data, include_comments=False) or ""}


def _score(options: argparse.Namespace, name: str, found: Iterable[tuple[Sample, Prediction]]) -> Any:
    folder = options.cache / "predictions"
    folder.mkdir(parents=True, exist_ok=True)
    path, report = folder / f"html-{name}.jsonl", folder / f"html-{name}.json"
    with path.open("w", encoding="utf-8") as out:
        for sample, prediction in found:
            out.write(json.dumps({"id": sample.raw.uri, **prediction}) + "\n")
    print(f"\n{name}", flush=True)
    subprocess.run(
        [sys.executable, options.data / "score.py", options.data, path, "--json", report], check=True
    )
    return json.loads(report.read_text("utf-8"))


def _print_paired(samples: Sequence[Sample], ours: Any, theirs: Any) -> None:
    """Pages on which one is better than the other, by body F1."""
    scores = [{page["id"]: page["score"] for page in report["pages"]} for report in (ours, theirs)]
    print(f"\n{'':10} {'pages':>6} {'better':>7} {'worse':>6} {'ratio':>6} {'below .90':>10}")
    for source in sorted({s.dump.source for s in samples}):
        ids = [s.raw.uri for s in samples if s.dump.source == source]
        better = sum(scores[0][i] > scores[1][i] + _MARGIN for i in ids)
        worse = sum(scores[1][i] > scores[0][i] + _MARGIN for i in ids)
        low = sum(scores[0][i] < 0.9 for i in ids)
        print(f"{source:10} {len(ids):6} {better:7} {worse:6} {better / max(worse, 1):6.2f} {low:10}")


def _print_refusals(samples: Sequence[Sample], cleaned: dict[str, Cleaned | RejectedError]) -> None:
    refused = Counter(
        (s.dump.source, error.code) for s in samples if isinstance(error := cleaned[s.raw.uri], RejectedError)
    )
    print("\nrefused:", ", ".join(f"{source} {code} {n}" for (source, code), n in sorted(refused.items())))


def _print_accounts(cleaned: dict[str, Cleaned | RejectedError]) -> None:
    """Characters of page text that neither article nor ledger holds; pages that do not rebuild."""
    done = [c for c in cleaned.values() if not isinstance(c, RejectedError)]
    lost = sum(c.article.page_chars - c.article.kept_chars - c.article.removed_chars for c in done)
    wrong = sum(any(discrepancies(c.article, c.ledger)) for c in done)
    print(
        f"\n{len(done)} pages cleaned, {lost} characters unaccounted for, {wrong} pages that do not rebuild"
    )


def _print_rules(samples: Sequence[Sample], cleaned: dict[str, Cleaned | RejectedError]) -> None:
    """How often each code removed a block, and how often that was gold."""
    fired: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for sample in samples:
        result = cleaned[sample.raw.uri]
        if isinstance(result, RejectedError) or not sample.dump.paragraphs:
            continue
        matches, _ = align([block.text for block in result.page.blocks], sample.dump.paragraphs)
        for verdict, match in zip(result.verdicts, matches, strict=True):
            if verdict.code:
                fired[verdict.code] += 1
                wrong[verdict.code] += match is not None
    print(f"\n{'code':8} {'blocks':>8} {'gold':>6} {'share':>7}")
    for code, times in sorted(fired.items()):
        print(f"{code:8} {times:8} {wrong[code]:6} {wrong[code] / times:7.2%}")


def _print_speed(samples: Sequence[Sample]) -> None:
    raws, n = [sample.raw for sample in samples], len(samples)
    times = seconds(_clean, samples), seconds(clean_abreast, [*groups(raws)]), seconds(_peer, samples)
    rates = dict(zip(("copydesk", "abreast", "trafilatura"), (n / time for time in times), strict=True))
    print("\npages a second:", ", ".join(f"{name} {rate:.1f}" for name, rate in rates.items()))
    print("ratios:", ", ".join(f"{rate / rates['trafilatura']:.2f}" for rate in [*rates.values()][:2]))
    _print_steps(samples)


_STEPS = {
    "decoding": (("copydesk.page.html", "to_utf8"), ("copydesk.page.html", "refuse_floods")),
    "parsing": (("copydesk.page.html", "LexborHTMLParser"),),
    "walking": (("copydesk.page.html", "written"), ("copydesk.page.html", "walk")),
    "evidence": (("copydesk.page.html", "read_head"), ("copydesk.page.html", "read_evidence")),
    "repairing": (("copydesk.clean", "repair"),),
    "features": (("copydesk.label.html", "survey"), ("copydesk.label.html", "find_columns")),
    "scoring": (
        ("copydesk.trees", "sums"), ("copydesk.trees", "gather"),
        *(("copydesk.native.network", layer) for layer in ("entered", "outputs")),
    ),
    "rules": (("copydesk.rules.view", "read_lines"), ("copydesk.label.html", "find_claims")),
    "labelling": (("copydesk.clean", "find_labels"),),
    "metadata": (("copydesk.clean", "find_facts"), ("copydesk.clean", "find_metadata")),
    "language": (("copydesk.clean", "detect_language"),),
    "ledger": (("copydesk.clean", "find_pieces"), ("copydesk.clean", "write_ledger")),
    "the rest": (("__main__", "clean"),),
}  # fmt: skip
"""The functions of each step; what one of them calls of another is that one's own time."""


def _print_steps(samples: Sequence[Sample]) -> None:
    """Processor time of each step, by functions wrapped in a clock."""
    import importlib

    spent: Counter[str] = Counter()
    inner: list[float] = []
    for name, functions in _STEPS.items():
        for module, attribute in functions:
            place = importlib.import_module(module)
            setattr(place, attribute, _timed(getattr(place, attribute), name, spent, inner))
    for sample in samples:
        _clean(sample)
    whole = sum(spent.values())
    print(f"\n{'step':16} {'ms a page':>10} {'share':>7}")
    for name in _STEPS:
        print(f"{name:16} {1000 * spent[name] / len(samples):10.2f} {spent[name] / whole:7.1%}")
    print(f"{'whole':16} {1000 * whole / len(samples):10.2f}")


def _timed(
    work: Callable[..., Any], name: str, spent: Counter[str], inner: list[float]
) -> Callable[..., Any]:
    @contextmanager
    def clock() -> Iterator[None]:
        start = time.process_time()
        inner.append(0.0)
        try:
            yield
        finally:
            took = time.process_time() - start
            spent[name] += took - inner.pop()  # type: ignore[assignment]  # seconds, counted
            if inner:
                inner[-1] += took

    def steps(made: Steps[Any]) -> Steps[Any]:
        while True:
            try:
                with clock():
                    next(made)
            except StopIteration as end:
                return end.value
            yield

    def timed(*args: Any, **kwargs: Any) -> Any:
        with clock():
            made = work(*args, **kwargs)
        return steps(made) if isinstance(made, Generator) else made

    return timed


_MEMORY = {
    "copydesk": "from copydesk.clean import clean as work; from copydesk.errors import RejectedError",
    "trafilatura": "import trafilatura; RejectedError = (); work = lambda raw: trafilatura.extract(raw.data)",
}


def _print_memory(options: argparse.Namespace) -> None:
    """Peak resident memory of a process that does nothing but clean all pages of aeb and fundus (Linux)."""
    for name, prepare in _MEMORY.items():
        code = (
            f"import sys, pathlib; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
            f"{prepare}\nfrom pages import read_samples\n"
            f"for sample in read_samples(pathlib.Path({str(options.data)!r})):\n"
            f"    if sample.dump.source in {_NEWS!r}:\n"
            "        try: work(sample.raw)\n        except RejectedError: pass\n"
            "status = pathlib.Path('/proc/self/status').read_text()\n"
            "print(int(status.partition('VmHWM:')[2].split()[0]) // 1024)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        print(f"peak memory, {name}: {done.stdout.strip()} MB")


def compare_soup(samples: Sequence[Sample]) -> None:
    """Print how many pages have the very characters that Beautiful Soup finds, and which have not."""
    from soup import visible_text

    from copydesk.page import read

    other = []
    for sample in samples:
        ours = "".join(read(sample.raw).text.split())
        theirs = "".join(visible_text(sample.raw.data).split())
        if ours != theirs:
            other.append(f"{sample.raw.uri}: {len(ours):,} characters, Beautiful Soup {len(theirs):,}")
    print(f"{len(samples) - len(other)} of {len(samples)} pages have the same text", *other, sep="\n")


if __name__ == "__main__":
    main()

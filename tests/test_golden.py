"""Golden pages: each seed with role or code in the margin, as `copydesk explain` prints it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from copydesk.clean import clean
from copydesk.document import RawDocument
from copydesk.show import explain

TESTS = Path(__file__).parent
SEEDS = sorted((TESTS.parent / "seeds").glob("*.txt"))


@pytest.mark.parametrize("seed", SEEDS, ids=[seed.stem for seed in SEEDS])
def test_page_is_explained_as_its_golden_page_says(seed: Path, bless: bool) -> None:
    golden = TESTS / "golden" / seed.name
    explained = _explain(seed)
    if bless:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(explained, "utf-8")
    assert explained == golden.read_text("utf-8"), "if the change is meant: make bless, and look at the diff"


def test_every_golden_page_has_its_seed() -> None:
    assert {page.name for page in (TESTS / "golden").iterdir()} == {seed.name for seed in SEEDS}


def _explain(seed: Path) -> str:
    printed = io.StringIO()
    cleaned = clean(RawDocument(f"seeds/{seed.name}", seed.read_bytes()))
    explain(cleaned, Console(file=printed, width=120, color_system=None))
    return printed.getvalue()

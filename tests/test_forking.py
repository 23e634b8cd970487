"""Workers are forked from a process that has imported what they need, where their parent would find it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from copydesk import forking, warm
from copydesk.clean import clean


def test_workers_find_the_modules_that_their_parent_found(tmp_path: Path) -> None:
    script = """
        import copydesk
        from copydesk.workers import Workers

        if __name__ == "__main__":
            with Workers(1) as pool:
                (found,) = pool.each(eval, ["__import__('copydesk').__file__"])
            assert found == copydesk.__file__, found
    """
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "parent.py").write_text(textwrap.dedent(script))
    (tmp_path / "copydesk").mkdir()  # nobody asked for this one
    (tmp_path / "copydesk" / "__init__.py").touch()
    subprocess.run([sys.executable, "scripts/parent.py"], cwd=tmp_path, check=True)


def test_the_environment_is_what_it_was_before_workers_were_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    before = dict(os.environ)
    forking.prepare("copydesk.warm")
    assert os.environ == before


def test_what_workers_begin_with_are_articles() -> None:
    headlines = [clean(raw).article.headline for raw in warm.DOCUMENTS]
    assert headlines == ["Ministers meet for talks on trade"] * 2

"""Tables are made once and read from then on, whatever happens to the folder they are kept in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from copydesk import kept
from copydesk.kept import Tables, cache_folder

TABLES = {"a": np.arange(6, dtype=np.uint16).reshape(2, 3), "b": np.array(["de", "en"])}


class Maker:
    """Makes the tables, and counts how often."""

    times = 0

    def __call__(self) -> Tables:
        self.times += 1
        return TABLES


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def assert_same(found: Tables) -> None:
    assert {name: (table.dtype, table.tolist()) for name, table in found.items()} == {
        name: (table.dtype, table.tolist()) for name, table in TABLES.items()
    }


def test_tables_are_made_once() -> None:
    make = Maker()
    for _ in range(3):
        assert_same(kept.kept("tables", make))
    assert make.times == 1
    assert [path.name for path in cache_folder().iterdir()] == ["tables"]


DAMAGES: dict[str, Callable[[Path], object]] = {
    "another number": lambda folder: np.save(folder / "a.npy", TABLES["a"] + 1),
    "a table too many": lambda folder: np.save(folder / "c.npy", TABLES["a"]),
    "a table cut short": lambda folder: (folder / "a.npy").write_bytes((folder / "a.npy").read_bytes()[:-2]),
    "an empty table": lambda folder: (folder / "a.npy").write_bytes(b""),
    "a table of other kinds": lambda folder: (folder / "a.npy").write_bytes(b"PK\3\4" + b"\0" * 40),
    "a header that ends too soon": lambda folder: (folder / "a.npy").write_bytes(
        (folder / "a.npy").read_bytes().replace(b"}", b"(")
    ),
    "a digest of no text": lambda folder: (folder / "sha256").write_bytes(b"\xff" * 64),
    "no digest": lambda folder: (folder / "sha256").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_made_again(damage: Callable[[Path], object]) -> None:
    make = Maker()
    kept.kept("tables", make)
    damage(cache_folder() / "tables")
    for _ in range(2):
        assert_same(kept.kept("tables", make))
    assert make.times == 2


def test_a_cache_without_a_place_of_its_own_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    assert cache_folder() == Path.home() / ".cache" / "copydesk"


def test_tables_are_made_where_they_cannot_be_kept(home: Path) -> None:
    (home / "cache").write_text("a file in the place of the folder")
    assert_same(kept.kept("tables", Maker()))


def test_tables_are_made_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(kept, "cache_folder", homeless)
    assert_same(kept.kept("tables", Maker()))

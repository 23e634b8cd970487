from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from copydesk.pause import without_collections


@without_collections
def collects() -> bool:
    return gc.isenabled()


@without_collections
def fail() -> None:
    raise ValueError


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    yield
    gc.enable()


def test_work_is_done_without_collections_and_they_go_on_behind_it() -> None:
    assert not collects()
    assert gc.isenabled()


def test_collections_go_on_behind_work_that_failed() -> None:
    with pytest.raises(ValueError):
        fail()
    assert gc.isenabled()


def test_collections_that_were_off_stay_off() -> None:
    gc.disable()
    assert not collects()
    assert not gc.isenabled()

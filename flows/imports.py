"""Imports of very large libraries, made cheaper."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import LazyLoader, find_spec
from types import ModuleType


@contextmanager
def lasting() -> Iterator[None]:
    """Import what stays until the process ends, and spare the garbage collector all of it.

    It would look through a million new objects again and again, find nothing, and do so once more when the
    interpreter ends: a fifth of the time Great Expectations takes to import, and a second at exit.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


@contextmanager
def put_off(*names: str) -> Iterator[None]:
    """Within the block, import these modules only as far as to say where they are; whoever uses one has it.

    What is imported for one feature of many would take as long as all the others together.
    """
    finder = _PutOff(set(names))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Within the block and in this thread, these modules are not installed, unless they are there already.

    For what a library makes use of if it is installed, and we never do.
    """
    finder = _LeftOut(frozenset(names), threading.get_ident())
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _LeftOut(MetaPathFinder):
    """Finds none of some modules for one thread."""

    def __init__(self, names: frozenset[str], thread: int) -> None:
        self._names, self._thread = names, thread

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in self._names and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{fullname} is left out", name=fullname)
        return None


class _PutOff(MetaPathFinder):
    """Finds each of some modules once, for later."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        self._names.discard(fullname)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec

"""How workers are started: where it is safe, by forking a process that has all imported, and nothing else."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import forkserver

_FORKS = sys.platform == "linux"  # elsewhere libraries of the system do not survive it
CONTEXT = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
_LOCK = threading.Lock()


def prepare(module: str) -> bool:
    """Have imported what workers need, once for all of them, without waiting for it; no where they do it."""
    if _FORKS:
        with _LOCK, _environment(_same_modules()):
            CONTEXT.set_forkserver_preload([module])
            forkserver.ensure_running()
    return _FORKS


def _same_modules() -> Mapping[str, str]:
    """What has another interpreter find modules where this one does, and nowhere else before."""
    places = [path or os.getcwd() for path in sys.path]  # noqa: PTH109 - as the interpreter has it
    added = os.environ.get("PYTHONPATH", "").split(os.pathsep)  # … since this one was started
    return {"PYTHONPATH": os.pathsep.join([*places, *filter(None, added)]), "PYTHONSAFEPATH": "1"}


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Within the block these are set."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

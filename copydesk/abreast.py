"""Calls made several at a time: their results in order, and few of them made before they are taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from copydesk.formats import parquet

T = TypeVar("T")
R = TypeVar("R")

_THREADS = 2
"""Each may hold the tables of a shard."""
_AHEAD = 4
"""So many results for each thread may wait to be taken: each is some hundred bytes a document."""


class Lazily(Protocol):
    """Calls a function, which can be imported, with each of some items; results come in order."""

    def __call__(self, function: Callable[[T], R], items: Sequence[T], /) -> Iterable[R]: ...


def abreast(function: Callable[[T], R], items: Iterable[T], count: int) -> Iterator[R]:
    """Call a function with each item, on so many threads.

    Each result comes as soon as all before it are there; few are made before they are taken.
    """
    threads, waiting = ThreadPoolExecutor(count), deque[Future[R]]()
    try:
        for item in items:
            if len(waiting) >= _AHEAD * count:
                yield waiting.popleft().result()
            waiting.append(threads.submit(function, item))
        while waiting:
            yield waiting.popleft().result()
    finally:
        threads.shutdown(cancel_futures=True)


def on_threads(function: Callable[[T], R], items: Sequence[T], /) -> Iterator[R]:
    """In this process: compressing and copying leave the interpreter free."""
    yield from abreast(function, items, _THREADS)
    parquet.release_memory()

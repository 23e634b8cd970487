"""How long work takes, told in a way that other work on the machine disturbs least."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from copydesk.document import RawDocument
from copydesk.steps import is_full

Item = TypeVar("Item")


def seconds(work: Callable[[Item], object], items: Sequence[Item]) -> float:
    """Processor time after a warm-up, the better of two.

    What the process already holds is set aside: collections of garbage would look through all of it again.
    """
    for item in items[:5]:
        work(item)
    gc.collect()
    gc.freeze()
    times = []
    for _ in range(2):
        start = time.process_time()
        for item in items:
            work(item)
        times.append(time.process_time() - start)
    gc.unfreeze()
    return min(times)


def groups(raws: Iterable[RawDocument]) -> Iterator[list[RawDocument]]:
    """Documents as a run takes them to clean them abreast."""
    group = list[RawDocument]()
    for raw in raws:
        group.append(raw)
        if is_full(len(group), sum(len(other.data) for other in group)):
            yield group
            group = []
    if group:
        yield group

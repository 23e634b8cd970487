"""A release that was just staged, read back: meanwhile it is audited, and judged before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from threading import Event

from copydesk import giving, manifest
from copydesk.abreast import Lazily
from copydesk.checks import SHOWN
from copydesk.errors import VerificationError
from copydesk.plan import Plan
from copydesk.release import Staged
from copydesk.verify import ReadBack, read_back, staged_failures


@contextmanager
def reading_back(staged: Staged, plan: Plan, spread: Lazily) -> Iterator[Future[ReadBack]]:
    """Read back what was staged while this thread is at something else; within the block it may not move.

    VerificationError at its end where the tables are not what was staged, whatever else went wrong.
    """
    stop = Event()
    with ThreadPoolExecutor(1) as threads:
        inputs = manifest.inputs(plan)
        back = threads.submit(read_back, staged.folder, staged.files, inputs, spread, True, stop.is_set)
        try:
            yield back
        except BaseException as error:
            if not isinstance(error, Exception):
                stop.set()
            elif back.result().found:
                raise _unverified(staged, back.result().found, spread) from error
            raise
    if back.result().found:
        raise _unverified(staged, back.result().found, spread)


def verify_staged(staged: Staged, back: ReadBack, spread: Lazily) -> None:
    """VerificationError where a staged release is not what its manifest says."""
    found = tuple(staged_failures(staged.folder, back))
    if found:
        raise _unverified(staged, found, spread)


def _unverified(staged: Staged, found: Iterable[str], spread: Lazily) -> VerificationError:
    """A staged release is not what it says, and row by row is looked for what is wrong.

    What was packed is packed again by the next run.
    """
    for given in staged.written:
        giving.forget(given)
    rows = read_back(staged.folder, staged.files, (), spread).found
    return VerificationError(tuple(islice(dict.fromkeys([*rows, *found]), SHOWN)))

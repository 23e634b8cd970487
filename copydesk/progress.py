"""How a run goes on, as bars for a terminal and as lines for a log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich import progress
from rich.console import Console
from rich.text import Text

from copydesk.run import Progress, Silent


@contextmanager
def shown(console: Console, *, quiet: bool, direct: bool) -> Iterator[Progress | None]:
    """Bars on a terminal, log lines off it; None where Prefect logs by itself."""
    if quiet:
        yield Silent()
    elif console.is_terminal:
        with Bars(console) as bars:
            yield bars
    else:
        yield Log(console) if direct else None


class Bars:
    """Progress for a terminal: the stage, documents done, their rate, and those sent to quarantine."""

    def __init__(self, console: Console) -> None:
        self._tasks: dict[str, progress.TaskID] = {}
        self._bar = progress.Progress(
            progress.SpinnerColumn(finished_text="[green]✓"),
            progress.TextColumn("{task.description:<9}"),
            progress.BarColumn(bar_width=24),
            progress.TextColumn("{task.fields[done]}"),
            progress.TimeElapsedColumn(),
            console=console,
        )

    def __enter__(self) -> Bars:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def begin(self, stage: str, total: int | None = None) -> None:
        """Add the stage's line."""
        self._tasks[stage] = self._bar.add_task(stage, total=total, done="")

    def advance(self, stage: str, amount: int) -> None:
        """Move the stage's bar on, and show its rate."""
        self._bar.advance(self._tasks[stage], amount)
        task = self._bar.tasks[self._tasks[stage]]
        rate = f" {task.completed / task.elapsed:,.0f}/s" if task.elapsed else ""
        of = f" of {task.total:,.0f}" if task.total is not None else ""
        self._bar.update(self._tasks[stage], done=f"{task.completed:,.0f}{of} documents{rate}")

    def end(self, stage: str) -> None:
        """Fill the stage's bar."""
        task = self._bar.tasks[self._tasks[stage]]
        total = task.total if task.total else 1
        self._bar.update(self._tasks[stage], total=total, completed=total)


class Log:
    """Progress for a log: a line as a stage begins and ends, and one every ten seconds within."""

    def __init__(self, console: Console, every: float = 10.0) -> None:
        self._console, self._every = console, every
        self._stages: dict[str, tuple[float, int | None]] = {}
        self._done: dict[str, int] = {}
        self._said = time.monotonic()

    def begin(self, stage: str, total: int | None = None) -> None:
        """Note when it began."""
        self._stages[stage] = (time.monotonic(), total)
        self._done[stage] = 0
        if total is not None:
            self._say(f"{stage}: {total:,} documents")

    def advance(self, stage: str, amount: int) -> None:
        """Say how far it is, now and then."""
        self._done[stage] += amount
        if time.monotonic() - self._said >= self._every:
            total = self._stages[stage][1]
            self._say(f"{stage}: {self._done[stage]:,}{f' of {total:,}' if total else ''} documents")

    def end(self, stage: str) -> None:
        """Say how long it took."""
        self._say(f"{stage}: done in {time.monotonic() - self._stages[stage][0]:.1f} s")

    def _say(self, line: str) -> None:
        self._said = time.monotonic()
        now = datetime.now(UTC).strftime("%H:%M:%SZ")
        self._console.print(Text(f"{now} {line}"), soft_wrap=True)

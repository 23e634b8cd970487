"""How a run goes on, as bars for a terminal and as lines for a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich import progress
from rich.console import Console
from rich.text import Text

from copydesk.stages import Amount, Progress, Silent


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


class Meter:
    """How far a stage is, how fast, and how long it will take, judged by the bytes cleaned so far."""

    def __init__(self, total: Amount | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.total, self.documents, self.quarantined = total, 0, 0
        self._clock, self._began = clock, clock()
        self._bytes = self._cleaned = self._counted = 0

    def add(self, done: Amount) -> None:
        """So much more is done."""
        self.documents += done.documents
        self.quarantined += done.quarantined
        self._bytes += done.bytes
        if not done.reused:  # it took no time, and says nothing of the time to come
            self._cleaned += done.bytes
            self._counted += done.documents

    @property
    def seconds(self) -> float:
        """Since it began."""
        return self._clock() - self._began

    def __str__(self) -> str:
        """Documents, bytes, rate, what is left, and the quarantined."""
        total = self.total or Amount()
        of = f" of {total.documents:,}" if total.documents else ""
        parts = [f"{self.documents:,}{of} documents"]
        if total.bytes:
            parts.append(f"{size(self._bytes)} of {size(total.bytes)}")
        seconds = self.seconds
        if self._counted and seconds > 0:
            rate = self._counted / seconds
            parts.append(f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.2g}/s")
        if self._cleaned and seconds > 0 and self._bytes < total.bytes:
            parts.append(f"{duration((total.bytes - self._bytes) * seconds / self._cleaned)} left")
        if self.quarantined:
            parts.append(f"{self.quarantined:,} quarantined")
        return ", ".join(parts)


def size(count: float) -> str:
    """Bytes as people say them."""
    for unit in ("bytes", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:,.0f} {unit}" if unit == "bytes" or count >= 10 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    if minutes < 90:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"


def many(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


class Bars:
    """Progress for a terminal: the stage, documents and bytes done, rate, time left, and the quarantined."""

    def __init__(self, console: Console) -> None:
        self._tasks: dict[str, progress.TaskID] = {}
        self._meters: dict[str, Meter] = {}
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

    def begin(self, stage: str, total: Amount | None = None) -> None:
        """Add the stage's line."""
        whole = (total.bytes or total.documents) if total else None
        self._tasks[stage] = self._bar.add_task(stage, total=whole, done="")
        self._meters[stage] = Meter(total)

    def advance(self, stage: str, done: Amount) -> None:
        """Move the stage's bar on."""
        meter = self._meters[stage]
        meter.add(done)
        step = done.bytes if meter.total and meter.total.bytes else done.documents
        self._bar.update(self._tasks[stage], advance=step, done=str(meter))

    def end(self, stage: str) -> None:
        """Fill the stage's bar."""
        task = self._bar.tasks[self._tasks[stage]]
        total = task.total if task.total else 1
        self._bar.update(self._tasks[stage], total=total, completed=total)


class Log:
    """Progress for a log: a line as a stage begins and ends, and one every ten seconds within."""

    def __init__(self, console: Console, every: float = 10.0) -> None:
        self._console, self._every = console, every
        self._meters: dict[str, Meter] = {}
        self._said = time.monotonic()

    def begin(self, stage: str, total: Amount | None = None) -> None:
        """Note when it began."""
        self._meters[stage] = Meter(total)
        if total is not None:
            held = f", {size(total.bytes)}" if total.bytes else ""
            self._say(f"{stage}: {many(total.documents, 'document')}{held}")

    def advance(self, stage: str, done: Amount) -> None:
        """Say how far it is, now and then."""
        self._meters[stage].add(done)
        if time.monotonic() - self._said >= self._every:
            self._say(f"{stage}: {self._meters[stage]}")

    def end(self, stage: str) -> None:
        """Say how long it took."""
        self._say(f"{stage}: done in {self._meters[stage].seconds:.1f} s")

    def _say(self, line: str) -> None:
        self._said = time.monotonic()
        now = datetime.now(UTC).strftime("%H:%M:%SZ")
        self._console.print(Text(f"{now} {line}"), soft_wrap=True)

"""The commands: one module for datasets, one for documents; and what both are made of."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO, TypeVar

import typer

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(
    name="copydesk",
    help="Turn raw news into clean, paragraph-segmented, validated and versioned datasets.",
    epilog="Exit codes: 0 done; 1 failed: a gate, a verification, a shard, the server or writing; "
    "2 wrong usage or unreadable input; 130 interrupted; 143 stopped by SIGTERM.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
Command = TypeVar("Command", bound=Callable[..., None])


def command(*examples: str) -> Callable[[Command], Command]:
    """Enter a command whose help ends with `examples`."""
    lines = "\n".join(f"  {example}" for example in examples)
    return app.command(no_args_is_help=False, epilog=f"\b\nExamples:\n{lines}")


Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help="Files and folders to read.")]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="FIELD=COLUMN", help="Which column of rows is html, text, url, id, date, …"
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What texts and pages are in that are not UTF-8 and declare none: windows-1251, …",
    ),
]
Engine = Annotated[
    str, typer.Option(metavar="NAME", help="local, dask or ray; dask=ADDRESS or ray=ADDRESS for a cluster.")
]


def _not_empty(name: str) -> str:
    """An empty name would be the folder one is in: it comes of a variable that is not set."""
    if not name:
        raise typer.BadParameter("it is empty")
    return name


Out = Annotated[
    str,
    typer.Option("--out", "-o", metavar="DIR", help="Where releases are published.", callback=_not_empty),
]
Workers = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Processes that clean; one for each CPU.")
]
Page = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A document; of several in FILE the first, or FILE#17; - is standard input.",
    ),
]


def console_on(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, emoji=False)


def fail(message: str, code: int) -> NoReturn:
    """End the command with a message on standard error."""
    from copydesk.visible import visible

    print(f"copydesk: {visible(message)}", file=sys.stderr)
    sys.exit(code)


class _TerminatedError(KeyboardInterrupt):
    """SIGTERM came."""


@contextmanager
def interruptible(message: str) -> Iterator[None]:
    """Within the block Ctrl-C and SIGTERM tidy up, and end the command with a message."""

    def terminate(*_: object) -> NoReturn:
        raise _TerminatedError

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except _TerminatedError:
        fail(message, 128 + signal.SIGTERM)
    except KeyboardInterrupt:
        fail(message, 128 + signal.SIGINT)
    finally:
        signal.signal(signal.SIGTERM, before)

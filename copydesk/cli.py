"""The command line: it and the commands alone print."""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from copydesk import __version__
from copydesk.commands import app, datasets, documents, fail
from copydesk.errors import CopydeskError, RejectedError, UsageError
from copydesk.frugal import be_frugal

__all__ = ["app", "main"]

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PRINTING = {"clean", "explain", "text", "rules"}
COMMANDS = (datasets, documents)
"""Modules whose commands are entered as they are imported."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command; whatever copydesk raises on purpose ends as a message and an exit code."""
    be_frugal()
    if arguments is None and _PRINTING.intersection(sys.argv[1:2]):
        _die_with_the_pipe()
    try:
        app(args=None if arguments is None else list(arguments), prog_name="copydesk")
    except CopydeskError as error:
        fail(str(error), 2 if isinstance(error, UsageError | RejectedError) else 1)
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        fail(f"{error.strerror or error}{place}", 1 if error.errno in _NO_ROOM else 2)
    sys.exit(0)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"copydesk {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None: ...


def _die_with_the_pipe() -> None:
    """End silently, as Unix tools do, when the reader of our output has seen enough."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)

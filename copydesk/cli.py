"""The command line: the only place that prints."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO, TypeVar

import typer

from copydesk import __version__
from copydesk.asked import Asked, check
from copydesk.errors import CopydeskError, RejectedError, UsageError
from copydesk.writing import Form, Writer, whole_file

if TYPE_CHECKING:
    from rich.console import Console

    from copydesk.run import Outcome
    from copydesk.stages import Progress

app = typer.Typer(
    name="copydesk",
    help="Turn raw news into clean, paragraph-segmented, validated and versioned datasets.",
    epilog="Exit codes: 0 done; 1 failed: a gate, a verification, a shard, the server or writing; "
    "2 wrong usage or unreadable input; 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PRINTING = {"clean", "explain", "text", "rules"}
Command = TypeVar("Command", bound=Callable[..., None])


def command(*examples: str) -> Callable[[Command], Command]:
    """Enter a command whose help ends with `examples`."""
    lines = "\n".join(f"  {example}" for example in examples)
    return app.command(no_args_is_help=False, epilog=f"\b\nExamples:\n{lines}")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command; whatever copydesk raises on purpose ends as a message and an exit code."""
    if arguments is None and _PRINTING.intersection(sys.argv[1:2]):
        _die_with_the_pipe()
    try:
        app(args=None if arguments is None else list(arguments), prog_name="copydesk")
    except CopydeskError as error:
        _fail(str(error), 2 if isinstance(error, UsageError | RejectedError) else 1)
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        _fail(f"{error.strerror or error}{place}", 1 if error.errno in _NO_ROOM else 2)
    sys.exit(0)


def _fail(message: str, code: int) -> NoReturn:
    from copydesk.visible import visible

    print(f"copydesk: {visible(message)}", file=sys.stderr)
    sys.exit(code)


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


Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help="Files and folders to read.")]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="FIELD=COLUMN", help="Which column of rows is html, text, url, id, date, …"
    ),
]
Engine = Annotated[
    str, typer.Option(metavar="NAME", help="local, dask or ray; dask=ADDRESS or ray=ADDRESS for a cluster.")
]
Out = Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="Where releases are published.")]
Workers = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Processes that clean; one for each CPU.")
]
Page = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A document; FILE#17 is one of several, as releases name it; - is standard input.",
    ),
]


@command(
    "copydesk run seeds/*.txt --out dist",
    "copydesk run dumps/ extra.txt --out /data/news --workers 8",
    "copydesk run crawl.parquet --map html=page_source --out /data/news --dry-run",
    "copydesk run seeds/*.txt --out dist --direct",
)
def run(
    inputs: Inputs,
    out: Out,
    workers: Workers = None,
    map: Map = None,
    engine: Engine = "local",
    direct: Annotated[
        bool, typer.Option("--direct", help="Without Prefect: the same functions and gates, sooner started.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan and how long it will take; write nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only the summary.")] = False,
) -> None:
    """Clean the inputs, audit the result and publish it as a release.

    What an earlier run into the same DIR has cleaned is not cleaned again, also if that run was killed.
    A release that fails its expectations is not published, and DIR/latest stays what it was.
    """
    from copydesk.mirror import built_in, mirrored
    from copydesk.progress import shown
    from copydesk.summary import summary

    if direct and engine != "local":
        raise UsageError(f"--direct has no engine but local: leave it out for {engine}")
    started, copied = time.monotonic(), list[str]()
    if dry_run:
        asked = Asked(tuple(inputs), built_in(out), workers, tuple(map or ()), engine)
        check(asked)
        _print_plan(asked)
        return
    with mirrored(out, copied.append) as folder:
        asked = Asked(tuple(inputs), folder, workers, tuple(map or ()), engine)
        check(asked)
        try:
            with shown(_console(sys.stderr), quiet=quiet, direct=direct) as progress:
                outcome = (_run_direct if direct else _run_flow)(asked, progress)
        except KeyboardInterrupt:
            _fail("interrupted; what is cleaned is kept, and the same command goes on from there", 130)
        for line in summary(outcome, folder, time.monotonic() - started):
            print(line)
    for line in copied:
        print(f"  {line}")
    if outcome.rejected:
        raise typer.Exit(1)


def _print_plan(asked: Asked) -> None:
    from copydesk import layout
    from copydesk.estimate import described, estimate
    from copydesk.formats.columns import Columns
    from copydesk.limits import LIMITS
    from copydesk.plan import plan
    from copydesk.visible import visible

    planned = plan(asked.inputs, LIMITS, asked.out, Columns.parse(asked.map))
    found = estimate(planned, layout.shard_store(asked.out))
    for name, text in described(planned, found, asked.workers or os.cpu_count() or 1):
        print(f"{name:<11}{visible(text)}")


def _run_direct(asked: Asked, progress: Progress | None) -> Outcome:
    from copydesk.formats.columns import Columns
    from copydesk.run import Order, run
    from copydesk.workers import Workers
    from flows.audit import ReleaseAudit, prepare

    prepare()
    order = Order(asked.inputs, asked.out, columns=Columns.parse(asked.map))
    with Workers(asked.workers or os.cpu_count() or 1) as pool:
        return run(order, map_shards=pool.map_shards, audit=ReleaseAudit(), progress=progress)


def _run_flow(asked: Asked, progress: Progress | None) -> Outcome:
    from flows.launch import run_flow

    return run_flow(asked, progress)


@command(
    "copydesk clean seeds/003_d293f77c391e9217.txt --to markdown",
    "copydesk clean dumps/ --to jsonl -o articles.jsonl",
    "curl -s https://example.org/dump.txt | copydesk clean -",
)
def clean(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Files and folders, or - for standard input.")
    ],
    to: Annotated[Form, typer.Option("--to", help="What to write.")] = Form.JSONL,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; standard output.")
    ] = None,
    map: Map = None,
) -> None:
    """Clean documents and print them, without a release.

    A row of --to jsonl has every column of a release's articles; of several documents, --to text puts a
    form feed and --to markdown a rule between them. Documents that cannot be cleaned are named on standard
    error, the others are still printed, and the exit code is 2.
    """
    from copydesk.documents import cleaned_documents
    from copydesk.formats.columns import Columns

    rejected, columns = 0, Columns.parse(map or ())
    with whole_file(output) if output else _standard_output() as stream:
        writer = Writer(to, stream)
        for uri, result in cleaned_documents(paths, sys.stdin.buffer, columns):
            if isinstance(result, RejectedError):
                rejected += 1
                _reject(uri, result)
            else:
                writer.write(result.article)
    if rejected:
        raise typer.Exit(2)


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    """Standard output, in UTF-8 whatever the locale."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    yield sys.stdout


@command(
    "copydesk explain seeds/002_f70eb898e4a8fb89.txt",
    "copydesk explain page.txt | grep navigation",
    "copydesk explain 'crawl.parquet#17' --map html=page_source",
    "copydesk explain --diff dist/releases/20260102T030405Z-89abcdef dist/latest",
    "copydesk explain --diff 20260102 latest --out dist --json 'seeds/00*'",
)
def explain(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE", help="A document, or - for standard input; with --diff, uris or patterns."
        ),
    ] = None,
    diff: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="A B", help="Two releases, by folder or version: show the lines whose fate changed."
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Where --diff looks for versions.")
    ] = Path("dist"),
    json: Annotated[bool, typer.Option("--json", help="With --diff: one JSON object a line.")] = False,
    map: Map = None,
) -> None:
    """Show a page with the reason for each line in its margin.

    The margin holds a role for what is kept, and the code of a rule for what is removed.
    Numbers are lines of the page text, see `copydesk text`. Repairs and cuts within a line stand below it.
    The facts found are at the top, and the reason of each code at the end.

    With --diff, the lines that two releases judge otherwise: where they begin in the page text, what became
    of them in A and in B, and the text. FILE then names documents to look at, all if there is none.
    """
    if diff is not None and map:
        raise UsageError("--map names columns of a document's file, and with --diff none is read")
    if diff is not None:
        _explain_diff(diff, out, tuple(files or ()), json)
    elif len(files or ()) == 1 and not json:
        _explain_page((files or [""])[0], tuple(map or ()))
    else:
        raise UsageError("name one document, or two releases with --diff")


def _explain_diff(named: tuple[str, str], out: Path, asked: tuple[str, ...], as_json: bool) -> None:
    from copydesk import differences
    from copydesk.catalogue import Names
    from copydesk.opened import open_two
    from copydesk.progress import shown
    from copydesk.sidebyside import Tally
    from copydesk.sidebyside import differences as between
    from copydesk.stages import Silent

    one, other = open_two(*named, out)
    console, tally = _console(sys.stdout), Tally()
    quiet, place = as_json and console.is_terminal, console if console.is_terminal else _console(sys.stderr)
    with shown(place, quiet=quiet, direct=True) as tell:
        found = between(one, other, Names(asked), tally, tell or Silent())
        if as_json:
            for line in differences.json_lines(found):
                sys.stdout.buffer.write(line)
        else:
            differences.show(found, console)
    if not as_json:
        differences.show_totals(tally, one, other, console)


def _explain_page(file: str, mapped: Sequence[str]) -> None:
    from copydesk import show
    from copydesk.clean import clean
    from copydesk.document import Reason
    from copydesk.documents import raw_document
    from copydesk.formats.columns import Columns

    raw, console = raw_document(file, sys.stdin.buffer, Columns.parse(mapped)), _console(sys.stdout)
    try:
        show.explain(clean(raw), console)
    except RejectedError as error:
        if error.code == Reason.NO_ARTICLE:
            show.explain_rejected(raw, console)
        raise


@command(
    "copydesk text seeds/004_cd657fc1c3193a23.txt",
    "copydesk text page.txt | python3 -c 'import sys; print(sys.stdin.read()[100:120])'",
)
def text(file: Page, map: Map = None) -> None:
    """Print the page text exactly, as all offsets count it."""
    from copydesk.documents import raw_document
    from copydesk.formats.columns import Columns
    from copydesk.page import read

    raw = raw_document(file, sys.stdin.buffer, Columns.parse(map or ()))
    sys.stdout.buffer.write(read(raw).text.encode())


@command(
    "copydesk rules",
    "copydesk rules SO001",
)
def rules(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="Code or name of one rule.")] = None,
) -> None:
    """List the rules and repairs, or show one with its examples."""
    from copydesk import codes, show

    if code is None:
        show.rule_book(_console(sys.stdout))
        return
    entry = codes.find(code)
    if entry is None:
        guesses = codes.near(code)
        hint = f"; did you mean {', '.join(guesses)}?" if guesses else "; `copydesk rules` lists them"
        raise UsageError(f"no rule '{code}'{hint}")
    show.rule(entry, _console(sys.stdout))


@command(
    "copydesk verify dist",
    "copydesk verify dist/releases/20260102T030405Z-89abcdef",
)
def verify(
    release: Annotated[
        Path, typer.Argument(metavar="RELEASE", help="A release, or a DIR of `run` for its latest.")
    ],
) -> None:
    """Recompute from its files what a release says of its data.

    Every digest, count and type, and every page put together again from its article and the ledger.
    What the files cannot show is taken at its word: by which code and gates it was made, and what was
    skipped.
    """
    from copydesk.summary import verified
    from copydesk.verify import find_release
    from copydesk.verify import verify as check

    for line in verified(check(find_release(release))):
        print(line)


@command(
    "copydesk audit crawl.jsonl.gz",
    "copydesk audit dumps/ --map text=page_text --json findings.json",
)
def audit(
    inputs: Inputs,
    workers: Workers = None,
    map: Map = None,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write all findings there, for machines.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only the findings.")] = False,
) -> None:
    """Say what a dataset holds besides articles; nothing is published.

    The share of boilerplate, duplicates, stubs and what cannot be read, the sources with the most of them,
    and the lines that are removed most often. Documents are cleaned as by `run`, and forgotten.
    """
    import orjson

    from copydesk import auditing
    from copydesk.formats.columns import Columns
    from copydesk.plan import plan
    from copydesk.progress import shown
    from copydesk.visible import visible

    planned = plan(inputs, columns=Columns.parse(map or ()))
    with shown(_console(sys.stderr), quiet=quiet, direct=True) as progress:
        found = auditing.audit(planned, workers or os.cpu_count() or 1, progress)
    for line in auditing.report(found):
        print(visible(line))
    if json:
        with whole_file(json) as stream:
            stream.write(orjson.dumps(auditing.as_row(found), option=orjson.OPT_INDENT_2).decode() + "\n")


@command(
    'copydesk serve --cron "0 5 * * *" dumps/ --out /data/news',
)
def serve(
    inputs: Inputs,
    out: Out,
    cron: Annotated[str, typer.Option(metavar="CRON", help="When, as five cron fields, in UTC.")],
    workers: Workers = None,
    map: Map = None,
    engine: Engine = "local",
) -> None:
    """Run on a schedule, under Prefect, until stopped. What was cleaned before is not cleaned again."""
    from flows import launch

    launch.serve(Asked(tuple(inputs), _local(out), workers, tuple(map or ()), engine), cron)


def _local(out: str) -> Path:
    from copydesk.storage import is_remote

    if is_remote(out):
        raise UsageError(f"'{out}': a schedule publishes in a folder; have cron call `copydesk run` for S3")
    return Path(out)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, emoji=False)


def _die_with_the_pipe() -> None:
    """End silently, as Unix tools do, when the reader of our output has seen enough."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _reject(uri: str, error: RejectedError) -> None:
    from copydesk.visible import visible

    print(f"copydesk: {visible(uri)}: {visible(str(error))}", file=sys.stderr)

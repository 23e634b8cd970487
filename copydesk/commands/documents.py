"""Commands that look at documents and rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from copydesk.commands import Encoding, Map, Page, command, console_on
from copydesk.errors import RejectedError, UsageError
from copydesk.writing import Form, Writer, whole_file


@command(
    "copydesk clean seeds/003_d293f77c391e9217.txt --to markdown",
    "copydesk clean dumps/ --to jsonl -o articles.jsonl",
    "copydesk clean 'crawl.jsonl#17' --to text",
    "curl -s https://example.org/dump.txt | copydesk clean -",
)
def clean(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH", help="Files and folders; FILE#17 is one of several, - is standard input."
        ),
    ],
    to: Annotated[Form, typer.Option("--to", help="What to write.")] = Form.JSONL,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; standard output.")
    ] = None,
    map: Map = None,
    encoding: Encoding = None,
) -> None:
    """Clean documents and print them, without a release.

    A row of --to jsonl has every column of a release's articles; of several documents, --to text puts a
    form feed and --to markdown a rule between them. Documents that cannot be cleaned are named on standard
    error, the others are still printed, and the exit code is 2.
    """
    from copydesk.documents import cleaned_documents
    from copydesk.told import Told

    rejected, told = 0, Told.parse(map, encoding)
    with whole_file(output) if output else _standard_output() as stream:
        writer = Writer(to, stream)
        for uri, result in cleaned_documents(paths, sys.stdin.buffer, told):
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
            metavar="FILE",
            help="A document; of several in FILE the first, or FILE#17; - is standard input; "
            "with --diff, uris or patterns.",
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
    encoding: Encoding = None,
) -> None:
    """Show a page with the reason for each line in its margin.

    The margin holds a role for what is kept, and the code of a rule for what is removed.
    Numbers are lines of the page text, see `copydesk text`. Repairs and cuts within a line stand below it.
    The facts found are at the top, and the reason of each code at the end.

    With --diff, the lines that two releases judge otherwise: where they begin in the page text, what became
    of them in A and in B, and the text. FILE then names documents to look at, all if there is none.
    """
    if diff is not None and (map or encoding):
        raise UsageError("--map and --encoding are about a document's file, and with --diff none is read")
    if json and diff is None:
        raise UsageError("--json goes with --diff; `copydesk clean FILE` gives a document as JSON")
    if diff is not None:
        _explain_diff(diff, out, tuple(files or ()), json)
    elif len(files or ()) == 1:
        _explain_page((files or [""])[0], map, encoding)
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
    console, tally = console_on(sys.stdout), Tally()
    quiet, place = as_json and console.is_terminal, console if console.is_terminal else console_on(sys.stderr)
    with shown(place, quiet=quiet, direct=True) as tell:
        found = between(one, other, Names(asked), tally, tell or Silent())
        if as_json:
            for line in differences.json_lines(found):
                sys.stdout.buffer.write(line)
        else:
            differences.show(found, console)
    if not as_json:
        differences.show_totals(tally, one, other, console)


def _explain_page(file: str, map: list[str] | None, encoding: str | None) -> None:
    from copydesk import show
    from copydesk.clean import clean
    from copydesk.document import Reason
    from copydesk.documents import raw_document
    from copydesk.told import Told

    told, console = Told.parse(map, encoding), console_on(sys.stdout)
    with _rejecting(file):
        raw = raw_document(file, sys.stdin.buffer, told)
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
def text(file: Page, map: Map = None, encoding: Encoding = None) -> None:
    """Print the page text exactly, as all offsets count it."""
    from copydesk.documents import raw_document
    from copydesk.page import read
    from copydesk.told import Told

    with _rejecting(file):
        raw = raw_document(file, sys.stdin.buffer, Told.parse(map, encoding))
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
        show.rule_book(console_on(sys.stdout))
        return
    entry = codes.find(code)
    if entry is None:
        guesses = codes.near(code)
        hint = f"; did you mean {', '.join(guesses)}?" if guesses else "; `copydesk rules` lists them"
        raise UsageError(f"no rule '{code}'{hint}")
    show.rule(entry, console_on(sys.stdout))


@contextmanager
def _rejecting(file: str) -> Iterator[None]:
    """Within the block a document that cannot be cleaned ends the command, with its name and the reason."""
    try:
        yield
    except RejectedError as error:
        _reject(file, error)
        raise typer.Exit(2) from None


def _reject(uri: str, error: RejectedError) -> None:
    from copydesk.visible import visible

    print(f"copydesk: {visible(uri)}: {visible(str(error))}", file=sys.stderr)

"""Commands that make, check and look into datasets."""

from __future__ import annotations

import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copydesk.asked import Asked, check
from copydesk.commands import (
    Encoding,
    Engine,
    Inputs,
    Map,
    Out,
    Workers,
    command,
    console_on,
    interruptible,
)
from copydesk.errors import UsageError
from copydesk.writing import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from copydesk.checks import Checked, File
    from copydesk.plan import Shard
    from copydesk.run import Outcome
    from copydesk.shards import ShardResult
    from copydesk.stages import Progress


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
    encoding: Encoding = None,
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
    A release that fails its expectations, or cannot be read back as it was written, is not published, and
    DIR/latest stays what it was.
    """
    if direct and engine != "local":
        raise UsageError(f"--direct has no engine but local: leave it out for {engine}")
    if engine == "local" and not dry_run:
        from copydesk import forking

        forking.prepare("copydesk.warm")  # it takes longer than all that this process imports meanwhile
    from copydesk.mirror import built_in, mirrored
    from copydesk.progress import shown
    from copydesk.summary import summary

    started, copied = time.monotonic(), list[str]()
    if dry_run:
        asked = Asked(tuple(inputs), built_in(out), workers, tuple(map or ()), engine, encoding)
        check(asked)
        _print_plan(asked)
        return
    with mirrored(out, copied.append) as folder:
        asked = Asked(tuple(inputs), folder, workers, tuple(map or ()), engine, encoding)
        check(asked)
        with (
            interruptible("interrupted; what is cleaned is kept, and the same command goes on from there"),
            shown(console_on(sys.stderr), quiet=quiet, direct=direct) as progress,
        ):
            outcome = (_run_direct if direct else _run_flow)(asked, progress)
        for line in summary(outcome, folder, time.monotonic() - started):
            print(line)
    for line in copied:
        print(f"  {line}")
    if outcome.rejected:
        raise typer.Exit(1)


def _print_plan(asked: Asked) -> None:
    from copydesk import layout
    from copydesk.estimate import described, estimate
    from copydesk.limits import LIMITS
    from copydesk.plan import plan
    from copydesk.visible import visible

    planned = plan(asked.inputs, LIMITS, asked.out, asked.told())
    found = estimate(planned, layout.shard_store(asked.out))
    for name, text in described(planned, found, asked.workers or os.cpu_count() or 1):
        print(f"{name:<11}{visible(text)}")


def _run_direct(asked: Asked, progress: Progress | None) -> Outcome:
    from copydesk.run import Order, run
    from copydesk.workers import Workers

    order = Order(asked.inputs, asked.out, told=asked.told())
    with Workers(asked.workers or os.cpu_count() or 1) as pool:
        pool.prepare()
        from flows.audit import ReleaseAudit, prepare  # meanwhile

        def map_shards(
            shards: Sequence[Shard], store: Path, done: Callable[[ShardResult], None]
        ) -> Sequence[ShardResult]:
            prepare()  # only now, when this process has nothing else to do than to wait
            return pool.map_shards(shards, store, done)

        audit = ReleaseAudit(spread=pool.each_first)
        return run(
            order,
            map_shards=map_shards,
            audit=audit,
            spread=pool.each,
            begin=pool.begin,
            foresee=audit.foresee,
            progress=progress,
        )


def _run_flow(asked: Asked, progress: Progress | None) -> Outcome:
    from flows.launch import run_flow

    return run_flow(asked, progress)


@command(
    "copydesk verify dist",
    "copydesk verify dist/releases/20260102T030405Z-89abcdef",
)
def verify(
    release: Annotated[
        str, typer.Argument(metavar="RELEASE", help="A release, or a DIR of `run` for its latest.")
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes that check; one for each CPU.")
    ] = None,
) -> None:
    """Recompute from its files what a release says of its data.

    Every digest, count and type, and every page put together again from its article and the ledger.
    What the files cannot show is taken at its word: by which code and gates it was made, and what was
    skipped.
    """
    from copydesk.summary import verified
    from copydesk.tables import TABLES
    from copydesk.verify import find_release
    from copydesk.verify import verify as check
    from copydesk.workers import Workers

    folder, count = _local(release, "copy it here, and verify the copy"), workers or os.cpu_count() or 1
    with Workers(count, "copydesk.checks") as pool:

        def spread(function: Callable[[File], Checked], files: Sequence[File]) -> Iterable[Checked]:
            one = count == 1 or len(files) <= len(TABLES)  # not worth another process
            return map(function, files) if one else pool.each(function, files)

        for line in verified(check(find_release(folder), spread)):
            print(line)


@command(
    "copydesk audit crawl.jsonl.gz",
    "copydesk audit dumps/ --map text=page_text --json findings.json",
)
def audit(
    inputs: Inputs,
    workers: Workers = None,
    map: Map = None,
    encoding: Encoding = None,
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
    from copydesk.plan import plan
    from copydesk.progress import shown
    from copydesk.told import Told
    from copydesk.visible import visible

    planned = plan(inputs, told=Told.parse(map, encoding))
    with whole_file(json) if json else nullcontext() as stream:  # what cannot be written is told first
        with shown(console_on(sys.stderr), quiet=quiet, direct=True) as progress:
            found = auditing.audit(planned, workers or os.cpu_count() or 1, progress)
        for line in auditing.report(found):
            print(visible(line))
        if stream:
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
    encoding: Encoding = None,
    engine: Engine = "local",
) -> None:
    """Run on a schedule, under Prefect, until stopped. What was cleaned before is not cleaned again."""
    from flows import launch

    folder = _local(out, "a schedule publishes in a folder; have cron call `copydesk run` for S3")
    launch.serve(Asked(tuple(inputs), folder, workers, tuple(map or ()), engine, encoding), cron)


def _local(name: str, instead: str) -> Path:
    from copydesk.storage import is_remote

    if is_remote(name):
        raise UsageError(f"'{name}' is not on this machine: {instead}")
    return Path(name)

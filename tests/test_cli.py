"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from rich.console import Console

from copydesk import cli, codes, contract
from copydesk.clean import Cleaned, clean
from copydesk.commands import datasets
from copydesk.document import RawDocument
from copydesk.documents import raw_document
from copydesk.errors import GateError, OutputError, ShardError, UsageError, VerificationError
from copydesk.inputs import find
from copydesk.manifest import Bookkeeping
from copydesk.markdown import markdown
from copydesk.progress import Bars, Log, Meter, duration
from copydesk.records import Article
from copydesk.run import Outcome
from copydesk.stages import Amount
from copydesk.visible import one_line, quoted, visible

PAGE = """Home > World

Ministers meet for talks on trade

By Ana Lima

The ministers met in Beijing on Tuesday and said that the two countries&#039; ties were close.

Share on Facebook

They agreed to meet again in the autumn, officials said, when the new rules will be in force.
"""
COUNTS = Bookkeeping(5, 3, 1, 1, 40, 1000, 900, 100, {"binary": 1, "exact_duplicate": 1})


class Ended(NamedTuple):
    """How a command ended, and what it wrote."""

    code: object
    out: str
    err: str


Copydesk = Callable[..., Ended]


@pytest.fixture
def copydesk(capfd: pytest.CaptureFixture[str]) -> Copydesk:
    """Run a command in this process."""

    def call(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        sys.stdout.flush()
        return Ended(ended.value.code, *capfd.readouterr())

    return call


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def binary(tmp_path: Path) -> Path:
    path = tmp_path / "binary.txt"
    path.write_bytes(bytes(2_000))
    return path


# clean


def test_rows_hold_every_column_of_the_contract(copydesk: Copydesk, page: Path) -> None:
    ended = copydesk("clean", page)
    row = json.loads(ended.out)
    jsonschema.validate(row, contract.json_schema(Article))
    assert ended.code == 0
    assert row["source_id"] == "page"
    assert row["headline"] == "Ministers meet for talks on trade"


def test_clean_reads_a_folder_in_order_of_names(copydesk: Copydesk, tmp_path: Path) -> None:
    for name in "bca":
        (tmp_path / f"{name}.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    ended = copydesk("clean", tmp_path)
    assert [json.loads(line)["source_id"] for line in ended.out.splitlines()] == ["a", "b", "c"]
    assert ended.code == 0


def test_clean_takes_a_file_once_by_whatever_names(
    copydesk: Copydesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(PAGE, encoding="utf-8")
    Path("link.txt").symlink_to("a.txt")
    ended = copydesk("clean", "a.txt", "./a.txt", "link.txt", ".")
    assert [json.loads(line)["uri"] for line in ended.out.splitlines()] == ["a.txt"]


def test_clean_reads_standard_input(copydesk: Copydesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    row = json.loads(copydesk("clean", "-").out)
    assert (row["uri"], row["source_id"]) == ("-", "stdin")


def test_text_is_the_column_and_nothing_else(copydesk: Copydesk, page: Path) -> None:
    article = clean(RawDocument(str(page), PAGE.encode())).article
    assert copydesk("clean", page, "--to", "text").out == article.text + "\n"


def test_a_rejected_document_is_named_and_the_others_are_printed(
    copydesk: Copydesk, page: Path, binary: Path
) -> None:
    ended = copydesk("clean", binary, page)
    assert ended.code == 2
    assert ended.err.startswith(f"copydesk: {binary}: binary: ")
    assert len(ended.err.splitlines()) == 1
    assert json.loads(ended.out)["source_id"] == "page"


@pytest.mark.parametrize("command", ["clean", "explain", "text"])
def test_a_document_that_cannot_be_read_is_named_with_the_reason(
    copydesk: Copydesk, binary: Path, command: str
) -> None:
    ended = copydesk(command, binary)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"copydesk: {binary}: binary: NUL byte at 0")


def test_a_fault_of_ours_costs_one_document(
    copydesk: Copydesk, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(raw: RawDocument) -> Cleaned:
        if raw.source_id == "other":
            raise ZeroDivisionError("division by zero")
        return clean(raw)

    other = page.with_name("other.txt")
    other.write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr("copydesk.documents.clean", faulty)
    ended = copydesk("clean", other, page)
    assert ended.code == 2
    assert ended.err == f"copydesk: {other}: internal_error: ZeroDivisionError: division by zero\n"
    assert json.loads(ended.out)["source_id"] == "page"


def test_output_file_appears_complete_or_not_at_all(
    copydesk: Copydesk, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "articles.jsonl"
    target.parent.mkdir()
    assert copydesk("clean", page, "-o", target) == (0, "", "")
    before = target.read_bytes()
    monkeypatch.setattr("copydesk.writing.to_row", lambda article: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["clean", str(page), "-o", str(target)])
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["articles.jsonl"]


@pytest.mark.parametrize(
    ("target", "why"), [("none/x.json", "No such file or directory"), ("folder", "it is a folder")]
)
@pytest.mark.parametrize("command", [("clean", "-o"), ("audit", "--json")])
def test_an_output_that_cannot_be_written_is_told_before_anything_is_read(
    command: tuple[str, str], target: str, why: str, copydesk: Copydesk, page: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    name, option = command
    ended = copydesk(name, page, option, tmp_path / target)
    assert ended == (2, "", f"copydesk: cannot write to '{tmp_path / target}': {why}\n")


# explain and text


def test_margin_says_what_became_of_each_line(copydesk: Copydesk, page: Path) -> None:
    lines = copydesk("explain", page).out.splitlines()
    margin = {line.split()[0]: line for line in lines if line[:4].strip().isdigit()}
    assert margin["1"].split()[1:3] == ["NA002", "navigation"]
    assert margin["3"].split()[1] == "headline"
    assert margin["9"].split()[1:3] == ["SO001", "share"]
    assert margin["11"].split()[1] == "paragraph"
    assert len(margin) == len([line for line in PAGE.splitlines() if line])


def test_text_of_the_margin_is_aligned(copydesk: Copydesk, page: Path) -> None:
    lines = copydesk("explain", page).out.splitlines()
    assert {
        lines[i].index(text) for i, text in ((_find(lines, t), t) for t in ("Home >", "Ministers", "They"))
    } == {27}


def _find(lines: list[str], text: str) -> int:
    return next(i for i, line in enumerate(lines) if text in line and line[:4].strip().isdigit())


def test_a_repair_stands_beneath_its_line(copydesk: Copydesk, page: Path) -> None:
    lines = copydesk("explain", page).out.splitlines()
    below = lines[_find(lines, "The ministers met") + 1]
    assert below.split() == ["RE001", "edit", '"&#039;"', "→", '"\'"']


def test_explain_ends_with_the_reason_of_each_code(copydesk: Copydesk, page: Path) -> None:
    out = copydesk("explain", page).out
    for code in ("NA002", "CR001", "SO001", "RE001"):
        assert f"{code}     {codes.reason(code)}\n" in out


def test_facts_stand_on_top(copydesk: Copydesk, page: Path) -> None:
    lines = copydesk("explain", page).out.splitlines()
    assert "headline      Ministers meet for talks on trade" in lines[:4]
    assert "authors       Ana Lima" in lines[:4]


def test_a_page_without_an_article_is_explained_all_the_same(copydesk: Copydesk, tmp_path: Path) -> None:
    path = tmp_path / "menu.txt"
    path.write_text("Home\n\nShare on Facebook\n", encoding="utf-8")
    ended = copydesk("explain", path)
    assert "SO001" in ended.out
    assert ended.code == 2
    assert ended.err.startswith(f"copydesk: {path}: no_article: ")


def test_explain_obeys_no_control_character_of_a_page(copydesk: Copydesk, tmp_path: Path) -> None:
    path = tmp_path / "evil\x1b[31m.txt"
    path.write_text(PAGE.replace("Home", "Home \x1b]0;owned\x07 [bold]"), encoding="utf-8")
    out = copydesk("explain", path).out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]" in out


def test_text_is_the_page_text_to_the_byte(page: Path) -> None:
    page.write_bytes("\ufeffA line\u2028B\r\n  C \u00a0".encode())
    done = _process("text", page)
    from copydesk.page import read

    assert done.stdout == read(RawDocument("x", page.read_bytes())).text.encode()


def test_a_folder_cannot_be_explained(copydesk: Copydesk, tmp_path: Path) -> None:
    assert copydesk("explain", tmp_path) == (2, "", f"copydesk: '{tmp_path}' is a folder: name one file\n")


# rules


def test_rules_lists_every_code(copydesk: Copydesk) -> None:
    lines = copydesk("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == list(codes.entries())


@pytest.mark.parametrize("word", ["SO001", "so001", "share_button", "share-button"])
def test_a_rule_is_shown_with_its_examples(copydesk: Copydesk, word: str) -> None:
    out = copydesk("rules", word).out
    assert out.startswith("SO001  share_button  share\n")
    assert "\n    - Share on Facebook\n" in out


@pytest.mark.parametrize(("word", "meant"), [("SO01", "SO001"), ("share_buton", "SO001"), ("NA999", "NA001")])
def test_an_unknown_code_gets_the_nearest_ones(copydesk: Copydesk, word: str, meant: str) -> None:
    ended = copydesk("rules", word)
    assert ended.code == 2
    assert ended.err.startswith(f"copydesk: no rule '{word}'; did you mean ")
    assert meant in ended.err


def test_a_word_that_is_no_code_gets_no_codes(copydesk: Copydesk) -> None:
    assert copydesk("rules", "xyzzy").err == "copydesk: no rule 'xyzzy'; `copydesk rules` lists them\n"


# run, verify, and how things end


def _outcome(**changes: Any) -> Outcome:
    known = Outcome(
        published="20260102T030405Z-89abcdef",
        latest=Path("out/releases/20260102T030405Z-89abcdef"),
        nothing_new=False,
        counts=COUNTS,
        reused_shards=1,
        cleaned_shards=2,
        skipped=4,
    )
    return replace(known, **changes)


@pytest.fixture
def run_gives(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Let `copydesk run --direct` end in a given way."""

    def give(end: Any) -> None:
        def engine(*_: object) -> Outcome:
            if isinstance(end, BaseException):
                raise end
            assert isinstance(end, Outcome)
            return end

        monkeypatch.setattr(datasets, "_run_direct", engine)

    return give


def test_a_run_stopped_by_sigterm_says_what_is_kept(
    copydesk: Copydesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(datasets, "_run_direct", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    ended = copydesk("run", "in", "--out", "out", "--direct", "--quiet")
    assert (ended.code, ended.err[:34]) == (143, "copydesk: interrupted; what is cle")
    assert signal.getsignal(signal.SIGTERM) == before


def test_summary_balances_the_books(copydesk: Copydesk, run_gives: Callable[[Any], None]) -> None:
    run_gives(_outcome(warnings=("3 texts are short",)))
    ended = copydesk("run", "in", "--out", "out", "--direct")
    assert ended.code == 0
    assert ended.out.startswith("published 20260102T030405Z-89abcdef in ")
    assert "  documents  5 in = 3 published + 1 superseded + 1 quarantined\n" in ended.out
    assert "             1 binary, 1 exact_duplicate\n" in ended.out
    assert "  characters 1,000 on the pages = 900 kept + 100 removed\n" in ended.out
    assert "  skipped    4 files" in ended.out
    assert "  warning    3 texts are short\n" in ended.out
    assert f"  look at    {Path('out/latest/report.html')}\n" in ended.out


def test_the_summary_shows_one_of_what_most_were_refused_for(copydesk: Copydesk, tmp_path: Path) -> None:
    rows = tmp_path / "crawl.jsonl"
    rows.write_text("[]\n" + '{"page_body": "The ministers met."}\n' * 3 + "null\n", encoding="utf-8")
    ended = copydesk("run", str(rows), "--out", str(tmp_path / "out"), "--direct", "--workers", "1")
    assert ended.code == 1
    assert "             5 malformed\n             such as " in ended.out
    assert "no column holds a text or page; there are: page_body; name the one that does" in ended.out


def test_nothing_new_is_no_failure(copydesk: Copydesk, run_gives: Callable[[Any], None]) -> None:
    run_gives(_outcome(published=None, nothing_new=True))
    ended = copydesk("run", "in", "--out", "out", "--direct")
    assert ended.code == 0
    assert ended.out.startswith("nothing new: 20260102T030405Z-89abcdef already holds")


def test_a_failed_gate_says_what_failed_and_exits_1(
    copydesk: Copydesk, run_gives: Callable[[Any], None]
) -> None:
    why, where = ("No id occurs twice: 00000000000000aa",), Path("out/work/rejected")
    run_gives(_outcome(published=None, latest=None, failures=why, rejected=where))
    ended = copydesk("run", "in", "--out", "out", "--direct")
    assert ended.code == 1
    assert ended.out.startswith("not published")
    assert "  failure    No id occurs twice: 00000000000000aa\n" in ended.out
    assert f"  look at    {where / 'report.html'}\n" in ended.out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (GateError(("a",)), 1),
        (VerificationError(("a",)), 1),
        (ShardError("abc", "its worker process died twice"), 1),
        (OutputError("out", "No space left on device"), 1),
        (OSError(28, "No space left on device"), 1),
        (UsageError("'in' does not exist"), 2),
        (PermissionError(13, "Permission denied", "out"), 2),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_expected_errors_end_in_a_message_and_no_traceback(
    copydesk: Copydesk, run_gives: Callable[[Any], None], error: BaseException, code: int
) -> None:
    run_gives(error)
    ended = copydesk("run", "in", "--out", "out", "--direct", "--quiet")
    assert ended.code == code
    assert ended.err.startswith("copydesk: ")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "in"),
        ("run", "--out", "out"),
        ("run", "in", "--out", "out", "--workers", "0"),
        ("clean", "/no/such/file"),
        ("clean", "x", "--to", "pdf"),
        ("explain",),
        ("explain", "x", "--json"),
        ("verify", "/no/such/release"),
        ("serve", "in", "--out", "out"),
        ("serve", "in", "--out", "s3://bucket/out", "--cron", "0 5 * * *"),
        ("run", "in", "--out", ""),
        ("verify", "s3://bucket/out"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2_with_a_reason(copydesk: Copydesk, arguments: tuple[str, ...]) -> None:
    ended = copydesk(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.strip()
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("command", [("run", "-", "--out", "out"), ("audit", "-")], ids=" ".join)
def test_what_does_not_read_standard_input_says_so(copydesk: Copydesk, command: tuple[str, ...]) -> None:
    assert "standard input is read by clean, explain and text only" in copydesk(*command).err


def test_verify_of_a_folder_without_a_release_says_so(copydesk: Copydesk, tmp_path: Path) -> None:
    assert f"no release in '{tmp_path}'" in copydesk("verify", tmp_path).err


def test_help_and_readme_name_every_exit_code(copydesk: Copydesk, checkout: Path) -> None:
    codes = ["0", "1", "2", "130", "143"]
    assert re.findall(r"(?:Exit codes:|;)\s+(\d+) ", copydesk("--help").out) == codes
    assert re.findall(r"^\| (\d+) \|", (checkout / "README.md").read_text("utf-8"), re.MULTILINE) == codes


def test_version_is_that_of_the_package(copydesk: Copydesk) -> None:
    from copydesk import __version__

    assert copydesk("--version") == (0, f"copydesk {__version__}\n", "")


def _process(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "copydesk", *map(str, arguments)]
    return subprocess.run(command, capture_output=True)


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom copydesk.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'rich', 'pyarrow', 'pandas', 'ftfy', 'prefect', 'great_expectations'}\n"
        "print(*heavy.intersection(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == ""
    assert "Commands:" in done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="pipes end otherwise there")
def test_a_reader_that_has_seen_enough_gets_no_complaint(tmp_path: Path) -> None:
    for i in range(300):
        (tmp_path / f"{i}.txt").write_text(PAGE * 2, encoding="utf-8")
    code = "from copydesk.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "clean", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() != 0


# what is printed on the way


def test_log_says_where_a_run_is() -> None:
    stream = io.StringIO()
    log = Log(Console(file=stream, width=40), every=0.0)
    log.begin("clean", Amount(2_000))
    log.advance("clean", Amount(1_500, reused=True))
    log.end("clean")
    lines = [line.partition("Z ")[2] for line in stream.getvalue().splitlines()]
    assert lines[:2] == ["clean: 2,000 documents", "clean: 1,500 of 2,000 documents"]
    assert lines[2].startswith("clean: done in ")


def test_the_time_left_is_judged_by_the_bytes_that_were_cleaned() -> None:
    now = [100.0]
    meter = Meter(Amount(1_000, 50_000_000), lambda: now[0])
    meter.add(Amount(500, 20_000_000, reused=True))
    meter.add(Amount(100, 10_000_000, quarantined=3))
    now[0] = 120.0
    assert str(meter) == "600 of 1,000 documents, 30 MB of 50 MB, 5/s, 40 s left, 3 quarantined"
    now[0] = 500.0
    assert "0.25/s" in str(meter)


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "5 s"), (600, "10 min"), (9_000, "2.5 h"), (1_000_000, "12 days")]
)
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_bars_show_documents_done() -> None:
    stream = io.StringIO()
    with Bars(Console(file=stream, force_terminal=True, width=100)) as bars:
        bars.begin("clean", Amount(20))
        bars.advance("clean", Amount(15))
        bars.begin("publish")
        bars.end("publish")
    assert "15 of 20 documents" in stream.getvalue()


# text made safe to look at


def test_visible_text_holds_no_hidden_character() -> None:
    assert visible("a\x1b[0m\u202eb\u200bc\ufeff\td\n") == "a\\x1b[0m\\u202eb\\u200bc\\ufeff\td\n"


def test_one_line_cuts_without_reading_on() -> None:
    assert one_line("a  b\nc " * 1_000_000, 9) == "a b c a…"
    assert one_line("é" + "\u0301" * 50) == "é" + "\u0301" * 4


def test_quoted_text_shows_its_spaces() -> None:
    assert quoted("a\tb\n\xa0") == '"a\\tb\\n\\xa0"'


# markdown


def test_markdown_holds_the_article_in_order(page: Path) -> None:
    text = markdown(clean(RawDocument(str(page), PAGE.encode())).article)
    assert text.startswith("# Ministers meet for talks on trade\n\n*Ana Lima*\n\nThe ministers met")
    assert text.endswith("in force.\n")


def test_markdown_sets_the_cells_of_a_row_apart(page: Path) -> None:
    article = clean(RawDocument(str(page), PAGE.encode())).article
    row = replace(article.paragraphs[0], role="table", text="Wheat\t1200 tons")
    assert "Wheat | 1200 tons" in markdown(replace(article, paragraphs=(row,)))


def test_markdown_escapes_what_would_be_markup(page: Path) -> None:
    article = clean(RawDocument(str(page), PAGE.encode())).article
    hostile = ["1. May", "# no", "<b>x</b> &amp; [a](b) *c* _d_", "- dash", "2024", "> quote"]
    paragraphs = tuple(replace(article.paragraphs[0], role="paragraph", text=text) for text in hostile)
    lines = markdown(replace(article, paragraphs=paragraphs)).split("\n\n")[2:]
    assert [line.strip() for line in lines] == [
        r"1\. May",
        r"\# no",
        r"\<b\>x\</b\> \&amp; \[a\](b) \*c\* \_d\_",
        r"\- dash",
        "2024",
        r"\> quote",
    ]


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE html>", "\ufeff<!-- saved --> <html lang='en'>", "<?xml version='1.0'?><html>"]
)
def test_a_text_that_begins_as_a_page_is_read_as_one(start: str, tmp_path: Path) -> None:
    page = tmp_path / "saved.txt"
    page.write_text(f"{start}<body><h1>Harbour reopens</h1><p>It reopened on Tuesday.</p>", "utf-8")
    assert raw_document(str(page), io.BytesIO()).kind == "html"
    assert raw_document("-", io.BytesIO(page.read_bytes())).kind == "html"


@pytest.mark.parametrize(
    ("name", "uri"),
    [(b"caf\xe9.txt", r"caf\xe9.txt"), (rb"a\xe9.txt", r"a\\xe9.txt"), (b"a#1.txt", "a#1.txt")],
)
def test_a_document_is_found_by_what_a_release_calls_it(
    name: bytes, uri: str, copydesk: Copydesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(os.fsdecode(name)).write_text("The harbour reopened.", "utf-8")
    (found,) = find(["."])[0]
    assert found.uri == uri
    assert copydesk("text", uri).out == "The harbour reopened."


@pytest.mark.parametrize("command", ["explain", "text", "clean"])
def test_a_column_can_be_named_wherever_one_document_is_looked_at(
    copydesk: Copydesk, tmp_path: Path, command: str
) -> None:
    rows = tmp_path / "rows.jsonl"
    story = "The harbour reopened on Tuesday after the storm, the port said, and ferries left at once.\n\n"
    rows.write_text(json.dumps({"page_body": f"Harbour reopens\n\n{3 * story}"}) + "\n", "utf-8")
    refused = copydesk(command, rows)
    assert (refused.code, "there are: page_body; name the one" in refused.err) == (2, True)
    wrong = copydesk(command, rows, "--map", "text=body")
    assert (wrong.code, "no column body, as --map says; there are: page_body\n" in wrong.err) == (2, True)
    mapped = copydesk(command, rows, "--map", "text=page_body")
    assert (mapped.code, "Harbour reopens" in mapped.out) == (0, True)


def test_a_comparison_of_releases_has_no_columns(copydesk: Copydesk) -> None:
    ended = copydesk("explain", "--diff", "a", "b", "--map", "text=body")
    assert (ended.code, "--map and --encoding are about" in ended.err) == (2, True)


@pytest.mark.parametrize("command", ["explain", "text", "clean"])
def test_an_encoding_can_be_named_wherever_a_document_is_looked_at(
    copydesk: Copydesk, tmp_path: Path, command: str
) -> None:
    page = tmp_path / "page.txt"
    story = "Премьер открыл порт\n\n" + 3 * "Паромы ушли во вторник после бури, сообщил порт, и ждали.\n\n"
    page.write_bytes(story.encode("cp1251"))
    refused = copydesk(command, page)
    assert (refused.code, "name what it is in with --encoding" in refused.err) == (2, True)
    named = copydesk(command, page, "--encoding", "cp1251")
    assert (named.code, "Премьер открыл порт" in named.out) == (0, True)
    unknown = copydesk(command, page, "--encoding", "klingon")
    assert (unknown.code, "no encoding 'klingon': it is one of utf-8" in unknown.err) == (2, True)


def test_one_of_several_documents_is_named_as_in_a_release(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"text": f"Story {i}."}) + "\n" for i in range(1, 13)), "utf-8")
    for number in (1, 2, 12):
        raw = raw_document(f"{rows}#{number}", io.BytesIO())
        assert (raw.data, raw.uri.rpartition("#")[2]) == (f"Story {number}.".encode(), str(number))
    assert raw_document(str(rows), io.BytesIO()).data == b"Story 1."
    with pytest.raises(UsageError, match="no document #13 in"):
        raw_document(f"{rows}#13", io.BytesIO())


def test_one_of_several_documents_is_cleaned_alone(copydesk: Copydesk, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    story = "The harbour reopened on Tuesday after the storm, the port said, and ferries left at once. "
    rows.write_text("".join(json.dumps({"text": f"{3 * story}{i}."}) + "\n" for i in range(1, 4)), "utf-8")
    cleaned = copydesk("clean", f"{rows}#2")
    assert (cleaned.code, json.loads(cleaned.out)["uri"]) == (0, f"{rows}#2")
    assert copydesk("clean", f"{rows}#4") == (2, "", f"copydesk: no document #4 in '{rows}'\n")
    with rows.open("a", encoding="utf-8") as lines:
        lines.write("{ no row")
    assert copydesk("clean", f"{rows}#2").code == 0  # what stands behind it is not read


@pytest.mark.parametrize("command", ["clean", "explain", "text"])
def test_a_text_has_no_documents_with_numbers(copydesk: Copydesk, page: Path, command: str) -> None:
    assert copydesk(command, f"{page}#2") == (2, "", f"copydesk: no document #2 in '{page}'\n")

"""The documentation: generated pages are current, links lead somewhere, and what is printed there runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
import typer

from copydesk import cli, generate
from copydesk.document import Category, Flag, Reason, Role

PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "dist/README.md")
COMMANDS = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]


def _pages(checkout: Path) -> list[Path]:
    return [checkout / name for name in PAGES] + sorted((checkout / "docs").glob("*.md"))


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def _prose(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def test_generated_files_are_current(checkout: Path) -> None:
    stale = generate.stale(checkout)
    assert not stale, f"not current: {', '.join(stale)}; `make generate` writes them"


def test_generate_finds_a_file_that_is_not_current(tmp_path: Path) -> None:
    for name, text in generate.files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert generate.stale(tmp_path) == []
    (tmp_path / "docs/rules.md").write_text("old", encoding="utf-8")
    (tmp_path / "schemas/article.json").unlink()
    assert generate.stale(tmp_path) == ["schemas/article.json", "docs/rules.md"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_and_a_place_in_the_docs(name: str, checkout: Path) -> None:
    command = COMMANDS[name]
    assert command.help
    assert f"Examples:\n  copydesk {name}" in command.epilog
    assert f"\n## {name}\n" in (checkout / "docs/cli.md").read_text("utf-8")
    assert all(getattr(parameter, "help", None) for parameter in command.params if parameter.name != "help")


def _commands_in(lines: str) -> Iterator[list[str]]:
    """Calls of copydesk in a shell snippet."""
    start = r"(?:^|[|;&] ?|/)[$ ]*"  # a call begins a command: `create copydesk --type process` is none
    for call in re.findall(rf"{start}copydesk ([^|&`\n]*)", lines.replace("\\\n", " "), re.MULTILINE):
        yield shlex.split(call, comments=True)


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_of_help_are_calls_that_parse(name: str) -> None:
    calls = list(_commands_in(COMMANDS[name].epilog.partition("Examples:")[2]))
    assert calls
    for command, *arguments in calls:
        COMMANDS[command].make_context(command, arguments).close()


def test_calls_in_the_docs_parse(checkout: Path) -> None:
    seen = 0
    for page in _pages(checkout):
        text = page.read_text("utf-8")
        snippets = [
            *_blocks(text, "sh"),
            *_blocks(text, "console"),
            *re.findall(r"`(?:\S*/)?(copydesk [a-z][^`]*)`", text),
        ]
        for command, *arguments in (call for snippet in snippets for call in _commands_in(snippet)):
            shown = [argument.replace("INPUT...", "INPUT") for argument in arguments]
            if command in COMMANDS and shown:
                COMMANDS[command].make_context(command, shown).close()
                seen += 1
            assert command in COMMANDS, f"{page.name}: copydesk {command}"
    assert seen > 10


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", _prose(page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_to_files_and_headings_that_exist(checkout: Path) -> None:
    broken = []
    for page in _pages(checkout):
        for link in re.findall(r"\]\(([^)\s]+)\)", _prose(page.read_text("utf-8"))):
            name, _, anchor = link.partition("#")
            target = page.parent / name if name else page
            if not link.startswith("https://") and (
                not target.exists() or (anchor and anchor not in _anchors(target))
            ):
                broken.append(f"{page.name}: {link}")
    assert not broken


@pytest.mark.parametrize(
    ("heading", "words"), [("Roles", Role), ("Categories", Category), ("Flags", Flag), ("Reasons", Reason)]
)
def test_vocabulary_explains_every_word(heading: str, words: type[StrEnum], checkout: Path) -> None:
    text = (checkout / "docs/vocabulary.md").read_text("utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE) == list(words)


def test_page_shown_in_the_readme_is_what_explain_prints(checkout: Path) -> None:
    (sample,) = _blocks((checkout / "README.md").read_text("utf-8"), "console")
    call, *shown = sample.splitlines()
    code = "from copydesk.cli import main; main()"
    arguments = shlex.split(call.removeprefix("$ copydesk"))
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    printed = done.stdout.splitlines()
    for line in shown:
        if line != "…":
            assert any(actual.startswith(line.removesuffix(" …")) for actual in printed), line


@pytest.fixture(scope="module")
def published(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `dist/latest` is a release of the seeds."""
    folder = tmp_path_factory.mktemp("docs")
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", str(checkout / "seeds"), "--out", str(folder / "dist"), "--direct", "--quiet"])
    assert ended.value.code == 0
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/releases.md"])
def test_snippets_run_one_after_the_other(page: str, checkout: Path, published: Path) -> None:
    snippets = _blocks((checkout / page).read_text("utf-8"), "python")
    assert snippets
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(published / "hf"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(snippets)],
        cwd=published,
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.slow
def test_verify_finds_a_published_release_by_its_output(
    published: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["verify", str(published / "dist")])
    assert ended.value.code == 0
    assert "articles             5" in capfd.readouterr().out


@pytest.mark.slow
def test_files_the_docs_name_are_the_files_of_a_release(checkout: Path, published: Path) -> None:
    layout = (checkout / "docs/releases.md").read_text("utf-8").partition("```text\n")[2].partition("```")[0]
    named = re.findall(r"^    (\S+)", layout, re.MULTILINE)
    release = published / "dist/latest"
    assert len(named) > 8
    for name in named:
        assert list(release.glob(name.rstrip("/"))), name
    top = {path.relative_to(release.resolve()).parts[0] for path in release.resolve().rglob("*")}
    assert top == {name.split("/")[0] for name in named}

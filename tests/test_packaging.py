"""The package as it is installed: complete, light to import, and locked."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

import copydesk
import flows
from copydesk import resources

ENGINES = ("prefect", "great_expectations", "dask", "ray")
HEAVY = (*ENGINES, "pandas", "pyarrow", "numpy", "ftfy", "bs4", "jinja2", "typer", "rich", "py3langid")
_COMPILED = (".pyc", ".so", ".pyd")
LOCKS = ("build", "runtime", "test", "train")


@pytest.mark.skipif(
    os.environ.get("COPYDESK_TEST_EDITABLE") == "1",
    reason="COPYDESK_TEST_EDITABLE=1: these tests look at the checkout, not at the wheel",
)
@pytest.mark.parametrize("package", [copydesk, flows], ids=["copydesk", "flows"])
def test_tests_look_at_the_installed_wheel(package: ModuleType) -> None:
    homes = {Path(home).parent.name for home in package.__path__}
    assert homes == {"site-packages"}, "`make test` tests the wheel; COPYDESK_TEST_EDITABLE=1 allows others"


@pytest.mark.parametrize("package", [copydesk, flows], ids=["copydesk", "flows"])
def test_every_file_of_a_package_is_installed(package: ModuleType, checkout: Path) -> None:
    name = package.__name__
    assert _files(Path(package.__path__[0])) >= _files(checkout / name)


def test_every_native_module_is_compiled_and_annotated(checkout: Path) -> None:
    sources = sorted((checkout / "copydesk" / "native").glob("*.pyx"))
    assert sources
    for source in sources:
        assert source.with_suffix(".pyi").exists()
        found = importlib.util.find_spec(f"copydesk.native.{source.stem}")
        assert found and found.origin and found.origin.endswith(tuple(EXTENSION_SUFFIXES))


@pytest.mark.parametrize("folder", ["schemas", "expectations"])
def test_schemas_and_expectations_are_installed_as_they_are_in_the_checkout(
    folder: str, checkout: Path
) -> None:
    found: Path = getattr(resources, folder)()
    assert _contents(found) == _contents(checkout / folder)
    assert _contents(found), f"{folder}/ is empty"


def test_missing_folder_is_an_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "copydesk")
    with pytest.raises(resources.MissingResourceError, match=r"no schemas/ in .*: install copydesk again"):
        resources.schemas()


def test_folder_beside_the_package_counts_only_in_a_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "copydesk")
    (tmp_path / "schemas").mkdir()
    with pytest.raises(resources.MissingResourceError):
        resources.schemas()
    (tmp_path / "pyproject.toml").touch()
    assert resources.schemas() == tmp_path / "schemas"


def test_command_copydesk_is_installed() -> None:
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="copydesk")
    assert callable(command.load())


def test_importing_copydesk_imports_nothing_heavy() -> None:
    assert (
        _imported_by("import copydesk, copydesk.errors, copydesk.document, copydesk.resources", HEAVY)
        == set()
    )


def test_no_module_of_the_core_imports_an_engine() -> None:
    walk = (
        "import copydesk, importlib, pkgutil\n"
        "for module in pkgutil.walk_packages(copydesk.__path__, 'copydesk.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)"
    )
    assert _imported_by(walk, ENGINES) == set()


def test_every_dependency_states_its_reason(checkout: Path) -> None:
    text = (checkout / "pyproject.toml").read_text("utf-8")
    block = text.partition("\ndependencies = [\n")[2].partition("\n]")[0]
    without = [line for line in block.splitlines() if not re.search(r"# \w.{5}", line)]
    assert without == []


def test_every_import_is_declared(checkout: Path) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {_plain(Requirement(entry).name) for entry in project["dependencies"]}
    owners = importlib.metadata.packages_distributions()
    imported = {name for folder in ("copydesk", "flows") for name in _imports(checkout / folder)}
    missing = {name for name in imported if declared.isdisjoint(map(_plain, owners.get(name, [name])))}
    assert missing == set()


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_a_hash_for_each_requirement_and_names_no_index(name: str, checkout: Path) -> None:
    text = _lock(checkout, name)
    assert "://" not in text
    assert "/" not in re.sub(r"(?m)^#.*$", "", text), "a path or an address"
    assert not re.search(r"(?m)^-", text), "an option such as --find-links"
    entries = re.split(r"(?m)^(?=\w)", text)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_test_lock_holds_all_of_the_other_locks(checkout: Path) -> None:
    pinned = _pinned(checkout, "test")
    assert _pinned(checkout, "runtime") <= pinned
    assert _pinned(checkout, "build") <= pinned


def test_locks_satisfy_what_pyproject_asks_for(checkout: Path) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    asked = {
        "runtime": project["project"]["dependencies"],
        "build": groups["build"],
        **{name: [entry for entry in groups[name] if isinstance(entry, str)] for name in ("test", "train")},
    }
    stale = [
        f"{requirement} in {name}.lock"
        for name, requirements in asked.items()
        for requirement in map(Requirement, requirements)
        if not _satisfied(requirement, _pinned(checkout, name))
    ]
    assert stale == [], "run `make lock`"


def test_locks_leave_no_requirement_of_any_package_open() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def _satisfied(requirement: Requirement, pinned: set[str]) -> bool:
    found = [pin for pin in map(Requirement, pinned) if _plain(pin.name) == _plain(requirement.name)]
    versions = [spec.version for pin in found for spec in pin.specifier]
    return bool(versions) and all(requirement.specifier.contains(version) for version in versions)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _lock(checkout: Path, name: str) -> str:
    return (checkout / "requirements" / f"{name}.lock").read_text("utf-8")


def _pinned(checkout: Path, name: str) -> set[str]:
    """The requirements of a lock with their markers, without their hashes."""
    return {line.removesuffix(" \\") for line in _lock(checkout, name).splitlines() if re.match(r"\w", line)}


def _imports(folder: Path) -> set[str]:
    """The packages that the modules of a folder import, at the top or in a function."""
    nodes = [node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(path.read_bytes()))]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and node.level == 0}
    others = {name.partition(".")[0] for name in plain | parts} - {"copydesk", "flows"}
    return others - sys.stdlib_module_names


def _files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in _COMPILED)
    return {path.relative_to(folder).as_posix() for path in paths}


def _contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in _files(folder)}


def _imported_by(code: str, names: tuple[str, ...]) -> set[str]:
    """Which of `names` a fresh interpreter has imported after `code`."""
    report = f"{code}\nimport sys; print(*(set({names!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-P", "-c", report], check=True, capture_output=True, text=True)
    return set(done.stdout.split())

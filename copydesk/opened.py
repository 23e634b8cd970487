"""A release opened to be read: found by path or name, its manifest understood, its tables there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa

from copydesk import layout, manifest
from copydesk.errors import UsageError, VerificationError
from copydesk.tables import TABLES, Table
from copydesk.verify import find_release


@dataclass(frozen=True, slots=True)
class Opened:
    """A release as a reader needs it: where it lies, and what its manifest says."""

    folder: Path
    version: str
    digests: Mapping[str, str]
    versions: Mapping[str, str]
    files: Mapping[str, int]
    """Bytes of each file, by its path."""

    def count(self, table: Table) -> int:
        """The files of a table."""
        return sum(PurePosixPath(path).match(table.glob) for path in self.files)


def open_two(first: str, second: str, out: Path) -> tuple[Opened, Opened]:
    """Two releases, which must not be the same; a name is also looked for beside the other one."""
    places = [out, *(_output(Path(name)) for name in (first, second))]
    one, other = (open_release(_folder(name, places)) for name in (first, second))
    if one.version == other.version:
        raise UsageError(f"'{first}' and '{second}' are the same release, {one.version}")
    return one, other


def _output(path: Path) -> Path:
    """The output a path may lead to: the folder itself, or that which a release in it belongs to."""
    release = path.resolve()
    return release.parent.parent if release.parent.name == layout.releases(Path()).name else path


def _folder(name: str, places: list[Path]) -> Path:
    """The folder of a release that was named by a path, or by the beginning of its version."""
    if name and Path(name).exists():
        return find_release(Path(name))
    if name == layout.latest(Path()).name and layout.latest(places[0]).is_dir():
        return layout.latest(places[0])
    there = {path.resolve() for place in places for path in layout.releases(place).glob("[!.]*")}
    found = sorted(path for path in there if name and path.name.startswith(name))
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"'{name}' may be {', '.join(path.name for path in found[:5])}: name one in full")
    raise UsageError(f"no release '{name}': there is no such folder, and no such version in '{places[0]}'")


def open_release(folder: Path) -> Opened:
    """Open a release; VerificationError where its manifest or its tables are damaged or missing."""
    folder = folder.resolve()  # `latest` may move meanwhile
    with _understood(folder.name, manifest.NAME):
        described = manifest.read(folder)
        release = Opened(
            folder=folder,
            version=str(described["version"]),
            digests={name: str(digest) for name, digest in described["digests"].items()},
            versions={name: str(version) for name, version in described["versions"].items()},
            files={str(file["path"]): int(file["bytes"]) for file in described["files"]},
        )
    wrong = tuple(_wrong(release))
    if wrong:
        raise VerificationError(wrong)
    return release


def _wrong(release: Opened) -> Iterator[str]:
    """What can be seen without reading the tables."""
    for table in TABLES:
        if not release.count(table):
            yield f"{release.version}: {table.folder}/: no file of the table"
    for path, length in sorted(release.files.items()):
        file = release.folder / path
        if path.endswith(".parquet") and not file.is_file():
            yield f"{release.version}: {path}: missing"
        elif path.endswith(".parquet") and file.stat().st_size != length:
            yield f"{release.version}: {path}: {file.stat().st_size:,} bytes instead of {length:,}"


@contextmanager
def reading(release: Opened, path: str) -> Iterator[None]:
    """Whatever is raised over a damaged file becomes a VerificationError that names it."""
    with _understood(release.version, path):
        yield


@contextmanager
def _understood(name: str, path: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError, pa.ArrowException) as error:
        what = f"cannot be understood: {type(error).__name__}: {error}"
        raise VerificationError((f"{name}: {path}: {what}",)) from error

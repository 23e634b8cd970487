"""The files that the user's paths stand for: folders walked, names made portable, nothing left out unsaid."""

from __future__ import annotations

import glob
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from copydesk.disk import reason
from copydesk.errors import UsageError
from copydesk.formats import SUFFIXES, kind_of, unread
from copydesk.storage import is_hidden, is_remote, listing

_OUTPUT = "the output of this run"
_ESCAPED = re.compile(rb"\\(?:x([0-9a-f]{2})|\\)")


@dataclass(frozen=True, slots=True)
class Found:
    """One file that will be read: what it is called, and where it lies."""

    uri: str
    path: Path
    remote: bool = False

    @property
    def place(self) -> str:
        """Where it is opened: a path, or its name where it is on another machine."""
        return self.uri if self.remote else str(self.path.absolute())


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file found in a named folder and not taken, with the reason."""

    uri: str
    reason: str


def such_as(skipped: Sequence[Skipped]) -> str:
    """How many files are left out, and one of them, hidden only where all are."""
    example = min(skipped, key=lambda file: file.reason == "hidden")
    return f"{len(skipped):,}, such as {example.uri}: {example.reason}"


@dataclass(frozen=True, slots=True)
class _Folder:
    uri: PurePosixPath
    path: Path


def find(named: Sequence[str], besides: Path | None = None) -> tuple[list[Found], list[Skipped]]:
    """Files to read and files left out, both by uri; `besides` is a folder not to look into.

    A uri is the path as it was named, normalised, and what follows it. UsageError for a path that does not
    exist, for a folder without a document, and for two files that would go by one uri.
    """
    if not named:
        raise UsageError("nothing to read: name at least one file or folder")
    paths = (path for name in named for path in _globbed(name))
    entries = [entry for path in dict.fromkeys(paths) for entry in _named(path, besides)]
    found, again = _distinct([entry for entry in entries if isinstance(entry, Found)])
    taken = {file.uri for file in found}
    skipped = {e.uri: e for e in entries if isinstance(e, Skipped) and e.uri not in taken}
    return found, sorted([*skipped.values(), *again], key=lambda entry: entry.uri)


def _globbed(name: str) -> list[str]:
    """The paths a pattern such as `dumps/**/*.jsonl` stands for; the name itself where it is no pattern."""
    if not glob.has_magic(name) or os.path.lexists(name) or "://" in name:
        return [name]
    found = glob.glob(name, recursive=True)  # noqa: PTH207 - a Path has no pattern of its own
    return sorted(found) or [name]


def _remote(name: str) -> list[Found | Skipped]:
    """The files of a place elsewhere; what has no reader or is hidden is skipped, unless it was named."""
    names = listing(name)
    if names == [name] or name not in names[0]:  # the file itself, or what matches a pattern: both are named
        return [Found(one, Path(one), remote=True) for one in names]
    return [_remote_entry(one) for one in names]


def _remote_entry(name: str) -> Found | Skipped:
    if is_hidden(name):
        return Skipped(name, "hidden")
    if kind_of(name).known:
        return Found(name, Path(name), remote=True)
    return Skipped(name, unread(name))


def _named(name: str, besides: Path | None) -> list[Found | Skipped]:
    if is_remote(name):
        return _remote(name)
    path = Path(name)
    if not name or not os.path.lexists(path):
        raise UsageError(_absent(name))
    uri = PurePosixPath(_portable(str(_normal(path))))
    if not path.is_dir():
        return [Found(str(uri), path)]
    entries = list(_walk(_Folder(uri, path), besides))
    if entries == [Skipped(str(uri), _OUTPUT)]:
        raise UsageError(f"'{name}' is the output itself, which is not read: name another folder for --out")
    if not any(isinstance(entry, Found) for entry in entries):
        others = f"; {len(entries):,} other entries" if entries else ""
        raise UsageError(f"no document in '{name}': {', '.join(SUFFIXES)} files are taken{others}")
    return entries


def _absent(name: str) -> str:
    if name == "-":
        return "standard input is read by clean, explain and text only: name files or folders"
    return f"nothing matches '{name}'" if glob.has_magic(name) else f"'{name}' does not exist"


def _normal(path: Path) -> Path:
    """The path without `..` where it leads back the same way; after a link it does not, and stays."""
    normal = Path(path.anchor)
    for part in path.parts[1:] if path.anchor else path.parts:
        if part != ".." or normal.name in ("", "..") or normal.is_symlink():
            normal /= part
        else:
            normal = normal.parent
    return normal


def _portable(name: str) -> str:
    r"""The name in valid Unicode: bytes that are not UTF-8 as `\xff`; to be told from them, `\` as `\\`."""
    escaped = Path(name).as_posix().replace("\\", "\\\\")
    return escaped.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def native(uri: str) -> str:
    """The path that a uri stands for: what `_portable` has escaped, undone."""
    return os.fsdecode(_ESCAPED.sub(_unescaped, os.fsencode(uri)))


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode()) if found[1] else b"\\"


def _walk(top: _Folder, besides: Path | None) -> Iterator[Found | Skipped]:
    """Everything below a folder, each folder entered once, so that links cannot go in circles.

    What is reached through a link comes last, so that a file is known by its own place. A folder that cannot
    be looked into is taken like a file that cannot be read: what it holds is missing and not left out.
    """
    entered = {_identity(besides): _OUTPUT} if besides and besides.is_dir() else {}
    waiting = deque([top])
    while waiting:
        folder = waiting.popleft()
        try:
            identity, entries = _identity(folder.path), _entries(folder)
        except OSError as error:
            if folder is top:
                raise UsageError(f"cannot read '{top.path}': {reason(error)}") from None
            yield Found(str(folder.uri), folder.path)
            continue
        if identity in entered:
            yield Skipped(str(folder.uri), entered[identity])
            continue
        entered[identity] = f"the same folder as {folder.uri}"
        for entry in entries:
            if not isinstance(entry, _Folder):
                yield entry
            elif entry.path.is_symlink():
                waiting.append(entry)
            else:
                waiting.appendleft(entry)


def _entries(folder: _Folder) -> list[Found | Skipped | _Folder]:
    entries = sorted(os.scandir(folder.path), key=lambda entry: entry.name)
    return [_entry(folder.uri / _portable(entry.name), Path(entry.path)) for entry in entries]


def _entry(uri: PurePosixPath, path: Path) -> Found | Skipped | _Folder:
    if uri.name.startswith("."):
        return Skipped(str(uri), "hidden")
    if path.is_dir():
        return _Folder(uri, path)
    if kind_of(uri.name).known:
        return Found(str(uri), path)
    return Skipped(str(uri), unread(uri.name))


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _distinct(files: Iterable[Found]) -> tuple[list[Found], list[Skipped]]:
    """Each file once, under its own name rather than a link's; UsageError where two go by one uri."""
    by_place: dict[str, Found] = {}
    by_uri: dict[str, Found] = {}
    again: list[Skipped] = []
    for file in sorted(files, key=lambda file: (file.path.is_symlink(), file.uri, file.path)):
        place = os.path.realpath(file.path)
        other = by_uri.setdefault(file.uri, file).path
        if os.path.realpath(other) != place:
            raise UsageError(f"'{other}' and '{file.path}' would both be called {file.uri}: rename one")
        first = by_place.setdefault(place, file)
        if first.uri != file.uri:
            again.append(Skipped(file.uri, f"the same file as {first.uri}"))
    return list(by_place.values()), again

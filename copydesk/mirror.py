"""An output on object storage: built here, copied there, the manifest last and the pointer on a condition."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from copydesk import layout, manifest
from copydesk.disk import link_atomically
from copydesk.errors import CopydeskError, OutputError
from copydesk.kept import cache_folder
from copydesk.lock import hold
from copydesk.publish import latest_release
from copydesk.storage import filesystem, is_remote

_POINTER = "latest.json"


@contextmanager
def mirrored(out: str, tell: Callable[[str], None]) -> Iterator[Path]:
    """The folder to publish in: the output itself, or where one that is elsewhere is built.

    Of an output elsewhere the latest release is fetched first, so that nothing new is found to be nothing
    new on any machine; afterwards what is new is copied there. OutputError where another run was faster.
    """
    if not is_remote(out):
        yield Path(out)
        return
    mirror = Mirror.of(out)
    with hold(mirror.here), _reached(out):
        before = mirror.pull()
    yield mirror.here
    with _reached(out):
        for line in mirror.push(before):
            tell(line)


@contextmanager
def _reached(out: str) -> Iterator[None]:
    """Name the output where its store fails: each kind of store raises errors of its own."""
    try:
        yield
    except CopydeskError:
        raise
    except Exception as error:
        raise OutputError(out, str(error) or type(error).__name__) from error


def built_in(out: str) -> Path:
    """The folder of this machine that releases of an output are built in; nothing is fetched or written."""
    return Mirror.of(out).here if is_remote(out) else Path(out)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What `latest.json` says, and the tag by which its store knows that it still says so."""

    version: str
    tag: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """An output elsewhere, and the folder of this machine it is built in."""

    there: str
    here: Path
    files: Any

    @classmethod
    def of(cls, out: str) -> Mirror:
        files, path = filesystem(out)
        short = hashlib.sha256(out.rstrip("/").encode()).hexdigest()[:12]
        return cls(path.rstrip("/"), cache_folder() / short, files)

    def pull(self) -> Pointer | None:
        """Fetch the latest release, unless it is here; what the pointer says, None where there is none."""
        pointer = self._pointer()
        if pointer is None:
            return None
        version = pointer.version
        release = layout.releases(self.here) / version
        if not (release / manifest.NAME).exists():
            self._fetch(version, release)
        link_atomically(layout.latest(self.here), f"{release.parent.name}/{version}")
        return pointer

    def push(self, before: Pointer | None) -> Iterator[str]:
        """Copy the latest release, and point to it; `before` is what the pointer said at the beginning."""
        release = latest_release(self.here)
        if release is None:
            return
        if before is not None and before.version == release.name:
            return
        target = f"{self.there}/releases/{release.name}"
        if not self.files.exists(f"{target}/{manifest.NAME}"):
            for path in _manifest_last(release):
                self.files.put_file(str(path), f"{target}/{path.relative_to(release).as_posix()}")
        self._point(layout.latest_json(self.here).read_bytes(), before)
        yield f"copied to {self.files.unstrip_protocol(target)}"

    def _pointer(self) -> Pointer | None:
        path = f"{self.there}/{_POINTER}"
        try:
            tag = self.files.info(path, refresh=True).get("ETag", "")
            return Pointer(str(orjson.loads(self.files.cat_file(path))["version"]), tag)
        except FileNotFoundError as error:
            if type(error.__cause__).__name__ == "NoSuchBucket":
                raise
            return None

    def _fetch(self, version: str, release: Path) -> None:
        draft = release.with_name(f".staging-{version}")
        source = f"{self.there}/releases/{version}"
        for name in self.files.find(source):
            path = draft / name.removeprefix(f"{source}/")
            path.parent.mkdir(parents=True, exist_ok=True)
            self.files.get_file(name, str(path))
        draft.rename(release)

    def _point(self, data: bytes, before: Pointer | None) -> None:
        """Move the pointer if it still says what it said; S3 decides that itself, in one step."""
        path, lost = f"{self.there}/{_POINTER}", "another run has moved latest.json meanwhile: run again"
        if not hasattr(self.files, "call_s3"):
            if self._pointer() != before:
                raise OutputError(self.there, lost)
            self.files.pipe_file(path, data)
            return
        bucket, _, key = path.partition("/")
        condition = {"IfMatch": before.tag} if before else {"IfNoneMatch": "*"}
        try:
            self.files.call_s3("put_object", Bucket=bucket, Key=key, Body=data, **condition)
        except Exception as error:
            if "PreconditionFailed" in f"{error!r} {error.__cause__!r}" or "pre-condition" in str(error):
                raise OutputError(self.there, lost) from None
            raise
        finally:
            self.files.invalidate_cache()


def _manifest_last(release: Path) -> Iterator[Path]:
    paths = sorted(path for path in release.rglob("*") if path.is_file())
    yield from (path for path in paths if path.name != manifest.NAME or path.parent != release)
    yield release / manifest.NAME

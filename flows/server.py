"""The Prefect API a flow speaks to: one that is configured, or an embedded server for as long as it takes."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from copydesk.errors import CopydeskError
from flows import database, embedded

HOST = "127.0.0.1"
SERVER_NAME = "COPYDESK_PREFECT_SERVER"
"""Environment variable that says, to flows run in other processes too, what the manifest calls the server."""
PATIENCE = 180
"""Seconds a server may take to start; a slow machine needs a minute for its first database."""

_ROOM = 1_000_000
"""Bytes that its database wants now and then."""

SILENCE = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
"""No telemetry, of the server and of the client."""


class ServerError(CopydeskError):
    """An embedded server that does not start: read its log, or run without it."""

    def __init__(self, problem: str, log: str) -> None:
        super().__init__(problem, log)
        self.problem = problem
        self.log = log

    def __str__(self) -> str:
        log = f": its log is '{self.log}'" if self.log else ""
        return (
            f"the embedded Prefect server {self.problem}{log}; "
            "`copydesk run --direct` does the same without Prefect"
        )


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started, and perhaps is not ready yet."""

    process: subprocess.Popen[bytes]
    port: int
    home: Path
    auth: str

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes Prefect in this process speak to the server, and past any proxy."""
        hosts = [os.environ.get(name, "") for name in ("no_proxy", "NO_PROXY")]
        no_proxy = ",".join(filter(None, (*hosts, HOST)))
        return {
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": f"http://{HOST}:{self.port}/api",
            "PREFECT_API_AUTH_STRING": self.auth,
            "PREFECT_UI_URL": "",  # it has none: no links to it in the log
            "no_proxy": no_proxy,
            "NO_PROXY": no_proxy,
            SERVER_NAME: "embedded server",
            **SILENCE,
        }

    def wait(self) -> None:
        """Return when the server answers. It holds the socket from the start, so one question is enough."""
        asked = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            asked.request("GET", "/api/health")
            status = asked.getresponse().status
        except TimeoutError:
            raise ServerError(f"did not start within {PATIENCE} s", str(self.log)) from None
        except (OSError, http.client.HTTPException):
            raise ServerError("did not start", str(self.log)) from None
        finally:
            asked.close()
        if status != http.HTTPStatus.OK:
            raise ServerError(f"is not well (status {status})", str(self.log))


def configured_api() -> str | None:
    """Where a Prefect API is configured, in the environment or the active profile; None where it is not."""
    if "PREFECT_API_URL" in os.environ:
        return "PREFECT_API_URL" if os.environ["PREFECT_API_URL"] else None
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    path = Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml")
    try:
        profiles = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    name = os.environ.get("PREFECT_PROFILE") or profiles.get("active")
    profile = profiles.get("profiles", {}).get(name, {})
    return f"profile {name}" if profile.get("PREFECT_API_URL") else None


@contextmanager
def embedded_server(home: Path, purpose: str = "run") -> Iterator[Server]:
    """Start a server with its database and log in `home`, and stop it at the end, whatever happens.

    It is starting when the block begins: `wait` before it is needed. ServerError where it gives up within.
    """
    server = _start(home, purpose)
    try:
        yield server
    except Exception as error:
        if _is_answer_of_a_broken_server(error):
            raise ServerError(f"failed in the middle of the run{_why(home)}", str(server.log)) from error
        raise
    finally:
        _stop(server)


def _why(home: Path) -> str:
    """What its log cannot say where there was no room for that either."""
    return ", as the disk is full" if shutil.disk_usage(home).free < _ROOM else ""


def _is_answer_of_a_broken_server(error: Exception) -> bool:
    """Whether Prefect raised what its API answered: status 500 and above, as for want of room on the disk."""
    answer = getattr(error, "response", None)
    return type(error).__name__ == "PrefectHTTPStatusError" and getattr(answer, "status_code", 0) >= 500


def _start(home: Path, purpose: str) -> Server:
    _furnish(home)
    auth = f"copydesk:{secrets.token_urlsafe(24)}"
    with socket.socket() as listening, (home / "server.log").open("wb") as log:
        listening.bind((HOST, 0))
        listening.listen(128)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", embedded.__name__, str(listening.fileno()), purpose],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,  # no settings from files of the folder copydesk was called in
            env=_environment(home, auth),
            pass_fds=[listening.fileno()],
            start_new_session=True,  # Ctrl-C is ours to handle: the flow still reports that it was cancelled
        )
        return Server(process, listening.getsockname()[1], home.absolute(), auth)


def _furnish(home: Path) -> None:
    """Make the server's home and database."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        database.create(home)
    except (OSError, sqlite3.Error) as error:
        raise ServerError(f"cannot have its database in '{home}' ({error})", "") from error


def _environment(home: Path, auth: str) -> dict[str, str]:
    """The server's environment: nothing of the user's Prefect, which may name another database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {
        "PREFECT_HOME": str(home.absolute()),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database.NAME}",  # in its folder
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "true",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * 24 * 3600),
        "PYTHONUNBUFFERED": "1",
        **SILENCE,
    }


def _stop(server: Server) -> None:
    assert server.process.stdin is not None
    server.process.stdin.close()
    try:
        server.process.wait(embedded.GRACE + 5)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for Prefect within the block, also where it was imported before."""
    before = {name: os.environ.get(name) for name in values}
    _set(values)
    try:
        yield
    finally:
        _set(before)


def _set(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    if "prefect" in sys.modules:
        from prefect.context import refresh_global_settings_context

        refresh_global_settings_context()

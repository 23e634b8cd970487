"""The flow under Prefect: what it shows, how it ends, and the server it starts where none is configured."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.exceptions import PrefectHTTPStatusError

from copydesk import layout
from copydesk.asked import Asked
from copydesk.errors import PassingError, ShardError, UsageError
from copydesk.run import Outcome
from copydesk.workers import Workers
from flows import database, server
from flows.launch import run_flow
from flows.server import ServerError, configured_api, embedded_server, environment

COPYDESK = Path(sys.executable).with_name("copydesk")
LOG_CONNECTIONS = """
import os, sys

def log(event, arguments):
    if event == "socket.connect":
        address = arguments[1] if isinstance(arguments[1], tuple) else ("local", 0)
    elif event == "socket.getaddrinfo":
        address = arguments[:2]
    else:
        return
    handle = os.open(os.environ["COPYDESK_TEST_CONNECTIONS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{address[0]} {address[1]}\\n".encode())
    os.close(handle)

sys.addaudithook(log)
"""


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as found:
        return found.execute(query).fetchall()


# ── A run with the embedded server ───────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> SimpleNamespace:
    """A run as a user starts it, into an empty output, with the connections of all its processes logged."""
    folder = tmp_path_factory.mktemp("embedded") / "a folder, 50% off? #1 – ü"
    folder.mkdir()
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(LOG_CONNECTIONS)
    path = os.pathsep.join(filter(None, (str(folder / "site"), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [COPYDESK, "run", f"{seeds}/*.txt", "--out", str(folder / "dist"), "--workers", "2"],
        env=os.environ | {"PYTHONPATH": path, "COPYDESK_TEST_CONNECTIONS": str(folder / "connections")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    connections = [line.rsplit(" ", 1) for line in (folder / "connections").read_text().splitlines()]
    return SimpleNamespace(out=folder / "dist", log=done.stderr, connections=connections)


@pytest.mark.slow
def test_a_run_publishes_and_says_by_what_it_was_run(ended: SimpleNamespace) -> None:
    manifest = json.loads((ended.out / "latest" / "manifest.json").read_text("utf-8"))
    assert manifest["run"] == {"mode": "prefect, embedded server", "engine": "local"}


@pytest.mark.slow
def test_no_process_of_a_run_speaks_to_another_machine(ended: SimpleNamespace) -> None:
    assert ended.connections, "not even to the server: the log of connections does not work"
    assert {host for host, _ in ended.connections} <= {"127.0.0.1", "localhost", "local"}


@pytest.mark.slow
def test_the_embedded_server_is_gone_with_its_run(ended: SimpleNamespace) -> None:
    (port,) = {int(port) for host, port in ended.connections if host == "127.0.0.1"}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


@pytest.mark.slow
def test_each_step_and_shard_is_a_task_the_server_remembers(ended: SimpleNamespace) -> None:
    database = layout.prefect_home(ended.out) / "prefect.db"
    assert rows(database, "select name, state_name from flow_run") == [
        (f"release to {ended.out}", "Completed")
    ]
    assert rows(database, "select name, state_name from task_run order by start_time") == [
        (name, "Completed")
        for name in (
            "plan",
            "clean shard 1 of 1",
            "resolve",
            "assemble",
            "audit",
            "complete",
            "verify_staged",
            "publish",
        )
    ]
    assert rows(database, "select type from artifact where key = 'copydesk-release'") == [("table",)]


@pytest.mark.slow
def test_off_a_terminal_prefect_logs_lines(ended: SimpleNamespace) -> None:
    assert "Task run 'clean shard 1 of 1' - cleaned: 5 articles, 0 quarantined" in ended.log
    assert "Finished in state Completed()" in ended.log
    assert "View at" not in ended.log  # the server has no pages, and is gone by the time one looks
    assert "Traceback" not in ended.log


@pytest.mark.slow
def test_the_server_keeps_its_things_under_the_output(ended: SimpleNamespace) -> None:
    home = layout.prefect_home(ended.out)
    assert {"prefect.db", "server.log"} <= {path.name for path in home.iterdir()}
    assert not (home / "storage").exists()  # no results are stored, and no exceptions as pickles
    assert "Traceback" not in (home / "server.log").read_text("utf-8")


# ── Runs with a server that is there ─────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """A server for the flows below, configured as users configure theirs."""
    with embedded_server(tmp_path_factory.mktemp("server")) as running:
        running.wait()
        values = {**running.environment, server.SERVER_NAME: "configured server"}
        with environment(values):
            yield running


@pytest.fixture
def document(tmp_path: Path, seeds: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    source = next(seeds.glob("003_*.txt"))
    (folder / source.name).write_bytes(source.read_bytes())
    return folder


def last_state(api: server.Server, out: Path) -> tuple[str, str]:
    """State and message the server has of the newest flow run for an output; it writes them as they come."""
    query = (
        "select s.name, s.message from flow_run r join flow_run_state s on s.id = r.state_id "
        f"where r.name = 'release to {out}' order by r.created desc limit 1"
    )
    ((state, message),) = rows(api.home / "prefect.db", query)
    return state, message


@pytest.mark.slow
@pytest.mark.usefixtures("api")
def test_a_second_run_finds_nothing_new(document: Path, tmp_path: Path) -> None:
    first = run_flow(Asked((str(document),), tmp_path / "dist", 1))
    second = run_flow(Asked((str(document),), tmp_path / "dist", 1))
    assert (first.nothing_new, first.cleaned_shards) == (False, 1)
    assert (second.nothing_new, second.cleaned_shards, second.reused_shards) == (True, 0, 1)
    assert second.latest == first.latest


@pytest.mark.slow
@pytest.mark.usefixtures("api")
def test_the_manifest_says_that_the_server_was_a_configured_one(document: Path, tmp_path: Path) -> None:
    outcome = run_flow(Asked((str(document),), tmp_path / "dist", 1))
    assert outcome.latest is not None
    manifest = json.loads((outcome.latest / "manifest.json").read_text("utf-8"))
    assert manifest["run"]["mode"] == "prefect, configured server"
    assert not layout.prefect_home(tmp_path / "dist").exists()


@pytest.mark.slow
def test_a_gate_that_fails_fails_the_flow_run_and_publishes_nothing(
    api: server.Server, document: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "dist"
    published = run_flow(Asked((str(document),), out, 1)).latest
    for path in document.iterdir():
        path.write_text("")
    outcome = run_flow(Asked((str(document),), out, 1))
    assert outcome.published is None
    assert "release: At least one article is published: found 0" in outcome.failures
    assert outcome.latest == published
    state, message = last_state(api, out)
    assert state == "Failed"
    assert "the release was not published" in message
    assert "At least one article is published: found 0" in message
    assert not [record for record in caplog.records if record.exc_info]


def test_what_cannot_be_read_is_said_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.launch.embedded_server", None)  # it would not even start
    with pytest.raises(UsageError, match="does not exist"):
        run_flow(Asked((str(tmp_path / "nowhere"),), tmp_path / "dist"))


@pytest.mark.slow
@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("failure", [OSError("the disk is away"), PassingError("abc", "no memory")])
def test_a_shard_that_fails_by_chance_is_tried_again(
    failure: Exception, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, calls = run_with_failures(document, tmp_path, monkeypatch, [failure])
    assert calls == 2
    assert isinstance(outcome, Outcome)
    assert outcome.published


@pytest.mark.slow
@pytest.mark.usefixtures("api")
def test_a_shard_whose_fault_is_known_is_not_tried_again(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would fail in the same way, and the user would wait for the same message."""
    error, calls = run_with_failures(document, tmp_path, monkeypatch, [ShardError("abc", "it changed")] * 3)
    assert calls == 1
    assert str(error) == "shard abc: it changed"


def run_with_failures(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: list[Exception]
) -> tuple[Outcome | Exception, int]:
    clean, calls = Workers.clean, 0

    def failing(self: Workers, *arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if failures:
            raise failures.pop()
        return clean(self, *arguments)

    monkeypatch.setattr(Workers, "clean", failing)
    try:
        return run_flow(Asked((str(document),), tmp_path / "dist", 1)), calls
    except ShardError as error:
        return error, calls


# ── The server ───────────────────────────────────────────────────────────────────────────────────────

KEEP_A_SERVER = """
import sys
from pathlib import Path
from flows.server import embedded_server
with embedded_server(Path(sys.argv[1])) as server:
    if sys.argv[2] == "ready":
        server.wait()
    print(server.process.pid, flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["starting", "ready"])
def test_a_server_ends_when_its_parent_is_killed(moment: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KEEP_A_SERVER, str(tmp_path / "home"), moment],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.send_signal(signal.SIGKILL)
    for _ in range(600):
        if not is_running(pid):
            break
        time.sleep(0.1)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    """Whether the process is there, and not only waiting for somebody to note its end."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(state.strip()) and not state.strip().startswith("Z")


def test_a_server_that_does_not_start_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "embedded", SimpleNamespace(__name__="flows.no_such_server", GRACE=5))
    with embedded_server(tmp_path) as broken, pytest.raises(ServerError) as caught:
        broken.wait()
    assert str(tmp_path / "server.log") in str(caught.value)
    assert "--direct" in str(caught.value)
    assert "no_such_server" in broken.log.read_text("utf-8")


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk is full"), OSError(28, "disk is full")])
def test_a_server_without_room_for_its_database_is_an_error_that_says_so(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise error

    monkeypatch.setattr(database, "create", full)
    sentence = r"cannot have its database in '.*/home' .*disk is full"
    with pytest.raises(ServerError, match=sentence), embedded_server(tmp_path / "home"):
        pytest.fail("it started")


@pytest.mark.parametrize(
    ("status", "free", "expected", "sentence"),
    [
        (500, 10**9, ServerError, "failed in the middle of the run: its log is"),
        (500, 4096, ServerError, "failed in the middle of the run, as the disk is full: its log is"),
        (404, 10**9, PrefectHTTPStatusError, "no"),
    ],
)
def test_a_server_that_breaks_during_a_run_is_an_error_that_says_so(
    status: int,
    free: int,
    expected: type[Exception],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    monkeypatch.setattr(server, "embedded", SimpleNamespace(__name__="flows.no_such_server", GRACE=5))
    response: Any = SimpleNamespace(status_code=status)
    answer = PrefectHTTPStatusError("no", request=SimpleNamespace(), response=response)  # type: ignore[arg-type]
    with pytest.raises(expected, match=sentence), embedded_server(tmp_path):
        raise answer


@pytest.mark.slow
def test_an_api_that_does_not_answer_is_an_error_that_says_what_to_do(document: Path, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and does not listen
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api"
        with environment({"PREFECT_API_URL": url}), pytest.raises(UsageError) as caught:
            run_flow(Asked((str(document),), tmp_path / "dist"))
    assert f"no Prefect API answers at {url}" in str(caught.value)
    assert "--direct" in str(caught.value)


def test_the_server_takes_nothing_from_the_prefect_of_its_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database named for another server must not be migrated or written by ours."""
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://db.example.org/prefect")
    monkeypatch.setenv("PREFECT_API_KEY", "secret")
    given = server._environment(tmp_path, "user:password")
    assert given["PREFECT_HOME"] == str(tmp_path)
    assert given["PREFECT_SERVER_API_AUTH_STRING"] == "user:password"
    assert given["PREFECT_API_DATABASE_CONNECTION_URL"] == "sqlite+aiosqlite:///prefect.db"
    assert "PREFECT_API_KEY" not in given
    assert (given["PREFECT_SERVER_ANALYTICS_ENABLED"], given["DO_NOT_TRACK"]) == ("false", "1")


CONFIGURATIONS = {
    "nothing": ({}, "", None),
    "in the environment": ({"PREFECT_API_URL": "http://127.0.0.1:4200/api"}, "", "PREFECT_API_URL"),
    "emptied in the environment": (
        {"PREFECT_API_URL": ""},
        'active = "a"\n[profiles.a]\nPREFECT_API_URL = "x"',
        None,
    ),
    "in the active profile": ({}, 'active = "a"\n[profiles.a]\nPREFECT_API_URL = "x"', "profile a"),
    "in another profile": (
        {},
        'active = "a"\n[profiles.a]\n[profiles.b]\nPREFECT_API_URL = "x"',
        None,
    ),
    "in the profile asked for": (
        {"PREFECT_PROFILE": "b"},
        'active = "a"\n[profiles.b]\nPREFECT_API_URL = "x"',
        "profile b",
    ),
    "in a file that is broken": ({}, "active = ", None),
}


@pytest.mark.parametrize(
    ("variables", "profiles", "found"), CONFIGURATIONS.values(), ids=CONFIGURATIONS.keys()
)
def test_an_api_is_used_where_prefect_itself_would_find_it(
    variables: dict[str, str],
    profiles: str,
    found: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "profiles.toml").write_text(profiles)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert configured_api() == found


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_TEST_A", "before")
    monkeypatch.delenv("COPYDESK_TEST_B", raising=False)
    with environment({"COPYDESK_TEST_A": "within", "COPYDESK_TEST_B": "within"}):
        assert (os.environ["COPYDESK_TEST_A"], os.environ["COPYDESK_TEST_B"]) == ("within", "within")
    assert os.environ["COPYDESK_TEST_A"] == "before"
    assert "COPYDESK_TEST_B" not in os.environ


# ── Its database ─────────────────────────────────────────────────────────────────────────────────────


def schema(script: str) -> dict[str, Any]:
    """Tables, columns, keys and indices of a database made by a script, in no order."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(script)
        names = [name for (name,) in made.execute("select name from sqlite_master where type = 'table'")]
        tables = {
            name: (
                {row[1:] for row in made.execute(f"pragma table_xinfo('{name}')")},
                {row[2:] for row in made.execute(f"pragma foreign_key_list('{name}')")},
            )
            for name in names
        }
        indices = {
            (name, " ".join(sql.split()))
            for name, sql in made.execute(
                "select name, sql from sqlite_master where type = 'index' and sql <> ''"
            )
        }
        version = made.execute("select version_num from alembic_version").fetchall()
    return {"tables": tables, "indices": indices, "version": version}


@pytest.mark.slow
def test_the_snapshot_is_what_prefects_migrations_make() -> None:
    kept = schema(database.SNAPSHOT.read_text("utf-8"))
    assert len(kept["tables"]) > 30
    assert kept == schema(database.migrated()), "run `python -m flows.database`"


def test_a_database_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / database.NAME).write_bytes(b"the user's own")
    database.create(tmp_path)
    assert (tmp_path / database.NAME).read_bytes() == b"the user's own"


def test_a_new_database_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.sql"
    broken.write_text("create table whole (n); create table half (")
    monkeypatch.setattr(database, "SNAPSHOT", broken)
    (tmp_path / "home").mkdir()
    with pytest.raises(sqlite3.Error):
        database.create(tmp_path / "home")
    assert list((tmp_path / "home").iterdir()) == []


# ── Parameters and logs ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "changes", [{"workers": 0}, {"workers": 65}, {"inputs": []}, {"out": ""}, {"other": 1}], ids=str
)
def test_parameters_out_of_bounds_are_refused(changes: dict[str, Any]) -> None:
    from pydantic import ValidationError

    from flows.release import Parameters

    assert Parameters(inputs=["seeds"], out="dist", workers=64).workers == 64
    with pytest.raises(ValidationError):
        Parameters(**{"inputs": ["seeds"], "out": "dist"} | changes)


def test_every_parameter_says_what_it_is_and_what_it_may_be() -> None:
    """A server builds the form of a deployment from this."""
    from flows.release import Parameters, release

    shown = release.parameters.model_dump()["definitions"]["Parameters"]
    assert set(shown["properties"]) == set(Parameters.model_fields)
    for field in shown["properties"].values():
        assert field["description"].endswith(".")
    assert (shown["properties"]["workers"]["minimum"], shown["properties"]["workers"]["maximum"]) == (1, 64)


def test_an_error_that_says_itself_what_to_do_is_a_line_in_the_log_and_another_a_trace() -> None:
    from flows.launch import _worth_a_line

    full = OSError(28, "No space left on device")
    for error, kept in ((UsageError("no such file"), False), (full, False), (ZeroDivisionError(), True)):
        record = logging.LogRecord("prefect", logging.ERROR, "", 0, "failed", (), (type(error), error, None))
        assert _worth_a_line(record)
        assert bool(record.exc_info) is kept

"""The embedded server's database, made from a snapshot of Prefect's schema.

Prefect builds an empty database by a hundred migrations, which take longer than all else in a first run.
`prefect.sql` is what they leave behind, and says which was the last. The server still looks for migrations as
it starts, and finds none to do; after an upgrade of Prefect it does those that are new.

    python -m flows.database      writes the snapshot anew
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path

SNAPSHOT = Path(__file__).with_name("prefect.sql")
NAME = "prefect.db"


def create(home: Path) -> None:
    """Put an empty database into a server's home, unless it has one."""
    path = home / NAME
    if path.exists():
        return
    draft = home / f".{NAME}.{os.getpid()}"
    try:
        with closing(sqlite3.connect(draft)) as database:
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(SNAPSHOT.read_text("utf-8"))
        draft.rename(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def dump(path: Path) -> str:
    """A database as the SQL that makes it."""
    with closing(sqlite3.connect(path)) as database:
        lines = "\n".join(database.iterdump()).split("\n")
    return "".join(line.rstrip() + "\n" for line in lines)


def migrated() -> str:
    """What Prefect's own migrations make of nothing, as SQL."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            [sys.executable, "-P", "-m", "prefect", "server", "database", "upgrade", "--yes"],
            env={**os.environ, "PREFECT_HOME": home, "DO_NOT_TRACK": "1", "PYTHONHASHSEED": "0"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return dump(Path(home) / NAME)


if __name__ == "__main__":
    SNAPSHOT.write_text(migrated(), "utf-8")

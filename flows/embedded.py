"""The embedded Prefect server's own process: serves on a socket it is handed, and ends with its parent.

    python -m flows.embedded SOCKET run|serve

The parent holds the other end of standard input. When it closes, the server shuts down; that it also closes
when the parent is killed is what leaves no server behind.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

from flows.imports import lasting

if TYPE_CHECKING:
    from uvicorn import Server

GRACE = 10.0
"""Seconds a shutdown may take."""

_servers: list[Server] = []


def main(descriptor: str, purpose: str) -> None:
    """Serve until standard input ends. `serve` also runs the schedules; `run` needs only the API."""
    threading.Thread(target=_follow_parent, daemon=True).start()
    with lasting():
        import uvicorn
        from prefect.server.api.server import create_app

        app = create_app(ephemeral=purpose == "run", final=True)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_level="warning", access_log=False))
    _servers.append(server)
    server.run([socket.socket(fileno=int(descriptor))])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0 if server.started else 1)  # all is closed; taking the interpreter down takes another second


def _follow_parent() -> None:
    """End with the parent: in order if the server runs, at once if it is still starting."""
    sys.stdin.buffer.read()
    if not _servers or not _servers[0].started:
        os._exit(1)
    _servers[0].should_exit = True
    time.sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])

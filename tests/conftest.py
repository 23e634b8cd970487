"""What every test may ask for, and what none reaches: the network, a user's Prefect, the checkout's code."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).resolve().parent.parent

# No deadline: a test may not depend on the clock. Every run tries the same examples, so that a failure
# belongs to the change at hand; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("copydesk", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("explore", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "copydesk"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite golden files to what the code does now")


def pytest_configure(config: pytest.Config) -> None:
    """Keep every test, and what it starts, away from the Prefect and the cache of the person who runs it.

    Prefect looks at these when it is imported, which is before any fixture.
    """
    home = tempfile.TemporaryDirectory(prefix="copydesk-prefect-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    for name in [name for name in os.environ if name.startswith(("PREFECT_", "COPYDESK_"))]:
        if not name.startswith("COPYDESK_TEST_"):
            patch.delenv(name)
    patch.setenv("PREFECT_HOME", home.name)
    patch.setenv("XDG_CACHE_HOME", str(Path(home.name, "cache")))
    patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    patch.setenv("DO_NOT_TRACK", "1")


@pytest.fixture(scope="session")
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten (`make bless`) rather than compared."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The top of the checkout, for tests that read its files; the code under test is the installed one."""
    return CHECKOUT


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the seed documents and their gold labels."""
    return CHECKOUT / "seeds"


@pytest.fixture(scope="session", autouse=True)
def _elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Stand outside the checkout, where a test's `python -m` would import it instead of the wheel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Let sockets of this process reach this machine only: nothing in copydesk needs more."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in {"localhost", "127.0.0.1", "::1"}:
            pytest.fail(f"a connection to {host} was attempted")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield

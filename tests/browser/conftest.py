"""The demo served on loopback, and the Node programs that look at it."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *given: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(demo: Path) -> Iterator[str]:
    """Where the demo is served."""
    handler = functools.partial(Quiet, directory=str(demo))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def node() -> Path:
    """The folder of the npm packages that the tests use."""
    modules = HERE / "node_modules"
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    if not modules.is_dir():
        pytest.skip("the npm packages of tests/browser are not installed")
    return modules


def run_node(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Node and return what it said."""
    return subprocess.run(
        ["node", *arguments], capture_output=True, text=True, check=False, encoding="utf-8"
    )

"""The demo served on loopback, and the Node programs that look at it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from megafono.known import Known
from tests.browser import polyglot
from tests.browser.host import serving
from tests.browser.pages import Shown, shown
from tests.conftest import chromium
from tests.scratch import TODAY

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@pytest.fixture(scope="session")
def address(demo: Path) -> Iterator[str]:
    """Where the demo is served."""
    with serving(demo) as found:
        yield found


@pytest.fixture(scope="session")
def shown_demo(known_demo: tuple[Known, Path]) -> tuple[Shown, ...]:
    """The pages of the demo."""
    return shown(*known_demo)


@pytest.fixture(scope="session")
def known_abroad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Known, Path]:
    """What is known of the demo in Arabic and French, built once; its folder."""
    return polyglot.make(ROOT, tmp_path_factory.mktemp("abroad"), TODAY)


@pytest.fixture(scope="session")
def abroad(known_abroad: tuple[Known, Path]) -> Iterator[str]:
    """Where the demo in Arabic and French is served."""
    with serving(known_abroad[1]) as found:
        yield found


@pytest.fixture(scope="session")
def shown_abroad(known_abroad: tuple[Known, Path]) -> tuple[Shown, ...]:
    """The pages of the demo in Arabic and French."""
    return shown(*known_abroad)


@pytest.fixture(scope="session")
def chromium_there() -> None:
    """A browser for each lane, or a skip."""
    if chromium() is None:
        pytest.skip("Chromium is not installed")


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

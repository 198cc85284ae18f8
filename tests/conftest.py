"""What all the tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from megafono import receipt
from megafono.build import build
from megafono.known import Known
from megafono.model import Options
from tests.real.collection import pytest_collection_modifyitems, pytest_report_collectionfinish
from tests.scratch import TODAY, Scratch
from tests.skips import pytest_make_collect_report, pytest_runtest_makereport

ROOT = Path(__file__).parent.parent
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
"""What Chromium is started with: no sandbox, for machines where only root runs it."""

__all__ = [
    "pytest_collection_modifyitems",
    "pytest_make_collect_report",
    "pytest_report_collectionfinish",
    "pytest_runtest_makereport",
    "site",
]


@pytest.fixture(autouse=True)
def by_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program call itself `megafono`, whoever started the tests."""
    monkeypatch.delenv("MEGAFONO_PROGRAM", raising=False)


@pytest.fixture(autouse=True)
def receipts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build leave a receipt of inputs however new: tests do not wait between two edits."""
    monkeypatch.setattr(receipt, "TICK", 0)


@pytest.fixture
def site(tmp_path: Path) -> Scratch:
    """A whole site from one string: `site.write("-- content/… --\\n…").build()`."""
    return Scratch(tmp_path)


@pytest.fixture(scope="session")
def known_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Known, Path]:
    """What is known of the demo, built once, on a fixed day, without a problem; its folder."""
    out = tmp_path_factory.mktemp("demo") / "public"
    result = build(Options(root=ROOT, out=out, now=TODAY, cache="test-demo"), whole=True)
    assert result.problems == ()
    assert result.is_published and result.known is not None
    return result.known, out


@pytest.fixture(scope="session")
def demo(known_demo: tuple[Known, Path]) -> Path:
    """The folder of the demo."""
    return known_demo[1]


def chromium() -> str | None:
    """Return where Chromium is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, the one of all tests: Playwright allows one at a time."""
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        yield found
        found.close()

"""What all the tests share."""

from pathlib import Path

import pytest

from megafono.build import Options, build
from tests.scratch import TODAY, Scratch

from tests.skips import pytest_make_collect_report, pytest_runtest_makereport

ROOT = Path(__file__).parent.parent

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport", "site"]


@pytest.fixture
def site(tmp_path: Path) -> Scratch:
    """A whole site from one string: `site.write("-- content/… --\\n…").build()`."""
    return Scratch(tmp_path)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo, built once, on a fixed day, without a problem."""
    out = tmp_path_factory.mktemp("demo") / "public"
    result = build(Options(root=ROOT, out=out, now=TODAY, cache="test-demo"))
    assert result.problems == ()
    assert result.is_published
    return out

"""What all the tests share."""

from pathlib import Path

import pytest

from tests.scratch import Scratch
from tests.skips import pytest_make_collect_report, pytest_runtest_makereport

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport", "site"]


@pytest.fixture
def site(tmp_path: Path) -> Scratch:
    """A whole site from one string: `site.write("-- content/… --\\n…").build()`."""
    return Scratch(tmp_path)

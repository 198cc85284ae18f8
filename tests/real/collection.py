"""Tests on the real pages are left out, and say so, where the pages are not beside the project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[3] / "shared" / "real"
"""The real pages: data for tests only, never part of the project."""

MODULE = "test_real.py"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect, not skip: in CI a skip is a failure."""
    left_out = [] if PAGES.is_dir() else [item for item in items if item.path.name == MODULE]
    if left_out:
        items[:] = [item for item in items if item.path.name != MODULE]
        config.hook.pytest_deselected(items=left_out)


def pytest_report_collectionfinish(items: Sequence[pytest.Item]) -> list[str]:
    """Say that they are left out."""
    if PAGES.is_dir():
        return []
    return [f"tests/{MODULE} has nothing to read: there are no real pages in ../shared/real."]

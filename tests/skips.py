"""In CI nothing is left out: these hooks of pytest, which conftest.py takes in, see to it."""

import os
from collections.abc import Generator

import pytest


def without_skips(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turns a skip into a failure where MEGAFONO_NO_SKIPS is set, as in CI.

    A tool missing there would otherwise leave whole groups of tests out, in green.
    """
    is_expected_failure = hasattr(report, "wasxfail")
    if os.environ.get("MEGAFONO_NO_SKIPS") and report.skipped and not is_expected_failure:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"MEGAFONO_NO_SKIPS is set, and this was left out. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test, or its set-up, that skips."""
    report = yield
    without_skips(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole module that skips, as `pytest.importorskip` does."""
    report = yield
    without_skips(report)
    return report

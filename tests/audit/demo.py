"""The demo, built and served for an audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from megafono.build import build
from megafono.model import Options
from tests.browser import polyglot
from tests.browser.host import serving
from tests.browser.pages import Shown, shown
from tests.conftest import ROOT
from tests.scratch import TODAY


@contextmanager
def served() -> Iterator[tuple[str, tuple[Shown, ...], Path]]:
    """Serve the demo as built on the day of the tests: its address, its pages, its folder."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "public"
        result = build(Options(root=ROOT, out=out, now=TODAY, cache="test-demo"), whole=True)
        assert result.is_published and result.known is not None, result.problems
        with serving(out) as address:
            yield address, shown(result.known, out), out


@contextmanager
def served_abroad() -> Iterator[tuple[str, tuple[Shown, ...], Path]]:
    """Serve the demo in Arabic and French, likewise."""
    with TemporaryDirectory() as folder:
        known, out = polyglot.make(ROOT, Path(folder), TODAY)
        with serving(out) as address:
            yield address, shown(known, out), out

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
    """Serve the demo as built on the day of the tests: its address, its pages, its folder.

    It is built for the address where it is served, so that its pages name no other.
    """
    with TemporaryDirectory() as folder, serving(Path(folder) / "public") as address:
        out, cache = Path(folder) / "public", "test-audit"
        options = Options(root=ROOT, out=out, now=TODAY, cache=cache, base_url=address)
        result = build(options, whole=True)
        assert result.is_published and result.known is not None, result.problems
        yield address, shown(result.known, out), out


@contextmanager
def served_abroad() -> Iterator[tuple[str, tuple[Shown, ...], Path]]:
    """Serve the demo in Arabic and French, likewise."""
    with TemporaryDirectory() as folder:
        known, out = polyglot.make(ROOT, Path(folder), TODAY)
        with serving(out) as address:
            yield address, shown(known, out), out

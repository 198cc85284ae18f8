"""One small complete site and what it should look like; `refresh.py` writes that anew."""

from __future__ import annotations

import pytest

from tests.golden.refresh import EXPECTED, MAINS, PATHS, WHOLE, built, paths, shown
from tests.scratch import Scratch


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """The golden site, built."""
    return built(tmp_path_factory.mktemp("golden"))


def test_the_golden_site_has_just_the_outputs_expected(golden: Scratch) -> None:
    assert paths(golden) == PATHS.read_text("utf-8")


@pytest.mark.parametrize("path", [*WHOLE, *MAINS])
def test_an_output_of_the_golden_site_is_as_expected(golden: Scratch, path: str) -> None:
    assert shown(golden, path) == (EXPECTED / path).read_bytes().decode()

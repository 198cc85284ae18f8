"""Contrasts of colours, and better ones near: as WCAG 2.2 reckons."""

from __future__ import annotations

import pytest

from megafono.colour import contrast, ink_for, is_readable, near


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)],
)
def test_the_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_a_colour_is_mended_by_the_least_change() -> None:
    found = near("#8a8a8a", "#ffffff")
    assert is_readable(found, "#ffffff")
    assert "#6f6f6f" < found < "#777777"
    assert near("#000000", "#ffffff") == "#000000"
    assert contrast(near("#e3a53b", "#08343b", 3), "#08343b") >= 3


@pytest.mark.parametrize(
    "ground", [f"#{red:02x}80{blue:02x}" for red in range(0, 256, 51) for blue in (0, 255)]
)
def test_black_or_white_can_be_read_on_any_ground(ground: str) -> None:
    assert is_readable(ink_for(ground), ground)

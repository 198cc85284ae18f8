"""Contrast as WCAG counts it; an ink that can always be read; the nearest ground that can be."""

from __future__ import annotations

import pytest

from megafono.colour import BLACK, LEAST, WHITE, contrast, ink_for, is_readable, mixed, near

EVERY = [f"#{red:02x}{green:02x}{blue:02x}" for red in range(0, 256, 15)
         for green in range(0, 256, 15) for blue in range(0, 256, 15)]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#08343B", "#08343b", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.006)
    assert contrast(other, one) == contrast(one, other)


def test_black_or_white_can_be_read_on_every_colour() -> None:
    assert len(EVERY) > 5000
    assert min(contrast(ink_for(ground), ground) for ground in EVERY) >= LEAST


@pytest.mark.parametrize("ink", [WHITE, BLACK, "#ffee00", "#103a5d"])
def test_a_ground_that_is_proposed_can_be_read_and_is_the_nearest(ink: str) -> None:
    for ground in EVERY[::7]:
        found = near(ground, ink)
        assert is_readable(ink, found)
        if is_readable(ink, ground):
            assert found == ground
        else:
            assert contrast(ink, found) < LEAST * 1.12 or found in (BLACK, WHITE)


def test_a_ground_goes_towards_black_for_a_light_ink_and_towards_white_for_a_dark_one() -> None:
    assert near("#f2a900", WHITE) == "#9d6e00"
    assert near("#08343b", BLACK) == mixed("#08343b", WHITE, 0.35)

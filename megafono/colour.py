"""Whether a text can be read on its ground: the contrast of two colours, and a better one near.

Colours are as CSS writes them in hexadecimal digits: `#08343b`.
"""

from __future__ import annotations

LEAST = 4.5
"""The least contrast between a text and its ground (WCAG 2.2, success criterion 1.4.3, AA)."""
WHITE, BLACK = "#ffffff", "#000000"


def parts(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, each from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def luminance(colour: str) -> float:
    """Return how light a colour is, from 0 to 1 (WCAG 2.2, “relative luminance”)."""
    linear = []
    for part in parts(colour):
        share = part / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours: from 1, which is none, to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def is_readable(ink: str, ground: str) -> bool:
    """Tell whether a text can be read on its ground."""
    return contrast(ink, ground) >= LEAST


def ink_for(ground: str) -> str:
    """Return black or white, whichever is read better on a ground: one of the two always can be."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, ground))


def near(colour: str, other: str, least: float = LEAST) -> str:
    """Return the nearest colour that stands out from another: as it is, only darker or lighter.

    At 4.5 there is one for any other: it can be read on black or on white.
    """
    end = ink_for(other)
    steps = (mixed(colour, end, share / 100) for share in range(101))
    return next((found for found in steps if contrast(found, other) >= least), end)


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two: `share` of the other, from 0 to 1."""
    pairs = zip(parts(one), parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)

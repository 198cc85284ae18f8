"""From longitude and latitude to the plane: for the world, and for a country and what is near it.

Both projections keep areas: no country looks larger than it is. Angles go in as degrees; points
come out in radii of the Earth, `x` to the east and `y` to the north.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = sqrt(3) / 2

HALF = 1e-9
"""Below this the far side of the Earth would be divided by nothing."""


def equal_earth(lon: float, lat: float, lon_0: float) -> Point:
    """Project by Equal Earth about a meridian; what is more than 180° from it lies past the edge.

    Source: B. Šavrič, T. Patterson, B. Jenny, “The Equal Earth map projection”, International
    Journal of Geographical Information Science (2018), doi 10.1080/13658816.2018.1504949.
    """
    away = radians(lon - lon_0)
    theta = asin(M * sin(radians(lat)))
    square = theta * theta
    sixth = square**3
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = away * cos(theta) / (M * slope)
    return x, theta * (A1 + A2 * square + sixth * (A3 + A4 * square))


def azimuthal(lon: float, lat: float, lon_0: float, lat_0: float) -> Point:
    """Project by Lambert's azimuthal equal-area about a point.

    Source: J. P. Snyder, “Map Projections: A Working Manual”, U.S. Geological Survey Professional
    Paper 1395 (1987), page 185, equations 22-4, 22-5 and 24-2.
    """
    away = radians(lon - lon_0)
    here, there = radians(lat_0), radians(lat)
    nearness = 1 + sin(here) * sin(there) + cos(here) * cos(there) * cos(away)
    scale = sqrt(2 / max(nearness, HALF))
    x = scale * cos(there) * sin(away)
    y = scale * (cos(here) * sin(there) - sin(here) * cos(there) * cos(away))
    return x, y

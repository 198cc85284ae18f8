"""The frames: the world, the regions of the United Nations, each country and what is near it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import acos, atan2, cos, degrees, hypot, pi, radians, sin
from typing import Any

import numpy
import shapely
from shapely.geometry import Point, Polygon, box

from plugins.maps.projection import azimuthal, equal_earth
from tools.maps import drawing
from tools.maps.atlas import Countries, pieces

EARTH = 6371.007
"""The radius of a sphere with the area of the Earth, in km (the authalic radius)."""

MERIDIAN = 11.0
"""The middle of the world: the map's edge then runs through the Bering Strait, and cuts no land."""

SIZE = (320, 250)
"""Units of a frame of a region or a country: what it is in pixels where it is seen."""

LEAST_KM = 420.0
"""A frame is at least so wide, so that a small country has something near it."""

DOT = 12.0
"""A country with less than this area, in square units of a frame, is a dot there."""


Projection = Callable[[float, float], tuple[float, float]]
Record = dict[str, Any]
"""A frame as it is written: see `plugins/maps/frames.py`."""

FAR = (
    "AQ", "BM", "BV", "CC", "CX", "GL", "GS", "HM", "IO", "NF", "PM", "PN", "RU", "SH", "SJ", "TF",
    "UM",
)  # fmt: skip
"""Countries that a region's frame need not hold: far from the others, or far larger."""


@dataclass(frozen=True)
class Frame:
    """A rectangle of a projection: what a unit is in radii of the Earth, and where it begins."""

    projection: str
    middle: tuple[float, float]
    unit: float
    corner: tuple[float, float]
    size: tuple[int, int]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place in the frame of a projected point, `y` going down."""
        return (x - self.corner[0]) / self.unit, (self.corner[1] - y) / self.unit


def projected(found: Countries, project: Projection) -> Countries:
    """Return shapes on the plane."""

    def there(points: Any) -> Any:
        return [project(lon, lat) for lon, lat in points]

    return {
        code: [shapely.transform(part, there) for part in parts] for code, parts in found.items()
    }


# The world


def world(found: Countries, width: int, tolerance: float, least: float) -> Record:
    """Return the frame of the world; Antarctica is a dot at its lower edge."""
    turned = {code: list(turn(parts)) for code, parts in found.items() if code != "AQ"}
    flat = projected(turned, lambda lon, lat: equal_earth(lon, lat, MERIDIAN))
    bounds = [part.bounds for parts in flat.values() for part in parts]
    west, east = min(b[0] for b in bounds), max(b[2] for b in bounds)
    south, north = equal_earth(MERIDIAN, -56.5, MERIDIAN)[1], max(b[3] for b in bounds)
    unit = (east - west) / width
    size = (width, round((north - south) / unit))
    frame = Frame("equal-earth", (MERIDIAN, 0.0), unit, (west, north), size)
    made = record(frame, flat, tolerance, least, sorted(code for code in found if code))
    made["dots"]["AQ"] = [round(-west / unit), size[1] - 4]
    return made


def turn(parts: Iterable[Polygon]) -> Iterator[Polygon]:
    """Yield parts cut where the map ends, and moved to the side where they belong."""
    edge = MERIDIAN - 180
    for part in parts:
        west, _, east, _ = part.bounds
        if edge <= west and east <= edge + 360:
            yield part
            continue
        for move in (360, 0, -360):
            window = box(edge - move, -90, edge - move + 360, 90)
            for piece in pieces(shapely.make_valid(part).intersection(window)):
                yield shapely.transform(piece, lambda points, by=move: numpy.add(points, (by, 0)))


# Regions and countries


def near(found: Countries, codes: Iterable[str], fill: float) -> Frame:
    """Return a frame about some countries, which fill that part of it."""
    parts = [part for code in codes for part in main(found[code])]
    lon, lat = (0.0, -90.0) if "AQ" in codes else middle(parts)
    flat = projected({"": parts}, lambda a, b: azimuthal(a, b, lon, lat))[""]
    west = min(part.bounds[0] for part in flat)
    south = min(part.bounds[1] for part in flat)
    east = max(part.bounds[2] for part in flat)
    north = max(part.bounds[3] for part in flat)
    width, height = SIZE
    unit = max((east - west) / width, (north - south) / height) / fill
    unit = max(unit, LEAST_KM / EARTH / width)
    corner = ((east + west) / 2 - unit * width / 2, (north + south) / 2 + unit * height / 2)
    return Frame("azimuthal", (lon, lat), unit, corner, SIZE)


def main(parts: list[Polygon]) -> list[Polygon]:
    """Return the parts of a country that a reader looks for: the first, and what is near it."""
    first, *others = parts
    west, south, east, north = first.bounds
    reach = max(hypot(east - west, north - south) * 0.5, 1.5)
    about = box(west - reach, south - reach, east + reach, north + reach)
    return [first, *(part for part in others if about.contains(part) or part.area > first.area / 5)]


def middle(parts: list[Polygon]) -> tuple[float, float]:
    """Return the middle of parts on the globe, in degrees to two digits."""
    x = y = z = 0.0
    for part in parts:
        point = part.centroid
        lon, lat = radians(point.x), radians(point.y)
        weight = part.area * cos(lat)
        x += cos(lat) * cos(lon) * weight
        y += cos(lat) * sin(lon) * weight
        z += sin(lat) * weight
    return round(degrees(atan2(y, x)), 2), round(degrees(atan2(z, hypot(x, y))), 2)


def around(found: Countries, frame: Frame) -> Countries:
    """Return the shapes near a frame, on its plane: none from the far side of the Earth."""
    lon, lat = frame.middle
    width, height = frame.size[0] * frame.unit, frame.size[1] * frame.unit
    reach = min(hypot(width, height) * 0.75 * 180 / pi, 89.0)
    chosen: Countries = {}
    for code, parts in found.items():
        for part in parts:
            if away(part, lon, lat) <= reach:
                chosen.setdefault(code, []).append(part)
    return projected(chosen, lambda a, b: azimuthal(a, b, lon, lat))


def away(part: Polygon, lon: float, lat: float) -> float:
    """Return how far the nearest point of a part is from another, in degrees; 0 from within."""
    west, _, east, _ = part.bounds
    if east - west < 359 and part.contains(Point(lon, lat)):
        return 0.0
    longitudes, latitudes = numpy.radians(shapely.get_coordinates(part.exterior)).T
    here = radians(lat)
    cosines = sin(here) * numpy.sin(latitudes) + cos(here) * numpy.cos(latitudes) * numpy.cos(
        longitudes - radians(lon)
    )
    return degrees(acos(max(-1.0, min(1.0, float(cosines.max())))))


# What is written


def record(
    frame: Frame, flat: Countries, tolerance: float, least: float, codes: Iterable[str]
) -> Record:
    """Return a frame with its paths, and the shape or dot of each country of `codes` within it.

    `tolerance` is in units, `least` in square ones: see `drawing.simplified`.
    """
    placed = {
        code: [
            shapely.transform(part, lambda points: [frame.at(x, y) for x, y in points])
            for part in parts
        ]
        for code, parts in flat.items()
    }
    drawn = drawing.whole(drawing.simplified(placed, tolerance, least))
    edge = drawing.rectangle(*frame.size)
    here = [code for code in codes if code in placed and is_within(placed[code], frame)]
    shapes = {code: drawing.shape(drawn.get(code, []), edge) for code in here}
    small = {code for code in here if is_small(placed[code]) or not shapes[code]}
    lon, lat = frame.middle
    return {
        "projection": frame.projection,
        "middle": [lon, lat],
        "unit": float(f"{frame.unit:.9g}"),
        "corner": [float(f"{value:.9g}") for value in frame.corner],
        "size": list(frame.size),
        "land": drawing.land(drawn, edge),
        "borders": drawing.borders(drawn, edge),
        "shapes": {code: path for code, path in shapes.items() if code not in small},
        "dots": {code: dot(placed[code]) for code in here if code in small},
    }


def is_within(parts: list[Polygon], frame: Frame) -> bool:
    """Tell whether the middle of a country's first part is within a frame."""
    point = parts[0].centroid
    return bool(0 <= point.x <= frame.size[0] and 0 <= point.y <= frame.size[1])


def is_small(parts: list[Polygon]) -> bool:
    """Tell whether a country is too small to be seen as more than a dot."""
    return bool(sum(part.area for part in parts) < DOT)


def dot(parts: list[Polygon]) -> list[int]:
    """Return the place of a dot for a country."""
    point = parts[0].centroid
    return [round(point.x), round(point.y)]

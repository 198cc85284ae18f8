"""Natural Earth's countries as polygons by ISO 3166 code, from the TopoJSON of `world-atlas`.

Arcs are drawn out once, so that two neighbours share every point of their border.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from babel.core import get_global
from shapely.geometry import Point, Polygon, box

STEP = 1.0
"""The longest side of a shape, in degrees: longer ones would be straight where they should bend."""

UNCODED = {
    "Akrotiri": "CY",
    "Baikonur": "KZ",
    "Clipperton I.": "FR",
    "Coral Sea Is.": "AU",
    "Cyprus U.N. Buffer Zone": "CY",
    "Dhekelia": "CY",
    "Indian Ocean Ter.": "CX",
    "Kosovo": "XK",
    "N. Cyprus": "CY",
    "Somaliland": "SO",
    "USNB Guantanamo Bay": "CU",
}
"""Shapes without a code of ISO 3166, and the country that they are drawn with here. What is not
named (the Siachen glacier, reefs) is nobody's: ground alone."""

PARTS = (
    ("FR", "GF", (-55.0, 1.0, -51.0, 6.5)),
    ("FR", "GP", (-62.0, 15.7, -60.9, 16.6)),
    ("FR", "MQ", (-61.4, 14.3, -60.7, 15.0)),
    ("FR", "RE", (55.0, -21.6, 56.0, -20.6)),
    ("FR", "YT", (44.8, -13.2, 45.5, -12.4)),
    ("NL", "BQ", (-69.0, 11.0, -62.0, 18.5)),
    ("NO", "BV", (2.0, -55.5, 5.0, -53.5)),
    ("NO", "SJ", (-10.0, 70.3, -7.0, 71.5)),
    ("NO", "SJ", (9.0, 73.5, 36.0, 81.5)),
    ("CX", "CC", (96.0, -13.0, 98.0, -11.0)),
    ("NZ", "TK", (-173.5, -10.5, -170.0, -8.0)),
    ("RU", "UA", (32.3, 44.2, 36.9, 46.4)),
)
"""Parts that ISO 3166 counts apart, by a frame (west, south, east, north) that holds them whole;
and Crimea, which the General Assembly of the United Nations holds to be of Ukraine (A/RES/68/262)
and Natural Earth draws with Russia."""

SEATS = ((172.98, 1.36),)
"""Where most people of a country live that is not its largest part: Tarawa, in Kiribati."""

Degrees = tuple[float, float]
Countries = dict[str, list[Polygon]]


def countries(file: Path) -> Countries:
    """Return the polygons of each country of a TopoJSON file, in degrees; "" is nobody's ground.

    The first is the one that stands for the country.
    """
    topology = json.loads(file.read_text("utf-8"))
    arcs = [drawn_out(arc, topology.get("transform")) for arc in topology["arcs"]]
    found: Countries = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        for polygon in polygons(shape, arcs):
            for part in mended(polygon):
                found.setdefault(part_of(code_of(shape), part), []).append(part)
    return {code: sorted(parts, key=rank) for code, parts in with_western_sahara(found).items()}


def rank(part: Polygon) -> tuple[bool, float]:
    """Sort the parts of a country: where most people live, then the largest."""
    is_seat = any(part.distance(Point(seat)) < 0.2 for seat in SEATS)
    return not is_seat, -part.area


def with_western_sahara(found: Countries) -> Countries:
    """Return the countries with Western Sahara whole, as the United Nations list it.

    Natural Earth draws a part of it with Morocco: what lies south of its northern border.
    """
    north = max(part.bounds[3] for part in found["EH"])
    below, above = box(-20, 0, 0, north), box(-20, north, 0, 40)
    south = [cut for part in found["MA"] for cut in pieces(part.intersection(below))]
    rest = [cut for part in found["MA"] for cut in pieces(part.intersection(above))]
    joined = pieces(shapely.union_all([*found["EH"], *south]))
    return found | {"EH": list(joined), "MA": list(rest)}


def pieces(shape: Any) -> Iterator[Polygon]:
    """Yield the polygons of any shape."""
    if isinstance(shape, Polygon):
        if not shape.is_empty:
            yield shape
    else:
        for part in getattr(shape, "geoms", ()):
            yield from pieces(part)


def drawn_out(arc: list[list[int]], transform: Any) -> list[Degrees]:
    """Return the points of an arc in degrees, no two further from each other than `STEP`."""
    x = y = 0
    points: list[Degrees] = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        scale, move = transform["scale"], transform["translate"]
        points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
    points = unwound(points)
    if len(points) < 2:
        return points
    line = shapely.segmentize(shapely.linestrings(points), STEP)
    return [(float(a), float(b)) for a, b in shapely.get_coordinates(line)]


def polygons(shape: dict[str, Any], arcs: list[list[Degrees]]) -> Iterator[Polygon]:
    """Yield the polygons of a shape. Antarctica is a hole in a line along the pole: the hole is."""
    parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    for rings in parts:
        outer, *holes = (ring(indices, arcs) for indices in rings)
        if has_area(outer):
            yield Polygon(outer, [hole for hole in holes if has_area(hole)])
        else:
            yield from (Polygon(hole) for hole in holes if has_area(hole))


def mended(polygon: Polygon) -> Iterator[Polygon]:
    """Yield what a polygon holds where it crosses itself; one about a pole may."""
    west, _, east, _ = polygon.bounds
    if polygon.is_valid or east - west >= 359:
        yield polygon
    else:
        yield from pieces(shapely.make_valid(polygon))


def has_area(points: list[Degrees]) -> bool:
    """Tell whether a ring holds anything."""
    return len(points) > 3 and Polygon(points).area > 0


def ring(indices: list[int], arcs: list[list[Degrees]]) -> list[Degrees]:
    """Return the points of a ring; an arc counted from the end runs backwards."""
    found = (arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices)
    return unwound([point for arc in found for point in arc])


def unwound(points: list[Degrees]) -> list[Degrees]:
    """Return points, none twice in a row, that go on past 180° over the antimeridian."""
    found: list[Degrees] = []
    turn = 0.0
    for lon, lat in points:
        if found and abs(lon + turn - found[-1][0]) > 180:
            turn += 360 if lon + turn < found[-1][0] else -360
        if not found or found[-1] != (lon + turn, lat):
            found.append((lon + turn, lat))
    return found


def code_of(shape: dict[str, Any]) -> str:
    """Return the ISO 3166 alpha-2 code of a shape, XK for Kosovo, or nothing."""
    number, name = shape.get("id"), shape["properties"]["name"]
    if number is None or name in UNCODED:
        return UNCODED.get(name, "")
    aliases = get_global("territory_aliases").get(number, [])
    return str(aliases[0]) if aliases else ""


def part_of(code: str, polygon: Polygon) -> str:
    """Return the code of a polygon that Natural Earth draws with another country, or its own."""
    west, south, east, north = polygon.bounds
    for whole, part, (w, s, e, n) in PARTS:
        if code == whole and w <= west and s <= south and east <= e and north <= n:
            return part
    return code

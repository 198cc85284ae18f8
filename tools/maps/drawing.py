"""Projected shapes as the paths of an SVG: simplified, in whole units, cut to a frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy
import shapely
from shapely.geometry import Polygon, box

from tools.maps.atlas import Countries, pieces

Step = tuple[int, int]
Line = list[Step]


def simplified(found: Countries, tolerance: float, least: float) -> Countries:
    """Return shapes with fewer points, whose borders still meet.

    `tolerance` is the side of the triangles taken away, `least` the area of the smallest island
    kept, both in units of the frame.
    """
    codes = [(code, part) for code in sorted(found) for part in found[code]]
    simple = shapely.coverage_simplify([part for _, part in codes], tolerance)
    kept: Countries = {}
    for (code, _), shape in zip(codes, simple, strict=True):
        kept.setdefault(code, []).extend(part for part in pieces(shape) if part.area >= least)
    return {code: parts for code, parts in kept.items() if parts}


def whole(found: Countries) -> Countries:
    """Return shapes in whole units."""
    rounded: Countries = {}
    for code, parts in found.items():
        for part in parts:
            rings = [snapped(ring.coords) for ring in (part.exterior, *part.interiors)]
            outer, *holes = rings
            if len(outer) > 3:
                shape = Polygon(outer, [hole for hole in holes if len(hole) > 3])
                rounded.setdefault(code, []).append(shape)
    return rounded


def snapped(points: Iterable[tuple[float, ...]]) -> Line:
    """Return points in whole units, none twice in a row."""
    line: Line = []
    for x, y in points:
        place = (round(x), round(y))
        if not line or line[-1] != place:
            line.append(place)
    return line


def land(found: Countries, frame: Polygon) -> str:
    """Return the path of all the land, without the borders between countries."""
    every = [shapely.make_valid(part) for parts in found.values() for part in parts]
    joined = shapely.union_all(every, grid_size=1)
    return area(pieces(cut(joined, frame)))


def shape(parts: Iterable[Polygon], frame: Polygon) -> str:
    """Return the path of one country."""
    joined = shapely.union_all([shapely.make_valid(part) for part in parts])
    return area(pieces(cut(joined, frame)))


def cut(found: shapely.Geometry, frame: Polygon) -> shapely.Geometry:
    """Return what of a shape is within a frame."""
    return shapely.intersection(found, frame)


def area(parts: Iterable[Polygon]) -> str:
    """Return polygons as one path, the northernmost first."""
    rings = [snapped(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]
    return path([ring for ring in rings if len(ring) > 3], is_closed=True)


def borders(found: Countries, frame: Polygon) -> str:
    """Return the path of the lines between two countries, each once."""
    owners: dict[tuple[Step, Step], Counter[str]] = {}
    for code, parts in found.items():
        for part in parts:
            for ring in (part.exterior, *part.interiors):
                line = [(int(x), int(y)) for x, y in ring.coords]
                for side in pairwise(line):
                    owners.setdefault((min(side), max(side)), Counter())[code] += 1
    shared = [side for side, codes in sorted(owners.items()) if odd(codes) > 1]
    if not shared:
        return ""
    lines = shapely.line_merge(shapely.multilinestrings([numpy.array(side) for side in shared]))
    return lines_path(cut(lines, frame))


def odd(codes: Mapping[str, int]) -> int:
    """Return of how many countries a side is an edge; one that goes there and back is of none."""
    return sum(1 for number in codes.values() if number % 2)


def lines_path(found: shapely.Geometry) -> str:
    """Return lines as a path."""
    parts = getattr(found, "geoms", [found])
    lines = [snapped(part.coords) for part in parts if part.geom_type == "LineString"]
    return path([line for line in lines if len(line) > 1], is_closed=False)


def path(lines: list[Line], *, is_closed: bool) -> str:
    """Return lines as path data: a place to start from, then steps, in as few signs as can be."""
    said, here = "", (0, 0)
    for line in sorted(lines, key=lambda points: (min(y for _, y in points), points)):
        steps = line[:-1] if is_closed else line
        pairs = [(line[0][0] - here[0], line[0][1] - here[1])]
        pairs += [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(steps)]
        said += "m" + numbers(n for pair in merged(pairs) for n in pair)
        said += "z" if is_closed else ""
        here = line[0] if is_closed else line[-1]
    return said


def merged(pairs: list[Step]) -> list[Step]:
    """Return steps with those that go on in the same direction made one; the first stands."""
    found = pairs[:1]
    for x, y in pairs[1:]:
        a, b = found[-1]
        if len(found) > 1 and a * y == b * x and (a * x > 0 or b * y > 0):
            found[-1] = (a + x, b + y)
        else:
            found.append((x, y))
    return found


def numbers(found: Iterable[int]) -> str:
    """Return numbers with no more between them than is needed to tell them apart."""
    said = ""
    for number in found:
        said += f" {number}" if said and number >= 0 else str(number)
    return said


def rectangle(width: int, height: int) -> Polygon:
    """Return a frame with a margin, so that what is cut is cut out of sight."""
    return box(-4, -4, width + 4, height + 4)

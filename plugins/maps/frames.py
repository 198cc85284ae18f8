"""The frames that maps are drawn in: the world, the regions of the United Nations, the countries.

`shapes.jsonl` holds them, one a line, ready to be drawn: nothing is projected or simplified while a
site is made, but for the places of projects. It is made from Natural Earth (public domain) by
`python -m tools.maps`; see `tools/maps/README.md`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .projection import Point, azimuthal, equal_earth

SHAPES = Path(__file__).parent / "shapes.jsonl"
WORLD, SMALL_WORLD = "001", "001-small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle of a map, `size` units wide and high, with what is drawn in it.

    `middle` is where it is projected about, in degrees; `corner` (its upper left) and `unit` are in
    radii of the Earth. `land`, `borders` and `shapes` (by country) are path data in units;
    `dots` are the countries too small for a shape.
    """

    name: str
    projection: str
    middle: Point
    unit: float
    corner: Point
    size: tuple[int, int]
    land: str
    borders: str
    shapes: Mapping[str, str]
    dots: Mapping[str, tuple[int, int]]

    def __contains__(self, code: object) -> bool:
        """Tell whether a country is drawn in it."""
        return code in self.shapes or code in self.dots

    def place(self, lon: float, lat: float) -> tuple[int, int] | None:
        """Return where a point of the globe is, in whole units, or None outside of the frame."""
        if self.projection == "equal-earth":
            turned = (lon - self.middle[0] + 180) % 360 - 180 + self.middle[0]
            x, y = equal_earth(turned, lat, self.middle[0])
        else:
            x, y = azimuthal(lon, lat, *self.middle)
        right = round((x - self.corner[0]) / self.unit)
        down = round((self.corner[1] - y) / self.unit)
        is_inside = 0 <= right <= self.size[0] and 0 <= down <= self.size[1]
        return (right, down) if is_inside else None


@lru_cache(maxsize=1)
def lines() -> dict[str, str]:
    """Return the lines of the file by the frame's name."""
    found = SHAPES.read_text("utf-8").splitlines()[1:]
    return {line[line.index(":") + 2 : line.index('",')]: line for line in found}


@lru_cache(maxsize=512)
def named(name: str) -> Frame:
    """Return a frame by name: `001` (the world), the code of a region or country."""
    found: dict[str, Any] = json.loads(lines()[name])
    dots = {code: tuple(spot) for code, spot in found["dots"].items()}
    rest = {key: tuple(found[key]) for key in ("middle", "corner", "size")}
    return Frame(**{**found, **rest, "dots": dots})


def frame(name: str) -> Frame | None:
    """Return a frame by name, or None."""
    return named(name) if name in lines() else None


@lru_cache(maxsize=1)
def regions() -> tuple[Frame, ...]:
    """Return the frames of regions, the narrowest first; last the world, drawn small."""
    worlds = (WORLD, SMALL_WORLD)
    names = [name for name in lines() if name[0].isdigit() and name not in worlds]
    ordered = sorted(map(named, names), key=lambda one: (one.unit, one.name))
    return (*ordered, named(SMALL_WORLD))


@lru_cache(maxsize=4096)
def around(codes: frozenset[str], points: tuple[Point, ...] = ()) -> Frame:
    """Return the narrowest frame that holds some countries and points (longitude, latitude)."""
    own = [named(code) for code in codes if len(codes) == 1 and code in lines()]
    for found in (*own, *regions()):
        if all(code in found for code in codes) and is_around(found, points):
            return found
    return named(SMALL_WORLD)


def is_around(found: Frame, points: Iterable[Point]) -> bool:
    """Tell whether all points are within a frame."""
    return all(found.place(*point) for point in points)

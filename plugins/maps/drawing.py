"""What the templates of maps are given: ground, countries with their steps, places with names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from .frames import WORLD, Frame

STEPS = 3
"""How many colours tell countries apart by their numbers, at most."""

LINE = 16
"""The height of a line of names, in units."""

LETTER = 7.3
"""How wide a letter is on average, in units."""

APART = 9
"""How far a name begins from its dot, in units."""

SHORES = (80, 940)
"""Where the continents begin and end in the frame of the world: in Alaska and New Zealand."""

EDGE = 25
"""How much of the world is shown beyond a country of the Pacific, in units."""

FIRST = re.compile(r"-?\d+")
"""The first number of path data: how far from the left a shape begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country as drawn: `step` counts from 1; `path` is its shape, or a point where `is_dot`."""

    key: str
    name: str
    href: str | None
    count: int
    step: int
    path: str
    is_dot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A colour of the key: countries with `least` to `most`."""

    number: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A place: its dot at `x`, `y`; its text at `text_x`, `text_y`, to the right or the left.

    The text is its name and how many more places are as good as there: `Kitui +2`. These have none.
    """

    name: str
    text: str
    x: int
    y: int
    text_x: int
    text_y: int
    is_left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A map: path data in units, what stands on it, and how much of the frame is shown.

    `view` is the left and upper edge, width and height. `total` counts each project once.
    """

    name: str
    view: tuple[int, int, int, int]
    land: str
    borders: str
    countries: tuple[Country, ...]
    steps: tuple[Step, ...] = ()
    labels: tuple[Label, ...] = ()
    total: int = 0

    @property
    def is_overlapping(self) -> bool:
        """Whether some projects are counted in more than one country."""
        return sum(country.count for country in self.countries) > self.total


def shape(found: Frame, code: str) -> tuple[str, bool]:
    """Return the path data of a country, and whether it is a dot."""
    if code in found.dots:
        x, y = found.dots[code]
        return f"M{x} {y}h.01", True
    return found.shapes.get(code, ""), False


def steps(counts: Iterable[int]) -> tuple[Step, ...]:
    """Return the steps of a key: each number by itself where they are few, else growing spans.

    The numbers 1 to 27 are 1–3, 4–9 and 10–27: each span ends so many times further than the last.
    """
    found = sorted(set(counts))
    if len(found) <= STEPS:
        return tuple(Step(number=i, least=n, most=n) for i, n in enumerate(found, 1))
    ends = sorted({max(1, round(found[-1] ** (i / STEPS))) for i in range(1, STEPS)} | {found[-1]})
    spans = zip([0, *ends], ends, strict=False)
    held = [[n for n in found if low < n <= high] for low, high in spans]
    full = [numbers for numbers in held if numbers]
    return tuple(Step(number=i, least=n[0], most=n[-1]) for i, n in enumerate(full, 1))


def step_of(count: int, found: Sequence[Step]) -> int:
    """Return the number of the step that a count belongs to."""
    return next((step.number for step in found if count <= step.most), 1)


def labels(found: Frame, places: Iterable[tuple[str, float, float]]) -> tuple[Label, ...]:
    """Return places (name, longitude, latitude) with room for each text, from north to south.

    Texts stand to the right of their dots, or to the left where that is wider; one that would lie
    on another goes down a line. Of places less than a line apart the first named has a text for
    all. What is outside of the frame is left out.
    """
    dots = [(name, spot) for name, *point in places if (spot := found.place(*point))]
    texts = dict(heaped(dots))
    order = sorted(range(len(dots)), key=lambda number: dots[number][1][::-1])
    taken: list[tuple[float, float, int]] = []
    made = []
    for number in order:
        name, (x, y) = dots[number]
        if number not in texts:
            made.append(Label(name=name, text="", x=x, y=y, text_x=x, text_y=y, is_left=False))
            continue
        wide = len(texts[number]) * LETTER
        is_left = x + APART + wide > found.size[0] and x > found.size[0] / 2
        edge = beside(x, y, [dot for _, dot in dots], -1 if is_left else 1)
        begins = edge - wide if is_left else edge
        rows = [line for start, end, line in taken if start < begins + wide and begins < end]
        line = free(y, rows)
        taken.append((begins, begins + wide, line))
        made.append(
            Label(
                name=name, text=texts[number], x=x, y=y, text_x=edge, text_y=line + LINE // 3,
                is_left=is_left,
            )
        )  # fmt: skip
    return tuple(made)


def heaped(dots: Sequence[tuple[str, tuple[int, int]]]) -> Iterator[tuple[int, str]]:
    """Yield (number, text) of the places that have a text: each for those less than a line off."""
    heaps: dict[int, int] = {}
    for number, (_, (x, y)) in enumerate(dots):
        near = (head for head in heaps if hypot(dots[head][1][0] - x, dots[head][1][1] - y) < LINE)
        head = next(near, number)
        heaps[head] = heaps.get(head, 0) + 1
    for head, size in heaps.items():
        yield head, dots[head][0] if size == 1 else f"{dots[head][0]} +{size - 1}"


def beside(x: int, y: int, dots: Iterable[tuple[int, int]], way: int) -> int:
    """Return where a name may begin, to the right (1) or left (-1) of a dot and those close by."""
    for other_x, other_y in sorted(dots, key=lambda dot: dot[0] * way):
        if abs(other_y - y) < LINE and 0 < (other_x - x) * way < 2 * APART:
            x = other_x
    return x + way * APART


def free(y: int, taken: Iterable[int]) -> int:
    """Return the first line from a height on that is far enough from those that are taken."""
    for line in sorted(taken):
        if abs(line - y) < LINE:
            y = line + LINE
    return y


def view(found: Frame, countries: Iterable[Country]) -> tuple[int, int, int, int]:
    """Return what of a frame is shown: all of it; of the world, both shores of the Pacific and what
    lies between them only where one of the countries is there.
    """
    width, height = found.size
    if found.name != WORLD:
        return 0, 0, width, height
    west, east = SHORES
    begins = [int(number.group()) for each in countries if (number := FIRST.search(each.path))]
    left = min([west, *(x - EDGE for x in begins)])
    right = max([east, *(x + EDGE for x in begins)])
    return max(left, 0), 0, min(right, width) - max(left, 0), height


def on(
    found: Frame,
    countries: Iterable[Country],
    *,
    steps: tuple[Step, ...] = (),
    labels: tuple[Label, ...] = (),
    total: int = 0,
) -> Drawing:
    """Return what is drawn on a frame."""
    shown = tuple(countries)
    return Drawing(
        name=found.name,
        view=view(found, shown),
        land=found.land,
        borders=found.borders,
        countries=shown,
        steps=steps,
        labels=labels,
        total=total,
    )

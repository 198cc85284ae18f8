"""Maps as SVG, made with the site: where the projects are, where a country is, where a project is.

    ::: map status=ongoing       the world, with the projects of each country; also region, sector …
    ::: map country=KE           a country with the places of its projects

    {{ site.terms("country") | world_map }}    the same, in a template
    {{ term | locator }}                       a country in its region; a region with its projects
    {{ entry | locator }}                      the countries of a project, with its places

A map of countries asks how many projects each has, nothing more. `frames.py` says where the shapes
come from; the templates `blocks/map.html` and `blocks/locator.html` draw them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import pass_context

from megafono.plugin import BlockCall, EntryView, Markup, Plugin, Site, TermView, of_kind

from . import frames
from .drawing import Country, Drawing, labels, on, shape, step_of, steps
from .frames import Frame

NARROWING = ("status", "region", "sector", "sdg", "tag", "kind", "year")
"""What may say which projects are counted."""

Place = tuple[str, float, float]
"""A name, longitude and latitude."""


# Blocks and filters


def map_block(site: Site, call: BlockCall) -> Markup:
    """Draw the map that a writer asks for."""
    given = {**call.arguments}
    code = given.pop("country", "")
    narrowed = narrowing(given)
    if code:
        found = site.entries(type="project", country=code, **narrowed)
        return located(site, [code], [place for entry in found for place in places(entry)])
    if region := site.term("region", str(given.get("region", ""))):
        return counted(site, region_frame(region), members(region), narrowed, region.key)
    return counted(site, world(), site.terms("country"), narrowed)


def narrowing(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments of `site.count` that a block's arguments mean, but for the region."""
    found: dict[str, Any] = {name: given[name] for name in NARROWING if name in given}
    found.pop("region", "")
    if "status" in found:
        found["status"] = tuple(found["status"].split(","))
    if "year" in found:
        found["year"] = int(found["year"])
    return found


@pass_context
def world_map(context: Any, terms: Iterable[TermView]) -> Markup:
    """Draw the world with the number of projects in each of some countries, or nothing."""
    return counted(context["site"], world(), terms, {})


@pass_context
def locator(context: Any, shown: TermView | EntryView) -> Markup:
    """Draw where a country, region or project is, or nothing."""
    site: Site = context["site"]
    if isinstance(shown, EntryView):
        codes = [term.key for term in shown.countries]
        return located(site, codes, tuple(places(shown)), is_project=True) if codes else Markup()
    if shown.taxonomy == "region":
        return counted(site, region_frame(shown), members(shown), {}, shown.key)
    return located(site, [shown.key], (), region_of(shown))


# Maps of numbers


def world() -> Frame:
    """Return the frame of the world."""
    return frames.named(frames.WORLD)


def region_frame(region: TermView) -> Frame:
    """Return the frame of a region: of the UN its own, of the organisation's the narrowest."""
    own = frames.frame(region.key)
    return own or frames.around(frozenset(region.own.members))


def region_of(country: TermView) -> Frame:
    """Return the frame of the nearest region of the UN that shows a country."""
    found = (frames.frame(key) for key in country.own.parents)
    shown = (one for one in found if one and country.key in one)
    return next(shown, frames.named(frames.SMALL_WORLD))


def members(region: TermView) -> Iterator[TermView]:
    """Yield the countries of a region that have a page."""
    below = set(region.own.members)
    return (term for term in region.site.terms("country") if term.key in below)


def counted(
    site: Site,
    frame: Frame,
    terms: Iterable[TermView],
    narrowed: Mapping[str, Any],
    region: str = "",
) -> Markup:
    """Draw a frame with the number of projects in each of some countries; nothing without any."""
    numbers = {term: term.count(type="project", **narrowed) for term in terms if term.key in frame}
    numbers = {term: number for term, number in numbers.items() if number}
    if not numbers:
        return Markup()
    key = steps(numbers.values())
    drawn = [country(frame, term, number, step_of(number, key)) for term, number in numbers.items()]
    total = site.count(type="project", region=region, **narrowed)
    return site.render("blocks/map.html", map=on(frame, drawn, steps=key, total=total))


def country(frame: Frame, term: TermView, count: int = 0, step: int = 1) -> Country:
    """Return a country as drawn in a frame."""
    path, is_dot = shape(frame, term.key)
    return Country(
        key=term.key, name=term.name, href=term.href, count=count, step=step, path=path,
        is_dot=is_dot,
    )  # fmt: skip


# Where something is


def located(
    site: Site,
    codes: Iterable[str],
    found: Iterable[Place],
    frame: Frame | None = None,
    *,
    is_project: bool = False,
) -> Markup:
    """Draw some countries, with places, in the narrowest frame that holds both.

    In the world, names would hide what they name: there the countries stand alone.
    """
    terms = [term for code in codes if (term := site.term("country", code))]
    names = tuple(dict.fromkeys(found))
    held = frozenset(term.key for term in terms)
    frame = frame or frames.around(held, tuple((lon, lat) for _, lon, lat in names))
    drawn = [country(frame, term) for term in terms if term.key in frame]
    shown = () if frame.name == frames.SMALL_WORLD else labels(frame, names)
    made: Drawing = on(frame, drawn, labels=shown)
    return site.render("blocks/locator.html", map=made, is_project=is_project)


def places(entry: EntryView) -> Iterator[Place]:
    """Yield the places of a project that say where they are."""
    for place in entry.facts.places:
        if place.lat is not None and place.lon is not None:
            yield entry.site.local(place.name), float(place.lon), float(place.lat)


CHECKS = of_kind("project", (*NARROWING, "country"))

plugin = Plugin(
    name="maps",
    blocks={"map": map_block},
    arguments={"map": CHECKS},
    filters={"world_map": world_map, "locator": locator},
)

"""Maps: every country has its place, numbers are the data's, words are heard, pages stay light."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterable
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from megafono import source
from megafono.assembly import assemble
from plugins.maps import frames
from plugins.maps.drawing import labels, steps
from plugins.maps.projection import azimuthal, equal_earth
from tests.conftest import ROOT
from tests.scratch import TODAY, Scratch

SITE = """
-- content/_site.yaml --
name: {it: Passo, en: Step}
base_url: https://example.org/ong
languages: [it, en]
plugins: [maps]
regions:
  southern: {it: Africa australe, en: Southern Africa, countries: [MZ, MW, ZM]}
-- content/projects/wells.it.md --
---
title: Pozzi
summary: Acqua.
countries: [KE]
status: ongoing
places:
  - {name: {it: Kitui, en: Kitui town}, lat: -1.37, lon: 38.01}
  - {name: Mutomo}
---
Testo.
-- content/projects/wells.en.md --
---
title: Wells
---
-- content/projects/school.it.md --
---
title: Scuola
countries: [KE, MZ]
status: completed
---
-- content/projects/malta.it.md --
---
title: Approdi & porti
countries: [MT]
status: ongoing
---
-- content/news/first.it.md --
---
title: Notizia
date: 2026-01-01
countries: [PE]
---
-- content/pages/about.it.md --
---
title: Chi siamo
---
"""


def page(site: Scratch, path: str) -> LexborHTMLParser:
    """Return a published page."""
    return LexborHTMLParser(site.text(path))


def with_block(site: Scratch, block: str) -> Scratch:
    """Build the site with a block on a page of its own."""
    site.write(SITE)
    path = "content/pages/about.it.md"
    site.put(path, (site.root / path).read_bytes() + f"\n{block}\n:::\n".encode())
    return site.build()


def names(html: LexborHTMLParser) -> list[str]:
    """Return the accessible names of the links of the first map."""
    return [link.attributes["aria-label"] or "" for link in html.css(".map svg a")]


# Shapes


def countries() -> list[str]:
    """Return the codes of all countries: ISO 3166 and XK."""
    known, _ = assemble(source.read(ROOT), now=TODAY)
    return sorted(known.taxonomies["country"])


def test_every_country_is_a_shape_or_a_dot_in_the_world_and_in_a_frame_of_its_own() -> None:
    world, every = frames.named(frames.WORLD), countries()
    assert len(every) == 250 and "XK" in every
    assert [code for code in every if code not in world] == []
    assert [code for code in every if code not in frames.named(code)] == []


def test_small_states_are_dots_and_a_country_is_never_both() -> None:
    world = frames.named(frames.WORLD)
    assert {"VA", "SM", "MT", "MC", "MV", "KI", "TV", "XK"} <= set(world.dots)
    assert {"KE", "IT", "RU", "EH", "AL"} <= set(world.shapes)
    for frame in (*frames.regions(), world):
        assert not set(frame.dots) & set(frame.shapes)


def test_shapes_are_path_data_of_whole_relative_steps() -> None:
    paths = re.compile(r"(?:m-?\d+(?:[ -]\d+)*z?)*")
    for name in frames.lines():
        frame = frames.named(name)
        for path in (frame.land, frame.borders, *frame.shapes.values()):
            assert paths.fullmatch(path), name


def test_the_file_says_what_it_is_and_whose() -> None:
    first = frames.SHAPES.read_text("utf-8").partition("\n")[0]
    assert "Natural Earth, public domain" in first


@pytest.mark.parametrize(
    ("place", "code"), [((36.82, -1.29), "KE"), ((12.48, 41.89), "IT"), ((-68.15, -16.5), "BO")]
)
def test_a_capital_falls_within_its_country(place: tuple[float, float], code: str) -> None:
    for name in (frames.WORLD, code):
        frame = frames.named(name)
        spot = frame.place(*place)
        assert spot and is_inside(spot, frame.shapes[code])


def is_inside(spot: tuple[int, int], path: str) -> bool:
    """Tell whether a point is inside of closed path data, by the even-odd rule."""
    x, y = spot
    inside, begin = False, (0, 0)
    for part in path.split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        points = [(begin[0] + numbers[0], begin[1] + numbers[1])]
        begin = points[0]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        for (a, b), (c, d) in pairwise([*points, points[0]]):
            if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
                inside = not inside
    return inside


def test_the_projections_keep_to_their_formulas() -> None:
    assert equal_earth(11, 0, 11) == (0, 0)
    assert equal_earth(180, 0, 0)[0] == pytest.approx(2.70663, abs=1e-5)
    assert equal_earth(0, 90, 0)[1] == pytest.approx(1.31736, abs=1e-5)
    assert azimuthal(20, 10, 20, 10) == pytest.approx((0, 0))
    assert azimuthal(0, 90, 0, 0)[1] == pytest.approx(2**0.5)
    x, y = azimuthal(-130, -30, 140, -10)
    assert x * x + y * y == pytest.approx(2 * (1 - nearness(-130, -30, 140, -10)))


def nearness(a: float, b: float, c: float, d: float) -> float:
    """Return the cosine of the angle between two points (longitude, latitude) of the globe."""
    from math import cos, radians, sin

    a, b, c, d = map(radians, (a, b, c, d))
    return sin(b) * sin(d) + cos(b) * cos(d) * cos(a - c)


def test_a_project_is_shown_in_the_narrowest_frame_that_holds_it() -> None:
    assert frames.around(frozenset({"KE"})).name == "KE"
    assert frames.around(frozenset({"KE", "MZ"})).name == "014"
    assert frames.around(frozenset({"IT"}), ((38.0, -1.4),)).name != "IT"
    assert frames.around(frozenset({"IT", "SN"})).name == "002-150"
    assert frames.around(frozenset({"BO", "NP"})).name == frames.SMALL_WORLD


# Numbers and colours


@pytest.mark.parametrize(
    ("counts", "spans"),
    [
        ([], []),
        ([4, 4], [(4, 4)]),
        ([1, 2, 12], [(1, 1), (2, 2), (12, 12)]),
        (range(1, 28), [(1, 3), (4, 9), (10, 27)]),
        ([1, 2, 3, 9, 40, 100], [(1, 3), (9, 9), (40, 100)]),
    ],
)
def test_a_key_has_few_steps_and_every_number_is_in_one(
    counts: Iterable[int], spans: list[tuple[int, int]]
) -> None:
    assert [(step.least, step.most) for step in steps(counts)] == spans


def test_names_of_places_do_not_lie_on_each_other() -> None:
    apart = [("Garissa", 39.65, -0.45), ("Kitui", 38.011, -1.367), ("Voi", 38.57, -3.4)]
    made = labels(frames.named("KE"), apart)
    assert [label.text for label in made] == ["Garissa", "Kitui", "Voi"]
    assert all(b.text_y - a.text_y >= 14 for a, b in pairwise(made))


def test_places_in_a_heap_have_one_text_and_a_dot_each() -> None:
    near = [("Kitui", 38.011, -1.367), ("Mwingi", 38.06, -0.936), ("Mutomo", 38.2, -1.85)]
    made = labels(frames.named("KE"), near)
    assert [(label.name, label.text) for label in made] == [
        ("Mwingi", ""),
        ("Kitui", "Kitui +2"),
        ("Mutomo", ""),
    ]
    assert len({(label.x, label.y) for label in made}) == 3


def test_a_place_outside_of_the_frame_is_left_out() -> None:
    assert labels(frames.named("KE"), [("Modena", 10.9, 44.6)]) == ()


def test_each_country_with_projects_is_a_link_with_its_number(site: Scratch) -> None:
    html = page(site.write(SITE).build(), "it/index.html")
    assert site.problems == []
    assert names(html) == ["Kenya: 2 progetti", "Malta: 1 progetto", "Mozambico: 1 progetto"]
    hrefs = [link.attributes["href"] for link in html.css(".map svg a")]
    assert hrefs == ["/ong/it/paesi/kenya/", "/ong/it/paesi/malta/", "/ong/it/paesi/mozambico/"]
    assert [title.text() for title in html.css(".map svg a > title")] == names(html)


def test_the_table_has_the_numbers_of_the_data_and_their_total(site: Scratch) -> None:
    html = page(site.write(SITE).build(), "it/paesi/index.html")
    rows = [[cell.text(strip=True) for cell in row.css("th, td")] for row in html.css(".map tr")]
    assert rows == [
        ["Paese", "Progetti"],
        ["Kenya", "2"],
        ["Malta", "1"],
        ["Mozambico", "1"],
        ["Progetti in tutto", "3"],
    ]
    assert "contato in ciascuno" in html.css_first(".map details").text()


def test_where_no_country_has_a_project_there_is_no_map(site: Scratch) -> None:
    site.write(SITE)
    for name in ("wells.it", "wells.en", "school.it", "malta.it"):
        site.remove(f"content/projects/{name}.md")
    html = page(site.build(), "it/index.html")
    assert site.problems == []
    assert html.css(".map") == [] and html.css(".index a")[0].text() == "Perù"


def test_without_the_plugin_the_theme_shows_its_lists(site: Scratch) -> None:
    site.write(SITE.replace("plugins: [maps]", "plugins: []")).build()
    assert site.problems == []
    assert page(site, "it/index.html").css(".index a")[0].text() == "Kenya"


# Where something is


def test_a_project_shows_its_places_by_name_in_each_language(site: Scratch) -> None:
    site.write(SITE).build()
    html = page(site, "it/progetti/pozzi/index.html")
    svg = html.css_first(".map.is-locator svg")
    assert svg.attributes["role"] == "img"
    assert svg.css_first("title").text() == "Dove si svolge il progetto: Kitui"
    assert [text.text() for text in svg.css("text")] == ["Kitui"]
    assert len(svg.css(".is-here")) == 1 and len(svg.css("circle")) == 1
    assert "Kitui town" in page(site, "en/projects/wells/index.html").css_first(".map text").text()


def test_a_country_is_shown_in_its_region_and_a_region_with_its_projects(site: Scratch) -> None:
    site.write(SITE).build()
    html = page(site, "it/paesi/kenya/index.html")
    assert html.css_first(".map.is-locator title").text() == "Kenya: dove si trova"
    own = page(site, "it/aree/africa-australe/index.html")
    assert names(own) == ["Mozambico: 1 progetto"]


# Blocks


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("::: mappa", ["Kenya: 2 progetti", "Malta: 1 progetto", "Mozambico: 1 progetto"]),
        ("::: mappa stato=in-corso", ["Kenya: 1 progetto", "Malta: 1 progetto"]),
        ('::: map region="014"', ["Kenya: 2 progetti", "Mozambico: 1 progetto"]),
        ("::: mappa area=africa-australe", ["Mozambico: 1 progetto"]),
        ("::: mappa stato=sospeso", []),
    ],
)
def test_a_writer_chooses_what_is_counted(site: Scratch, block: str, found: list[str]) -> None:
    with_block(site, block)
    assert site.problems == []
    assert names(page(site, "it/chi-siamo/index.html")) == found


def test_a_block_may_show_one_country_with_the_places_of_its_projects(site: Scratch) -> None:
    with_block(site, "::: mappa paese=Kenya")
    html = page(site, "it/chi-siamo/index.html")
    assert [text.text() for text in html.css(".map text")] == ["Kitui"]


@pytest.mark.parametrize(
    ("block", "column", "said"),
    [
        ("::: mapa", 5, "there is no block “mapa” Did you mean: mappa"),
        ("::: mappa paese=Kenia", 17, "unknown country “Kenia” Did you mean: KE (Kenya)?"),
        ("::: mappa stat=in-corso", 11, "“stat” is not an argument of the block “mappa”"),
        ("::: mappa stato=incorso", 17, "“incorso” is not one of: "),
    ],
)
def test_a_wrong_argument_is_told_with_the_nearest_right_one(
    site: Scratch, block: str, column: int, said: str
) -> None:
    with_block(site, block)
    assert len(site.problems) == 1
    assert said.split(" Did")[0] in site.problems[0]
    assert f".md:5:{column}:" in site.problems[0]


# Weight, time, dependencies


def test_maps_have_no_inline_style_and_no_script(site: Scratch) -> None:
    with_block(site, "::: mappa")
    for path in ("it/index.html", "it/chi-siamo/index.html", "it/progetti/pozzi/index.html"):
        for figure in page(site, path).css(".map"):
            assert not re.search(r"\sstyle=|<script|\son\w+=", figure.html or "")
            for svg in figure.css("svg"):
                ElementTree.fromstring(svg.html or "")


def test_maps_are_light(site: Scratch) -> None:
    site.write(SITE).build()
    for path, limit in (
        ("it/index.html", 9_000),
        ("it/paesi/kenya/index.html", 3_000),
        ("it/progetti/pozzi/index.html", 3_000),
    ):
        figure = page(site, path).css_first(".map").html or ""
        assert len(gzip.compress(figure.encode())) <= limit, path


def test_the_ground_of_the_world_leaves_room_for_many_countries() -> None:
    world = frames.named(frames.WORLD)
    assert len(gzip.compress((world.land + world.borders).encode())) <= 6_000


def test_every_frame_of_a_country_is_light() -> None:
    heavy = {}
    for code in countries():
        frame = frames.named(code)
        drawn = frame.land + frame.borders + frame.shapes.get(code, "")
        heavy[code] = len(gzip.compress(drawn.encode()))
    assert {code: size for code, size in heavy.items() if size > 2_800 and code != "RU"} == {}


def test_an_edited_body_makes_no_map_anew(site: Scratch) -> None:
    site.write(SITE).build()
    site.edit("content/projects/wells.it.md", "Testo.", "Un altro testo.").build()
    assert site.made == {"it/progetti/pozzi/index.html"}


def test_a_new_project_reaches_the_map(site: Scratch) -> None:
    site.write(SITE).build()
    site.write(
        "-- content/projects/new.it.md --\n---\ntitle: Nuovo\ncountries: [KE]\n---\n"
    ).build()
    assert "Kenya: 3 progetti" in names(page(site, "it/index.html"))


def test_a_frame_costs_nothing_once_it_was_read() -> None:
    frames.around(frozenset({"KE"}), ((38.0, -1.4),))
    begun = time.perf_counter()
    for _ in range(100):
        frames.around(frozenset({"KE"}), ((38.0, -1.4),))
    assert time.perf_counter() - begun < 0.02


@pytest.mark.parametrize(
    ("place", "code"),
    [((34.1, 44.95), "UA"), ((-13.2, 27.15), "EH"), ((33.6, 35.3), "CY"), ((90.0, -80.0), "AQ")],
)
def test_borders_are_drawn_as_the_decision_says(place: tuple[float, float], code: str) -> None:
    frame = frames.named(code)
    spot = frame.place(*place)
    assert spot and is_inside(spot, frame.shapes[code])


def test_a_dot_stands_where_people_live() -> None:
    kiribati = frames.named("KI")
    x, y = kiribati.dots["KI"]
    tarawa = kiribati.place(172.98, 1.36)
    assert tarawa and abs(x - tarawa[0]) <= 1 and abs(y - tarawa[1]) <= 1

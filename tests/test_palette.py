"""The colours of a theme: read as browsers read them, and every pair that is seen stands out."""

from __future__ import annotations

import pytest

from megafono import frontmatter
from megafono.palette import Pair, palette, unknown
from megafono.voice import Voice
from tests.conftest import ROOT
from tests.scratch import Scratch

THEME = ROOT / "themes" / "default"
SHEET = """
/* :root { --ink: #ff0000; } */
:root { --ink: #000; --paper: #FFFFFF; --gap: 2rem; }
@media (prefers-color-scheme: dark) { :root { --ink: #fff; --paper: #102030; } img { x: y; } }
@media print { :root { --ink: #123456; } }
.card { --ink: #00ff00; }
"""


def shipped() -> tuple[Pair, ...]:
    """Return the pairs of the theme that Megafono ships."""
    values = frontmatter.parse_yaml((THEME / "theme.yaml").read_bytes(), "theme.yaml")[0]
    sheet = (THEME / "assets/css/site.css").read_text("utf-8")
    found = palette([sheet], values["contrast"])
    assert list(unknown(found, values["contrast"])) == []
    return found.pairs


@pytest.mark.parametrize("pair", shipped(), ids=lambda pair: f"{pair.front}-{pair.ground}")
def test_each_colour_of_the_theme_stands_out_from_its_ground(pair: Pair) -> None:
    assert pair.ratio >= pair.least


def test_all_colours_of_the_theme_but_lines_are_in_a_pair() -> None:
    sheet = (THEME / "assets/css/site.css").read_text("utf-8")
    paired = {name for pair in shipped() for name in (pair.front, pair.ground)}
    assert set(palette([sheet], {}).light) - paired == {"line", "deep-line"}


def test_light_and_dark_are_told_apart() -> None:
    found = palette([SHEET], {"text": ["ink on paper"]})
    assert found.light == {"ink": "#000000", "paper": "#ffffff"}
    assert found.dark == {"ink": "#ffffff", "paper": "#102030"}
    assert [pair.scheme for pair in found.pairs] == ["light", "dark"]


def test_a_later_sheet_comes_over_an_earlier_one() -> None:
    found = palette([SHEET, ":root{--ink:#111}"], {})
    assert found.light["ink"] == "#111111"


OWN = """
-- content/_site.yaml --
name: Prova
base_url: https://example.org
languages: [it]
theme: own
-- themes/own/theme.yaml --
name: own
extends: default
-- themes/own/assets/css/own.css --
"""


def test_a_theme_whose_colours_do_not_stand_out_is_told_in_its_style_sheet(site: Scratch) -> None:
    site.write(f"{OWN}:root {{ --link: #e3a53b; }}").build()
    told = [line for line in site.problems if "link on" in line]
    assert len(told) == 3
    assert all(line.startswith("themes/own/assets/css/own.css:1:") for line in told)
    assert "“link on paper” has a contrast of 2.02 in the light scheme" in told[0]
    assert site.result is not None
    assert any("2,02" in problem.say(Voice("it")) for problem in site.result.problems)
    assert len({line.rpartition("Write ")[2] for line in told}) == 1
    cured = told[0].rpartition("--link: ")[2].rstrip(".")
    site.edit("themes/own/assets/css/own.css", "#e3a53b", cured).build()
    assert site.problems == []
    assert "css/own.css" in site.text(
        "it/index.html" if "it/index.html" in site.paths else "index.html"
    )


def test_a_colour_that_is_not_in_digits_cannot_be_judged(site: Scratch) -> None:
    site.write(f"{OWN}:root {{ --ink: rgb(255, 250, 240); }}").build()
    (line,) = site.problems
    assert line.startswith("themes/own/assets/css/own.css:1:9: nobody can tell the contrast of")


def test_a_style_sheet_that_takes_the_place_of_all_is_told_once(site: Scratch) -> None:
    site.write(OWN.replace("own.css", "site.css") + ":root { --link: #e3a53b; }").build()
    (line,) = site.problems
    assert line.startswith("themes/own/assets/css/site.css:1:1: this style sheet takes the place")
    assert "css/own.css" in line


@pytest.mark.parametrize(
    ("contrast", "often"),
    [
        ("{text: ink on paper}", 0),
        ("{text: [ink on paper, pippo on paper]}", 1),
        ("{texts: [ink on paper]}", 1),
        ("[ink on paper]", 1),
    ],
)
def test_pairs_that_name_nothing_are_told(site: Scratch, contrast: str, often: int) -> None:
    head = OWN.replace("extends: default", f"extends: default\ncontrast: {contrast}")
    site.write(f"{head}:root {{ --gap: 1rem; }}").build()
    assert len(site.problems) == often, site.problems
    assert all("does not name two colours" in line for line in site.problems)


def test_the_page_of_the_style_is_made_where_it_is_asked_for(site: Scratch) -> None:
    site.build()
    assert "it/stile/index.html" not in site.paths
    site.edit("content/_site.yaml", "base_url", "options: {style: {page: true}}\nbase_url").build()
    page = site.text("it/stile/index.html")
    assert "#fbf7f0" in page
    assert '<meta name="robots" content="noindex">' in page

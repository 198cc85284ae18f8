"""The colours of a theme: read as browsers read them, and every pair that is seen stands out."""

from __future__ import annotations

import pytest

from megafono import frontmatter
from megafono.palette import Pair, palette, unknown
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


def test_a_theme_whose_colours_do_not_stand_out_is_told(site: Scratch) -> None:
    site.write(
        """
        -- content/_site.yaml --
        name: Prova
        base_url: https://example.org
        languages: [it]
        theme: own
        -- themes/own/theme.yaml --
        name: own
        extends: default
        contrast:
          text: [ink on paper, pippo on paper]
        -- themes/own/assets/css/own.css --
        :root { --ink: #cccccc; }
        """
    ).build()
    assert any(
        "“ink on paper” has a contrast of 1.50 in the light" in said for said in site.problems
    )
    assert any("Write --ink: #" in said for said in site.problems)
    assert any("“pippo on paper” does not name two colours" in said for said in site.problems)


def test_the_page_of_the_style_is_made_where_it_is_asked_for(site: Scratch) -> None:
    site.build()
    assert "it/stile/index.html" not in site.paths
    site.edit("content/_site.yaml", "base_url", "options: {style: {page: true}}\nbase_url").build()
    page = site.text("it/stile/index.html")
    assert "#fbf7f0" in page
    assert '<meta name="robots" content="noindex">' in page

"""What the default theme shows of a site's data: on the home, projects, countries."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser as Page

from tests.scratch import SETTINGS, Scratch

PROJECT = """
-- content/projects/wells.it.md --
---
title: Pozzi
countries: [KE]
starts: 2026-01-01
---
Testo.
"""
CAMPAIGN = """
-- content/campaigns/water.it.md --
---
title: Acqua per Kitui
projects: [wells]
starts: {starts}
ends: {ends}
---
Testo.
"""
GIVE = """
-- content/pages/give.it.md --
---
title: Dona
---
Testo.
"""


def shown(site: Scratch, path: str) -> Page:
    """Return a page that was built without problems."""
    assert site.problems == []
    return Page(site.text(path))


def test_a_project_says_which_campaigns_are_for_it(site: Scratch) -> None:
    campaign = CAMPAIGN.format(starts="2026-01-01", ends="2027-12-31")
    page = shown(site.write(PROJECT + campaign).build(), "it/progetti/pozzi/index.html")
    ways = page.css_first(".ways")
    assert ways is not None
    assert [title.text() for title in ways.css(".card-title")] == ["Acqua per Kitui"]


def test_a_campaign_that_has_ended_is_no_way_to_help(site: Scratch) -> None:
    campaign = CAMPAIGN.format(starts="2020-01-01", ends="2021-12-31")
    page = shown(site.write(PROJECT + campaign).build(), "it/progetti/pozzi/index.html")
    assert page.css(".ways") == []


def test_a_project_leads_to_what_the_organisation_asks_for(site: Scratch) -> None:
    menu = f"{SETTINGS}menus: {{action: [pages/give]}}\n"
    site.put("content/_site.yaml", menu.encode()).write(PROJECT + GIVE).build()
    links = shown(site, "it/progetti/pozzi/index.html").css(".ways a.button")
    assert links[0].text() == "Dona"
    assert (links[1].attributes["href"] or "").startswith("mailto:?subject=Pozzi")


def test_pictures_side_by_side_are_a_gallery(site: Scratch, picture: bytes) -> None:
    site.put("content/pages/gallery/a.png", picture).put("content/pages/gallery/b.png", picture)
    site.write(
        """
        -- content/pages/gallery/index.it.md --
        ---
        title: Foto
        ---
        ::: galleria
        ![Una pompa](a.png "Marzo")

        ![Una cisterna](b.png)
        :::
        """
    ).build()
    gallery = shown(site, "it/foto/index.html").css_first(".gallery")
    assert gallery is not None
    assert [image.attributes["alt"] for image in gallery.css("img")] == [
        "Una pompa",
        "Una cisterna",
    ]
    assert [caption.text() for caption in gallery.css("figcaption")] == ["Marzo"]


@pytest.fixture
def picture() -> bytes:
    """A small picture."""
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (60, 40), "#a6401d").save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize("has_picture", [True, False])
def test_the_first_news_of_the_home_leads_only_with_a_picture(
    site: Scratch, picture: bytes, *, has_picture: bool
) -> None:
    site.put("content/news/first/well.png", picture)
    image = "\nimage: well.png\nimage_alt: Un pozzo" if has_picture else ""
    head = f"---\ntitle: Decimo pozzo\ndate: 2026-11-01{image}\n---\nTesto.\n"
    site.put("content/news/first/index.it.md", head.encode()).build()
    page = shown(site, "it/index.html")
    assert len(page.css(".cards.is-lead")) == has_picture
    assert "Decimo pozzo" in page.css_first(".cards").text()

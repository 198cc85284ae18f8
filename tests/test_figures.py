"""What the projects under a term come to: the same as the data, each project counted once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from megafono.figures import Figures, figures, parted
from tests.plain import planned
from tests.scratch import Scratch

PROJECTS = """
-- content/projects/wells.it.md --
---
title: Pozzi
countries: {KE: 60, MZ: 40}
sectors: [water]
sdgs: [6, 3]
starts: 2020-01-01
ends: 2030-12-31
budget: [{amount: 100000, currency: EUR, year: 2026}, {amount: 50, currency: USD}]
---
-- content/projects/schools.it.md --
---
title: Scuole
countries: [KE]
sectors: {education: 75, "14031": 25}
sdgs: [6]
starts: 2012-03-01
ends: 2014-03-01
budget: [{amount: 1000.01, currency: EUR}]
---
-- content/projects/nets.it.md --
---
title: Reti
countries: [KE, MW]
sectors: [health]
starts: 2025-03-01
budget: [{amount: 700, currency: EUR}]
---
-- content/projects/area.it.md --
---
title: Africa
regions: ["002"]
starts: 2025-03-01
budget: [{amount: 9, currency: EUR}]
---
"""


def of(site: Scratch, taxonomy: str, key: str) -> Figures:
    """Return the figures of a term in Italian."""
    known = planned(site).known
    return figures(taxonomy, key, "it", known.index, known.taxonomies)


def test_a_country_has_its_part_of_what_its_projects_cost(site: Scratch) -> None:
    site.write(PROJECTS)
    found = of(site, "country", "KE")
    assert (found.projects, found.statuses) == (3, (("ongoing", 2), ("completed", 1)))
    assert (found.starts, found.ends) == (2012, None)
    assert found.budget == (("EUR", Decimal("61000.01")), ("USD", Decimal("30.00")))
    assert found.undivided == 1
    assert found.sdgs == (("6", 2), ("3", 1))


def test_a_region_that_holds_all_the_countries_of_a_project_has_the_whole(site: Scratch) -> None:
    site.write(PROJECTS)
    found = of(site, "region", "002")
    assert (found.projects, found.countries, found.undivided) == (4, 3, 0)
    assert dict(found.budget)["EUR"] == Decimal("101709.01")


def test_a_sector_counts_its_finer_sectors(site: Scratch) -> None:
    site.write(PROJECTS)
    found = of(site, "sector", "water")
    assert found.projects == 2
    assert dict(found.budget)["EUR"] == Decimal("100250.00")


def test_a_goal_has_the_whole_of_its_projects(site: Scratch) -> None:
    site.write(PROJECTS)
    assert dict(of(site, "sdg", "6").budget)["EUR"] == Decimal("101000.01")


def test_a_region_counts_its_own_countries(site: Scratch) -> None:
    site.write(PROJECTS)
    assert of(site, "region", "018").countries == 0
    assert of(site, "region", "014").countries == 3
    site.edit("content/projects/nets.it.md", "[KE, MW]", "[KE, IT]")
    assert of(site, "region", "014").countries == 2


def test_the_last_year_is_that_of_projects_that_end(site: Scratch) -> None:
    site.write(PROJECTS)
    assert of(site, "sector", "water").ends == 2030
    assert of(site, "country", "KE").ends is None


def test_a_project_beside_its_countries_is_not_divided(site: Scratch) -> None:
    site.write(PROJECTS)
    site.edit("content/projects/wells.it.md", "sectors: [water]", 'regions: ["145"]')
    found = of(site, "region", "145")
    assert (found.projects, found.budget, found.undivided) == (1, (), 1)


def test_a_term_without_projects_has_no_figures(site: Scratch) -> None:
    site.write(PROJECTS)
    assert of(site, "country", "SN") == Figures()


@pytest.mark.parametrize("amount", ["100", "0.01", "0.05", "99999.99"])
@pytest.mark.parametrize("many", [3, 9])
def test_parts_make_the_whole_to_the_cent(amount: str, many: int) -> None:
    percents = {str(number): Decimal(100) / many for number in range(many)}
    divided = parted(Decimal(amount), percents)
    assert sum(divided.values()) == Decimal(amount)
    assert all(part == round(part, 2) and part >= 0 for part in divided.values())
    assert max(divided.values()) - min(divided.values()) <= Decimal("0.01")


def test_the_page_of_a_country_shows_its_figures_and_follows_its_projects(site: Scratch) -> None:
    site.write(PROJECTS).build()
    page = "it/paesi/kenya/index.html"
    assert "61.000,01" in site.text(page)
    assert "senza 1 progetto che non divide il suo costo" in site.text(page)
    site.edit("content/projects/wells.it.md", "KE: 60, MZ: 40", "KE: 50, MZ: 50").build()
    assert "51.000,01" in site.text(page)


def test_the_home_says_what_all_the_projects_come_to(site: Scratch) -> None:
    site.write(PROJECTS).build()
    known = planned(site).known
    found = figures("", "", "it", known.index, known.taxonomies)
    assert (found.projects, found.countries, found.undivided) == (4, 3, 0)
    assert dict(found.budget) == {"EUR": Decimal("101709.01"), "USD": Decimal("50")}
    assert "101.709,01" in site.text("it/index.html")

"""JSON-LD, as it stands in the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from tests.scratch import Scratch

SITE = """
-- content/_site.yaml --
name: Passo
base_url: https://example.org/ong
languages: [it, en]
plugins: [structured_data]
logo: /_site/logo.svg
social: ["https://social.example/@passo"]
organisation:
  legal_name: Passo ETS
  founded: 1985
  tax_id: "94012340363"
  email: info@example.org
  address: {it: "Via Uno 1, Modena", en: "Via Uno 1, Modena, Italy"}
  nonprofit_status: NonprofitANBI
-- content/_site/logo.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>
-- content/_data/donors.yaml --
fondo: {name: {it: Fondo, en: Fund}, url: "https://fund.example"}
-- content/_data/partners.yaml --
local: {name: Local}
-- content/pages/about.it.md --
---
title: Chi siamo
---
Testo.
-- content/pages/about/mission.it.md --
---
title: Missione e visione
---
Testo.
-- content/projects/wells.it.md --
---
title: "Pozzi </script><b>&"
summary: Acqua per tutti.
date: 2026-01-10
starts: 2026-01-01
ends: 2026-06-30
countries: [KE]
sectors: [water]
donors: [fondo]
partners: [local]
tags: [pompe]
places: [{name: {it: Kitui, en: Kitui town}, lat: -1.37, lon: 38.01}]
---
Testo.
-- content/projects/school.en.md --
---
title: School
starts: 2026-01-01
ends: 2027-06-30
countries: [MZ]
---
Text.
-- content/news/day.it.md --
---
title: Giornata
date: 2026-03-04
updated: 2026-03-05
countries: [IT]
authors: [Anna Bo]
event: {starts: "2026-07-10T20:30", ends: "2026-07-10T23:00", place: Cinema Aurora}
---
Un **giorno** insieme.
-- content/campaigns/water.it.md --
---
title: Acqua
starts: 2026-10-01
ends: 2027-01-31
asks:
  - {kind: donate, label: Dona, url: /it/dona/}
  - {kind: sign, label: Firma, url: "https://sign.example/"}
---
Testo.
-- content/notices/call.it.md --
---
title: Avviso
date: 2026-02-01
number: 1/2026
deadline: 2026-12-15T12:00
documents: [{file: bando.pdf, title: Bando}]
---
Testo.
-- content/notices/bando.pdf --
PDF
"""
HOME = "https://example.org/ong/"


def script(site: Scratch, path: str) -> dict[str, Any]:
    """Return the JSON-LD of a page."""
    found = etree.HTML(site.text(path)).xpath("//head/script[@type='application/ld+json']")
    assert len(found) == 1, path
    data: dict[str, Any] = json.loads(found[0].text)
    assert data["@context"] == "https://schema.org"
    return data


def node(site: Scratch, path: str, kind: str) -> dict[str, Any]:
    """Return the one node of a type on a page."""
    found = [item for item in script(site, path)["@graph"] if item["@type"] == kind]
    assert len(found) == 1, (path, kind)
    return dict(found[0])


def kinds(site: Scratch, path: str) -> list[str]:
    """Return the types of a page's nodes."""
    return [item["@type"] for item in script(site, path)["@graph"]]


@pytest.fixture
def made(site: Scratch) -> Scratch:
    """The site of these tests, built."""
    site.write(SITE).build()
    assert [found for found in site.problems if "image_alt" not in found] == []
    return site


def test_the_home_says_who_we_are(made: Scratch) -> None:
    found = node(made, "it/index.html", "NGO")
    assert found["@id"] == f"{HOME}#organisation"
    assert found["name"] == "Passo"
    assert found["legalName"] == "Passo ETS"
    assert found["url"] == HOME
    assert found["logo"] == f"{HOME}media/logo.svg"
    assert found["foundingDate"] == "1985"
    assert found["taxID"] == "94012340363"
    assert found["nonprofitStatus"] == "https://schema.org/NonprofitANBI"
    assert found["sameAs"] == ["https://social.example/@passo"]
    assert found["address"] == "Via Uno 1, Modena"
    assert found["contactPoint"]["email"] == "info@example.org"
    assert [place["identifier"] for place in found["areaServed"]] == ["KE"]
    assert "media/logo.svg" in made.paths


def test_the_area_served_has_the_countries_of_projects_alone(made: Scratch) -> None:
    assert node(made, "en/index.html", "NGO")["areaServed"][0]["name"] == "Mozambique"


def test_the_home_says_what_the_site_is(made: Scratch) -> None:
    found = node(made, "en/index.html", "WebSite")
    assert found["url"] == f"{HOME}en/"
    assert found["inLanguage"] == "en"
    assert "potentialAction" not in found


def test_the_search_is_offered_where_there_is_one(site: Scratch) -> None:
    site.write(SITE).edit("content/_site.yaml", "[structured_data]", "[structured_data, search]")
    site.build()
    action = node(site, "en/index.html", "WebSite")["potentialAction"]
    assert action["@type"] == "SearchAction"
    assert action["target"]["urlTemplate"] == f"{HOME}en/search/?q={{search_term_string}}"
    assert action["query-input"] == "required name=search_term_string"


def test_news_is_an_article_and_its_event(made: Scratch) -> None:
    path = "it/notizie/giornata/index.html"
    found = node(made, path, "NewsArticle")
    assert found["headline"] == "Giornata"
    assert found["description"] == "Un giorno insieme."
    assert (found["datePublished"], found["dateModified"]) == ("2026-03-04", "2026-03-05")
    assert found["inLanguage"] == "it"
    assert found["author"] == [{"@type": "Person", "name": "Anna Bo"}]
    assert found["publisher"]["@id"] == f"{HOME}#organisation"
    assert found["contentLocation"] == [{"@type": "Country", "name": "Italia", "identifier": "IT"}]
    event = node(made, path, "Event")
    assert event["startDate"] == "2026-07-10T20:30:00+02:00"
    assert event["endDate"] == "2026-07-10T23:00:00+02:00"
    assert event["location"]["name"] == "Cinema Aurora"


def test_a_project_is_a_project(made: Scratch) -> None:
    found = node(made, "it/progetti/pozzi-script-b/index.html", "Project")
    assert found["name"] == "Pozzi </script><b>&"
    assert found["description"] == "Acqua per tutti."
    assert (found["foundingDate"], found["dissolutionDate"]) == ("2026-01-01", "2026-06-30")
    assert found["areaServed"] == [{"@type": "Country", "name": "Kenya", "identifier": "KE"}]
    assert found["location"][0]["geo"]["latitude"] == -1.37
    assert found["location"][0]["name"] == "Kitui"
    assert found["funder"] == [
        {"@type": "Organization", "name": "Fondo", "url": "https://fund.example"}
    ]
    assert found["member"] == [{"@type": "Organization", "name": "Local"}]
    assert "pompe" in found["keywords"]


def test_a_project_under_way_has_no_end_yet(made: Scratch) -> None:
    assert "dissolutionDate" not in node(made, "en/projects/school/index.html", "Project")


def test_nothing_closes_the_script_early(made: Scratch) -> None:
    html = made.text("it/progetti/pozzi-script-b/index.html")
    start = html.index("application/ld+json")
    inside = html[html.index(">", start) + 1 : html.index("</script>", start)]
    assert not set("<>&") & set(inside)


def test_a_campaign_offers_its_asks_to_donate_from_its_start_until_it_ends(site: Scratch) -> None:
    site.write(SITE).build()
    path = "it/campagne/acqua/index.html"
    found = node(site, path, "WebPage")
    assert found["temporalCoverage"] == "2026-10-01/2027-01-31"
    assert [action["name"] for action in found["potentialAction"]] == ["Dona"]
    assert found["potentialAction"][0]["target"]["urlTemplate"] == f"{HOME}it/dona/"
    assert found["potentialAction"][0]["recipient"]["@type"] == "NGO"
    site.edit("content/campaigns/water.it.md", "ends: 2027-01-31", "ends: 2026-11-01").build()
    assert "potentialAction" not in node(site, path, "WebPage")
    site.edit("content/campaigns/water.it.md", "2026-11-01", "2027-01-31")
    site.edit("content/campaigns/water.it.md", "2026-10-01", "2026-12-01").build()
    assert "potentialAction" not in node(site, path, "WebPage")


def test_a_notice_expires_with_its_deadline(made: Scratch) -> None:
    found = node(made, "it/avvisi/avviso/index.html", "Article")
    assert found["expires"] == "2026-12-15T12:00:00+01:00"
    assert found["identifier"] == "1/2026"
    assert found["hasPart"] == [
        {"@type": "DigitalDocument", "name": "Bando", "url": f"{HOME}media/notices/bando.pdf"}
    ]


def test_the_breadcrumb_has_the_items_that_the_page_shows(made: Scratch) -> None:
    pages = sorted(path for path in made.paths if path.endswith("/index.html"))
    seen = 0
    for path in pages:
        shown = etree.HTML(made.text(path)).xpath("//nav[contains(@class, 'breadcrumb')]//li")
        if not shown:
            continue
        items = node(made, path, "BreadcrumbList")["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(shown) + 1))
        assert [item["name"] for item in items] == ["".join(li.itertext()).strip() for li in shown]
        hrefs = [next(iter(li.xpath("a/@href")), None) for li in shown]
        urls = [f"https://example.org{href}" if href else None for href in hrefs]
        assert [item.get("item") for item in items] == urls
        seen += 1
    assert seen > 10


def test_the_breadcrumb_of_a_page_below_another(made: Scratch) -> None:
    path = "it/chi-siamo/missione-e-visione/index.html"
    items = node(made, path, "BreadcrumbList")["itemListElement"]
    assert [item["name"] for item in items] == ["Home", "Chi siamo", "Missione e visione"]
    assert "item" not in items[-1]
    assert kinds(made, path) == ["BreadcrumbList"]


def test_pages_that_say_nothing_have_no_script(made: Scratch) -> None:
    assert "ld+json" not in made.text("404.html")
    assert "ld+json" not in made.text("index.html")


def test_numbers_of_other_countries_are_not_judged(site: Scratch) -> None:
    site.write(SITE).edit("content/_site.yaml", "94012340363", "51824753556")
    site.edit("content/_site.yaml", "languages:", "time_zone: Australia/Sydney\nlanguages:").build()
    assert not [found for found in site.problems if "codice fiscale" in found]

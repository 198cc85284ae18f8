"""Charts: the numbers are the data's, totals their sums, and wrong words are told."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser

from plugins.charts import parted
from tests.scratch import Scratch

SITE = """
-- content/_site.yaml --
name: {it: Passo, en: Step}
base_url: https://example.org
languages: [it, en]
plugins: [charts]
-- content/projects/wells.it.md --
---
title: Pozzi
summary: Acqua.
countries: {KE: 60, MZ: 40}
sectors: [water, "14031"]
status: ongoing
starts: 2024-01-01
ends: 2025-12-31
budget:
  - {amount: 1000.01, year: 2024}
  - {amount: 500, year: 2025}
  - {amount: 70, currency: USD}
results:
  - {indicator: {it: Pozzi scavati, en: Wells dug}, target: 10, reached: 7.5}
  - {indicator: {it: Persone, en: People}, reached: 200}
  - {indicator: {it: Scuole, en: Schools}, target: 2, reached: 3}
---
Testo.
-- content/projects/wells.en.md --
---
title: Wells
---
-- content/projects/school.it.md --
---
title: Scuola
countries: [KE, IT]
sectors: [education]
status: completed
starts: 2022-01-01
ends: 2022-12-31
budget: [{amount: 300}]
---
-- content/projects/office.it.md --
---
title: Ufficio
starts: 2025-01-01
ends: 2025-12-31
budget: [{amount: 40, year: 2025}]
---
-- content/pages/about.it.md --
---
title: Chi siamo
---
-- content/pages/about.en.md --
---
title: About us
---
"""


def charts(site: Scratch, block: str, lang: str = "it") -> LexborHTMLParser:
    """Return the page of a site with a block on it."""
    site.write(SITE)
    path = f"content/pages/about.{lang}.md"
    site.put(path, (site.root / path).read_bytes() + f"\n{block}\n:::\n".encode())
    site.build()
    address = {"it": "it/chi-siamo/index.html", "en": "en/about-us/index.html"}[lang]
    return LexborHTMLParser(site.text(address)) if site.problems == [] else LexborHTMLParser("")


def rows(html: LexborHTMLParser, number: int = 0) -> dict[str, str]:
    """Return the rows of a chart, and its total: the name and the number as written."""
    table = html.css(".chart table")[number]
    found = [row.css("th, td") for row in table.css("tbody tr, tfoot tr")]
    return {name.text(strip=True): value.text(strip=True) for name, value in found}


def bars(html: LexborHTMLParser) -> list[float]:
    """Return how long the bars are, out of 100."""
    paths = [bar.attributes["d"] or "" for bar in html.css(".bar-value")]
    return [float(re.findall(r"h([\d.]+)v", path)[0]) for path in paths]


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (
            "::: grafico dati=progetti per=anno",
            {"2022": "1", "2023": "0", "2024": "1", "2025": "2", "Progetti in tutto": "3"},
        ),
        ("::: grafico per=paese", {"Kenya": "2", "Italia": "1", "Mozambico": "1"}),
        ("::: grafico per=settore", {"Acqua e igiene": "1", "Istruzione": "1"}),
        ("::: chart by=status", {"In corso": "1", "Concluso": "2"}),
        ("::: grafico per=paese stato=in-corso", {"Kenya": "1", "Mozambico": "1"}),
        ("::: grafico per=paese paese=Italia", {"Kenya": "2", "Italia": "1", "Mozambico": "1"}),
    ],
)
def test_projects_are_counted_by(site: Scratch, block: str, found: dict[str, str]) -> None:
    made = rows(charts(site, block))
    assert site.problems == []
    whole = made.pop("Progetti in tutto")
    assert made == {name: value for name, value in found.items() if name != "Progetti in tutto"}
    assert int(whole) <= 3


def test_the_total_counts_each_project_once_and_says_so(site: Scratch) -> None:
    html = charts(site, "::: grafico per=paese")
    assert rows(html)["Progetti in tutto"] == "3"
    assert "in più righe" in html.css_first("figcaption").text()
    html = charts(site, "::: grafico per=stato")
    assert rows(html)["Progetti in tutto"] == "3" and html.css("figcaption") == []


def test_the_longest_bar_is_whole_and_the_others_in_proportion(site: Scratch) -> None:
    html = charts(site, "::: grafico per=anno")
    assert bars(html) == [50, 0, 50, 100]
    assert all(bar.attributes["aria-hidden"] == "true" for bar in html.css("svg.bar"))


def test_rows_lead_to_the_pages_of_what_they_count(site: Scratch) -> None:
    links = charts(site, "::: grafico per=paese").css(".chart a")
    hrefs = [link.attributes["href"] for link in links]
    assert hrefs == ["/it/paesi/kenya/", "/it/paesi/italia/", "/it/paesi/mozambico/"]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("anno", {"2024": "1.000,01 €", "2025": "540 €", "Anno non indicato": "300 €"}),
        (
            "paese",
            {
                "Kenya": "900,01 €",
                "Mozambico": "600 €",
                "Più Paesi insieme": "300 €",
                "Nessun Paese indicato": "40 €",
            },
        ),
        (
            "settore",
            {
                "Acqua e igiene": "1.500,01 €",
                "Istruzione": "300 €",
                "Nessun settore indicato": "40 €",
            },
        ),
        ("stato", {"In corso": "1.500,01 €", "Concluso": "340 €"}),
    ],
)
def test_budgets_are_parted_by_percentages_and_make_the_whole(
    site: Scratch, by: str, found: dict[str, str]
) -> None:
    html = charts(site, f"::: grafico dati=costo per={by}")
    made = {name: value.replace("\xa0", " ") for name, value in rows(html).items()}
    assert made.pop("Totale") == "1.840,01 €"
    assert made == found
    assert len(html.css(".chart table")) == 2
    assert rows(html, 1)["Totale"].replace("\xa0", " ") == "70 USD"


@pytest.mark.parametrize("amount", ["100", "0.01", "1000.01", "99999.99"])
def test_parts_make_the_whole_to_the_cent(amount: str) -> None:
    percents = {"a": Decimal("33.3"), "b": Decimal("33.3"), "c": Decimal("33.3")}
    parts = dict(parted(Decimal(amount), percents))
    assert sum(parts.values()) == Decimal(amount)
    assert max(parts.values()) - min(parts.values()) <= Decimal("0.02")


def test_results_are_those_of_a_project(site: Scratch) -> None:
    html = charts(site, "::: grafico dati=risultati progetto=wells")
    cells = [[cell.text(strip=True) for cell in row.css("th, td")] for row in html.css("tbody tr")]
    assert cells == [
        ["Pozzi scavati", "10", "7,575%"],
        ["Persone", "–", "200"],
        ["Scuole", "2", "3150%"],
    ]
    assert bars(html) == [75, 100]


def test_on_the_page_of_a_project_results_are_its_own(site: Scratch) -> None:
    site.write(SITE)
    site.edit("content/projects/wells.it.md", "Testo.", "::: grafico dati=risultati\n:::").build()
    html = LexborHTMLParser(site.text("it/progetti/pozzi/index.html"))
    assert site.problems == []
    assert html.css_first(".prose table tbody th").text(strip=True) == "Pozzi scavati"


def test_english_words_do_the_same_and_count_what_the_language_has(site: Scratch) -> None:
    html = charts(site, "::: chart data=projects by=country", "en")
    assert rows(html) == {"Kenya": "1", "Mozambique": "1", "Projects in all": "1"}
    assert html.css_first("caption").text() == "Projects by country"


def test_nothing_to_count_is_said(site: Scratch) -> None:
    html = charts(site, "::: grafico stato=sospeso per=paese")
    assert html.css(".chart") == [] and "non c’è ancora nulla" in html.css_first(".empty").text()


@pytest.mark.parametrize(
    ("block", "column", "said"),
    [
        ("::: grafico dati=proggetti", 18, "“proggetti” is not one of: progetti, costo, "),
        ("::: grafico per=nazione", 17, "“nazione” is not one of: anno, paese, "),
        ("::: grafico colore=rosso", 13, "“colore” is not an argument of the block “grafico”"),
        ("::: grafico paese=Kenia", 19, "unknown country “Kenia”"),
        ("::: grafico dati=risultati", 1, "“data=results” needs a project"),
        ("::: grafico dati=risultati progetto=wels", 37, "there is no page “wels”"),
    ],
)
def test_wrong_words_are_told_with_their_place(
    site: Scratch, block: str, column: int, said: str
) -> None:
    charts(site, block)
    assert len(site.problems) == 1, site.problems
    assert f"content/pages/about.it.md:5:{column}: " in site.problems[0]
    assert said in site.problems[0]


def test_charts_have_no_inline_style(site: Scratch) -> None:
    html = charts(site, "::: grafico dati=costo per=paese")
    assert not any("style" in node.attributes for node in html.css(".chart, .chart *"))


def test_an_edited_body_remakes_no_chart_and_an_edited_budget_does(site: Scratch) -> None:
    charts(site, "::: grafico dati=costo per=anno")
    site.edit("content/projects/wells.it.md", "Testo.", "Un altro testo.").build()
    assert site.made == {"it/progetti/pozzi/index.html"}
    site.edit("content/projects/school.it.md", "amount: 300", "amount: 400").build()
    assert "it/chi-siamo/index.html" in site.made

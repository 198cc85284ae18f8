"""Open data: the projects as JSON and CSV."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from io import StringIO
from typing import Any

from tests.scratch import Scratch

SITE = """
-- content/_site.yaml --
name: {it: Passo, en: Step}
base_url: https://example.org/ong
languages: [it, en]
plugins: [open_data]
licence: {name: CC BY 4.0, url: "https://creativecommons.org/licenses/by/4.0/"}
-- content/_data/donors.yaml --
fondo: {name: {it: "Fondo; uno", en: Fund}, url: "https://fund.example"}
-- content/_data/partners.yaml --
local: {name: Local}
-- content/projects/wells.it.md --
---
title: "=Pozzi, \\"acqua\\""
date: 2026-01-10
updated: 2026-05-02
status: ongoing
kind: emergency
starts: 2026-01-01
ends: 2026-12-31
countries: {KE: 60, MZ: 40}
sectors: {water: 75, health: 25}
sdgs: [6, 3]
donors: [fondo]
partners: [local]
budget:
  - {amount: 38000, year: 2025}
  - {amount: 1000.50, year: 2026}
  - {amount: 70, currency: USD}
places:
  - {name: {it: Kitui, en: Kitui town}, lat: -1.37, lon: 38.01}
  - {name: Mutomo}
results:
  - {indicator: {it: Pozzi scavati, en: Wells dug}, target: 10, reached: 7.5}
---
Testo.
-- content/projects/wells.en.md --
---
title: Wells
---
Text.
-- content/projects/a-school.en.md --
---
title: "-School"
starts: 2027-01-01
---
Text.
"""


def rows(site: Scratch) -> list[dict[str, str]]:
    """Return the CSV as programs read it."""
    return list(csv.DictReader(StringIO(site.text("data/projects.csv"), newline=""), strict=True))


def data(site: Scratch) -> dict[str, Any]:
    """Return the JSON."""
    found: dict[str, Any] = json.loads(site.text("data/projects.json"))
    return found


def test_both_files_have_every_project_by_key(site: Scratch) -> None:
    site.write(SITE).build()
    assert site.problems == []
    keys = ["projects/a-school", "projects/wells"]
    assert [row["key"] for row in rows(site)] == keys
    assert [project["key"] for project in data(site)["projects"]] == keys
    assert data(site)["count"] == 2


def test_the_json_says_licence_and_newest_change(site: Scratch) -> None:
    site.write(SITE).build()
    found = data(site)
    assert found["licence"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["updated"] == "2026-05-02"
    assert found["source"] == "https://example.org/ong/"
    assert found["publisher"] == {"it": "Passo", "en": "Step"}


def test_what_the_json_says_of_a_project(site: Scratch) -> None:
    site.write(SITE).build()
    found = data(site)["projects"][1]
    assert found["titles"] == {"it": '=Pozzi, "acqua"', "en": "Wells"}
    assert found["urls"]["en"] == "https://example.org/ong/en/projects/wells/"
    assert (found["status"], found["kind"]) == ("ongoing", "emergency")
    assert (found["starts"], found["ends"]) == ("2026-01-01", "2026-12-31")
    assert [(term["code"], term["percent"]) for term in found["countries"]] == [
        ("KE", 60),
        ("MZ", 40),
    ]
    assert [(term["key"], term["percent"]) for term in found["sectors"]] == [
        ("water", 75),
        ("health", 25),
    ]
    assert found["sectors"][0]["dac"]
    assert found["sdgs"] == [6, 3]
    assert found["donors"][0]["names"]["en"] == "Fund"
    assert found["budget"] == {"EUR": 39000.5, "USD": 70}
    assert found["places"][0] == {
        "names": {"it": "Kitui", "en": "Kitui town"},
        "lat": -1.37,
        "lon": 38.01,
    }
    assert found["results"] == [
        {
            "indicator": {"it": "Pozzi scavati", "en": "Wells dug"},
            "unit": None,
            "target": 10,
            "reached": 7.5,
        }
    ]


def test_what_the_csv_says_of_a_project(site: Scratch) -> None:
    site.write(SITE).build()
    found = rows(site)[1]
    assert found["title_en"] == "Wells"
    assert found["url_it"] == "https://example.org/ong/it/progetti/pozzi-acqua/"
    assert (found["status"], found["kind"]) == ("ongoing", "emergency")
    assert (found["countries"], found["countries_percent"]) == ("KE; MZ", "60; 40")
    assert (found["sectors"], found["sectors_percent"]) == ("water; health", "75; 25")
    assert found["sdgs"] == "6; 3"
    assert (found["donors"], found["partners"]) == ("Fondo, uno", "Local")
    assert (found["budget_EUR"], found["budget_USD"]) == ("39000.5", "70")
    assert found["places"] == "Kitui (-1.37, 38.01); Mutomo"


def test_a_language_that_a_project_lacks_is_empty(site: Scratch) -> None:
    site.write(SITE).build()
    assert (rows(site)[0]["title_it"], rows(site)[0]["url_it"]) == ("", "")
    assert data(site)["projects"][0]["titles"] == {"en": "-School"}


def test_no_cell_of_text_is_run_as_a_formula_and_json_is_as_written(site: Scratch) -> None:
    site.write(SITE).build()
    assert rows(site)[1]["title_it"] == '\'=Pozzi, "acqua"'
    assert rows(site)[0]["title_en"] == "'-School"
    assert data(site)["projects"][0]["titles"]["en"] == "-School"


def test_the_csv_is_utf_8_with_a_row_of_names_and_the_line_ends_of_rfc_4180(site: Scratch) -> None:
    site.write(SITE).build()
    raw = site.data("data/projects.csv")
    assert raw.startswith(b"key,title_it,title_en,url_it,url_en,status,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 3


def test_drafts_are_not_open(site: Scratch) -> None:
    site.write(SITE).edit("content/projects/a-school.en.md", "starts:", "draft: true\nstarts:")
    site.build(drafts=True)
    assert data(site)["count"] == 1
    assert len(rows(site)) == 1


def test_a_status_follows_the_date(site: Scratch) -> None:
    site.write(SITE).build()
    assert rows(site)[0]["status"] == "planned"
    site.build(today=datetime(2027, 2, 1))
    assert {"data/projects.csv", "data/projects.json"} <= site.made
    assert rows(site)[0]["status"] == "ongoing"


def test_a_body_changes_no_data(site: Scratch) -> None:
    site.write(SITE).build()
    site.edit("content/projects/wells.it.md", "Testo.", "Altro.").build()
    assert not {path for path in site.made if path.startswith("data/")}


def test_a_site_without_projects_has_no_data(site: Scratch) -> None:
    site.write("""
    -- content/_site.yaml --
    name: Prova
    base_url: https://example.org
    languages: [it]
    plugins: [open_data]
    """).build()
    assert not {path for path in site.paths if path.startswith("data/")}
